/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli.h"
#include "wrap.h"

enum { MODULE, VERSION, SUMMARY, PATH, COLUMNS };

static const char *type_name(enum muster_type type)
{
	switch (type) {
	case MUSTER_TYPE_NIL:
		return "nil";
	case MUSTER_TYPE_STRING:
		return "string";
	case MUSTER_TYPE_INTEGER:
		return "integer";
	case MUSTER_TYPE_REAL:
		return "real";
	case MUSTER_TYPE_BOOLEAN:
		return "boolean";
	case MUSTER_TYPE_BYTES:
		return "bytes";
	case MUSTER_TYPE_LIST:
		return "list";
	case MUSTER_TYPE_MAP:
		return "map";
	}
	return "unknown";
}

static void json_fields(struct json *json, const struct muster_field *field)
{
	json_begin(json, '[');
	for (; field && field->name; field++) {
		json_begin(json, '{');
		json_name(json, "name");
		json_string(json, field->name);
		json_name(json, "type");
		json_string(json, type_name(field->type));
		json_name(json, "shown");
		json_boolean(json, field->flags & MUSTER_FIELD_SHOWN);
		json_name(json, "help");
		json_string(json, field->help);
		json_end(json, '}');
	}
	json_end(json, ']');
}

static void json_options(struct json *json, const struct muster_setting *options, size_t count)
{
	json_begin(json, '[');
	for (size_t i = 0; i < count; i++) {
		const struct muster_setting *option = &options[i];
		json_begin(json, '{');
		json_name(json, "name");
		json_string(json, option->key);
		json_name(json, "value");
		json_string(json, option->value);
		json_name(json, "origin");
		json_string(json, option->origin);
		json_name(json, "help");
		json_string(json, option->help);
		json_end(json, '}');
	}
	json_end(json, ']');
}

static void modules_json(struct cli *cli, const struct muster_module_info *modules, size_t count)
{
	struct json *json = &cli->json;

	json_begin(json, '[');
	for (size_t i = 0; i < count; i++) {
		const struct muster_module_info *info = &modules[i];
		json_begin(json, '{');
		json_name(json, "module");
		json_string(json, info->name);
		json_name(json, "version");
		json_string(json, info->version);
		json_name(json, "summary");
		json_string(json, info->summary);
		json_name(json, "path");
		json_string(json, info->path);
		json_name(json, "usable");
		json_boolean(json, info->status == MUSTER_OK);
		json_name(json, "reason");
		json_string(json, info->status == MUSTER_OK ? NULL : info->message);
		json_name(json, "fields");
		json_fields(json, info->fields);
		json_name(json, "options");
		json_options(json, info->options, info->option_count);
		json_name(json, "section_options");
		json_options(json, info->section_options, info->section_option_count);
		json_end(json, '}');
	}
	json_end(json, ']');
}

static const struct text *fill_row(const struct muster_module_info *info, struct text *cells)
{
	for (size_t i = 0; i < COLUMNS; i++)
		text_clear(&cells[i]);
	text_escape(&cells[MODULE], info->name);
	if (info->status != MUSTER_OK)
		return cells;
	text_escape(&cells[VERSION], info->version ? info->version : "");
	text_escape(&cells[SUMMARY], info->summary ? info->summary : "");
	text_escape(&cells[PATH], info->path);
	return cells;
}

static void print_sentence(const struct table *table, const char *module, const char *message)
{
	struct text text = {0};

	text_escape(&text, message);
	table_sentence(table, module, text_get(&text));
	text_free(&text);
}

static void modules_table(struct cli *cli, const struct muster_module_info *modules, size_t count)
{
	struct column columns[COLUMNS] = {
		{"module", false, 0}, {"version", false, 0}, {"summary", false, 0}, {"path", false, 0}};
	struct table table = {columns, COLUMNS, &cli->terminal, &cli->output};
	struct text cells[COLUMNS] = {0};

	for (size_t i = 0; i < count; i++)
		table_measure(&table, fill_row(&modules[i], cells));
	table_begin(&table);
	for (size_t i = 0; i < count; i++) {
		fill_row(&modules[i], cells);
		if (modules[i].status == MUSTER_OK)
			table_row(&table, cells);
		else
			print_sentence(&table, text_get(&cells[MODULE]), modules[i].message);
	}
	for (size_t i = 0; i < COLUMNS; i++)
		text_free(&cells[i]);
}

/* A line "    NAME = VALUE" or "    NAME  TYPE", and below it what it is for. */
static void print_item(struct cli *cli, const char *name, const char *between, const char *what, const char *help)
{
	struct text text = {0};

	text_escape(&text, name);
	text_add(&text, between);
	text_escape(&text, what);
	output_spaces(&cli->output, 4);
	wrap_text(&cli->output, &cli->terminal, 8, text_get(&text));
	text_clear(&text);
	text_escape(&text, help ? help : "");
	if (text.length > 0) {
		output_spaces(&cli->output, 8);
		wrap_text(&cli->output, &cli->terminal, 8, text_get(&text));
	}
	text_free(&text);
}

static void print_options(struct cli *cli, const struct muster_setting *options, size_t count)
{
	if (count > 0)
		output_format(&cli->output, "  options in [%s]:\n", options->section);
	for (size_t i = 0; i < count; i++)
		print_item(cli, options[i].key, *options[i].value ? " = " : " =", options[i].value, options[i].help);
}

static void print_details(struct cli *cli, const struct muster_module_info *info)
{
	print_options(cli, info->options, info->option_count);
	print_options(cli, info->section_options, info->section_option_count);
	if (info->fields && info->fields->name)
		output_text(&cli->output, "  fields:\n");
	for (const struct muster_field *field = info->fields; field && field->name; field++)
		print_item(cli, field->name, ": ", type_name(field->type), field->help);
}

static void print_module(struct cli *cli, const struct muster_module_info *info)
{
	const char *words = info->status == MUSTER_OK ? info->summary : info->message;
	struct text text = {0};

	text_escape(&text, info->name);
	if (info->version) {
		text_add(&text, " ");
		text_escape(&text, info->version);
	}
	text_add(&text, ": ");
	text_escape(&text, words ? words : "");
	wrap_text(&cli->output, &cli->terminal, 2, text_get(&text));
	text_clear(&text);
	text_escape(&text, info->path);
	output_text(&cli->output, "  ");
	wrap_text(&cli->output, &cli->terminal, 2, text_get(&text));
	text_free(&text);
	print_details(cli, info);
}

static void modules_verbose(struct cli *cli, const struct muster_module_info *modules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			output_char(&cli->output, '\n');
		print_module(cli, &modules[i]);
	}
}

static int run(struct cli *cli)
{
	struct muster_module_info *modules;
	size_t count;
	const enum muster_status status = muster_modules(cli->muster, true, &modules, &count);

	progress_erase(&cli->progress);
	if (status != MUSTER_OK)
		return cli_failed(cli, "modules", status);
	if (cli->options.json)
		modules_json(cli, modules, count);
	else if (cli->options.verbose)
		modules_verbose(cli, modules, count);
	else if (count > 0)
		modules_table(cli, modules, count);
	muster_modules_free(modules, count);
	return CLI_DONE;
}

const struct command modules_command = {
	.name = "modules",
	.arguments = "",
	.summary = "Show the modules, where they are and whether they can be used",
	.help = "With -v also the options that each has and the fields of its entries.\n",
	.run = run,
};
