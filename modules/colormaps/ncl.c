/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colour tables of NCL and ncview. NCL's begin with "ncolors = N" (some say "ncolor", and not all have N rows);
 * ncview's have no header but always 256 rows of bytes. Comments after "#" or ";" or within slash and star. A row is
 * red, green, blue and whatever else. Nobody says whether 1 or 255 is full: 255 where anything is above 1. */

#include "formats.h"
#include "text.h"

#define NCVIEW_ROWS 256

/* Reading lines with comments taken off. */
struct table {
	struct text text;
	bool in_comment; /* one that began on a line before */
};

static struct slice after(struct slice slice, size_t offset)
{
	return (struct slice){slice.at + offset, slice.length - offset};
}

static bool has_pair(struct slice line, size_t at, const char *pair)
{
	return slice_begins(after(line, at), pair);
}

/* The first stretch of `line` that is no comment and not blank. */
static struct slice strip(struct table *table, struct slice line)
{
	struct slice kept = {line.at, 0};
	size_t begin = 0, i;

	for (i = 0; i < line.length; i++) {
		if (table->in_comment && has_pair(line, i, "*/")) {
			table->in_comment = false;
			begin = ++i + 1;
		} else if (!table->in_comment && has_pair(line, i, "/*")) {
			if (kept.length == 0)
				kept = slice_trim((struct slice){line.at + begin, i - begin});
			table->in_comment = true;
			i++;
		} else if (!table->in_comment && (line.at[i] == '#' || line.at[i] == ';')) {
			break;
		}
	}
	if (kept.length == 0 && !table->in_comment && begin < i)
		kept = slice_trim((struct slice){line.at + begin, i - begin});
	return kept;
}

/* The next line with anything on it but comments. */
static bool next_line(struct table *table, struct slice *line)
{
	while (text_line(&table->text, line)) {
		*line = strip(table, *line);
		if (line->length > 0)
			return true;
	}
	return false;
}

static bool is_header(struct slice line)
{
	double count;

	if (!slice_begins_any_case(line, "ncolor"))
		return false;
	line = after(line, 6);
	if (slice_begins_any_case(line, "s"))
		line = after(line, 1);
	return slice_take(&line, '=') && slice_take_number(&line, &count) && slice_trim(line).length == 0;
}

static bool is_row_of_bytes(struct slice line)
{
	double row[3];

	if (slice_numbers(&line, row, 3) != 3 || slice_trim(line).length > 0)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (row[i] < 0 || row[i] > 255 || row[i] != (double)(int)row[i])
			return false;
	return true;
}

/* Palettes for another program, Gist, are written alike but for their title; beside NCL's tables lie copies of them. */
static bool is_gist(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;

	return text_line(&text, &line) && slice_begins(line, "# Gist palette");
}

static bool sniff(const struct input *input)
{
	struct table table = {text_of(input), false};
	struct slice line;
	size_t rows = 0;
	double number;

	if (!text_plausible(input) || is_gist(input) || !next_line(&table, &line))
		return false;
	if (is_header(line))
		return true;
	while (rows < NCVIEW_ROWS && is_row_of_bytes(line)) {
		rows++;
		if (!next_line(&table, &line))
			return rows == NCVIEW_ROWS;
	}
	return rows == NCVIEW_ROWS && !slice_take_number(&line, &number);
}

/* -1 stands for the display's own fore- or background: no colour of the map. */
static bool is_sentinel(const double row[3])
{
	return row[0] < 0 || row[1] < 0 || row[2] < 0;
}

static enum muster_status read_rows(struct table *table, struct builder *builder, double *highest)
{
	struct slice line;

	while (next_line(table, &line)) {
		double row[3];
		const size_t count = slice_numbers(&line, row, 3);

		if (count == 0)
			continue; /* the header, column titles */
		if (count < 3)
			return builder_trouble(builder, MUSTER_DAMAGED, table->text.line, "not three numbers");
		if (is_sentinel(row))
			continue;
		for (size_t i = 0; i < 3; i++)
			*highest = row[i] > *highest ? row[i] : *highest;
		if (*highest > 255)
			return builder_trouble(builder, MUSTER_DAMAGED, table->text.line, "a colour above 255");
		builder_stop(builder, (double)builder->map.stop_count,
					 (struct muster_rgba){(float)row[0], (float)row[1], (float)row[2], 1});
	}
	return MUSTER_OK;
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct table table = {text_of(input), false};
	double highest = 0;
	enum muster_status status;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	status = read_rows(&table, builder, &highest);
	if (status != MUSTER_OK)
		return status;
	for (size_t i = 0; highest > 1 && i < builder->map.stop_count; i++) {
		struct muster_rgba *colour = &builder->stops[i].colour;

		*colour = (struct muster_rgba){colour->r / 255, colour->g / 255, colour->b / 255, 1};
	}
	return builder_finish(builder);
}

const struct format format_ncl = {"ncl", sniff, read_map};
