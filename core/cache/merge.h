/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One blob of several things: an old blob, what was added to it since, and a batch. Of entries with one key the one
 * that came last holds. */
#ifndef MUSTER_MERGE_H
#define MUSTER_MERGE_H

#include "blob/meta.h"
#include "blob/previous.h"
#include "cache/journal.h"

struct muster_batch;

struct merge {
	size_t field_count; /* of each entry */
	struct results results;
	struct sources sources;
	struct previous previous;
	bool builds_on; /* previous is open */
};

/* A blob in memory. */
struct composed {
	unsigned char *bytes; /* malloc */
	size_t size;
};

void merge_free(struct merge *merge);

/* In the order in which things came to be. What is added must live until the merge is freed. MUSTER_OK, MUSTER_DAMAGED,
 * MUSTER_NO_MEMORY, MUSTER_IO_ERROR. */
enum muster_status merge_blob(struct merge *merge, const struct blob *blob, const struct meta *meta);
enum muster_status merge_journal(struct merge *merge, const struct journal *journal);
enum muster_status merge_batch(struct merge *merge, const struct muster_batch *batch);

/* Once. @meta gets its counts. */
enum muster_status merge_compose(struct merge *merge, struct meta *meta, struct composed *composed,
								 struct problem *problem);

#endif
