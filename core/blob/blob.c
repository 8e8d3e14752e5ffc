/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>

#include "base/memory.h"

/* Up to this size one read of all is cheaper than several, and no descriptor need be kept. */
#define WHOLE_LIMIT (1u << 20)

static enum muster_status damaged(struct problem *problem, const char *what)
{
	return problem_set(problem, MUSTER_DAMAGED, "blob is damaged: %s", what);
}

static enum muster_status read_at(const struct blob *blob, void *data, uint64_t offset, size_t size,
								  struct problem *problem)
{
	size_t done = 0;

	if (blob->bytes) {
		memcpy(data, blob->bytes + offset, size);
		return MUSTER_OK;
	}
	while (done < size) {
		const ssize_t count = pread(blob->descriptor, (char *)data + done, size - done, (off_t)(offset + done));
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return problem_errno(problem, errno, "blob", "be read");
		if (count == 0)
			return damaged(problem, "shorter than it says");
		done += (size_t)count;
	}
	return MUSTER_OK;
}

/* Everything follows from the stored sizes: a header whose sizes do not add up to the file's is no header. */
static enum muster_status parse_sections(struct blob *blob, const unsigned char *header, struct problem *problem)
{
	uint64_t offset = BLOB_HEADER_BYTES;

	blob->blocks_size = load_u64(header + 24);
	if (load_u64(header + 16) != blob->size || blob->blocks_size > blob->size)
		return damaged(problem, "its size is not what it says");
	offset += blob->blocks_size;
	for (unsigned i = 0; i < BLOB_SECTIONS; i++) {
		const unsigned char *record = header + 32 + 24 * i;
		struct blob_section *section = &blob->sections[i];
		section->offset = offset;
		section->stored = load_u32(record);
		section->raw = load_u32(record + 4);
		memcpy(section->hash.bytes, record + 8, sizeof(section->hash.bytes));
		offset += section->stored;
		if (section->raw > BLOB_SECTION_LIMIT)
			return damaged(problem, "a section is too large");
	}
	return offset == blob->size ? MUSTER_OK : damaged(problem, "its size is not what it says");
}

static enum muster_status parse_header(struct blob *blob, const unsigned char *header, struct problem *problem)
{
	const struct hash hash = hash_bytes(header, BLOB_HEADER_BYTES - sizeof(hash));

	if (memcmp(header, BLOB_MAGIC, 8) != 0)
		return damaged(problem, "it does not begin as a blob");
	if (load_u32(header + 8) != BLOB_FORMAT)
		return problem_set(problem, MUSTER_UNSUPPORTED, "blob is of format %u, this build reads %u",
						   load_u32(header + 8), BLOB_FORMAT);
	if (memcmp(hash.bytes, header + BLOB_HEADER_BYTES - sizeof(hash), sizeof(hash)) != 0)
		return damaged(problem, "its header's hash is wrong");
	blob->identity = hash;
	blob->flags = load_u32(header + 12);
	return parse_sections(blob, header, problem);
}

static enum muster_status check_body(const struct blob *blob, struct problem *problem)
{
	struct hash hash;

	if (!blob->bytes)
		return MUSTER_OK;
	hash = hash_bytes(blob->bytes + BLOB_HEADER_BYTES, blob->size - BLOB_HEADER_BYTES);
	return memcmp(hash.bytes, blob->bytes + BLOB_BODY_HASH, sizeof(hash)) == 0 ? MUSTER_OK
																			   : damaged(problem, "its hash is wrong");
}

static enum muster_status open_header(struct blob *blob, struct problem *problem)
{
	unsigned char header[BLOB_HEADER_BYTES];
	enum muster_status status = MUSTER_OK;

	if (blob->size < sizeof(header))
		return damaged(problem, "shorter than its header");
	status = read_at(blob, header, 0, sizeof(header), problem);
	if (status == MUSTER_OK)
		status = parse_header(blob, header, problem);
	return status == MUSTER_OK ? check_body(blob, problem) : status;
}

static enum muster_status read_whole(struct blob *blob, struct problem *problem)
{
	unsigned char *bytes = malloc(blob->size + 1);
	const enum muster_status status = bytes ? read_at(blob, bytes, 0, blob->size, problem) : problem_memory(problem);

	if (status != MUSTER_OK) {
		free(bytes);
		return status;
	}
	blob->bytes = bytes;
	close(blob->descriptor);
	blob->descriptor = -1;
	return MUSTER_OK;
}

enum muster_status blob_open(struct blob *blob, int descriptor, struct problem *problem)
{
	struct stat file = {0};
	enum muster_status status = MUSTER_OK;

	*blob = (struct blob){.descriptor = descriptor};
	if (fstat(descriptor, &file) != 0)
		status = problem_errno(problem, errno, "blob", "be read");
	blob->size = (uint64_t)file.st_size;
	blob->device = file.st_dev;
	blob->inode = file.st_ino;
	if (status == MUSTER_OK && blob->size <= WHOLE_LIMIT)
		status = read_whole(blob, problem);
	if (status == MUSTER_OK)
		status = open_header(blob, problem);
	if (status != MUSTER_OK)
		blob_close(blob);
	return status;
}

enum muster_status blob_open_bytes(struct blob *blob, unsigned char *bytes, uint64_t size, struct problem *problem)
{
	enum muster_status status;

	*blob = (struct blob){.descriptor = -1, .bytes = bytes, .size = size};
	status = open_header(blob, problem);
	if (status != MUSTER_OK)
		blob_close(blob);
	return status;
}

int blob_descriptor(const struct blob *blob)
{
	int copy;

	if (blob->descriptor >= 0)
		return fcntl(blob->descriptor, F_DUPFD_CLOEXEC, 0);
	copy = memfd_create("muster-old", MFD_CLOEXEC);
	if (copy >= 0 && write(copy, blob->bytes, blob->size) != (ssize_t)blob->size) {
		close(copy);
		copy = -1;
	}
	return copy;
}

void blob_close(struct blob *blob)
{
	if (blob->descriptor >= 0)
		close(blob->descriptor);
	free(blob->bytes);
	*blob = (struct blob){.descriptor = -1};
}

enum muster_status blob_stored(const struct blob *blob, uint64_t offset, uint32_t size, unsigned char **data,
							   struct problem *problem)
{
	enum muster_status status;

	*data = malloc((size_t)size + 1);
	if (!*data)
		return problem_memory(problem);
	status = read_at(blob, *data, offset, size, problem);
	if (status != MUSTER_OK) {
		free(*data);
		*data = NULL;
	}
	return status;
}

/* One frame, of the size that was declared twice: in our record and in its own head. */
static enum muster_status decompress(const unsigned char *stored, uint32_t stored_size, unsigned char *raw,
									 uint32_t raw_size, const struct hash *hash, struct problem *problem)
{
	ZSTD_DCtx *decompressor;
	struct hash found;
	size_t size;

	if (ZSTD_getFrameContentSize(stored, stored_size) != raw_size ||
		ZSTD_findFrameCompressedSize(stored, stored_size) != stored_size)
		return damaged(problem, "a frame's size is not what it says");
	decompressor = ZSTD_createDCtx(); /* made here, so that a lack of memory is not taken for damage */
	if (!decompressor)
		return problem_memory(problem);
	size = ZSTD_decompressDCtx(decompressor, raw, raw_size, stored, stored_size);
	ZSTD_freeDCtx(decompressor);
	if (size != raw_size)
		return damaged(problem, "a frame cannot be decompressed");
	found = hash_bytes(raw, raw_size);
	return hash_equal(&found, hash) ? MUSTER_OK : damaged(problem, "a frame's hash is wrong");
}

static enum muster_status unpack(const struct blob *blob, uint64_t offset, uint32_t stored_size, uint32_t raw_size,
								 const struct hash *hash, unsigned char **data, struct problem *problem)
{
	cleanup_free unsigned char *copy = NULL;
	const unsigned char *stored = blob->bytes ? blob->bytes + offset : NULL;
	enum muster_status status = MUSTER_OK;

	*data = NULL;
	if (stored_size > ZSTD_compressBound(raw_size)) /* before as much is read */
		return damaged(problem, "a frame is larger than its content can make it");
	if (!stored)
		status = blob_stored(blob, offset, stored_size, &copy, problem);
	if (status != MUSTER_OK)
		return status;
	*data = malloc((size_t)raw_size + 1);
	if (!*data)
		return problem_memory(problem);
	(*data)[raw_size] = 0;
	status = decompress(stored ? stored : copy, stored_size, *data, raw_size, hash, problem);
	if (status != MUSTER_OK) {
		free(*data);
		*data = NULL;
	}
	return status;
}

enum muster_status blob_section(const struct blob *blob, enum blob_section_id id, unsigned char **data,
								struct problem *problem)
{
	const struct blob_section *section = &blob->sections[id];

	return unpack(blob, section->offset, section->stored, section->raw, &section->hash, data, problem);
}

enum muster_status blob_block(const struct blob *blob, const struct blob_block *block, unsigned char **data,
							  struct problem *problem)
{
	return unpack(blob, block->offset, block->stored, block->raw, &block->hash, data, problem);
}
