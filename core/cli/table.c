/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "table.h"

#include "wrap.h"

#define INDENT        2
#define GAP           2
#define LEAST_WIDTH   8
#define LEAST_WRAPPED 30

static void widen(struct column *column, const char *text)
{
	const size_t width = text_width(text);

	if (width > column->width)
		column->width = width;
}

void table_measure(struct table *table, const struct text *cells)
{
	for (size_t i = 0; i < table->count; i++)
		widen(&table->columns[i], text_get(&cells[i]));
}

static size_t line_width(const struct table *table)
{
	size_t width = INDENT + GAP * (table->count - 1);

	for (size_t i = 0; i < table->count; i++)
		width += table->columns[i].width;
	return width;
}

/* Columns of numbers are never cut: half a number is a wrong one. */
static bool gives_way(const struct column *column)
{
	return !column->right && !column->wraps && column->width > LEAST_WIDTH;
}

static struct column *widest(const struct table *table)
{
	struct column *found = NULL;

	for (size_t i = 0; i < table->count; i++) {
		struct column *column = &table->columns[i];
		if (gives_way(column) && (!found || column->width > found->width))
			found = column;
	}
	return found;
}

/* A column that wraps gives way before others are cut. */
static void fit_wrapped(struct table *table, size_t over)
{
	struct column *last = &table->columns[table->count - 1];
	const size_t spare = last->width > LEAST_WRAPPED ? last->width - LEAST_WRAPPED : 0;

	if (last->wraps)
		last->width -= over < spare ? over : spare;
}

/* Where the terminal is too narrow for the numbers alone, nothing is cut in vain. */
static void fit(struct table *table)
{
	const size_t columns = table->terminal->columns;
	size_t width = line_width(table), spare = 0;
	struct column *column;

	if (width > columns)
		fit_wrapped(table, width - columns);
	width = line_width(table);
	for (size_t i = 0; i < table->count; i++)
		spare += gives_way(&table->columns[i]) ? table->columns[i].width - LEAST_WIDTH : 0;
	if (width <= columns || width - columns > spare)
		return;
	for (size_t over = width - columns; over > 0 && (column = widest(table)); over--)
		column->width--;
}

static void put_cell(const struct table *table, size_t number, const char *text, bool last)
{
	const struct column *column = &table->columns[number];
	const size_t width = text_width(text);
	const char *mark = table->terminal->utf8 ? "…" : "~";

	output_spaces(table->output, number == 0 ? INDENT : GAP);
	if (width > column->width) {
		output_bytes(table->output, text, text_fitting(text, column->width - 1));
		output_text(table->output, mark);
		return;
	}
	if (column->right)
		output_spaces(table->output, column->width - width);
	output_text(table->output, text);
	if (!column->right && !last)
		output_spaces(table->output, column->width - width);
}

void table_begin(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		widen(&table->columns[i], table->columns[i].title);
	if (table->terminal->present)
		fit(table);
	for (size_t i = 0; i < table->count; i++)
		put_cell(table, i, table->columns[i].title, i + 1 == table->count);
	output_char(table->output, '\n');
}

/* Empty cells at the end take no spaces. */
void table_row(const struct table *table, const struct text *cells)
{
	size_t count = table->count;

	while (count > 0 && cells[count - 1].length == 0)
		count--;
	for (size_t i = 0; i < count && !table->columns[i].wraps; i++)
		put_cell(table, i, text_get(&cells[i]), i + 1 == count);
	if (count == 0 || !table->columns[count - 1].wraps) {
		output_char(table->output, '\n');
		return;
	}
	output_spaces(table->output, GAP);
	wrap_text(table->output, table->terminal, line_width(table) - table->columns[count - 1].width,
			  text_get(&cells[count - 1]));
}

void table_sentence(const struct table *table, const char *first, const char *sentence)
{
	put_cell(table, 0, first, false);
	output_spaces(table->output, GAP);
	wrap_text(table->output, table->terminal, INDENT + table->columns[0].width + GAP, sentence);
}
