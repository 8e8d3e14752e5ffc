/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The files a discovery has met, by device and inode. */
#ifndef MUSTER_VISITED_H
#define MUSTER_VISITED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct visited {
	struct visited_file {
		uint64_t device, inode;
	} * files; /* inode 0: free */
	size_t count, capacity;
};

enum visit { VISIT_FIRST, VISIT_AGAIN, VISIT_NO_MEMORY };

enum visit visited_add(struct visited *visited, uint64_t device, uint64_t inode);
bool visited_has(const struct visited *visited, uint64_t device, uint64_t inode);
void visited_free(struct visited *visited);

#endif
