/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli.h"
#include "number.h"

enum { MODULE, ENTRIES, SOURCES, CHANGED, TIME, BLOB, COLUMNS };

static void scan_json(struct cli *cli, const struct muster_outcome *outcomes, size_t count)
{
	struct json *json = &cli->json;

	json_begin(json, '[');
	for (size_t i = 0; i < count; i++) {
		const struct muster_outcome *outcome = &outcomes[i];
		const bool done = outcome->status == MUSTER_OK;
		json_begin(json, '{');
		json_name(json, "module");
		json_string(json, outcome->module);
		json_name(json, "done");
		json_boolean(json, done);
		json_name(json, "reason");
		json_string(json, done ? NULL : outcome->message);
		json_name(json, "discovered");
		json_boolean(json, outcome->discovered);
		json_name(json, "entries");
		json_size(json, outcome->entries);
		json_name(json, "sources");
		json_size(json, outcome->sources);
		json_name(json, "changed");
		json_size(json, outcome->changed);
		json_name(json, "incomplete");
		json_size(json, outcome->incomplete);
		json_name(json, "findings");
		json_size(json, outcome->findings);
		json_name(json, "ms");
		json_measured(json, outcome->milliseconds);
		json_name(json, "blob_bytes");
		json_size(json, outcome->blob_bytes);
		json_name(json, "raw_bytes");
		json_size(json, outcome->raw_bytes);
		json_end(json, '}');
	}
	json_end(json, ']');
}

static const struct text *fill_row(const struct muster_outcome *outcome, struct text *cells)
{
	for (size_t i = 0; i < COLUMNS; i++)
		text_clear(&cells[i]);
	text_escape(&cells[MODULE], outcome->module);
	if (outcome->status != MUSTER_OK)
		return cells;
	number_count(&cells[ENTRIES], outcome->entries);
	number_count(&cells[SOURCES], outcome->sources);
	number_count(&cells[CHANGED], outcome->changed);
	number_milliseconds(&cells[TIME], outcome->milliseconds);
	number_bytes(&cells[BLOB], outcome->blob_bytes);
	text_add(&cells[BLOB], "  (");
	number_ratio(&cells[BLOB], outcome->raw_bytes, outcome->blob_bytes);
	text_add(&cells[BLOB], ")");
	return cells;
}

/* Why in detail was said on standard error when it failed. */
static void print_rows(struct table *table, struct text *cells, const struct muster_outcome *outcomes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		table_measure(table, fill_row(&outcomes[i], cells));
	table_begin(table);
	for (size_t i = 0; i < count; i++) {
		fill_row(&outcomes[i], cells);
		if (outcomes[i].status == MUSTER_OK)
			table_row(table, cells);
		else
			table_sentence(table, text_get(&cells[MODULE]), muster_status_text(outcomes[i].status));
	}
}

static void print_findings(struct cli *cli, const struct muster_outcome *outcomes, size_t count)
{
	struct text text = {0};
	size_t findings = 0;

	for (size_t i = 0; i < count; i++)
		findings += outcomes[i].findings;
	if (findings == 0)
		return;
	number_of(&text, findings, "finding", "findings");
	output_format(&cli->output, "  %s: muster status -v\n", text_get(&text));
	text_free(&text);
}

static void scan_table(struct cli *cli, const struct muster_outcome *outcomes, size_t count)
{
	struct column columns[COLUMNS] = {
		{"module", false, 0}, {"entries", true, 0}, {"sources", true, 0},
		{"changed", true, 0}, {"time", true, 0},    {"blob", true, 0},
	};
	struct table table = {columns, COLUMNS, &cli->terminal, &cli->output};
	struct text cells[COLUMNS] = {0};

	if (count == 0)
		return;
	print_rows(&table, cells, outcomes, count);
	print_findings(cli, outcomes, count);
	for (size_t i = 0; i < COLUMNS; i++)
		text_free(&cells[i]);
}

static int run(struct cli *cli)
{
	const struct options *options = &cli->options;
	const unsigned flags = (options->retry ? MUSTER_REFRESH_RETRY : 0u) | (options->force ? MUSTER_REFRESH_FORCE : 0u);
	const char *const *modules = options->argument_count ? options->arguments : NULL;
	struct muster_outcome *outcomes = NULL;
	size_t count = 0;
	const enum muster_status status = muster_refresh(cli->muster, modules, flags, &outcomes, &count);

	progress_erase(&cli->progress);
	if (!outcomes)
		return cli_failed(cli, "scan", status);
	if (options->json)
		scan_json(cli, outcomes, count);
	else if (!options->quiet)
		scan_table(cli, outcomes, count);
	muster_outcomes_free(outcomes, count);
	return status == MUSTER_OK ? CLI_DONE : CLI_FAILED;
}

static const struct option options[] = {
	{0, "retry", OPTION_FLAG, offsetof(struct options, retry), NULL, "Try again what failed a while ago"},
	{0, "force", OPTION_FLAG, offsetof(struct options, force), NULL, "Read every source anew"},
	{0},
};

const struct command scan_command = {
	.name = "scan",
	.arguments = "[MODULE...]",
	.summary = "Make stale registries fresh",
	.help = "Without a module, those of all modules that are switched on.\n",
	.options = options,
	.most = CLI_ANY_NUMBER,
	.about_cache = true,
	.run = run,
};
