/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "records.h"

#include <string.h>

#include "table.h"
#include "text.h"
#include "values.h"

#define MOST_COLUMNS 8

static bool is_number(const struct muster_value *value)
{
	return muster_value_type(value) == MUSTER_TYPE_INTEGER || muster_value_type(value) == MUSTER_TYPE_REAL;
}

/* The keys of all records, in the order in which they are met. */
struct keys {
	const char *names[MOST_COLUMNS];
	bool numbers[MOST_COLUMNS]; /* all values are */
	size_t count;
};

static size_t find_key(const struct keys *keys, const char *name)
{
	size_t i = 0;

	while (i < keys->count && strcmp(keys->names[i], name) != 0)
		i++;
	return i;
}

static bool add_keys(struct keys *keys, const struct muster_value *record)
{
	for (size_t i = 0; i < muster_value_count(record); i++) {
		const char *name = muster_value_key(record, i);
		const size_t place = find_key(keys, name);
		if (place == MOST_COLUMNS)
			return false;
		if (place == keys->count) {
			keys->names[place] = name;
			keys->numbers[place] = true;
			keys->count++;
		}
		keys->numbers[place] &= is_number(muster_value_at(record, i));
	}
	return true;
}

/* False where it is no list of maps, or one of more keys than a line has room for. */
static bool find_keys(struct keys *keys, const struct muster_value *list)
{
	*keys = (struct keys){.count = 0};
	if (muster_value_type(list) != MUSTER_TYPE_LIST)
		return false;
	for (size_t i = 0; i < muster_value_count(list); i++) {
		const struct muster_value *record = muster_value_at(list, i);
		if (muster_value_type(record) != MUSTER_TYPE_MAP || !add_keys(keys, record))
			return false;
	}
	return keys->count > 0;
}

bool records_are(const struct muster_value *value)
{
	struct keys keys;

	return find_keys(&keys, value);
}

static const struct text *fill_row(const struct keys *keys, const struct muster_value *record, struct text *cells)
{
	for (size_t i = 0; i < keys->count; i++) {
		text_clear(&cells[i]);
		value_text(&cells[i], muster_value_get(record, keys->names[i]));
	}
	return cells;
}

static void print(const struct keys *keys, const struct muster_value *list, struct table *table)
{
	const size_t rows = muster_value_count(list);
	struct text cells[MOST_COLUMNS] = {0};

	for (size_t i = 0; i < rows; i++)
		table_measure(table, fill_row(keys, muster_value_at(list, i), cells));
	table_begin(table);
	for (size_t i = 0; i < rows; i++)
		table_row(table, fill_row(keys, muster_value_at(list, i), cells));
	for (size_t i = 0; i < MOST_COLUMNS; i++)
		text_free(&cells[i]);
}

void records_show(struct output *output, const struct terminal *terminal, const struct muster_value *list)
{
	struct keys keys;
	struct text titles[MOST_COLUMNS] = {0};
	struct column columns[MOST_COLUMNS] = {0};
	struct table table = {.columns = columns, .terminal = terminal, .output = output};

	if (!find_keys(&keys, list))
		return;
	table.count = keys.count;
	for (size_t i = 0; i < keys.count; i++) {
		text_escape(&titles[i], keys.names[i]);
		columns[i].title = text_get(&titles[i]);
		columns[i].right = keys.numbers[i];
	}
	columns[keys.count - 1].wraps = !columns[keys.count - 1].right;
	print(&keys, list, &table);
	for (size_t i = 0; i < MOST_COLUMNS; i++)
		text_free(&titles[i]);
}
