/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Look-up tables in text: rows of red, green and blue, 0..255, or 0..1 if none is more (DS9); before them perhaps an
 * index (ImageJ), or the letter S and an index (MRIcron, with a first line "* s=byte…"). A first line of headings is
 * passed over. */
#include "formats.h"

#include "text.h"

/* How many rows tell whether a file is a table. */
#define SNIFF_ROWS 8

struct row {
	bool indexed;
	double index;
	double levels[3];
};

static bool is_heading(struct slice line)
{
	return line.at[0] == '*' || slice_begins_any_case(line, "index") || slice_begins_any_case(line, "red");
}

static bool read_row(struct slice line, struct row *row)
{
	double numbers[4];
	size_t count;

	if (line.at[0] == 'S' && line.length > 1)
		line = (struct slice){line.at + 1, line.length - 1};
	count = slice_numbers(&line, numbers, 4);
	if (count < 3 || slice_trim(line).length > 0)
		return false;
	row->indexed = count == 4;
	row->index = numbers[0];
	for (size_t i = 0; i < 3; i++) {
		row->levels[i] = numbers[count - 3 + i];
		if (!(row->levels[i] >= 0 && row->levels[i] <= 255))
			return false;
	}
	return true;
}

/* The next line with a row in it. */
static bool next_line(struct text *text, struct slice *line)
{
	while (text_line(text, line)) {
		*line = slice_trim(*line);
		if (line->length > 0 && !(text->line == 1 && is_heading(*line)))
			return true;
	}
	return false;
}

/* An index grows by one from row to row, from 0 or 1. Without that test rules of other formats would look like rows. */
static bool fits(const struct row *row, const struct row *before)
{
	if (!row->indexed)
		return !before || !before->indexed;
	return before ? before->indexed && row->index == before->index + 1 : row->index == 0 || row->index == 1;
}

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct row row, before;
	struct slice line;
	size_t rows = 0;

	if (!text_plausible(input))
		return false;
	while (rows < SNIFF_ROWS && next_line(&text, &line)) {
		if (!read_row(line, &row) || !fits(&row, rows > 0 ? &before : NULL))
			return false;
		before = row;
		rows++;
	}
	return rows > 1;
}

/* What 1 is: 255 where any level is more than 1. A table of nothing but the bytes 0 and 1 would be all but black: it is
 * rather one of primaries. */
static double unit(const struct builder *builder)
{
	for (size_t i = 0; i < builder->map.stop_count; i++) {
		const struct muster_rgba *c = &builder->stops[i].colour;
		if (c->r > 1 || c->g > 1 || c->b > 1)
			return 255;
	}
	return 1;
}

static void divide(struct builder *builder, double by)
{
	for (size_t i = 0; i < builder->map.stop_count; i++) {
		struct muster_rgba *c = &builder->stops[i].colour;
		*c = (struct muster_rgba){(float)(c->r / by), (float)(c->g / by), (float)(c->b / by), 1};
	}
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct row row, before;
	struct slice line;
	size_t rows = 0;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	while (next_line(&text, &line)) {
		if (!read_row(line, &row) || !fits(&row, rows > 0 ? &before : NULL))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "no row of a look-up table");
		builder_stop(builder, (double)rows,
					 (struct muster_rgba){(float)row.levels[0], (float)row.levels[1], (float)row.levels[2], 1});
		before = row;
		rows++;
	}
	divide(builder, unit(builder));
	return builder_finish(builder);
}

const struct format format_lut_text = {"lut", sniff, read_map};
