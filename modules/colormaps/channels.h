/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colours whose red, green and blue have knots of their own, each straight between them: such a map has a stop wherever
 * any channel has a knot. */
#ifndef MUSTER_COLORMAPS_CHANNELS_H
#define MUSTER_COLORMAPS_CHANNELS_H

#include "builder.h"

/* Zero it before use. */
struct channel {
	struct knot *knots;
	size_t count, capacity;
	size_t next; /* first knot past what was visited */
};

/* One more knot; two at one position are a step. MUSTER_OK, MUSTER_NO_MEMORY, or MUSTER_DAMAGED past as many as are
 * believed. */
enum muster_status channel_add(struct channel *channel, double x, double y);

/* The stops of red, green and blue, none of them empty, in a range of 0 to 1. */
void channels_stops(struct channel channels[3], struct builder *builder);

void channels_free(struct channel channels[3]);

#endif
