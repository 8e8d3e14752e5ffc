/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Indexes that are stored soundly and say what cannot be. */

#include <criterion/criterion.h>
#include <zstd.h>

#include "blob_maker.h"

#define BLOCKS 3
#define ROW    (4 + 4 + 4 + 16)

/* An index of three blocks of 5 entries, 100 bytes stored and 200 raw, with the keys a, b, c. */
static struct buffer index_bytes(uint32_t count)
{
	struct buffer bytes = {0};
	static const unsigned char hashes[16 * BLOCKS];

	buffer_u32(&bytes, count);
	for (unsigned i = 0; i < BLOCKS; i++)
		buffer_u32(&bytes, 5);
	for (unsigned i = 0; i < BLOCKS; i++)
		buffer_u32(&bytes, 100);
	for (unsigned i = 0; i < BLOCKS; i++)
		buffer_u32(&bytes, 200);
	buffer_append(&bytes, hashes, sizeof(hashes));
	buffer_append(&bytes, "a\0b\0c", 6);
	return bytes;
}

/* Reads @bytes as the index of a blob with @blocks_size bytes of blocks. */
static enum muster_status read_index(struct blob_index *index, const struct buffer *bytes, uint64_t blocks_size)
{
	struct blob blob = {.descriptor = -1, .blocks_size = blocks_size};
	struct blob_section *section = &blob.sections[BLOB_INDEX];
	enum muster_status status;

	blob.size = ZSTD_compressBound(bytes->size);
	blob.bytes = malloc(blob.size);
	section->stored = (uint32_t)ZSTD_compress(blob.bytes, blob.size, bytes->data, bytes->size, 1);
	section->raw = (uint32_t)bytes->size;
	section->hash = hash_bytes(bytes->data, bytes->size);
	status = blob_index_read(&blob, index, NULL);
	blob_close(&blob);
	return status;
}

static void assert_damaged(struct buffer *bytes, uint64_t blocks_size)
{
	struct blob_index index;

	cr_assert_eq(read_index(&index, bytes, blocks_size), MUSTER_DAMAGED);
	cr_assert_null(index.blocks);
	cr_assert_null(index.bytes);
	buffer_free(bytes);
}

Test(blob_index, says_where_blocks_are)
{
	struct buffer bytes = index_bytes(BLOCKS);
	struct blob_index index;

	cr_assert_eq(read_index(&index, &bytes, 300), MUSTER_OK);
	cr_assert_eq(index.count, 3);
	cr_assert_eq(index.entries, 15);
	cr_assert_eq(index.blocks[2].offset, BLOB_HEADER_BYTES + 200);
	cr_assert_eq(index.blocks[2].before, 10);
	cr_assert_eq(index.blocks[2].stored, 100);
	cr_assert_eq(index.blocks[2].raw, 200);
	cr_assert_str_eq(index.blocks[2].key, "c");
	blob_index_free(&index);
	buffer_free(&bytes);
}

Test(blob_index, of_nothing)
{
	struct buffer bytes = {0};
	struct blob_index index;

	buffer_u32(&bytes, 0);
	cr_assert_eq(read_index(&index, &bytes, 0), MUSTER_OK);
	cr_assert_eq(index.count, 0);
	blob_index_free(&index);
	assert_damaged(&bytes, 1);
	buffer_append(&bytes, "\0\0\0", 3);
	assert_damaged(&bytes, 0);
}

Test(blob_index, does_not_add_up)
{
	static const uint32_t counts[] = {0, 1, 2, 4, 1000, UINT32_MAX / ROW + 1, UINT32_MAX};
	struct buffer bytes = index_bytes(BLOCKS);

	assert_damaged(&bytes, 299);
	bytes = index_bytes(BLOCKS);
	assert_damaged(&bytes, 301);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		bytes = index_bytes(counts[i]);
		assert_damaged(&bytes, 300);
	}
}

static void assert_damaged_with(size_t column, uint32_t number)
{
	struct buffer bytes = index_bytes(BLOCKS);

	store_u32(bytes.data + 4 + 4 * (BLOCKS * column + 1), number);
	assert_damaged(&bytes, 300);
}

Test(blob_index, numbers_that_cannot_be)
{
	assert_damaged_with(0, 0);   /* a block without entries */
	assert_damaged_with(0, 201); /* more entries than bytes */
	assert_damaged_with(1, 99);
	assert_damaged_with(1, UINT32_MAX);
	assert_damaged_with(2, 4);
	assert_damaged_with(2, BLOB_BLOCK_LIMIT + 1);
	assert_damaged_with(2, UINT32_MAX);
}

Test(blob_index, keys_out_of_order_or_missing)
{
	static const char *const keys[] = {"a\0a\0c", "a\0c\0b", "b\0a\0c", "abc\0d", "abcde", "a\0b\0cde"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct buffer bytes = index_bytes(BLOCKS);
		bytes.size -= 6;
		buffer_append(&bytes, keys[i], i < 3 ? 6 : i < 5 ? 5 : 7);
		assert_damaged(&bytes, 300);
	}
}

Test(blob_index, cut_at_any_length)
{
	for (size_t size = 1; size < 4 + ROW * BLOCKS + 6; size++) {
		struct buffer bytes = index_bytes(BLOCKS);
		bytes.size = size;
		assert_damaged(&bytes, 300);
	}
}
