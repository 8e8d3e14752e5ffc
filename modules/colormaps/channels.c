/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels.h"

#include <stdlib.h>

/* As many as a map has stops, at most. */
#define KNOTS_LIMIT 65536

struct knot {
	double x, y;
	size_t order;
};

enum muster_status channel_add(struct channel *channel, double x, double y)
{
	if (channel->count == KNOTS_LIMIT)
		return MUSTER_DAMAGED;
	if (channel->count == channel->capacity) {
		const size_t capacity = channel->capacity ? channel->capacity * 2 : 64;
		struct knot *knots = realloc(channel->knots, capacity * sizeof(*knots));

		if (!knots)
			return MUSTER_NO_MEMORY;
		channel->knots = knots;
		channel->capacity = capacity;
	}
	channel->knots[channel->count] = (struct knot){x, y, channel->count};
	channel->count++;
	return MUSTER_OK;
}

static int compare_knots(const void *left, const void *right)
{
	const struct knot *a = left, *b = right;

	if (a->x != b->x)
		return (a->x > b->x) - (a->x < b->x);
	return (a->order > b->order) - (a->order < b->order);
}

/* The channel's level where it comes to `x`, before any knot there is passed. */
static double level_at(const struct channel *channel, double x)
{
	const struct knot *after, *before;

	if (channel->next == channel->count)
		return channel->knots[channel->count - 1].y;
	after = &channel->knots[channel->next];
	if (channel->next == 0 || after->x <= x)
		return after->y;
	before = after - 1;
	return before->y + (after->y - before->y) * ((x / 2 - before->x / 2) / (after->x / 2 - before->x / 2));
}

static void add_stop(struct builder *builder, const struct channel channels[3], double x)
{
	builder_stop(builder, x,
				 (struct muster_rgba){(float)level_at(&channels[0], x), (float)level_at(&channels[1], x),
									  (float)level_at(&channels[2], x), 1});
}

/* The next position with a knot of any channel. */
static bool next_position(const struct channel channels[3], double *x)
{
	bool found = false;

	for (size_t i = 0; i < 3; i++) {
		if (channels[i].next == channels[i].count)
			continue;
		if (!found || channels[i].knots[channels[i].next].x < *x)
			*x = channels[i].knots[channels[i].next].x;
		found = true;
	}
	return found;
}

/* Passes the knots at `x`, all but the last of a channel: two at one position are a step. True where there was one. */
static bool pass_steps(struct channel channels[3], double x)
{
	bool stepped = false;

	for (size_t i = 0; i < 3; i++) {
		struct channel *channel = &channels[i];

		while (channel->next + 1 < channel->count && channel->knots[channel->next + 1].x <= x) {
			channel->next++;
			stepped = true;
		}
	}
	return stepped;
}

void channels_stops(struct channel channels[3], struct builder *builder)
{
	double x = 0;

	for (size_t i = 0; i < 3; i++)
		qsort(channels[i].knots, channels[i].count, sizeof(*channels[i].knots), compare_knots);
	while (next_position(channels, &x)) {
		add_stop(builder, channels, x);
		if (pass_steps(channels, x))
			add_stop(builder, channels, x);
		for (size_t i = 0; i < 3; i++)
			if (channels[i].next < channels[i].count && channels[i].knots[channels[i].next].x <= x)
				channels[i].next++;
	}
	builder->has_range = true;
	builder->range_high = 1;
}

void channels_free(struct channel channels[3])
{
	for (size_t i = 0; i < 3; i++)
		free(channels[i].knots);
}
