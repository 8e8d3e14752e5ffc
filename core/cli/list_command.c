/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "fields.h"
#include "filter.h"
#include "number.h"
#include "values.h"

struct listing {
	struct cli *cli;
	const struct muster_registry *registry;
	struct field *fields;
	size_t count;
};

/* The next entry asked for, from @entry on; NULL after the last, and when nobody takes the output any more. */
static const struct muster_entry *wanted(const struct listing *listing, const struct muster_entry *entry)
{
	if (listing->cli->output.error)
		return NULL;
	while (entry && !filter_passes(&listing->cli->options, entry))
		entry = muster_entry_next(entry);
	return entry;
}

static const struct muster_entry *first(const struct listing *listing)
{
	return wanted(listing, muster_registry_first(listing->registry));
}

static const struct muster_entry *next(const struct listing *listing, const struct muster_entry *entry)
{
	return wanted(listing, muster_entry_next(entry));
}

static void list_json(const struct listing *listing)
{
	struct json *json = &listing->cli->json;

	json_begin(json, '[');
	for (const struct muster_entry *entry = first(listing); entry; entry = next(listing, entry)) {
		json_begin(json, '{');
		for (size_t i = 0; i < listing->count; i++) {
			const struct field *field = &listing->fields[i];
			json_name(json, field->name);
			if (field->role == FIELD_VALUE)
				json_value(json, field_value(field, entry));
			else
				json_string(json, field_text(field, entry));
		}
		json_end(json, '}');
	}
	json_end(json, ']');
}

/* Tab, newline, return and backslash by name, what else is no text as \xNN: it can be read back, and a terminal is
 * safe from it. */
static void put_tsv(struct output *output, const char *text)
{
	static const char named[] = "\t\n\r\\", letters[] = "tnr\\";

	for (size_t at = 0, length; text[at]; at += length) {
		uint32_t point = 0;
		const bool valid = (length = text_decode(text + at, &point)) > 0;
		const char *found = length == 1 ? memchr(named, text[at], sizeof(named) - 1) : NULL;
		length = valid ? length : 1;
		if (found)
			output_format(output, "\\%c", letters[found - named]);
		else if (valid && !text_is_harmful(point))
			output_bytes(output, text + at, length);
		else
			for (size_t i = 0; i < length; i++)
				output_format(output, "\\x%02x", (unsigned char)text[at + i]);
	}
}

/* Strings as they are, what has parts as JSON in one line. */
static void put_tsv_value(struct output *output, struct text *text, const struct muster_value *value)
{
	const enum muster_type type = muster_value_type(value);
	struct json json = {.output = output, .depth = 2}; /* within something: no line breaks */

	if (type == MUSTER_TYPE_NIL)
		return;
	if (type == MUSTER_TYPE_STRING) {
		put_tsv(output, muster_value_string(value));
		return;
	}
	text_clear(text);
	if (type == MUSTER_TYPE_LIST || type == MUSTER_TYPE_MAP || type == MUSTER_TYPE_BOOLEAN) {
		output->into = text;
		json_value(&json, value);
		output->into = NULL;
	} else {
		value_text(text, value);
	}
	put_tsv(output, text_get(text));
}

static void list_tsv(const struct listing *listing)
{
	struct output *output = &listing->cli->output;
	struct text text = {0};

	for (size_t i = 0; i < listing->count; i++)
		output_format(output, "%s%s", i ? "\t" : "", listing->fields[i].name);
	output_char(output, '\n');
	for (const struct muster_entry *entry = first(listing); entry; entry = next(listing, entry)) {
		for (size_t i = 0; i < listing->count; i++) {
			const struct field *field = &listing->fields[i];
			if (i > 0)
				output_char(output, '\t');
			if (field->role == FIELD_VALUE)
				put_tsv_value(output, &text, field_value(field, entry));
			else
				put_tsv(output, field_text(field, entry));
		}
		output_char(output, '\n');
	}
	text_free(&text);
}

static void fill_cell(const struct field *field, const struct muster_entry *entry, struct text *cell)
{
	const struct muster_value *value = field_value(field, entry);

	text_clear(cell);
	if (field->role != FIELD_VALUE)
		text_escape(cell, field_text(field, entry));
	else if (field->flags & MUSTER_FIELD_COLOURS)
		number_of(cell, muster_value_count(value), "colour", "colours");
	else
		value_cell(cell, value);
}

static const struct text *fill_row(const struct listing *listing, const struct muster_entry *entry, struct text *cells)
{
	for (size_t i = 0; i < listing->count; i++)
		fill_cell(&listing->fields[i], entry, &cells[i]);
	return cells;
}

static void print_rows(const struct listing *listing, struct table *table, struct text *cells)
{
	const struct muster_entry *entry;

	for (entry = first(listing); entry; entry = next(listing, entry))
		table_measure(table, fill_row(listing, entry, cells));
	table_begin(table);
	for (entry = first(listing); entry; entry = next(listing, entry))
		table_row(table, fill_row(listing, entry, cells));
}

static int list_table(const struct listing *listing)
{
	struct cli *cli = listing->cli;
	struct text *cells = calloc(listing->count, sizeof(*cells));
	struct column *columns = calloc(listing->count, sizeof(*columns));
	struct table table = {columns, listing->count, &cli->terminal, &cli->output};
	int result = CLI_DONE;

	for (size_t i = 0; columns && i < listing->count; i++) {
		const enum muster_type type = listing->fields[i].type;
		columns[i].title = listing->fields[i].name;
		columns[i].right = type == MUSTER_TYPE_INTEGER || type == MUSTER_TYPE_REAL;
	}
	if (cells && columns)
		print_rows(listing, &table, cells);
	else
		result = cli_failed(cli, "list", MUSTER_NO_MEMORY);
	for (size_t i = 0; cells && i < listing->count; i++)
		text_free(&cells[i]);
	free(cells);
	free(columns);
	return result;
}

static int list(struct listing *listing)
{
	struct cli *cli = listing->cli;
	const bool people = !cli->options.json && !cli->options.tsv;
	int result = filter_check(cli, listing->registry);

	if (result == CLI_DONE)
		result = fields_choose(cli, listing->registry, people, &listing->fields, &listing->count);
	if (result != CLI_DONE)
		return result;
	if (cli->options.json)
		list_json(listing);
	else if (cli->options.tsv)
		list_tsv(listing);
	else
		result = list_table(listing);
	return result == CLI_DONE ? cli_registry_whole(cli, listing->registry) : result;
}

/* The registry, with every block of it read before anything is printed: half a list is worse than none. */
static const struct muster_registry *get_whole(struct cli *cli, const char *module)
{
	const struct muster_registry *registry = cli_registry(cli, module);

	for (const struct muster_entry *entry = registry ? muster_registry_first(registry) : NULL; entry;)
		entry = muster_entry_next(entry);
	if (registry)
		cli_registry_renewed(cli, module, &registry);
	return registry;
}

static int run(struct cli *cli)
{
	struct listing listing = {.cli = cli};
	int result;

	if (cli->options.json && cli->options.tsv)
		return options_wrong(cli->command, "--json and --tsv: only one of them");
	listing.registry = get_whole(cli, cli->options.arguments[0]);
	if (!listing.registry)
		return CLI_FAILED;
	result = list(&listing);
	free(listing.fields);
	muster_registry_release(listing.registry);
	return result;
}

static const struct option options[] = {
	{0, "match", OPTION_TEXT, offsetof(struct options, match), "GLOB", "Only entries whose key matches"},
	{0, "where", OPTION_LIST, offsetof(struct options, where), "FIELD=GLOB", "Only entries whose field matches"},
	{0, "fields", OPTION_TEXT, offsetof(struct options, fields), "NAME,NAME...", "These fields, in this order"},
	{0, "cached", OPTION_FLAG, offsetof(struct options, cached), NULL, "Take what is cached, fresh or not"},
	{0, "tsv", OPTION_FLAG, offsetof(struct options, tsv), NULL, "Write tab-separated values"},
	{0},
};

const struct command list_command = {
	.name = "list",
	.arguments = "MODULE",
	.summary = "List what a module found",
	.help =
		"A stale registry is made fresh first. With several --where an entry must match all of them; a list matches\n"
		"where one of its values does. --tsv has a line of names first, tab, newline, return and backslash as\n"
		"\\t \\n \\r \\\\, other bytes that are no text as \\xNN, and lists as JSON.\n",
	.options = options,
	.least = 1,
	.most = 1,
	.run = run,
};
