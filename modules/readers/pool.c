/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 16384

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

static struct pool_chunk *grow(struct pool *pool, size_t size)
{
	const size_t room = size > CHUNK ? size : CHUNK;
	struct pool_chunk *chunk = room > SIZE_MAX / 2 ? NULL : calloc(1, sizeof(*chunk) + room);

	if (!chunk) {
		pool->failed = true;
		return NULL;
	}
	chunk->size = room;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	return chunk;
}

void *pool_alloc(struct pool *pool, size_t size)
{
	struct pool_chunk *chunk = pool->chunks;
	void *place;

	if (pool->failed || size > SIZE_MAX / 2)
		return NULL;
	size = (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
	if (!chunk || chunk->size - chunk->used < size)
		chunk = grow(pool, size);
	if (!chunk)
		return NULL;
	place = chunk->bytes + chunk->used;
	chunk->used += size;
	return place;
}

char *pool_copy(struct pool *pool, const char *bytes, size_t size)
{
	char *copy = pool_alloc(pool, size + 1);

	if (copy && size)
		memcpy(copy, bytes, size);
	return copy;
}

void pool_free(struct pool *pool)
{
	while (pool->chunks) {
		struct pool_chunk *next = pool->chunks->next;
		free(pool->chunks);
		pool->chunks = next;
	}
}
