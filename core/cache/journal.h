/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What was added to a host's cache since its blob was written: KEY.journal beside the blob. muster-blob(5) is the
 * reference. */
#ifndef MUSTER_JOURNAL_H
#define MUSTER_JOURNAL_H

#include "base/buffer.h"
#include "base/hash.h"
#include "store/store.h"

/* More than this is not read. */
#define JOURNAL_LIMIT (256u << 20)

struct journal {
	unsigned char *bytes; /* the sound records; NULL: there are none */
	size_t size;
	int64_t modified; /* the file, nanoseconds since 1970 */
};

/* How far a journal was found to be sound, so that the next addition need not read it again. */
struct journal_place {
	struct hash base; /* an inode may be used again, for the journal of another blob */
	uint64_t device, inode, end;
};

/* Reads the journal of the blob that is @base. MUSTER_OK, MUSTER_NOT_FOUND, MUSTER_STALE (it is another
 * blob's), MUSTER_DAMAGED, MUSTER_REFUSED, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. A record that is being written, or was
 * when its writer was killed, is not part of it. */
enum muster_status journal_read(const struct store *store, size_t folder, const char *cache, const char *key,
								const struct hash *base, struct journal *journal, struct problem *problem);
void journal_free(struct journal *journal);

/* The next record's payload; *@offset is 0 at first. False after the last. */
bool journal_next(const struct journal *journal, size_t *offset, const unsigned char **data, size_t *size);

/* Adds a record to the journal of the blob that is @base, in the writable store, under the lock of the cache; on the
 * disk when it returns. *@full (and nothing added): the journal would be larger than @most, so that its blob is to be
 * written anew. MUSTER_DAMAGED where the journal is, and as journal_read(). */
enum muster_status journal_append(const struct store *store, const char *cache, const char *key,
								  const struct hash *base, const struct buffer *payload, uint64_t most,
								  struct journal_place *place, bool *full, struct problem *problem);

/* Removes the journal from the writable store, under the lock. */
void journal_remove(const struct store *store, const char *cache, const char *key);

/* Checks the journal at @path, of whatever blob. */
enum muster_status journal_verify(const char *path, struct problem *problem);

#endif
