/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an earlier discovery left in its blob, opened up so that a new one can take over what did not change. */
#ifndef MUSTER_PREVIOUS_H
#define MUSTER_PREVIOUS_H

#include <stdbool.h>

#include "blob/blob.h"
#include "blob/meta.h"
#include "blob/results.h"
#include "source/sources.h"

/* Rows of a table by the source that they belong to: those of source i are rows[first[i]] to rows[first[i + 1] - 1]. */
struct by_source {
	uint32_t *first, *rows;
};

struct previous {
	struct blob blob;
	struct sources sources;
	unsigned char *changed; /* for each source, whether it or (of a group's head) any of its group changed */
	bool retried;           /* among them are some that could not be looked at last time */
	struct meta_trouble trouble;
	struct results results; /* entries by key, facts and findings in order */
	struct by_source children, members, entries, facts, findings;
	uint32_t *paths; /* sources met under an absolute name, sorted by walk and name */
	size_t path_count;
	struct blob_index index;
	unsigned char **blocks, *owners, *fact_bytes, *finding_bytes; /* what the rows point into */
	struct arena arena;
};

/* Takes @descriptor in any case. @unchanged has one byte for each source. MUSTER_OK, or why nothing can be taken over.
 */
enum muster_status previous_open(struct previous *previous, int descriptor, const unsigned char *unchanged,
								 size_t unchanged_count);
void previous_close(struct previous *previous);

/* The source that the same walk met as a folder under this path, in the folder @parent (SOURCE_NONE: as one of the
 * walk's paths, which may lie in each other, and go to another depth each); SOURCE_NONE. */
uint32_t previous_folder(const struct previous *previous, uint16_t walk, uint32_t parent, const char *path);

/* The file of this name in that folder (or with this path, @folder SOURCE_NONE) in the same walk; SOURCE_NONE. */
uint32_t previous_file(const struct previous *previous, uint16_t walk, uint32_t folder, const char *name);

#endif
