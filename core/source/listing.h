/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The names in a folder, sorted bytewise. */
#ifndef MUSTER_LISTING_H
#define MUSTER_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/hash.h"

struct listing_name {
	size_t name;        /* offset in names */
	unsigned char type; /* DT_REG, DT_DIR, DT_LNK …; DT_UNKNOWN is resolved */
};

struct listing {
	struct buffer names;
	struct listing_name *items;
	size_t count, capacity;
};

/* Reads the folder behind @descriptor, which stays open; without "." and "..". 0 or an errno. */
int listing_read(struct listing *listing, int descriptor);
void listing_free(struct listing *listing);

static inline const char *listing_at(const struct listing *listing, size_t index)
{
	return (const char *)listing->names.data + listing->items[index].name;
}

/* Hashes all names and types. 0 or ENOMEM. */
int listing_hash(const struct listing *listing, struct hash *hash);

#endif
