/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* GIMP gradients: "GIMP Gradient", "Name: …" (old files have none), the number of segments, and a line for each:
 *
 *     left middle right  r g b a (left)  r g b a (right)  blending colouring [left-type right-type]
 *
 * Half of the way from the left colour to the right one is done at the middle. */
#include "formats.h"

#include <math.h>

#include "curve.h"
#include "text.h"

#define FIELDS 15

/* As GIMP has it: a length below which a segment or a half of one is none. */
#define EPSILON 1e-10

/* How far numbers written with six places may be from what was meant. */
#define ROUNDING 2e-6

enum blending { LINEAR, CURVED, SINE, SPHERE_INCREASING, SPHERE_DECREASING, STEP };
enum colouring { RGB, HSV_COUNTERCLOCKWISE, HSV_CLOCKWISE };
enum colour_type { FIXED, FOREGROUND, FOREGROUND_TRANSPARENT, BACKGROUND, BACKGROUND_TRANSPARENT };

struct segment {
	double left, middle, right;
	struct muster_rgba from, to;
	enum blending blending;
	enum colouring colouring;
};

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;

	return text_line(&text, &line) && slice_is(slice_trim(line), "GIMP Gradient");
}

/* Foreground and background are those of a GIMP just installed: black and white. */
static struct muster_rgba end_colour(const double fields[4], int type)
{
	const float level = type == BACKGROUND || type == BACKGROUND_TRANSPARENT ? 1 : 0;
	const float opacity = type == FOREGROUND_TRANSPARENT || type == BACKGROUND_TRANSPARENT ? 0 : 1;

	if (type == FIXED)
		return (struct muster_rgba){(float)fields[0], (float)fields[1], (float)fields[2], (float)fields[3]};
	return (struct muster_rgba){level, level, level, opacity};
}

static bool is_choice(double field, int last)
{
	return field >= 0 && field <= last && field == floor(field);
}

static bool read_segment(struct slice line, struct segment *segment)
{
	double f[FIELDS] = {0};
	const size_t count = slice_numbers(&line, f, FIELDS);

	if ((count != 13 && count != 15) || slice_trim(line).length > 0)
		return false;
	if (!(f[0] >= 0 && f[0] <= f[1] && f[1] <= f[2] && f[2] <= 1))
		return false;
	for (size_t i = 3; i < 11; i++)
		if (!(f[i] >= 0 && f[i] <= 1))
			return false;
	if (!is_choice(f[11], STEP) || !is_choice(f[12], HSV_CLOCKWISE) || !is_choice(f[13], BACKGROUND_TRANSPARENT) ||
		!is_choice(f[14], BACKGROUND_TRANSPARENT))
		return false;
	*segment = (struct segment){f[0],
								f[1],
								f[2],
								end_colour(&f[3], (int)f[13]),
								end_colour(&f[7], (int)f[14]),
								(enum blending)f[11],
								(enum colouring)f[12]};
	return true;
}

static double linear(double middle, double share)
{
	if (share <= middle)
		return middle < EPSILON ? 0 : share / middle / 2;
	return 1 - middle < EPSILON ? 1 : (1 + (share - middle) / (1 - middle)) / 2;
}

static double curved(double middle, double share)
{
	if (middle < EPSILON)
		return 1;
	return 1 - middle < EPSILON ? 0 : pow(share, log(0.5) / log(middle));
}

/* How much of the right colour there is at `share` of the way through the segment. */
static double blend(enum blending blending, double middle, double share)
{
	const double straight = linear(middle, share), pi = 3.14159265358979323846;

	switch (blending) {
	case LINEAR:
		return straight;
	case CURVED:
		return curved(middle, share);
	case SINE:
		return (1 - cos(pi * straight)) / 2;
	case SPHERE_INCREASING:
		return sqrt(1 - (1 - straight) * (1 - straight));
	case SPHERE_DECREASING:
		return 1 - sqrt(1 - straight * straight);
	case STEP: /* has no way between its colours, and is not asked for one */
		break;
	}
	return straight;
}

/* The way round that GIMP goes; the whole of it where both hues are the same. */
static double hue_between(double from, double to, double part, enum colouring colouring)
{
	if (colouring == HSV_COUNTERCLOCKWISE)
		return from + part * (from < to ? to - from : 360 - (from - to));
	return from - part * (to < from ? from - to : 360 - (to - from));
}

static struct muster_rgba colour_at(const void *data, double share)
{
	const struct segment *segment = data;
	const struct muster_rgba a = segment->from, b = segment->to;
	const double width = segment->right - segment->left;
	const double middle = width < EPSILON ? 0.5 : (segment->middle - segment->left) / width;
	const double part = blend(segment->blending, middle, share);
	const float opacity = (float)(a.a + part * (b.a - a.a));

	if (segment->colouring == RGB)
		return (struct muster_rgba){(float)(a.r + part * (b.r - a.r)), (float)(a.g + part * (b.g - a.g)),
									(float)(a.b + part * (b.b - a.b)), opacity};
	const struct hsv from = hsv_of(a), to = hsv_of(b);
	return hsv_colour((struct hsv){hue_between(from.hue, to.hue, part, segment->colouring),
								   from.saturation + part * (to.saturation - from.saturation),
								   from.value + part * (to.value - from.value)},
					  opacity);
}

/* The middle is a stop of its own only where it bends the line. */
static void add_straight(struct builder *builder, const struct segment *segment)
{
	const struct muster_rgba a = segment->from, b = segment->to;

	builder_stop(builder, segment->left, a);
	if (fabs(segment->middle - (segment->left + segment->right) / 2) > ROUNDING)
		builder_stop(builder, segment->middle,
					 (struct muster_rgba){(a.r + b.r) / 2, (a.g + b.g) / 2, (a.b + b.b) / 2, (a.a + b.a) / 2});
	builder_stop(builder, segment->right, b);
}

static void add_step(struct builder *builder, const struct segment *segment)
{
	builder_stop(builder, segment->left, segment->from);
	builder_stop(builder, segment->middle, segment->from);
	builder_stop(builder, segment->middle, segment->to);
	builder_stop(builder, segment->right, segment->to);
}

static void add_segment(struct builder *builder, const struct segment *segment)
{
	if (segment->blending == STEP)
		add_step(builder, segment);
	else if (segment->blending == LINEAR && segment->colouring == RGB)
		add_straight(builder, segment);
	else
		curve_stops(builder, colour_at, segment, segment->left, segment->right);
}

/* The line after the title: "Name: …", or in old files the number of segments at once. */
static bool read_head(struct text *text, struct builder *builder, double *count)
{
	struct slice line;

	if (!text_line(text, &line))
		return false;
	if (slice_begins(line, "Name:")) {
		line = slice_trim((struct slice){line.at + 5, line.length - 5});
		builder_name(builder, line.at, line.length);
		if (!text_line(text, &line))
			return false;
	}
	return slice_number(slice_trim(line), count) && *count >= 1 && *count == floor(*count);
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct segment segment;
	struct slice line;
	double count;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	if (!text_line(&text, &line) || !read_head(&text, builder, &count))
		return builder_trouble(builder, MUSTER_DAMAGED, text.line, "no number of segments");
	for (double i = 0; i < count; i++) {
		if (!text_line(&text, &line))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "%.0f segments where %.0f are announced", i,
								   count);
		if (!read_segment(line, &segment))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "no segment of a gradient");
		add_segment(builder, &segment);
	}
	builder->has_range = true;
	builder->range_high = 1;
	return builder_finish(builder);
}

const struct format format_ggr = {"ggr", sniff, read_map};
