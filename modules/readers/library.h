/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions that a shared library exports: its dynamic symbols, joined with debug information by their addresses,
 * in the library or in a file of its own. */
#ifndef MUSTER_READERS_LIBRARY_H
#define MUSTER_READERS_LIBRARY_H

#include "debug_file.h"
#include "dwarf.h"

struct library;

/* An exported function. */
struct library_function {
	const char *symbol;  /* valid until the next library_next() */
	const char *version; /* NULL where the symbol has none */
	bool is_default;     /* a program that is linked now gets this one of the symbols of that name */
	bool is_indirect;    /* its code only chooses the one that is called */
	uint64_t address;
};

/* Opens the library behind `descriptor`, which stays the caller's and must outlive *library. MUSTER_OK, also where
 * debug information is missing or damaged; MUSTER_UNSUPPORTED (not a shared library), MUSTER_DAMAGED, MUSTER_NO_MEMORY,
 * or what the search ended with; where it fails *library is NULL and *reason a static text. */
MUSTER_NODISCARD enum muster_status library_open(struct library **library, int descriptor,
												 const struct debug_file_search *search, const char **reason);

/* NULL is allowed. */
void library_close(struct library *library);

/* The library's own name, or NULL. */
const char *library_soname(const struct library *library);

/* What is wrong with the debug information, a static text; NULL where nothing is, or where there is none. */
const char *library_trouble(const struct library *library);

/* Fills *function with the next one. False past the last. */
bool library_next(struct library *library, struct library_function *function);

/* What debug information tells of the function, valid until the next call of this. MUSTER_OK, MUSTER_NOT_FOUND
 * (nothing), MUSTER_DAMAGED, MUSTER_LIMIT_EXCEEDED, MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status library_describe(const struct library *library,
													 const struct library_function *function,
													 struct dwarf_function *description);

/* As dwarf_file_name() and dwarf_file_define(). */
MUSTER_NODISCARD enum muster_status library_name(const struct library *library, uint64_t reference, char *name,
												 size_t size);
MUSTER_NODISCARD enum muster_status library_define(const struct library *library, uint64_t reference, char **text);

#endif
