/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The section that says where each block is: columns of numbers, then the first keys. */

#include <stdlib.h>
#include <string.h>

#include "blob/blob.h"

#define ROW_BYTES (4 + 4 + 4 + sizeof(struct hash))

void blob_index_free(struct blob_index *index)
{
	free(index->blocks);
	free(index->bytes);
	*index = (struct blob_index){0};
}

static bool read_blocks(struct blob_index *index, const struct blob *blob, size_t size)
{
	const unsigned char *columns = index->bytes + 4;
	const char *key = (const char *)columns + index->count * ROW_BYTES;
	const char *end = (const char *)index->bytes + size;
	uint64_t offset = 0, entries = 0;

	for (size_t i = 0; i < index->count; i++) {
		struct blob_block *block = &index->blocks[i];
		const char *stop = key < end ? memchr(key, 0, (size_t)(end - key)) : NULL;
		if (!stop || (i && strcmp(index->blocks[i - 1].key, key) >= 0))
			return false;
		block->count = load_u32(columns + 4 * i);
		block->stored = load_u32(columns + 4 * (index->count + i));
		block->raw = load_u32(columns + 4 * (2 * index->count + i));
		memcpy(block->hash.bytes, columns + 12 * index->count + sizeof(struct hash) * i, sizeof(struct hash));
		block->offset = BLOB_HEADER_BYTES + offset;
		block->before = (uint32_t)entries;
		block->key = key;
		offset += block->stored;
		entries += block->count;
		key = stop + 1;
		if (block->count == 0 || block->count > block->raw || block->raw > BLOB_BLOCK_LIMIT)
			return false;
	}
	index->entries = entries;
	return key == end && offset == blob->blocks_size && entries <= UINT32_MAX;
}

enum muster_status blob_index_read(const struct blob *blob, struct blob_index *index, struct problem *problem)
{
	const size_t size = blob->sections[BLOB_INDEX].raw;
	enum muster_status status;

	*index = (struct blob_index){0};
	status = blob_section(blob, BLOB_INDEX, &index->bytes, problem);
	if (status != MUSTER_OK)
		return status;
	if (size >= 4)
		index->count = load_u32(index->bytes);
	if (size < 4 || index->count > (size - 4) / ROW_BYTES) {
		blob_index_free(index);
		return problem_set(problem, MUSTER_DAMAGED, "blob is damaged: its index is too short");
	}
	index->blocks = calloc(index->count ? index->count : 1, sizeof(*index->blocks));
	if (!index->blocks)
		status = problem_memory(problem);
	else if (!read_blocks(index, blob, size))
		status = problem_set(problem, MUSTER_DAMAGED, "blob is damaged: its index contradicts itself");
	if (status != MUSTER_OK)
		blob_index_free(index);
	return status;
}
