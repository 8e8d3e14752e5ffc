/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Writing a blob: blocks first, then each section once in the order of their numbers, then the header. */
#ifndef MUSTER_BLOB_WRITER_H
#define MUSTER_BLOB_WRITER_H

#include "blob/blob.h"

struct blob_writer {
	int descriptor;
	uint64_t offset, raw;
	struct buffer out; /* not yet written */
	struct ZSTD_CCtx_s *compressor;
	struct XXH3_state_s *hash; /* of all behind the header */
	unsigned char header[BLOB_HEADER_BYTES];
	struct buffer counts, stored, raws, hashes, keys; /* the index's columns */
	uint32_t blocks;
	const struct blob *old; /* whose frames are used again for blocks that are the same */
	struct blob_index old_index;
	struct problem problem; /* of the first thing that went wrong */
};

/* Begins a blob on @descriptor, which is empty. @old may be NULL. */
enum muster_status blob_writer_init(struct blob_writer *writer, int descriptor, const struct blob *old);
void blob_writer_free(struct blob_writer *writer);

/* The next block, of @count entries, the first of them with @key. */
enum muster_status blob_writer_block(struct blob_writer *writer, const void *data, size_t size, uint32_t count,
									 const char *key);

/* The next section. The index is made by the writer: pass NULL and 0. */
enum muster_status blob_writer_section(struct blob_writer *writer, enum blob_section_id id, const void *data,
									   size_t size);

enum muster_status blob_writer_finish(struct blob_writer *writer, uint32_t flags);

/* All bytes behind @descriptor (malloc): a blob just written to memory. */
enum muster_status blob_read_back(int descriptor, unsigned char **bytes, size_t *size, struct problem *problem);

#endif
