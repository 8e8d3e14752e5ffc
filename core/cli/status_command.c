/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdlib.h>

#include "cli.h"
#include "number.h"
#include "wrap.h"

enum { MODULE, STATE, AGE, ENTRIES, SOURCES, BLOB, RATIO, DISCOVER, LOAD, COLUMNS };

/* What is known of one module. */
struct look {
	const char *module;
	struct muster_state *state; /* NULL where it could not be examined */
	enum muster_status status;
	struct text reason; /* why it could not, in full */
};

struct looks {
	struct look *items;
	size_t count;
};

static void json_findings(struct json *json, const struct muster_state *state)
{
	json_begin(json, '[');
	for (size_t i = 0; state && i < state->finding_count; i++) {
		const struct muster_finding *finding = &state->findings[i];
		json_begin(json, '{');
		json_name(json, "path");
		json_string(json, finding->path);
		json_name(json, "line");
		if (finding->line)
			json_size(json, finding->line);
		else
			json_null(json);
		json_name(json, "text");
		json_string(json, finding->text);
		json_end(json, '}');
	}
	json_end(json, ']');
}

/* Null where there is no blob. */
static void json_blob(struct json *json, const struct muster_state *state)
{
	char created[NUMBER_TIME_SIZE];

	number_time(created, state->created);
	json_name(json, "created");
	json_string(json, state->blob ? created : NULL);
	json_name(json, "age_seconds");
	if (state->blob)
		json_measured(json, state->age_seconds);
	else
		json_null(json);
	json_name(json, "blob");
	json_string(json, state->blob);
	json_name(json, "blob_bytes");
	json_size(json, state->blob_bytes);
	json_name(json, "raw_bytes");
	json_size(json, state->raw_bytes);
	json_name(json, "discover_ms");
	json_measured(json, state->discover_ms);
	json_name(json, "load_ms");
	json_measured(json, state->load_ms);
}

static void json_look(struct json *json, const struct look *look)
{
	static const struct muster_state none = {.age_seconds = -1};
	const struct muster_state *state = look->state ? look->state : &none;

	json_begin(json, '{');
	json_name(json, "module");
	json_string(json, look->module);
	json_name(json, "version");
	json_string(json, state->version);
	json_name(json, "entries");
	json_size(json, state->entries);
	json_name(json, "groups");
	json_size(json, state->groups);
	json_name(json, "sources");
	json_size(json, state->sources);
	json_name(json, "fresh");
	json_boolean(json, state->fresh);
	json_name(json, "reason");
	json_string(json, look->state ? state->reason : text_get(&look->reason));
	json_blob(json, state);
	json_name(json, "incomplete");
	json_size(json, state->incomplete);
	json_name(json, "findings");
	json_findings(json, state);
	if (state->host) {
		json_name(json, "host");
		json_boolean(json, true);
	}
	json_end(json, '}');
}

static void status_json(struct cli *cli, const struct looks *looks)
{
	json_begin(&cli->json, '[');
	for (size_t i = 0; i < looks->count; i++)
		json_look(&cli->json, &looks->items[i]);
	json_end(&cli->json, ']');
}

static void fill_blob(const struct muster_state *state, struct text *cells)
{
	number_age(&cells[AGE], state->age_seconds);
	number_count(&cells[ENTRIES], state->entries);
	number_count(&cells[SOURCES], state->sources);
	number_bytes(&cells[BLOB], state->blob_bytes);
	number_ratio(&cells[RATIO], state->raw_bytes, state->blob_bytes);
	number_milliseconds(&cells[DISCOVER], state->discover_ms);
	number_milliseconds(&cells[LOAD], state->load_ms);
}

static const struct text *fill_row(const struct look *look, struct text *cells)
{
	const struct muster_state *state = look->state;

	for (size_t i = 0; i < COLUMNS; i++)
		text_clear(&cells[i]);
	text_escape(&cells[MODULE], look->module);
	if (!state)
		return cells;
	if (state->version) {
		text_add(&cells[MODULE], " ");
		text_escape(&cells[MODULE], state->version);
	}
	if (state->host)
		text_add(&cells[MODULE], " (host)");
	text_add(&cells[STATE], state->fresh ? "fresh" : state->incomplete ? "incomplete" : state->blob ? "stale" : "none");
	if (state->blob)
		fill_blob(state, cells);
	return cells;
}

static void print_indented(struct cli *cli, const struct text *text)
{
	output_spaces(&cli->output, 4);
	wrap_text(&cli->output, &cli->terminal, 6, text_get(text));
}

static void print_finding(struct cli *cli, const struct muster_finding *finding)
{
	struct text text = {0};

	text_escape(&text, finding->path);
	if (finding->line)
		text_format(&text, ":%u", finding->line);
	text_add(&text, ": ");
	text_escape(&text, finding->text);
	print_indented(cli, &text);
	text_free(&text);
}

/* What does not fit into the columns: why it is not fresh, and the findings. */
static void print_more(struct cli *cli, const struct look *look)
{
	const struct muster_state *state = look->state;
	struct text text = {0};

	if (!state)
		return;
	if (state->reason) {
		text_escape(&text, state->reason);
		print_indented(cli, &text);
	}
	text_clear(&text);
	for (size_t i = 0; cli->options.verbose && i < state->finding_count; i++)
		print_finding(cli, &state->findings[i]);
	if (!cli->options.verbose && state->finding_count > 0) {
		number_of(&text, state->finding_count, "finding", "findings");
		text_add(&text, ": muster status -v");
		print_indented(cli, &text);
	}
	text_free(&text);
}

static void print_rows(struct cli *cli, const struct looks *looks, struct table *table, struct text *cells)
{
	for (size_t i = 0; i < looks->count; i++)
		table_measure(table, fill_row(&looks->items[i], cells));
	table_begin(table);
	for (size_t i = 0; i < looks->count; i++) {
		const struct look *look = &looks->items[i];
		fill_row(look, cells);
		if (look->state)
			table_row(table, cells);
		else
			table_sentence(table, text_get(&cells[MODULE]), text_get(&look->reason));
		print_more(cli, look);
	}
}

static void status_table(struct cli *cli, const struct looks *looks)
{
	struct column columns[COLUMNS] = {
		{"module", false, 0}, {"state", false, 0}, {"age", true, 0},  {"entries", true, 0}, {"sources", true, 0},
		{"blob", true, 0},    {"ratio", true, 0},  {"scan", true, 0}, {"load", true, 0},
	};
	struct table table = {columns, COLUMNS, &cli->terminal, &cli->output};
	struct text cells[COLUMNS] = {0};

	print_rows(cli, looks, &table, cells);
	for (size_t i = 0; i < COLUMNS; i++)
		text_free(&cells[i]);
}

/* A module that cannot be used is told from one without a blob by looking at its file. */
static enum muster_status examine(struct cli *cli, struct cli_modules *modules, struct look *look)
{
	const struct muster_module_info *info = NULL;
	const enum muster_status status = muster_examine(cli->muster, look->module, &look->state);

	if (status != MUSTER_OK) {
		look->state = NULL;
		text_add(&look->reason, muster_last_message(cli->muster));
		return status;
	}
	if (!look->state->fresh && !look->state->host)
		info = cli_modules_find(cli, modules, look->module);
	if (!info || info->status == MUSTER_OK)
		return MUSTER_OK;
	muster_state_free(look->state);
	look->state = NULL;
	text_add(&look->reason, info->message);
	messages_error(&cli->messages, "%s", info->message);
	return info->status;
}

static int status(struct cli *cli, struct cli_modules *modules, struct looks *looks)
{
	const bool named = cli->options.argument_count > 0;
	int result = CLI_DONE;

	looks->items = calloc(modules->count + 1, sizeof(*looks->items));
	if (!looks->items)
		return cli_failed(cli, "status", MUSTER_NO_MEMORY);
	for (; looks->count < modules->count; looks->count++) {
		struct look *look = &looks->items[looks->count];
		look->module = modules->names[looks->count];
		look->status = examine(cli, modules, look);
		if (look->status != MUSTER_OK && (named || look->status != MUSTER_NOT_FOUND)) /* switched off is no trouble */
			result = CLI_FAILED;
	}
	if (cli->options.json)
		status_json(cli, looks);
	else if (looks->count > 0)
		status_table(cli, looks);
	return result;
}

static int run(struct cli *cli)
{
	struct cli_modules modules = {0};
	struct looks looks = {0};
	int result = cli_modules(cli, &modules);

	if (result == CLI_DONE && cli->options.argument_count == 0)
		result = cli_modules_add_caches(cli, &modules);
	if (result == CLI_DONE)
		result = status(cli, &modules, &looks);
	for (size_t i = 0; i < looks.count; i++) {
		muster_state_free(looks.items[i].state);
		text_free(&looks.items[i].reason);
	}
	free(looks.items);
	cli_modules_free(&modules);
	return result;
}

const struct command status_command = {
	.name = "status",
	.arguments = "[MODULE...]",
	.summary = "Show how the registries stand, and what was found wrong",
	.help = "Caches that programs fill by themselves come last, marked (host). Nothing is discovered. `scan` is the "
			"time that the discovery took, `load` what this look took: opening the\n"
			"blob and checking its sources. With -v every finding is shown as PATH:LINE: TEXT.\n",
	.most = CLI_ANY_NUMBER,
	.about_cache = true,
	.run = run,
};
