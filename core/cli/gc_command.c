/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>

#include "cli.h"
#include "number.h"
#include "wrap.h"

static void put_json(struct json *json, const char *path, uint64_t bytes, const char *reason)
{
	json_begin(json, '{');
	json_name(json, "path");
	json_string(json, path);
	json_name(json, "bytes");
	json_size(json, bytes);
	json_name(json, "reason");
	json_string(json, reason);
	json_end(json, '}');
}

/* "  1.9 MB  PATH: WHY" */
static void put_line(struct cli *cli, const char *path, uint64_t bytes, const char *reason)
{
	struct text size = {0}, text = {0};

	number_bytes(&size, bytes);
	text_escape(&text, path);
	text_add(&text, ": ");
	text_escape(&text, reason);
	output_format(&cli->output, "  %7s  ", text_get(&size));
	wrap_text(&cli->output, &cli->terminal, 11, text_get(&text));
	text_free(&size);
	text_free(&text);
}

static void removal(void *data, const char *path, uint64_t bytes, const char *reason)
{
	struct cli *cli = data;

	if (cli->options.json)
		put_json(&cli->json, path, bytes, reason);
	else if (!cli->options.quiet)
		put_line(cli, path, bytes, reason);
}

static void print_sum(struct cli *cli, const struct muster_gc_result *result)
{
	struct text text = {0};

	text_add(&text, "  ");
	number_of(&text, result->removed, "file", "files");
	text_add(&text, " (");
	number_bytes(&text, result->removed_bytes);
	text_add(&text, cli->options.dry_run ? ") to remove, " : ") removed, ");
	number_of(&text, result->left, "file", "files");
	text_add(&text, " (");
	number_bytes(&text, result->left_bytes);
	text_add(&text, ") left\n");
	output_text(&cli->output, text_get(&text));
	text_free(&text);
}

static void end_json(struct json *json, const struct muster_gc_result *result)
{
	json_end(json, ']');
	json_name(json, "removed_bytes");
	json_size(json, result->removed_bytes);
	json_name(json, "left");
	json_size(json, result->left);
	json_name(json, "left_bytes");
	json_size(json, result->left_bytes);
	json_end(json, '}');
}

static int run(struct cli *cli)
{
	struct muster_gc_result result = {.size = sizeof(result)};
	enum muster_status status;

	if (cli->options.json) {
		json_begin(&cli->json, '{');
		json_name(&cli->json, "dry_run");
		json_boolean(&cli->json, cli->options.dry_run);
		json_name(&cli->json, "removed");
		json_begin(&cli->json, '[');
	}
	status = muster_gc(cli->muster, cli->options.dry_run ? MUSTER_GC_DRY_RUN : 0, removal, cli, &result);
	if (cli->options.json)
		end_json(&cli->json, &result);
	else if (!cli->options.quiet)
		print_sum(cli, &result);
	return status == MUSTER_OK ? CLI_DONE : cli_failed(cli, "gc", status);
}

static const struct option options[] = {
	{'n', "dry-run", OPTION_FLAG, offsetof(struct options, dry_run), NULL, "Only show what would be removed"},
	{0},
};

const struct command gc_command = {
	.name = "gc",
	.arguments = "",
	.summary = "Apply the limits of age and size to what is cached",
	.help = "Removes what was not used for longer than gc_max_age, and what the store has over gc_max_size, unused "
			"longest\n"
			"first; what is answered from now is spared by age, and by size as long as there is anything else.\n",
	.options = options,
	.about_cache = true,
	.run = run,
};
