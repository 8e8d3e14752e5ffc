/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "cli.h"
#include "colours.h"
#include "nearest.h"
#include "number.h"
#include "records.h"
#include "signature.h"
#include "target.h"
#include "values.h"
#include "wrap.h"

#define GAP 2

struct showing {
	struct cli *cli;
	struct text text;
	size_t indent; /* where values begin */
};

static void show_json(struct cli *cli, const struct muster_registry *registry, const struct muster_entry *entry)
{
	struct json *json = &cli->json;

	json_begin(json, '{');
	json_name(json, "key");
	json_string(json, muster_entry_key(entry));
	json_name(json, "identifier");
	json_string(json, muster_entry_identifier(entry));
	for (const struct muster_field *field = muster_registry_fields(registry); field->name; field++) {
		json_name(json, field->name);
		json_value(json, muster_entry_field(entry, field->name));
	}
	json_end(json, '}');
}

static void put_line(struct showing *showing)
{
	wrap_text(&showing->cli->output, &showing->cli->terminal, showing->indent, text_get(&showing->text));
}

static void put_name(struct showing *showing, const char *name)
{
	output_text(&showing->cli->output, name);
	output_spaces(&showing->cli->output, showing->indent - text_width(name));
}

/* Lines of a string stay lines, each where values begin. */
static void show_string(struct showing *showing, const char *string)
{
	for (;;) {
		const size_t length = strcspn(string, "\n");
		text_clear(&showing->text);
		text_escape_bytes(&showing->text, string, length);
		put_line(showing);
		if (string[length] == '\0' || string[length + 1] == '\0')
			break;
		string += length + 1;
		if (*string != '\n')
			output_spaces(&showing->cli->output, showing->indent);
	}
}

/* A line for each value of a list of lists, and for each pair of a map. */
static void show_members(struct showing *showing, const struct muster_value *value)
{
	for (size_t i = 0; i < muster_value_count(value); i++) {
		const char *key = muster_value_key(value, i);
		text_clear(&showing->text);
		if (key) {
			text_escape(&showing->text, key);
			text_add(&showing->text, ": ");
		}
		value_text(&showing->text, muster_value_at(value, i));
		if (i > 0)
			output_spaces(&showing->cli->output, showing->indent);
		put_line(showing);
	}
}

static bool has_members(const struct muster_value *value)
{
	const enum muster_type inner = muster_value_type(muster_value_at(value, 0));

	return (muster_value_type(value) == MUSTER_MAP && inner != MUSTER_NIL) || inner == MUSTER_LIST ||
		   inner == MUSTER_MAP;
}

static void show_field(struct showing *showing, const struct muster_field *field, const struct muster_value *value)
{
	struct cli *cli = showing->cli;

	if (muster_value_type(value) == MUSTER_NIL)
		return;
	if (records_are(value)) {
		output_format(&cli->output, "%s\n", field->name);
		records_show(&cli->output, &cli->terminal, value);
		return;
	}
	put_name(showing, field->name);
	text_clear(&showing->text);
	if (field->flags & MUSTER_COLOURS) {
		number_of(&showing->text, muster_value_count(value), "colour", "colours");
		put_line(showing);
		colours_show(&cli->output, &cli->terminal, showing->indent, value);
	} else if (muster_value_type(value) == MUSTER_STRING) {
		show_string(showing, muster_value_string(value));
	} else if (has_members(value)) {
		show_members(showing, value);
	} else {
		value_text(&showing->text, value);
		put_line(showing);
	}
}

static bool is_call(const struct muster_field *field)
{
	return field->flags & (MUSTER_PROTOTYPE | MUSTER_PARAMETERS);
}

/* What can be called begins with how. */
static void show_call(struct cli *cli, const struct muster_field *field, const struct muster_value *value)
{
	const char *prototype = muster_value_string(value);

	if (field->flags & MUSTER_PROTOTYPE && prototype)
		signature_prototype(&cli->output, &cli->terminal, prototype);
	else if (field->flags & MUSTER_PARAMETERS && muster_value_count(value) > 0)
		signature_parameters(&cli->output, &cli->terminal, value);
	else
		return;
	output_char(&cli->output, '\n');
}

static void show_entry(struct cli *cli, const struct muster_registry *registry, const struct muster_entry *entry)
{
	const struct muster_field *fields = muster_registry_fields(registry), *field;
	struct showing showing = {.cli = cli, .indent = strlen("identifier") + GAP};

	for (field = fields; field->name; field++) {
		const size_t width = strlen(field->name) + GAP;
		if (!is_call(field) && width > showing.indent &&
			muster_value_type(muster_entry_field(entry, field->name)) != MUSTER_NIL)
			showing.indent = width;
	}
	for (field = fields; field->name; field++)
		show_call(cli, field, muster_entry_field(entry, field->name));
	put_name(&showing, "key");
	show_string(&showing, muster_entry_key(entry));
	put_name(&showing, "identifier");
	show_string(&showing, muster_entry_identifier(entry));
	for (field = fields; field->name; field++) {
		if (!is_call(field))
			show_field(&showing, field, muster_entry_field(entry, field->name));
	}
	text_free(&showing.text);
}

static int not_found(struct cli *cli, const struct muster_registry *registry, const char *key)
{
	struct nearest nearest = {.name = key};
	struct text text = {0};

	for (const struct muster_entry *entry = muster_first(registry); entry; entry = muster_next(entry))
		nearest_offer(&nearest, muster_entry_key(entry));
	nearest_text(&nearest, "", &text);
	if (text.length == 0)
		text_format(&text, "muster list %s", muster_registry_module(registry));
	messages_error(&cli->messages, "%s: no such entry of %s (%s)", key, muster_registry_module(registry),
				   text_get(&text));
	text_free(&text);
	return CLI_FAILED;
}

static int show(struct cli *cli, const struct muster_registry *registry, const char *key)
{
	const struct muster_entry *entry = muster_find(registry, key);

	if (!entry)
		return cli_registry_whole(cli, registry) == CLI_DONE ? not_found(cli, registry, key) : CLI_FAILED;
	if (cli->options.json)
		show_json(cli, registry, entry);
	else
		show_entry(cli, registry, entry);
	return CLI_DONE;
}

static int run(struct cli *cli)
{
	const char *module = cli->options.arguments[0], *key = cli->options.arguments[1];
	struct muster *apart = NULL;
	const struct muster_registry *registry = NULL;
	int result = CLI_FAILED;

	if (!cli->options.cached)
		registry = target_registry(cli, module, key, &apart);
	if (!registry)
		registry = cli_registry(cli, module);
	if (registry && !muster_find(registry, key))
		cli_registry_renewed(cli, module, &registry);
	if (registry)
		result = show(cli, registry, key);
	muster_release(registry);
	muster_close(apart);
	return result;
}

static const struct option options[] = {
	{0, "cached", OPTION_FLAG, offsetof(struct options, cached), NULL, "Take what is cached, fresh or not"},
	{0},
};

const struct command show_command = {
	.name = "show",
	.arguments = "MODULE KEY",
	.summary = "Show one entry in full",
	.help = "A stale registry is made fresh first; where the module can discover a part (an option `targets`), no more "
			"than\n"
			"KEY. Colours are drawn as a bar where the terminal can.\n",
	.options = options,
	.least = 2,
	.most = 2,
	.run = run,
};
