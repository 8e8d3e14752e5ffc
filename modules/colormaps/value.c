/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value.h"

#include <math.h>
#include <string.h>

#include "web.h"

const struct value *value_get(const struct value *table, const char *key)
{
	for (size_t i = 0; table->kind == VALUE_TABLE && i + 1 < table->count; i += 2)
		if (table->items[i].kind == VALUE_TEXT && strcmp(table->items[i].text, key) == 0)
			return &table->items[i + 1];
	return NULL;
}

bool value_is_channels(const struct value *value)
{
	return value->count <= 2 * 4 && value_get(value, "red") && value_get(value, "green") && value_get(value, "blue");
}

/* Of three or four numbers; the largest of them in *@most. */
static bool is_row(const struct value *row, double *most, bool *is_whole)
{
	if (row->kind != VALUE_LIST || row->count < 3 || row->count > 4)
		return false;
	for (size_t i = 0; i < row->count; i++) {
		const double number = row->items[i].number;
		if (row->items[i].kind != VALUE_NUMBER || !(number >= 0 && number <= 255))
			return false;
		*most = number > *most ? number : *most;
		*is_whole = *is_whole && number == floor(number);
	}
	return true;
}

static bool is_placed(const struct value *row)
{
	return row->kind == VALUE_LIST && row->count == 2 && row->items[0].kind == VALUE_NUMBER;
}

static bool read_web(const struct value *row, struct muster_rgba *colour)
{
	return row->kind == VALUE_TEXT &&
		   (web_hex(row->text, colour) || web_name((struct slice){row->text, strlen(row->text)}, colour));
}

static enum value_colours web_colours(const struct value *list)
{
	struct muster_rgba colour;

	for (size_t i = 0; i < list->count; i++)
		if (!read_web(&list->items[i], &colour))
			return COLOURS_NONE;
	return COLOURS_WEB;
}

enum value_colours value_colours(const struct value *list)
{
	bool placed, is_whole = true;
	double most = 0;

	if (list->kind != VALUE_LIST || list->count == 0)
		return COLOURS_NONE;
	if (list->items[0].kind == VALUE_TEXT)
		return web_colours(list);
	placed = is_placed(&list->items[0]);
	for (size_t i = 0; i < list->count; i++) {
		const struct value *row = &list->items[i];
		if (is_placed(row) != placed || !is_row(placed ? &row->items[1] : row, &most, &is_whole))
			return COLOURS_NONE;
	}
	if (most > 1)
		return is_whole && !placed ? COLOURS_BYTE : COLOURS_NONE;
	return placed ? COLOURS_PLACED : COLOURS_UNIT;
}

struct muster_rgba value_colour(const struct value *list, enum value_colours colours, size_t index)
{
	const struct value *row = colours == COLOURS_PLACED ? &list->items[index].items[1] : &list->items[index];
	const double scale = colours == COLOURS_BYTE ? 255 : 1;
	struct muster_rgba colour = {0, 0, 0, 1};

	if (colours == COLOURS_WEB) {
		read_web(row, &colour);
		return colour;
	}
	colour.r = (float)(row->items[0].number / scale);
	colour.g = (float)(row->items[1].number / scale);
	colour.b = (float)(row->items[2].number / scale);
	if (row->count > 3)
		colour.a = (float)(row->items[3].number / scale);
	return colour;
}
