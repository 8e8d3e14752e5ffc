/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/blob.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <zstd.h>

#include "blob_maker.h"
#include "sanitizer.h"

typedef enum muster_status opener(struct blob *blob, const unsigned char *bytes, size_t size);

static enum muster_status read_with(opener *open, const unsigned char *bytes, size_t size, struct hash *content)
{
	struct blob blob;
	const enum muster_status status = open(&blob, bytes, size);

	return status == MUSTER_OK ? read_blob(&blob, content) : status;
}

static struct file whole(struct hash *content)
{
	const struct file file = small_file();
	struct blob blob;
	struct blob_index index;

	cr_assert_not_null(file.bytes);
	cr_assert_eq(open_copy(&blob, file.bytes, file.size), MUSTER_OK);
	cr_assert_eq(blob_index_read(&blob, &index, NULL), MUSTER_OK);
	cr_assert_geq(index.count, 3);
	cr_assert_eq(index.entries, 100);
	blob_index_free(&index);
	cr_assert_eq(read_blob(&blob, content), MUSTER_OK);
	return file;
}

static void assert_refused_or_same(opener *open, const unsigned char *bytes, size_t size, const struct hash *expected,
								   size_t where)
{
	struct hash content;
	const enum muster_status status = read_with(open, bytes, size, &content);

	cr_assert(status == MUSTER_OK || status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED, "%zu: %d", where,
			  status);
	cr_assert(status != MUSTER_OK || hash_equal(&content, expected), "%zu: another content", where);
}

static void flip_all(opener *open)
{
	struct hash expected;
	struct file file = whole(&expected);

	for (size_t i = 0; i < 8 * file.size; i++) {
		file.bytes[i / 8] ^= (unsigned char)(1u << i % 8);
		assert_refused_or_same(open, file.bytes, file.size, &expected, i);
		file.bytes[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	assert_refused_or_same(open, file.bytes, file.size, &expected, 0);
	free(file.bytes);
}

Test(blob, every_bit_flipped_in_memory)
{
	flip_all(open_copy);
}

Test(blob, every_bit_flipped_in_a_file)
{
	flip_all(open_file);
}

/* With header and body sealed again each frame stands for itself. The flags are nobody's but the header's. */
Test(blob, every_bit_flipped_and_sealed)
{
	struct hash expected;
	struct file file = whole(&expected);
	unsigned char *bytes = malloc(file.size);

	for (size_t i = 0; i < 8 * file.size; i++) {
		if (i / 8 >= 12 && i / 8 < 16)
			continue;
		memcpy(bytes, file.bytes, file.size);
		bytes[i / 8] ^= (unsigned char)(1u << i % 8);
		seal(bytes, file.size);
		assert_refused_or_same(open_copy, bytes, file.size, &expected, i);
	}
	free(bytes);
	free(file.bytes);
}

static void cut_all(opener *open, bool sealed)
{
	struct hash expected, content;
	struct file file = whole(&expected);
	unsigned char *longer = calloc(1, file.size + 300);

	memcpy(longer, file.bytes, file.size);
	for (size_t size = 0; size < file.size + 300; size++) {
		if (size == file.size)
			continue;
		if (sealed && size >= BLOB_HEADER_BYTES) {
			memcpy(longer, file.bytes, BLOB_HEADER_BYTES);
			store_u64(longer + 16, size);
			seal(longer, size);
		}
		cr_assert_eq(read_with(open, longer, size, &content), MUSTER_DAMAGED, "%zu bytes", size);
	}
	free(longer);
	free(file.bytes);
}

Test(blob, every_length_in_memory)
{
	cut_all(open_copy, false);
}

Test(blob, every_length_in_a_file)
{
	cut_all(open_file, false);
}

Test(blob, every_length_sealed)
{
	cut_all(open_copy, true);
}

/* Read piece by piece, with nothing but the frames' own checks. */
static int large_file(struct hash *expected, size_t *size)
{
	struct maker maker = {0};
	struct random random = {17};
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	struct blob blob;

	cr_assert(maker_entries(&maker, 700, 2000, &random));
	cr_assert_eq(maker_write(&maker, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(blob_open(&blob, dup(descriptor), NULL), MUSTER_OK);
	cr_assert_null(blob.bytes);
	*size = (size_t)blob.size;
	cr_assert_eq(read_blob(&blob, expected), MUSTER_OK);
	return descriptor;
}

static enum muster_status read_large(int descriptor, struct hash *content)
{
	struct blob blob;
	const enum muster_status status = blob_open(&blob, dup(descriptor), NULL);

	return status == MUSTER_OK ? read_blob(&blob, content) : status;
}

Test(blob, large_with_bits_flipped)
{
	struct hash expected, content;
	struct random random = {23};
	size_t size;
	const int descriptor = large_file(&expected, &size);

	for (unsigned i = 0; i < 600; i++) {
		/* the header, the sections at the end, and anywhere */
		const size_t where = i % 3 == 0   ? random_below(&random, BLOB_HEADER_BYTES)
							 : i % 3 == 1 ? size - 1 - random_below(&random, 8000)
										  : random_below(&random, size);
		unsigned char byte, flipped;
		cr_assert_eq(pread(descriptor, &byte, 1, (off_t)where), 1);
		flipped = byte ^ (unsigned char)(1u << i % 8);
		cr_assert_eq(pwrite(descriptor, &flipped, 1, (off_t)where), 1);
		if (read_large(descriptor, &content) == MUSTER_OK)
			cr_assert(hash_equal(&content, &expected), "byte %zu", where);
		cr_assert_eq(pwrite(descriptor, &byte, 1, (off_t)where), 1);
	}
	cr_assert_eq(read_large(descriptor, &content), MUSTER_OK);
	cr_assert(hash_equal(&content, &expected));
	close(descriptor);
}

Test(blob, large_of_other_lengths)
{
	struct hash expected, content;
	size_t size;
	const int descriptor = large_file(&expected, &size);

	cr_assert_eq(ftruncate(descriptor, (off_t)size + 1), 0);
	cr_assert_eq(read_large(descriptor, &content), MUSTER_DAMAGED);
	for (size_t left = size - 1; left > size / 100; left -= left / 50) {
		cr_assert_eq(ftruncate(descriptor, (off_t)left), 0);
		cr_assert_eq(read_large(descriptor, &content), MUSTER_DAMAGED);
	}
	close(descriptor);
}

/* Cut after it was opened. */
Test(blob, large_cut_while_open)
{
	struct hash expected, content;
	struct blob blob;
	size_t size;
	const int descriptor = large_file(&expected, &size);

	cr_assert_eq(blob_open(&blob, dup(descriptor), NULL), MUSTER_OK);
	cr_assert_eq(ftruncate(descriptor, BLOB_HEADER_BYTES + 5), 0);
	cr_assert_eq(read_blob(&blob, &content), MUSTER_DAMAGED);
	close(descriptor);
}

Test(blob, what_is_no_blob)
{
	struct blob blob;

	cr_assert_eq(blob_open(&blob, -1, NULL), MUSTER_IO_ERROR);
	cr_assert_eq(blob_open(&blob, open("/", O_RDONLY | O_CLOEXEC), NULL), MUSTER_IO_ERROR);
	cr_assert_eq(blob_open(&blob, open("/dev/null", O_RDONLY | O_CLOEXEC), NULL), MUSTER_DAMAGED);
	cr_assert_eq(blob_open_bytes(&blob, NULL, 0, NULL), MUSTER_DAMAGED);
}

Test(blob, of_another_format)
{
	struct file file = small_file();
	struct problem problem;
	struct blob blob;

	store_u32(file.bytes + 8, BLOB_FORMAT + 1);
	seal(file.bytes, file.size);
	cr_assert_eq(blob_open_bytes(&blob, file.bytes, file.size, &problem), MUSTER_UNSUPPORTED);
	cr_assert_not_null(strstr(problem.text, "format"));
}

/* A blob whose only content is one hostile section, sealed by who made it. */
static enum muster_status section_of(const void *frame, size_t stored, uint32_t raw, const struct hash *hash)
{
	const size_t size = BLOB_HEADER_BYTES + stored;
	unsigned char *bytes = calloc(1, size), *data;
	struct blob blob;
	enum muster_status status;

	memcpy(bytes, BLOB_MAGIC, 8);
	store_u32(bytes + 8, BLOB_FORMAT);
	store_u64(bytes + 16, size);
	store_u32(bytes + 32 + 24 * BLOB_META, (uint32_t)stored);
	store_u32(bytes + 32 + 24 * BLOB_META + 4, raw);
	memcpy(bytes + 32 + 24 * BLOB_META + 8, hash->bytes, sizeof(*hash));
	memcpy(bytes + BLOB_HEADER_BYTES, frame, stored);
	seal(bytes, size);
	status = blob_open_bytes(&blob, bytes, size, NULL);
	if (status != MUSTER_OK)
		return status;
	status = blob_section(&blob, BLOB_META, &data, NULL);
	cr_assert_eq(data != NULL, status == MUSTER_OK);
	free(data);
	blob_close(&blob);
	return status;
}

/* @size zeros in a frame that says its size, or not. */
static size_t frame_zeros(void *frame, size_t room, size_t size, bool says_size)
{
	ZSTD_CCtx *compressor = ZSTD_createCCtx();
	static const char zeros[65536];
	ZSTD_outBuffer out = {frame, room, 0};
	size_t left = size;

	ZSTD_CCtx_setParameter(compressor, ZSTD_c_contentSizeFlag, says_size);
	if (says_size)
		ZSTD_CCtx_setPledgedSrcSize(compressor, size);
	do {
		ZSTD_inBuffer in = {zeros, left < sizeof(zeros) ? left : sizeof(zeros), 0};
		const ZSTD_EndDirective mode = left <= sizeof(zeros) ? ZSTD_e_end : ZSTD_e_continue;
		size_t more;
		do
			more = ZSTD_compressStream2(compressor, &out, &in, mode);
		while (!ZSTD_isError(more) && (in.pos < in.size || (mode == ZSTD_e_end && more)));
		cr_assert_not(ZSTD_isError(more));
		left -= in.size;
	} while (left);
	ZSTD_freeCCtx(compressor);
	return out.pos;
}

Test(blob, frames_that_lie)
{
	static unsigned char frame[1u << 20], zeros[5000];
	const struct hash hash = hash_bytes(zeros, 5000), wrong = hash_bytes(zeros, 4999), nothing = hash_bytes(NULL, 0);
	size_t size = frame_zeros(frame, sizeof(frame), 5000, true);

	cr_assert_eq(section_of(frame, size, 5000, &hash), MUSTER_OK);
	cr_assert_eq(section_of(frame, size, 5000, &wrong), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size, 4999, &wrong), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size, 5001, &hash), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size, 0, &nothing), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size, UINT32_MAX, &hash), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, 0, 0, &nothing), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size + 1, 5000, &hash), MUSTER_DAMAGED); /* a byte behind it */
	memcpy(frame + size, frame, size);
	cr_assert_eq(section_of(frame, 2 * size, 5000, &hash), MUSTER_DAMAGED); /* two frames */
	cr_assert_eq(section_of(frame, 2 * size, 10000, &hash), MUSTER_DAMAGED);
	size = frame_zeros(frame, sizeof(frame), 5000, false);
	cr_assert_eq(section_of(frame, size, 5000, &hash), MUSTER_DAMAGED); /* its size not said */
	cr_assert_eq(section_of(zeros, 5000, 5000, &hash), MUSTER_DAMAGED);
}

/* A GiB is more than enough. The sanitizers need much of an address space for themselves. */
static void limit_memory(void)
{
#ifndef SANITIZED
	cr_assert_eq(setrlimit(RLIMIT_AS, &(struct rlimit){1u << 30, 1u << 30}), 0);
#endif
}

/* Ten GiB in a MiB, and a window of 2 GiB: neither may be allocated. */
Test(blob, decompression_bombs)
{
	static unsigned char frame[4u << 20], zeros[5000];
	const struct hash hash = hash_bytes(zeros, 5000);
	const size_t size = frame_zeros(frame, sizeof(frame), UINT64_C(10) << 30, true);

	limit_memory();
	cr_assert_eq(section_of(frame, size, 5000, &hash), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size, BLOB_SECTION_LIMIT, &hash), MUSTER_DAMAGED);
	cr_assert_eq(section_of(frame, size, BLOB_SECTION_LIMIT + 1, &hash), MUSTER_DAMAGED);
	/* 5,000 zeros in one block of a frame that wants a window of 2 GiB: answered, since the window is not needed */
	memcpy(frame, "\x28\xb5\x2f\xfd\xc0\xa8\x88\x13\0\0\0\0\0\0\x43\x9c\0\0", 18);
	cr_assert_eq(section_of(frame, 18, 5000, &hash), MUSTER_OK);
}

/* 5,000 zeros in a sound frame of @size bytes: one run, and before it as many empty blocks as it takes. */
static void frame_padded(unsigned char *frame, size_t size)
{
	const unsigned odd = (unsigned)(size - 13) % 3, run = (5000 - odd) << 3 | 3;
	const unsigned char last[] = {(unsigned char)run, (unsigned char)(run >> 8), 0, 0};

	memset(frame, 0, size);
	memcpy(frame, "\x28\xb5\x2f\xfd\xa0\x88\x13\0\0", 9);
	frame[9] = (unsigned char)(odd << 3); /* an empty block has three bytes; this one brings the rest */
	memcpy(frame + size - sizeof(last), last, sizeof(last));
}

Test(blob, a_frame_as_large_as_its_content_can_make_it)
{
	static const unsigned char zeros[5000];
	const struct hash hash = hash_bytes(zeros, 5000);
	const size_t bound = ZSTD_compressBound(5000);
	unsigned char *frame = malloc(bound + 1);

	frame_padded(frame, bound);
	cr_assert_eq(section_of(frame, bound, 5000, &hash), MUSTER_OK);
	frame_padded(frame, bound + 1);
	cr_assert_eq(section_of(frame, bound + 1, 5000, &hash), MUSTER_DAMAGED);
	free(frame);
}

/* A hole of 3 GiB, said to be a frame of 5,000 bytes. */
Test(blob, a_frame_larger_than_its_content_can_be)
{
	const uint64_t stored = UINT64_C(3) << 30;
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	unsigned char header[BLOB_HEADER_BYTES] = BLOB_MAGIC, *data;
	struct blob blob;

	store_u32(header + 8, BLOB_FORMAT);
	store_u64(header + 16, BLOB_HEADER_BYTES + stored);
	store_u32(header + 32 + 24 * BLOB_META, (uint32_t)stored);
	store_u32(header + 32 + 24 * BLOB_META + 4, 5000);
	seal(header, sizeof(header));
	cr_assert_eq(write(descriptor, header, sizeof(header)), sizeof(header));
	cr_assert_eq(ftruncate(descriptor, (off_t)(sizeof(header) + stored)), 0);
	limit_memory();
	cr_assert_eq(blob_open(&blob, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(blob_section(&blob, BLOB_META, &data, NULL), MUSTER_DAMAGED);
	blob_close(&blob);
}
