/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Memory of one source while it is read: freed all at once. Once anything failed, all that follows gives NULL. */
#ifndef MUSTER_READERS_POOL_H
#define MUSTER_READERS_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool {
	struct pool_chunk *chunks;
	bool failed;
};

/* Zeroed; NULL without memory. */
void *pool_alloc(struct pool *pool, size_t size);

/* `size` bytes and a NUL. */
char *pool_copy(struct pool *pool, const char *bytes, size_t size);
void pool_free(struct pool *pool);

#endif
