/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python_colours.h"

#include <math.h>

#include "channels.h"

/* matplotlib looks colours up in a table of so many. */
#define TABLE_SIZE 256

/* Lists shorter than this that are shown one by one are palettes; longer ones are curves with all their points. */
#define CURVE_LENGTH 64

/* The sum over the channels by which neighbours in a long palette differ, on average; those of curves differ by a tenth
 * of it. */
#define PALETTE_STEP 0.25

static double step(struct muster_rgba a, struct muster_rgba b)
{
	return fabs((double)a.r - (double)b.r) + fabs((double)a.g - (double)b.g) + fabs((double)a.b - (double)b.b);
}

static bool is_palette(const struct value *map, enum value_colours colours)
{
	const struct value *list = &map->items[0];
	double sum = 0;

	if (list->count < CURVE_LENGTH)
		return map->is_listed || colours == COLOURS_WEB;
	for (size_t i = 1; i < list->count; i++)
		sum += step(value_colour(list, colours, i - 1), value_colour(list, colours, i));
	return sum / (double)(list->count - 1) > PALETTE_STEP;
}

/* Where a colour stands. A long list that is shown one by one is cut into equal parts, of which each stands where it
 * begins; others go from end to end. */
static double position(const struct value *map, enum value_colours colours, size_t index)
{
	const struct value *list = &map->items[0];
	const double place = (double)index, last = (double)(list->count - 1);

	if (colours == COLOURS_PLACED)
		return list->items[index].items[0].number;
	if (list->count == 1)
		return 0;
	return map->is_listed && list->count > TABLE_SIZE && index + 1 < list->count ? place / (last + 1) : place / last;
}

static enum muster_status fill_list(const struct value *map, enum value_colours colours, struct builder *builder)
{
	const struct value *list = &map->items[0];
	const size_t last = list->count - 1;

	for (size_t i = 0; i <= last; i++) {
		const struct muster_rgba colour = value_colour(list, colours, map->is_reversed ? last - i : i);
		const bool turned = map->is_reversed && colours == COLOURS_PLACED;
		builder_stop(builder, turned ? 1 - position(map, colours, last - i) : position(map, colours, i), colour);
	}
	if (is_palette(map, colours))
		builder->map.kind = MUSTER_COLORMAP_CATEGORICAL;
	builder->has_range = colours != COLOURS_PLACED;
	builder->range_high = 1;
	return builder_finish(builder);
}

/* ---- segments ---------------------------------------------------------------------------------------------------- */

/* (x, y0, y1): comes to x with y0, goes on from there with y1. */
static bool read_segment(const struct value *row, double segment[3])
{
	for (size_t i = 0; i < 3; i++) {
		if (row->kind != VALUE_LIST || row->count != 3 || row->items[i].kind != VALUE_NUMBER)
			return false;
		segment[i] = row->items[i].number;
	}
	return true;
}

/* Nothing comes to the first, and nothing goes on from the last. */
static enum muster_status add_segment(struct channel *channel, const double segment[3], bool is_first, bool is_last)
{
	enum muster_status status = MUSTER_OK;

	if (!is_first)
		status = channel_add(channel, segment[0], segment[1]);
	if (status == MUSTER_OK && !is_last && (is_first || segment[1] != segment[2]))
		status = channel_add(channel, segment[0], segment[2]);
	return status;
}

/* Whether the channel is a table at all, and not a function. */
static bool is_table(const struct value *rows)
{
	double segment[3];

	for (size_t i = 0; i < rows->count; i++)
		if (rows->kind != VALUE_LIST || !read_segment(&rows->items[i], segment))
			return false;
	return rows->kind == VALUE_LIST && rows->count > 0;
}

static enum muster_status read_channel(const struct value *rows, struct channel *channel)
{
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < rows->count && status == MUSTER_OK; i++) {
		double segment[3] = {0, 0, 0};
		read_segment(&rows->items[i], segment);
		status = add_segment(channel, segment, i == 0 && rows->count > 1, i + 1 == rows->count);
	}
	return status;
}

/* Stops in the other order, each as far from the other end. */
static void turn(struct builder *builder)
{
	struct muster_colormap_stop *stops = builder->stops;
	const size_t count = builder->map.stop_count;

	for (size_t i = 0; i < count / 2; i++) {
		const struct muster_colormap_stop stop = stops[i];
		stops[i] = stops[count - 1 - i];
		stops[count - 1 - i] = stop;
	}
	for (size_t i = 0; i < count; i++)
		stops[i].position = 1 - stops[i].position;
}

static enum muster_status fill_channels(const struct value *map, const struct value *const rows[3],
										struct builder *builder)
{
	struct channel channels[3] = {{0}};
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < 3 && status == MUSTER_OK; i++)
		status = read_channel(rows[i], &channels[i]);
	if (status == MUSTER_DAMAGED) {
		builder_trouble(builder, status, 0, "too many segments");
	} else if (status == MUSTER_OK) {
		channels_stops(channels, builder);
		if (map->is_reversed)
			turn(builder);
		status = builder_finish(builder);
	}
	channels_free(channels);
	return status;
}

enum muster_status python_colours_fill(const struct value *map, struct builder *builder)
{
	const struct value *colours = &map->items[0];
	const struct value *const rows[3] = {value_get(colours, "red"), value_get(colours, "green"),
										 value_get(colours, "blue")};
	const enum value_colours how = value_colours(colours);

	if (how != COLOURS_NONE)
		return fill_list(map, how, builder);
	for (size_t i = 0; i < 3; i++)
		if (!rows[i] || !is_table(rows[i]))
			return MUSTER_OK; /* computed: known by its name alone */
	return fill_channels(map, rows, builder);
}
