/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a file or folder looked like: enough to notice any later change. */
#ifndef MUSTER_STAMP_H
#define MUSTER_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

struct stamp {
	uint64_t device, inode, size;
	int64_t modified, changed; /* nanoseconds since 1970 */
};

struct stamp stamp_of(const struct stat *about);

/* Any difference counts; times are never compared for order, so a clock that went back hides nothing. */
static inline bool stamp_equal(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size && a->modified == b->modified &&
		   a->changed == b->changed;
}

/* Whether a change made after @now could leave the same stamp: the file changed within the grain of its times. */
bool stamp_racy(const struct stamp *stamp, int64_t now);

/* Nanoseconds since 1970. */
int64_t stamp_now(void);

#endif
