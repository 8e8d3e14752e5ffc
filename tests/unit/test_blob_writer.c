/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/blob_writer.h"

#include <criterion/criterion.h>
#include <fcntl.h>

#include "blob_maker.h"

/* How many blocks of @new lie in @old with the same stored bytes; @count: how many there are. */
static size_t same_frames(const struct file *new, const struct file *old, size_t *count)
{
	struct blob blob, before;
	struct blob_index index, index_before;
	size_t same = 0;

	cr_assert_eq(open_copy(&blob, new->bytes, new->size), MUSTER_OK);
	cr_assert_eq(open_copy(&before, old->bytes, old->size), MUSTER_OK);
	cr_assert_eq(blob_index_read(&blob, &index, NULL), MUSTER_OK);
	cr_assert_eq(blob_index_read(&before, &index_before, NULL), MUSTER_OK);
	for (size_t i = 0; i < index.count; i++) {
		for (size_t j = 0; j < index_before.count; j++) {
			const struct blob_block *one = &index.blocks[i], *other = &index_before.blocks[j];
			same += one->stored == other->stored &&
					memcmp(new->bytes + one->offset, old->bytes + other->offset, one->stored) == 0;
		}
	}
	*count = index.count;
	blob_index_free(&index);
	blob_index_free(&index_before);
	blob_close(&blob);
	blob_close(&before);
	return same;
}

/* 400 entries in random bytes; entry @changed (or none: 400) is another. */
static struct file make(unsigned changed, const struct file *old)
{
	struct maker maker = {0};
	struct random random = {31};
	struct blob blob;
	struct file file;
	char key[32];

	for (unsigned i = 0; i < 400; i++) {
		snprintf(key, sizeof(key), "entry-%05u", i);
		cr_assert(maker_entry(&maker, key, SOURCE_NONE, i == changed ? -5 : (int64_t)i, 300, &random));
	}
	if (old)
		cr_assert_eq(open_copy(&blob, old->bytes, old->size), MUSTER_OK);
	file = maker_file(&maker, old ? &blob : NULL);
	if (old)
		blob_close(&blob);
	cr_assert_not_null(file.bytes);
	return file;
}

Test(blob_writer, one_change_one_block)
{
	struct file first = make(400, NULL);
	size_t count;

	for (unsigned changed = 0; changed < 400; changed += 57) {
		struct file fresh = make(changed, NULL), built = make(changed, &first);
		cr_assert_eq(same_frames(&fresh, &first, &count), count - 1);
		cr_assert_gt(count, 3);
		cr_assert_eq(built.size, fresh.size);
		cr_assert_eq(memcmp(built.bytes, fresh.bytes, fresh.size), 0);
		free(fresh.bytes);
		free(built.bytes);
	}
	free(first.bytes);
}

/* An old frame with another compression of the same content is copied as it is: it was not compressed again. */
Test(blob_writer, frames_are_used_again)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	unsigned char stored[64] = {0x28, 0xb5, 0x2f, 0xfd, 0x20, 40, 0x43, 0x01, 0}; /* 40 zeros, a block of RLE */
	static const unsigned char zeros[40], others[40] = {1};
	const struct hash hash = hash_bytes(zeros, sizeof(zeros)), other = hash_bytes(others, sizeof(others));
	struct blob old = {.descriptor = -1, .bytes = stored, .size = sizeof(stored)};
	struct blob_block blocks[] = {{.offset = 0, .stored = 10, .raw = 40, .key = "a", .hash = hash},
								  {.offset = 0, .stored = 10, .raw = 40, .key = "c", .hash = hash},
								  {.offset = 0, .stored = 10, .raw = 40, .key = "e", .hash = other}};
	struct blob_writer writer;

	cr_assert_eq(blob_writer_init(&writer, descriptor, NULL), MUSTER_OK);
	writer.old = &old;
	writer.old_index = (struct blob_index){.blocks = blocks, .count = 3};
	cr_assert_eq(blob_writer_block(&writer, zeros, 40, 1, "a"), MUSTER_OK);
	cr_assert_eq(writer.out.size, 10);
	cr_assert_arr_eq(writer.out.data, stored, 10);
	cr_assert_eq(blob_writer_block(&writer, zeros, 40, 1, "b"), MUSTER_OK); /* another key: another block */
	cr_assert_gt(writer.out.size, 20);
	writer.out.size = 0;
	cr_assert_eq(blob_writer_block(&writer, zeros, 40, 1, "c"), MUSTER_OK);
	cr_assert_eq(writer.out.size, 10);
	cr_assert_eq(blob_writer_block(&writer, zeros, 40, 1, "e"), MUSTER_OK); /* another content */
	cr_assert_gt(writer.out.size, 20);
	writer.old_index = (struct blob_index){0};
	blob_writer_free(&writer);
	close(descriptor);
}

Test(blob_writer, a_damaged_old_blob_is_no_hindrance)
{
	struct file first = make(400, NULL), damaged = {malloc(first.size), first.size}, built;
	struct blob blob;
	struct maker maker = {0};
	struct random random = {31};

	memcpy(damaged.bytes, first.bytes, first.size);
	cr_assert_eq(open_copy(&blob, damaged.bytes, damaged.size), MUSTER_OK);
	blob.bytes[blob.sections[BLOB_INDEX].offset + 9] ^= 1;
	cr_assert(maker_entries(&maker, 400, 300, &random));
	built = maker_file(&maker, &blob);
	cr_assert_eq(built.size, first.size);
	cr_assert_eq(memcmp(built.bytes, first.bytes, first.size), 0);
	blob_close(&blob);
	free(first.bytes);
	free(damaged.bytes);
	free(built.bytes);
}

Test(blob_writer, a_disk_that_is_full)
{
	const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct maker maker = {0};
	struct random random = {37};

	cr_assert_geq(full, 0);
	cr_assert(maker_entries(&maker, 10, 1000, &random));
	cr_assert_eq(maker_write(&maker, full, NULL), MUSTER_IO_ERROR); /* at the end */
	cr_assert(maker_entries(&maker, 1000, 3000, &random));
	cr_assert_eq(maker_write(&maker, full, NULL), MUSTER_IO_ERROR); /* while blocks are written */
	close(full);
}

Test(blob_writer, too_large)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	unsigned char *zeros = calloc(1, BLOB_BLOCK_LIMIT + 1);
	struct blob_writer writer;

	cr_assert_eq(blob_writer_init(&writer, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(blob_writer_block(&writer, zeros, BLOB_BLOCK_LIMIT, 1, "a"), MUSTER_OK);
	cr_assert_eq(blob_writer_block(&writer, zeros, BLOB_BLOCK_LIMIT + 1, 1, "b"), MUSTER_LIMIT_EXCEEDED);
	cr_assert_eq(writer.problem.status, MUSTER_LIMIT_EXCEEDED);
	blob_writer_free(&writer);
	close(descriptor);
	free(zeros);
}
