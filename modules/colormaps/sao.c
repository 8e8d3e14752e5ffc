/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colour tables of SAOimage and DS9: "#" comments, "PSEUDOCOLOR", then "RED:", "GREEN:" and "BLUE:", each followed by
 * its own list of (position,level) on one or many lines. Each channel is straight between its knots, so that the map
 * has a stop wherever any channel has a knot. */

#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "text.h"

/* As many as a map has stops, at most. */
#define KNOTS_LIMIT 65536

struct knot {
	double x, y;
	size_t order;
};

/* One channel. */
struct curve {
	struct knot *knots;
	size_t count, capacity;
	size_t next; /* first knot past what was visited */
};

static bool next_line(struct text *text, struct slice *line)
{
	while (text_line(text, line)) {
		*line = slice_trim(slice_before(*line, '#'));
		if (line->length > 0)
			return true;
	}
	return false;
}

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;

	return text_plausible(input) && next_line(&text, &line) && slice_is_any_case(line, "PSEUDOCOLOR");
}

static enum muster_status add_knot(struct curve *curve, double x, double y)
{
	if (curve->count == KNOTS_LIMIT)
		return MUSTER_DAMAGED;
	if (curve->count == curve->capacity) {
		const size_t capacity = curve->capacity ? curve->capacity * 2 : 64;
		struct knot *knots = realloc(curve->knots, capacity * sizeof *knots);

		if (!knots)
			return MUSTER_NO_MEMORY;
		curve->knots = knots;
		curve->capacity = capacity;
	}
	curve->knots[curve->count] = (struct knot){x, y, curve->count};
	curve->count++;
	return MUSTER_OK;
}

/* Takes "RED:" and so on off the line; the curve that it begins, or the one under way. */
static struct curve *take_channel(struct slice *line, struct curve curves[3], struct curve *current)
{
	static const char *const titles[] = {"RED:", "GREEN:", "BLUE:"};

	for (size_t i = 0; i < 3; i++) {
		if (!slice_begins_any_case(*line, titles[i]))
			continue;
		*line = (struct slice){line->at + strlen(titles[i]), line->length - strlen(titles[i])};
		return &curves[i];
	}
	return current;
}

static enum muster_status read_knots(struct slice line, struct curve *curve)
{
	while (slice_trim(line).length > 0) {
		double x, y;
		enum muster_status status;

		if (!slice_take(&line, '(') || !slice_take_number(&line, &x) || !slice_take(&line, ',') ||
			!slice_take_number(&line, &y) || !slice_take(&line, ')'))
			return MUSTER_DAMAGED;
		status = add_knot(curve, x, y);
		if (status != MUSTER_OK)
			return status;
	}
	return MUSTER_OK;
}

static int compare_knots(const void *left, const void *right)
{
	const struct knot *a = left, *b = right;

	if (a->x != b->x)
		return a->x < b->x ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static enum muster_status read_curves(const struct input *input, struct curve curves[3], struct builder *builder)
{
	struct text text = text_of(input);
	struct curve *current = NULL;
	struct slice line;

	if (!next_line(&text, &line))
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "an empty file");
	while (next_line(&text, &line)) {
		enum muster_status status;

		current = take_channel(&line, curves, current);
		status = current ? read_knots(line, current) : MUSTER_DAMAGED;
		if (status == MUSTER_DAMAGED)
			return builder_trouble(builder, status, text.line, "no list of (position,level), or too long a one");
		if (status != MUSTER_OK)
			return status;
	}
	for (size_t i = 0; i < 3; i++) {
		if (curves[i].count == 0)
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "a channel without levels");
		qsort(curves[i].knots, curves[i].count, sizeof *curves[i].knots, compare_knots);
	}
	return MUSTER_OK;
}

/* The curve's level where it comes to `x`, before any knot there is passed. */
static double level_at(const struct curve *curve, double x)
{
	const struct knot *after, *before;

	if (curve->next == curve->count)
		return curve->knots[curve->count - 1].y;
	after = &curve->knots[curve->next];
	if (curve->next == 0 || after->x <= x)
		return after->y;
	before = after - 1;
	return before->y + (after->y - before->y) * ((x / 2 - before->x / 2) / (after->x / 2 - before->x / 2));
}

static void add_stop(struct builder *builder, const struct curve curves[3], double x)
{
	builder_stop(builder, x,
				 (struct muster_rgba){(float)level_at(&curves[0], x), (float)level_at(&curves[1], x),
									  (float)level_at(&curves[2], x), 1});
}

/* The next position with a knot of any channel. */
static bool next_position(const struct curve curves[3], double *x)
{
	bool found = false;

	for (size_t i = 0; i < 3; i++) {
		if (curves[i].next == curves[i].count)
			continue;
		if (!found || curves[i].knots[curves[i].next].x < *x)
			*x = curves[i].knots[curves[i].next].x;
		found = true;
	}
	return found;
}

/* Passes the knots at `x`, all but the last of a channel: two at one position are a step. True where there was one. */
static bool pass_steps(struct curve curves[3], double x)
{
	bool stepped = false;

	for (size_t i = 0; i < 3; i++) {
		struct curve *curve = &curves[i];

		while (curve->next + 1 < curve->count && curve->knots[curve->next + 1].x <= x) {
			curve->next++;
			stepped = true;
		}
	}
	return stepped;
}

static void merge(struct builder *builder, struct curve curves[3])
{
	double x = 0;

	while (next_position(curves, &x)) {
		add_stop(builder, curves, x);
		if (pass_steps(curves, x))
			add_stop(builder, curves, x);
		for (size_t i = 0; i < 3; i++)
			if (curves[i].next < curves[i].count && curves[i].knots[curves[i].next].x <= x)
				curves[i].next++;
	}
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct curve curves[3] = {{NULL, 0, 0, 0}};
	enum muster_status status;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	status = read_curves(input, curves, builder);
	if (status == MUSTER_OK) {
		merge(builder, curves);
		builder->has_range = true;
		builder->range_high = 1;
		status = builder_finish(builder);
	}
	for (size_t i = 0; i < 3; i++)
		free(curves[i].knots);
	return status;
}

const struct format format_sao = {"sao", sniff, read_map};
