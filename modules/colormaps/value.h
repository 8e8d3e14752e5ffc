/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What Python's tables of colours are made of. */
#ifndef MUSTER_COLORMAPS_VALUE_H
#define MUSTER_COLORMAPS_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/colormaps.h>

enum value_kind {
	VALUE_UNKNOWN,
	VALUE_NUMBER,
	VALUE_TEXT,
	VALUE_LIST,  /* items */
	VALUE_TABLE, /* items: key, value, key, value … */
	VALUE_MAP,   /* text: its name or NULL; items[0]: its colours */
};

struct value {
	enum value_kind kind;
	bool is_listed;   /* a map that shows its colours one by one, nothing between them */
	bool is_reversed; /* a map that shows its colours backwards */
	double number;
	const char *text;
	const struct value *items;
	size_t count;
};

/* The value under a key of a table; NULL. */
const struct value *value_get(const struct value *table, const char *key);

/* How a list says colours. */
enum value_colours {
	COLOURS_NONE,   /* of something else, or of nothing */
	COLOURS_UNIT,   /* rows of three or four numbers, 0..1 */
	COLOURS_BYTE,   /* the same of whole numbers, 0..255, one above 1 */
	COLOURS_PLACED, /* position and row of 0..1 */
	COLOURS_WEB,    /* "#rrggbb", or a name */
};
enum value_colours value_colours(const struct value *list);

/* The colour number `index` of such a list. */
struct muster_rgba value_colour(const struct value *list, enum value_colours colours, size_t index);

/* A table of red, green and blue, perhaps alpha, and nothing else, whatever is under them. */
bool value_is_channels(const struct value *value);

#endif
