/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* GMT's colour palette tables. After comments, some of which are directives, each row is one of
 *
 *     z0 colour z1 colour [L|U|B] [;label[;label]]     a slice; z grows, without gaps
 *     z0 r g b z1 r g b [L|U|B] [;label]               the same as old files have it
 *     key colour [L|U|B] [;label]                      a category
 *     B|F|N colour                                     below, above, no number */
#include "formats.h"

#include <math.h>
#include <string.h>

#include "cpt_colour.h"

#define WORDS_LIMIT 10

/* How many rows tell whether a file is a CPT. */
#define SNIFF_ROWS 8

enum row_kind { ROW_BLANK, ROW_DIRECTIVE, ROW_SLICE, ROW_CATEGORY, ROW_EXTREME, ROW_BROKEN };

struct row {
	enum row_kind kind;
	struct slice words[WORDS_LIMIT];
	size_t count;
	struct slice labels[2];
	double low, high; /* of a slice */
	struct cpt_colour from, to;
};

/* What the rows so far have said. */
struct table {
	bool hsv, cyclic, has_model, has_hinge;
	double hinge;
	enum row_kind kind; /* that all rows must share; ROW_BLANK before the first */
	double high;        /* where the last slice ended */
	const char *trouble;
};

/* What stands behind the name of a directive and "=". */
static bool directive_value(struct slice text, const char *name, struct slice *value)
{
	if (!slice_begins_any_case(text, name))
		return false;
	*value = (struct slice){text.at + strlen(name), text.length - strlen(name)};
	if (!slice_take(value, '='))
		return false;
	slice_take(value, '+');
	*value = slice_trim(*value);
	return true;
}

/* RANGE is not looked at: it says what data the table is for, and positions are relative. */
static void read_directive(struct slice text, struct table *table)
{
	struct slice value;
	double number;

	if (directive_value(text, "COLOR_MODEL", &value)) {
		table->has_model = true;
		table->hsv = slice_begins_any_case(value, "hsv");
	} else if (slice_is_any_case(text, "HARD_HINGE") || slice_is_any_case(text, "SOFT_HINGE")) {
		table->has_hinge = true;
	} else if (directive_value(text, "HINGE", &value) && slice_number(value, &number)) {
		table->has_hinge = true;
		table->hinge = number;
	} else if (slice_is_any_case(text, "CYCLIC")) {
		table->cyclic = true;
	}
}

/* A "#" begins a comment, unless it is that of a colour. */
static bool is_comment(struct slice word)
{
	struct cpt_colour colour;

	return word.at[0] == '#' && !cpt_colour(word, &colour);
}

static void split(struct slice line, struct row *row)
{
	struct slice text = slice_before(line, ';'), word;

	while (row->count < WORDS_LIMIT && slice_word(&text, &word) && !is_comment(word))
		row->words[row->count++] = word;
	text = slice_before(line, ';');
	if (text.length < line.length) {
		struct slice rest = {line.at + text.length + 1, line.length - text.length - 1};
		for (size_t i = 0; i < 2 && slice_part(&rest, ';', &row->labels[i]); i++)
			row->labels[i] = slice_trim(row->labels[i]);
	}
}

/* Where psscale is to write the ends of the slice: nothing that we keep. */
static bool is_annotation(struct slice word)
{
	return slice_is(word, "L") || slice_is(word, "U") || slice_is(word, "B");
}

static bool is_extreme(const struct row *row)
{
	const struct slice word = row->words[0];

	return word.length == 1 && strchr("BFN", word.at[0]) && (row->count == 2 || row->count == 4);
}

static enum row_kind read_extreme(struct row *row, bool hsv)
{
	const bool good =
		row->count == 2 ? cpt_colour(row->words[1], &row->from) : cpt_colour_columns(&row->words[1], hsv, &row->from);

	return good ? ROW_EXTREME : ROW_BROKEN;
}

static enum row_kind read_slice(struct row *row, bool hsv)
{
	const struct slice *words = row->words;
	const bool columns = row->count == 8;
	const bool good =
		columns ? cpt_colour_columns(&words[1], hsv, &row->from) && cpt_colour_columns(&words[5], hsv, &row->to)
				: cpt_colour(words[1], &row->from) && cpt_colour(words[3], &row->to);

	if (!good || !slice_number(words[0], &row->low) || !slice_number(words[columns ? 4 : 2], &row->high))
		return ROW_BROKEN;
	if (row->to.skip)
		row->to = row->from;
	return ROW_SLICE;
}

static void read_row(struct slice line, bool hsv, struct row *row)
{
	memset(row, 0, sizeof(*row));
	split(slice_trim(line), row);
	if (row->count == 0)
		return;
	if (is_extreme(row)) {
		row->kind = read_extreme(row, hsv);
		return;
	}
	if (is_annotation(row->words[row->count - 1]))
		row->count--;
	if (row->count == 2)
		row->kind = cpt_colour(row->words[1], &row->from) ? ROW_CATEGORY : ROW_BROKEN;
	else
		row->kind = row->count == 4 || row->count == 8 ? read_slice(row, hsv) : ROW_BROKEN;
}

/* Whether `row` may follow the rows before it; table->trouble says why not. */
static bool follows(const struct row *row, struct table *table)
{
	if (row->kind == ROW_BROKEN)
		table->trouble = "neither a slice nor a category";
	else if (row->kind == ROW_EXTREME)
		return true;
	else if (table->kind != ROW_BLANK && table->kind != row->kind)
		table->trouble = "slices and categories in one table";
	else if (row->kind == ROW_SLICE && !(row->high > row->low))
		table->trouble = "a slice that does not grow";
	else if (row->kind == ROW_SLICE && table->kind == ROW_SLICE &&
			 !(fabs(row->low - table->high) <= 1e-6 * fmax(1, fabs(row->low))))
		table->trouble = "a slice that does not begin where the last one ended";
	if (row->kind == ROW_SLICE)
		table->high = row->high;
	table->kind = row->kind;
	return !table->trouble;
}

/* The next row that is not blank and no directive; those are taken into `table`. False at the end. */
static bool next_row(struct text *text, struct table *table, struct row *row)
{
	struct slice line;

	while (text_line(text, &line)) {
		line = slice_trim(line);
		if (line.length > 0 && line.at[0] == '#') {
			while (line.length > 0 && line.at[0] == '#')
				line = (struct slice){line.at + 1, line.length - 1};
			read_directive(slice_trim(line), table);
			continue;
		}
		read_row(line, table->hsv, row);
		if (row->kind != ROW_BLANK)
			return true;
	}
	return false;
}

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct table table = {0};
	struct row row;
	size_t rows = 0;

	if (!text_plausible(input))
		return false;
	while (rows < SNIFF_ROWS && next_row(&text, &table, &row)) {
		if (table.has_model)
			return true;
		if (!follows(&row, &table))
			return false;
		rows++;
	}
	return table.has_model || rows > 0;
}

static const struct muster_rgba nothing = {0, 0, 0, 0};

static struct muster_rgba hue_at(const void *data, double share)
{
	const struct row *row = data;
	const struct hsv *a = &row->from.hsv, *b = &row->to.hsv;

	return hsv_colour((struct hsv){a->hue + share * (b->hue - a->hue),
								   a->saturation + share * (b->saturation - a->saturation),
								   a->value + share * (b->value - a->value)},
					  (float)(row->from.rgba.a + share * (row->to.rgba.a - row->from.rgba.a)));
}

/* Red, green and blue bend at every sixth of a turn, and nowhere else while saturation and value stand still: with
 * stops in the very bends, few are needed. */
static void add_hues(struct builder *builder, const struct row *row)
{
	const double turn = (row->to.hsv.hue - row->from.hsv.hue) / 60, first = row->from.hsv.hue / 60;
	double bend = turn < 0 ? ceil(first) - 1 : floor(first) + 1;
	struct row piece = *row;

	for (; turn < 0 ? bend > first + turn : bend < first + turn; bend += turn < 0 ? -1 : 1) {
		const double share = (bend - first) / turn;
		piece.high = row->low * (1 - share) + row->high * share;
		piece.to.hsv.hue = bend * 60;
		piece.to.hsv.saturation =
			row->from.hsv.saturation + share * (row->to.hsv.saturation - row->from.hsv.saturation);
		piece.to.hsv.value = row->from.hsv.value + share * (row->to.hsv.value - row->from.hsv.value);
		piece.to.rgba.a = (float)(row->from.rgba.a + share * (row->to.rgba.a - row->from.rgba.a));
		curve_stops(builder, hue_at, &piece, piece.low, piece.high);
		piece.low = piece.high;
		piece.from = piece.to;
	}
	piece.high = row->high;
	piece.to = row->to;
	curve_stops(builder, hue_at, &piece, piece.low, piece.high);
}

static void label(struct builder *builder, struct slice text)
{
	if (text.length > 0)
		builder_label(builder, text.at, text.length);
}

static void add_slice(struct builder *builder, const struct row *row, bool hsv)
{
	builder_stop(builder, row->low, row->from.skip ? nothing : row->from.rgba);
	label(builder, row->labels[0]);
	if (hsv && !row->from.skip)
		add_hues(builder, row);
	else
		builder_stop(builder, row->high, row->from.skip ? nothing : row->to.rgba);
	label(builder, row->labels[1]);
}

/* The key is the label where no other is given and it is a text. */
static void add_category(struct builder *builder, const struct row *row)
{
	double number;

	builder_stop(builder, (double)builder->map.stop_count, row->from.skip ? nothing : row->from.rgba);
	if (row->labels[0].length > 0 || slice_number(row->words[0], &number))
		label(builder, row->labels[0]);
	else
		label(builder, row->words[0]);
}

static void set_extreme(struct builder *builder, const struct row *row)
{
	struct muster_colormap *map = &builder->map;
	const struct muster_rgba colour = row->from.skip ? nothing : row->from.rgba;

	switch (row->words[0].at[0]) {
	case 'B':
		map->has_background = true;
		map->background = colour;
		break;
	case 'F':
		map->has_foreground = true;
		map->foreground = colour;
		break;
	default:
		map->has_nan = true;
		map->nan = colour;
		break;
	}
}

static void add_row(struct builder *builder, const struct row *row, bool hsv)
{
	if (row->kind == ROW_SLICE)
		add_slice(builder, row, hsv);
	else if (row->kind == ROW_CATEGORY)
		add_category(builder, row);
	else
		set_extreme(builder, row);
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct table table = {0};
	struct row row;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	while (next_row(&text, &table, &row)) {
		if (!follows(&row, &table))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "%s", table.trouble);
		add_row(builder, &row, table.hsv);
	}
	if (table.kind == ROW_CATEGORY)
		builder->map.kind = MUSTER_COLORMAP_CATEGORICAL;
	builder->map.cyclic = table.cyclic;
	builder->map.has_hinge = table.has_hinge;
	builder->map.hinge = table.hinge;
	return builder_finish(builder);
}

const struct format format_cpt = {"cpt", sniff, read_map};
