/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a host found, packed as it goes into a blob or a journal. */
#ifndef MUSTER_BATCH_H
#define MUSTER_BATCH_H

#include <muster/cache.h>

#include "blob/results.h"
#include "value/item_writer.h"

struct muster_batch {
	struct muster_cache *cache;
	struct results results; /* several entries may have one key: the last one holds */
	struct sources sources;
	struct muster_writer item;
	struct buffer packed;
	bool content;              /* sources are hashed in any case */
	double started;            /* milliseconds */
	enum muster_status status; /* MUSTER_OK, or why the batch is not whole */
	struct problem problem;    /* of the last call that was refused */
	size_t left_out;
	enum muster_status refused; /* the answer of the last serializer that refused */
};

/* As a journal's record holds it. */
void batch_encode(const struct muster_batch *batch, struct buffer *out);

#endif
