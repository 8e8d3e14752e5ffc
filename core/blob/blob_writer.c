/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/blob_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>

/* Discovery is rare and reading frequent: past this level the time doubles for a few per cent. */
#define LEVEL 7

/* Stamps have little that a longer search finds, and are written anew after each change. */
#define SOURCES_LEVEL 3

#define FLUSH_BYTES (1u << 20)

enum muster_status blob_writer_init(struct blob_writer *writer, int descriptor, const struct blob *old)
{
	*writer = (struct blob_writer){.descriptor = descriptor, .offset = BLOB_HEADER_BYTES, .old = old};
	writer->compressor = ZSTD_createCCtx();
	writer->hash = hash_begin();
	if (!writer->compressor || !writer->hash)
		return problem_memory(&writer->problem);
	ZSTD_CCtx_setParameter(writer->compressor, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(writer->compressor, ZSTD_c_checksumFlag, 1);
	if (old && blob_index_read(old, &writer->old_index, NULL) != MUSTER_OK)
		writer->old = NULL; /* then nothing is used again */
	return MUSTER_OK;
}

void blob_writer_free(struct blob_writer *writer)
{
	ZSTD_freeCCtx(writer->compressor);
	if (writer->hash)
		hash_end(writer->hash);
	buffer_free(&writer->out);
	buffer_free(&writer->counts);
	buffer_free(&writer->stored);
	buffer_free(&writer->raws);
	buffer_free(&writer->hashes);
	buffer_free(&writer->keys);
	blob_index_free(&writer->old_index);
}

static enum muster_status write_all(struct blob_writer *writer, const unsigned char *data, size_t size, uint64_t offset)
{
	while (size) {
		const ssize_t count = pwrite(writer->descriptor, data, size, (off_t)offset);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return problem_errno(&writer->problem, errno, "blob", "be written");
		data += count;
		size -= (size_t)count;
		offset += (uint64_t)count;
	}
	return MUSTER_OK;
}

static enum muster_status flush(struct blob_writer *writer, size_t least)
{
	if (writer->out.failed)
		return problem_memory(&writer->problem);
	if (writer->out.size < least)
		return MUSTER_OK;
	if (write_all(writer, writer->out.data, writer->out.size, writer->offset) != MUSTER_OK)
		return writer->problem.status;
	hash_feed(writer->hash, writer->out.data, writer->out.size);
	writer->offset += writer->out.size;
	writer->out.size = 0;
	return MUSTER_OK;
}

static uint64_t position(const struct blob_writer *writer)
{
	return writer->offset + writer->out.size;
}

static enum muster_status compress(struct blob_writer *writer, const void *data, size_t size, uint32_t *stored)
{
	const size_t bound = ZSTD_compressBound(size);
	unsigned char *place = buffer_reserve(&writer->out, bound);
	size_t written;

	if (!place)
		return problem_memory(&writer->problem);
	written = ZSTD_compress2(writer->compressor, place, bound, data, size);
	if (ZSTD_isError(written))
		return problem_memory(&writer->problem);
	writer->out.size += written;
	*stored = (uint32_t)written;
	return MUSTER_OK;
}

static const struct blob_block *find_old(const struct blob_writer *writer, const char *key, const struct hash *hash)
{
	size_t first = 0, last = writer->old ? writer->old_index.count : 0;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		const int order = strcmp(writer->old_index.blocks[middle].key, key);
		if (order == 0)
			return hash_equal(&writer->old_index.blocks[middle].hash, hash) ? &writer->old_index.blocks[middle] : NULL;
		if (order < 0)
			first = middle + 1;
		else
			last = middle;
	}
	return NULL;
}

/* The same bytes compress to the same frame, so an unchanged block costs a copy. */
static bool reuse(struct blob_writer *writer, const struct blob_block *block, uint32_t *stored)
{
	unsigned char *frame;

	if (!block || blob_stored(writer->old, block->offset, block->stored, &frame, NULL) != MUSTER_OK)
		return false;
	buffer_append(&writer->out, frame, block->stored);
	free(frame);
	*stored = block->stored;
	return true;
}

enum muster_status blob_writer_block(struct blob_writer *writer, const void *data, size_t size, uint32_t count,
									 const char *key)
{
	const struct hash hash = hash_bytes(data, size);
	uint32_t stored;

	if (size > BLOB_BLOCK_LIMIT)
		return problem_set(&writer->problem, MUSTER_LIMIT_EXCEEDED, "%s: more than 32 MiB in one block", key);
	if (!reuse(writer, find_old(writer, key, &hash), &stored) && compress(writer, data, size, &stored) != MUSTER_OK)
		return writer->problem.status;
	writer->blocks++;
	writer->raw += size;
	buffer_u32(&writer->counts, count);
	buffer_u32(&writer->stored, stored);
	buffer_u32(&writer->raws, (uint32_t)size);
	buffer_append(&writer->hashes, hash.bytes, sizeof(hash.bytes));
	buffer_string(&writer->keys, key);
	return flush(writer, FLUSH_BYTES);
}

static enum muster_status write_section(struct blob_writer *writer, enum blob_section_id id, const void *data,
										size_t size)
{
	unsigned char *record = writer->header + 32 + 24 * id;
	const struct hash hash = hash_bytes(data, size);
	uint32_t stored;

	if (size > BLOB_SECTION_LIMIT)
		return problem_set(&writer->problem, MUSTER_LIMIT_EXCEEDED, "blob: more than 256 MiB in one section");
	if (id == BLOB_OWNERS) /* the blocks end here */
		store_u64(writer->header + 24, position(writer) - BLOB_HEADER_BYTES);
	ZSTD_CCtx_setParameter(writer->compressor, ZSTD_c_compressionLevel, id == BLOB_SOURCES ? SOURCES_LEVEL : LEVEL);
	if (compress(writer, data, size, &stored) != MUSTER_OK)
		return writer->problem.status;
	store_u32(record, stored);
	store_u32(record + 4, (uint32_t)size);
	memcpy(record + 8, hash.bytes, sizeof(hash.bytes));
	writer->raw += size;
	return flush(writer, FLUSH_BYTES);
}

static enum muster_status write_index(struct blob_writer *writer)
{
	struct buffer index = {0};
	const struct buffer *columns[] = {&writer->counts, &writer->stored, &writer->raws, &writer->hashes, &writer->keys};
	enum muster_status status;

	buffer_u32(&index, writer->blocks);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		buffer_append(&index, columns[i]->data, columns[i]->size);
		index.failed |= columns[i]->failed;
	}
	status =
		index.failed ? problem_memory(&writer->problem) : write_section(writer, BLOB_INDEX, index.data, index.size);
	buffer_free(&index);
	return status;
}

enum muster_status blob_writer_section(struct blob_writer *writer, enum blob_section_id id, const void *data,
									   size_t size)
{
	return id == BLOB_INDEX ? write_index(writer) : write_section(writer, id, data, size);
}

enum muster_status blob_writer_finish(struct blob_writer *writer, uint32_t flags)
{
	struct hash hash;

	if (flush(writer, 1) != MUSTER_OK)
		return writer->problem.status;
	memcpy(writer->header, BLOB_MAGIC, 8);
	store_u32(writer->header + 8, BLOB_FORMAT);
	store_u32(writer->header + 12, flags);
	store_u64(writer->header + 16, writer->offset);
	hash = hash_end(writer->hash);
	writer->hash = NULL;
	memcpy(writer->header + BLOB_BODY_HASH, hash.bytes, sizeof(hash));
	hash = hash_bytes(writer->header, BLOB_HEADER_BYTES - sizeof(hash));
	memcpy(writer->header + BLOB_HEADER_BYTES - sizeof(hash), hash.bytes, sizeof(hash));
	return write_all(writer, writer->header, BLOB_HEADER_BYTES, 0);
}

enum muster_status blob_read_back(int descriptor, unsigned char **bytes, size_t *size, struct problem *problem)
{
	struct stat about;

	*bytes = NULL;
	*size = 0;
	if (fstat(descriptor, &about) != 0)
		return problem_errno(problem, errno, "blob", "be read");
	*bytes = malloc((size_t)about.st_size + 1);
	if (!*bytes)
		return problem_memory(problem);
	while (*size < (size_t)about.st_size) {
		const ssize_t count = pread(descriptor, *bytes + *size, (size_t)about.st_size - *size, (off_t)*size);
		if (count <= 0) {
			free(*bytes);
			*bytes = NULL;
			return problem_errno(problem, count ? errno : EIO, "blob", "be read");
		}
		*size += (size_t)count;
	}
	return MUSTER_OK;
}
