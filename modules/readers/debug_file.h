/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the debug information of a library lies when it is not in the library: the places where libdw's standard
 * look-up goes, by build-id and by debug link, but never a server. The caller opens them, so that a module can watch
 * them. */
#ifndef MUSTER_READERS_DEBUG_FILE_H
#define MUSTER_READERS_DEBUG_FILE_H

#include "elf.h"

/* Opens the file at each place where it may be: *descriptor is -1 where there is none. Anything but MUSTER_OK ends the
 * look-up. */
typedef enum muster_status debug_file_opener(void *data, const char *path, int *descriptor);

/* Where to look. */
struct debug_file_search {
	const char *const *folders; /* such as /usr/lib/debug, ended by NULL */
	const char *library;        /* the path of the library */
	debug_file_opener *open;    /* NULL: nothing is looked for */
	void *data;
};

/* Opens the file with the debug information of `file`: the caller closes *descriptor, which is -1 where there is none.
 * MUSTER_OK in both cases; MUSTER_NO_MEMORY; or what `open` ended with. */
MUSTER_NODISCARD enum muster_status debug_file_open(const struct debug_file_search *search, const struct elf_file *file,
													int *descriptor);

#endif
