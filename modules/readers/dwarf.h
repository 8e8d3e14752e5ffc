/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions that debug information tells of, with their types as C. Every byte is taken for hostile. */
#ifndef MUSTER_READERS_DWARF_H
#define MUSTER_READERS_DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf.h"

struct dwarf_file;

struct dwarf_parameter {
	const char *name; /* NULL where it has none */
	const char *type;
	uint64_t reference; /* of the struct, union or enum in it, for dwarf_file_define(); 0: none */
};

/* A function. All is owned by the dwarf_file, until the next dwarf_file_describe(). */
struct dwarf_function {
	const char *name;         /* in the source */
	const char *linkage_name; /* NULL where it is the same */
	const char *file;         /* as the compiler was given it, with its folder; NULL: not known */
	unsigned line;            /* 0: not known */
	const char *return_type;  /* "void" for none */
	const char *prototype;    /* under the name that was asked for */
	uint64_t return_reference;
	bool external;   /* other files of the library may call it */
	bool prototyped; /* it was not declared in the way before C89 */
	bool variadic;
	size_t parameter_count;
	const struct dwarf_parameter *parameters;
};

/* Opens the debug information in `file`, which must outlive *dwarf, and finds its functions. MUSTER_OK,
 * MUSTER_NO_MEMORY, MUSTER_NOT_FOUND (there is none), MUSTER_DAMAGED, or MUSTER_LIMIT_EXCEEDED; where it fails *dwarf
 * is NULL and *reason a static text. */
MUSTER_NODISCARD enum muster_status dwarf_file_open(struct dwarf_file **dwarf, const struct elf_file *file,
													const char **reason);

/* NULL is allowed. */
void dwarf_file_close(struct dwarf_file *dwarf);

/* The number of functions with code, by address. */
size_t dwarf_file_count(const struct dwarf_file *dwarf);

/* Finds the function at that address, of several the one of that name. False where there is none. */
bool dwarf_file_find(const struct dwarf_file *dwarf, uint64_t address, const char *name, size_t *index);

/* Fills *function with the function at that index; its prototype is written with `name`, or for NULL its own.
 * MUSTER_OK, MUSTER_NO_MEMORY, MUSTER_DAMAGED, or MUSTER_LIMIT_EXCEEDED (types beyond reason). */
MUSTER_NODISCARD enum muster_status dwarf_file_describe(struct dwarf_file *dwarf, size_t index, const char *name,
														struct dwarf_function *function);

/* What the reference stands for is called in C, such as `struct point`: put into `name`. As dwarf_file_describe(). */
MUSTER_NODISCARD enum muster_status dwarf_file_name(const struct dwarf_file *dwarf, uint64_t reference, char *name,
													size_t size);

/* The definition that a reference stands for, as a text that the caller frees. As dwarf_file_describe(). */
MUSTER_NODISCARD enum muster_status dwarf_file_define(const struct dwarf_file *dwarf, uint64_t reference, char **text);

#endif
