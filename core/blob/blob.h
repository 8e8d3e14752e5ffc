/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The cache file of one registry: reading it, never believing it. A header, zstd frames of entries sorted by key, zstd
 * frames of sections, and nothing between or after them; docs/man/muster-blob.5 is the reference. */
#ifndef MUSTER_BLOB_H
#define MUSTER_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/problem.h"

#define BLOB_MAGIC         "\x89MUSTER\n"
#define BLOB_FORMAT        1
#define BLOB_HEADER_BYTES  208
#define BLOB_BODY_HASH     176          /* where the hash of all behind the header stands */
#define BLOB_SECTION_LIMIT (256u << 20) /* bytes of a section before compression */
#define BLOB_BLOCK_LIMIT   (32u << 20)  /* of a block */

enum blob_flags { BLOB_FAILURE = 1 /* no registry: why there is none */ };

enum blob_section_id {
	BLOB_OWNERS,   /* which source each entry came from */
	BLOB_FACTS,    /* what readers kept for combine() */
	BLOB_FINDINGS, /* what was wrong with sources */
	BLOB_SOURCES,  /* sources.h */
	BLOB_INDEX,    /* the blocks */
	BLOB_META,     /* meta.h */
	BLOB_SECTIONS
};

struct blob_section {
	uint64_t offset;
	uint32_t stored, raw; /* bytes in the file, and decompressed */
	struct hash hash;     /* of the decompressed bytes */
};

struct blob {
	int descriptor;       /* -1 where all bytes are held */
	unsigned char *bytes; /* the whole file, where it is small or came from a worker */
	uint64_t size, blocks_size;
	uint64_t device, inode; /* of the file; 0 where it came from memory */
	struct hash identity;   /* the header's: no two blobs have one */
	uint32_t flags;
	struct blob_section sections[BLOB_SECTIONS];
};

/* Opens the blob behind @descriptor, which the blob takes in any case. Small ones are read whole, and then
 * every byte is checked at once; of others, each frame when it is used. MUSTER_OK,
 * MUSTER_DAMAGED, MUSTER_UNSUPPORTED (another format), MUSTER_IO_ERROR, MUSTER_NO_MEMORY. */
enum muster_status blob_open(struct blob *blob, int descriptor, struct problem *problem);

/* The same from memory, which the blob takes (malloc) in any case. */
enum muster_status blob_open_bytes(struct blob *blob, unsigned char *bytes, uint64_t size, struct problem *problem);
void blob_close(struct blob *blob);

/* Another descriptor of the very bytes that were opened: the file under that name may be another by now. -1 where that
 * fails. */
int blob_descriptor(const struct blob *blob);

/* Decompresses a section into *data (malloc; freed by the caller) of sections[id].raw bytes, and a NUL. */
enum muster_status blob_section(const struct blob *blob, enum blob_section_id id, unsigned char **data,
								struct problem *problem);

/* One block's place in the file and what is in it. */
struct blob_block {
	uint64_t offset;
	uint32_t stored, raw, count; /* bytes, bytes, entries */
	uint32_t before;             /* entries in the blocks before */
	const char *key;             /* of its first entry */
	struct hash hash;
};

struct blob_index {
	struct blob_block *blocks;
	size_t count, entries;
	unsigned char *bytes; /* the keys' */
};

enum muster_status blob_index_read(const struct blob *blob, struct blob_index *index, struct problem *problem);
void blob_index_free(struct blob_index *index);

/* Decompresses a block as blob_section() does. Safe on any thread. */
enum muster_status blob_block(const struct blob *blob, const struct blob_block *block, unsigned char **data,
							  struct problem *problem);

/* The frame of a block as it is stored (malloc). */
enum muster_status blob_stored(const struct blob *blob, uint64_t offset, uint32_t size, unsigned char **data,
							   struct problem *problem);

#endif
