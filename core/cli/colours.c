/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "colours.h"

#include <math.h>
#include <stdbool.h>

#define CHANNELS    4
#define BAR_ROWS    2
#define LISTED_MOST 8

struct colour {
	double channels[CHANNELS]; /* red, green, blue, opacity */
};

static double within(double number)
{
	return number > 0 ? (number < 1 ? number : 1) : 0;
}

static double position_at(const struct muster_value *stops, size_t index)
{
	return muster_value_real(muster_value_at(muster_value_at(stops, index), 0));
}

static struct colour colour_at(const struct muster_value *stops, size_t index)
{
	const struct muster_value *stop = muster_value_at(stops, index);
	struct colour colour = {{0, 0, 0, 1}};

	for (size_t i = 0; i < CHANNELS && i + 1 < muster_value_count(stop); i++)
		colour.channels[i] = within(muster_value_real(muster_value_at(stop, i + 1)));
	return colour;
}

/* Whether the stops are where N equal parts begin, the last one short of the end: then they are parts of one colour
 * each, and not points to blend between. */
static bool are_parts(const struct muster_value *stops)
{
	const size_t count = muster_value_count(stops);

	for (size_t i = 0; i < count; i++) {
		if (fabs(position_at(stops, i) - (double)i / (double)count) > 1e-6)
			return false;
	}
	return true;
}

/* The colour at @t; *index, 0 for the first call, follows as @t grows. Where two stops share a position, the second
 * holds from there on. */
static struct colour sample(const struct muster_value *stops, bool parts, double t, size_t *index)
{
	const size_t count = muster_value_count(stops);
	struct colour low, high;
	double from, share;

	while (*index < count && position_at(stops, *index) <= t)
		++*index;
	if (*index == 0 || *index == count || parts)
		return colour_at(stops, *index ? *index - 1 : 0);
	low = colour_at(stops, *index - 1);
	high = colour_at(stops, *index);
	from = position_at(stops, *index - 1);
	share = within((t - from) / (position_at(stops, *index) - from));
	for (size_t i = 0; i < CHANNELS; i++)
		low.channels[i] += share * (high.channels[i] - low.channels[i]);
	return low;
}

static unsigned byte_of(double channel)
{
	return (unsigned)(channel * 255 + 0.5);
}

/* The step of the 6 by 6 by 6 cube of 256 colours. */
static unsigned fifth(double channel)
{
	return (unsigned)(channel * 5 + 0.5);
}

/* What is not opaque lies on a chequered ground. */
static void set_ground(struct output *output, enum terminal_colours colours, const struct colour *colour, bool dark)
{
	const double ground = dark ? 0.35 : 0.65, opacity = colour->channels[3];
	double mixed[3];

	for (size_t i = 0; i < 3; i++)
		mixed[i] = ground + opacity * (colour->channels[i] - ground);
	if (colours == TERMINAL_TRUE)
		output_format(output, "\033[48;2;%u;%u;%um ", byte_of(mixed[0]), byte_of(mixed[1]), byte_of(mixed[2]));
	else
		output_format(output, "\033[48;5;%um ", 16 + 36 * fifth(mixed[0]) + 6 * fifth(mixed[1]) + fifth(mixed[2]));
}

static void draw_bar(struct output *output, const struct terminal *terminal, const struct muster_value *stops)
{
	const size_t columns = terminal->columns;
	const bool parts = are_parts(stops);

	for (unsigned row = 0; row < BAR_ROWS; row++) {
		size_t index = 0;
		for (size_t column = 0; column < columns; column++) {
			const double t = ((double)column + 0.5) / (double)columns;
			const struct colour colour = sample(stops, parts, t, &index);
			set_ground(output, terminal->colours, &colour, (column / 2 + row) % 2);
		}
		output_text(output, "\033[0m\n");
	}
}

static void put_colour(struct output *output, size_t indent, double position, const struct colour *colour)
{
	const double *channels = colour->channels;

	output_spaces(output, indent);
	output_format(output, "%.3f  #%02x%02x%02x", position, byte_of(channels[0]), byte_of(channels[1]),
				  byte_of(channels[2]));
	if (channels[3] < 1)
		output_format(output, "%02x", byte_of(channels[3]));
	output_char(output, '\n');
}

static void list_colours(struct output *output, size_t indent, const struct muster_value *stops)
{
	const size_t count = muster_value_count(stops);
	const bool all = count <= LISTED_MOST, parts = are_parts(stops);
	size_t index = 0;

	for (size_t i = 0; i < (all ? count : LISTED_MOST); i++) {
		const double position = all ? position_at(stops, i) : (double)i / (LISTED_MOST - 1);
		const struct colour colour = all ? colour_at(stops, i) : sample(stops, parts, position, &index);
		put_colour(output, indent, position, &colour);
	}
}

void colours_show(struct output *output, const struct terminal *terminal, size_t indent,
				  const struct muster_value *stops)
{
	if (muster_value_count(stops) == 0)
		return;
	if (terminal->present && terminal->colours != TERMINAL_PLAIN)
		draw_bar(output, terminal, stops);
	else
		list_colours(output, indent, stops);
}
