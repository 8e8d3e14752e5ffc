/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "signature.h"

#include <string.h>

#include "table.h"
#include "text.h"

static const char *const names[] = {"name", "kind", "type", "default", "description"};

#define COLUMNS (sizeof(names) / sizeof(*names))

/* So far to the right the first parameter may stand; else further lines begin here. */
#define INDENT_LIMIT 32
#define INDENT       4
#define LEAST_WIDTH  20

/* The bytes of @text that go on a line: up to the last comma that fits. */
static size_t line_length(const char *text, size_t width)
{
	size_t length = text_fitting(text, width);

	if (text[length] == '\0')
		return length;
	while (length > 0 && !(text[length] == ' ' && text[length - 1] == ','))
		length--;
	return length > 0 ? length : strlen(text);
}

static void put_line(struct output *output, const struct terminal *terminal, const char *line, size_t length)
{
	const char *parenthesis = memchr(line, '(', length);
	const bool near = parenthesis && parenthesis - line < INDENT_LIMIT;
	const size_t indent = near ? (size_t)(parenthesis - line) + 1 : INDENT;
	struct text text = {0};
	const char *rest;

	text_escape_bytes(&text, line, length);
	rest = text_get(&text);
	for (size_t column = 0; terminal->present; column = indent) {
		const size_t columns = terminal->columns;
		length = line_length(rest, columns > column + LEAST_WIDTH ? columns - column : LEAST_WIDTH);
		if (rest[length] == '\0')
			break;
		output_bytes(output, rest, length);
		output_char(output, '\n');
		output_spaces(output, indent);
		rest += length + 1;
	}
	output_text(output, rest);
	output_char(output, '\n');
	text_free(&text);
}

void signature_prototype(struct output *output, const struct terminal *terminal, const char *prototype)
{
	while (*prototype) {
		const size_t length = strcspn(prototype, "\n");
		put_line(output, terminal, prototype, length);
		prototype += length + (prototype[length] == '\n');
	}
}

static const char *string_at(const struct muster_value *list, size_t index, const char *name)
{
	const char *string = muster_value_string(muster_value_get(muster_value_at(list, index), name));

	return string ? string : "";
}

/* Of the kinds only those with a rule to them are said; stars are part of the name, as in the source. */
static void fill_cell(const struct muster_value *list, size_t index, const char *name, struct text *cell)
{
	const char *kind = string_at(list, index, "kind");
	const char *string = string_at(list, index, name);

	text_clear(cell);
	if (strcmp(name, "name") == 0 && strncmp(kind, "var_", 4) == 0)
		text_add(cell, strcmp(kind, "var_positional") == 0 ? "*" : "**");
	if (strcmp(name, "kind") != 0)
		text_escape(cell, string);
	else if (strcmp(kind, "keyword_only") == 0 || strcmp(kind, "positional_only") == 0)
		text_add(cell, *kind == 'k' ? "keyword only" : "positional only");
}

/* A column is worth its place where it says anything; the kind where it differs. */
static bool says_anything(const struct muster_value *list, const char *name)
{
	const char *usual = strcmp(name, "kind") == 0 ? string_at(list, 0, name) : "";

	for (size_t i = 0; i < muster_value_count(list); i++) {
		if (strcmp(string_at(list, i, name), usual) != 0)
			return true;
	}
	return false;
}

static const struct text *fill_row(const struct table *table, const struct muster_value *list, size_t index,
								   struct text *cells)
{
	for (size_t i = 0; i < table->count; i++)
		fill_cell(list, index, i == 0 ? "name" : table->columns[i].title, &cells[i]);
	return cells;
}

void signature_parameters(struct output *output, const struct terminal *terminal, const struct muster_value *list)
{
	const size_t count = muster_value_count(list);
	struct column columns[COLUMNS] = {{.title = "parameter"}};
	struct table table = {.columns = columns, .count = 1, .terminal = terminal, .output = output};
	struct text cells[COLUMNS] = {0};

	for (size_t i = 1; i < COLUMNS; i++) {
		if (says_anything(list, names[i]))
			columns[table.count++].title = names[i];
	}
	columns[table.count - 1].wraps = strcmp(columns[table.count - 1].title, "description") == 0;
	for (size_t i = 0; i < count; i++)
		table_measure(&table, fill_row(&table, list, i, cells));
	table_begin(&table);
	for (size_t i = 0; i < count; i++)
		table_row(&table, fill_row(&table, list, i, cells));
	for (size_t i = 0; i < COLUMNS; i++)
		text_free(&cells[i]);
}
