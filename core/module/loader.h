/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Module files: finding them, vetting them, and (alone in the library) loading them. */
#ifndef MUSTER_LOADER_H
#define MUSTER_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include <muster/module.h>

#include "base/module_members.h"
#include "base/problem.h"

/* One NAME.so found in a module folder; the first folder wins. */
struct module_file {
	char *name;
	char *path; /* absolute */
};

/* All NAME.so in @folders (ended by NULL), by name; folders that are not there are passed over. Freed with
 * module_files_free(). */
enum muster_status loader_list(const char *const *folders, struct module_file **files, size_t *count,
							   struct problem *problem);
void module_files_free(struct module_file *files, size_t count);

/* Opens and vets a module file: trust (trust_open()), a regular ELF shared object of this machine, its tables within
 * the file, the note .note.muster with a matching ABI major, a struct that is large enough. Nothing of it is loaded.
 * MUSTER_OK with *descriptor open and *status filled; MUSTER_NOT_FOUND, MUSTER_REFUSED (rule and mend in the message),
 * MUSTER_IO_ERROR. */
enum muster_status loader_vet(const char *path, int *descriptor, struct stat *about, struct problem *problem);

struct module_handle {
	int descriptor; /* open as long as the library: the linker knows it by a name that ends with this number */
	void *library;
	const struct muster_module *module;
};

/* Loads the vetted file behind @descriptor, which stays the caller's (by /proc/self/fd, RTLD_NOW | RTLD_LOCAL), and
 * checks the table it exports: ABI, size, name equal to @name, version, schema, required slots. A library that this
 * process loaded earlier and could not unload never stands in for another file. MUSTER_REFUSED with the rule and the
 * mend. */
enum muster_status loader_load(int descriptor, const char *name, struct module_handle *handle, struct problem *problem);

/* What is wrong with a schema, and the mend, as one phrase; NULL for nothing. */
const char *loader_fields_trouble(const struct muster_field *fields);

/* A handle that was never loaded is to be zeroed. */
void loader_unload(struct module_handle *handle);

#endif
