/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Signatures of the functions that a shared library exports, and the definitions of the types they refer to, each of
 * which is an entry of its own. What has no debug information has no signature. */
#ifndef MUSTER_SIGNATURES_NATIVE_H
#define MUSTER_SIGNATURES_NATIVE_H

#include <muster/module.h>

struct native_parameter {
	const char *name;       /* NULL where it has none */
	const char *type;       /* as C */
	const char *definition; /* the key of the entry with the struct, union or enum in it; NULL */
};

/* A function, or the definition of a type; valid for the call it is handed to. */
struct native_entry {
	const char *key;            /* LIBRARY:NAME, of old versions LIBRARY:NAME@VERSION */
	const char *name;           /* of types as in C, such as `struct point` */
	const char *library;        /* its SONAME, else the name of the file */
	const char *symbol_version; /* NULL: none */
	const char *source;         /* the source file; NULL: not known */
	unsigned line;              /* 0: not known */
	const char *declaration;    /* the prototype, without a semicolon; of types the definition */
	const char *returns;        /* NULL for types */
	const char *definition;     /* of the type returned, as of a parameter's */
	bool is_type, is_variadic;
	size_t parameter_count;
	const struct native_parameter *parameters;
};

/* Anything but MUSTER_OK ends the reading. */
typedef enum muster_status native_emit(void *data, const struct native_entry *entry);

struct native_reader {
	const char *const *debug_paths; /* folders with debug information, ended by NULL */
	const char *only;               /* the key of the only function wanted, with the types it refers to; NULL: all */
	native_emit *emit;
	void *data;
};

/* Reads the library of `source`, with findings for what is wrong with it and dependencies on its debug information.
 * What is no shared library is passed over. MUSTER_OK, MUSTER_DAMAGED, MUSTER_NO_MEMORY, MUSTER_CANCELLED, or what
 * `emit` ended with. */
MUSTER_NODISCARD enum muster_status native_read(struct muster_scan *scan, const struct muster_source *source,
												const struct native_reader *reader);

#endif
