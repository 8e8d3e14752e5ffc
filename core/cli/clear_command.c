/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli.h"
#include "number.h"

/* A module that is gone may have left its blobs behind: only where it had none, its name is looked up. */
static int clear_one(struct cli *cli, const char *module, size_t *total)
{
	size_t removed = 0;
	const enum muster_status status = muster_clear(cli->muster, module, &removed);

	*total += removed;
	if (status != MUSTER_OK)
		return cli_failed(cli, module ? module : "clear", status);
	return module && removed == 0 ? cli_module_known(cli, module) : CLI_DONE;
}

static void report(struct cli *cli, size_t removed)
{
	struct text text = {0};

	if (cli->options.json) {
		json_begin(&cli->json, '{');
		json_name(&cli->json, "removed");
		json_size(&cli->json, removed);
		json_end(&cli->json, '}');
	} else if (!cli->options.quiet) {
		number_of(&text, removed, "file", "files");
		output_format(&cli->output, "%s removed\n", text_get(&text));
	}
	text_free(&text);
}

static int run(struct cli *cli)
{
	const char *const *modules = cli->options.arguments;
	size_t removed = 0;
	int result = CLI_DONE;

	if (!*modules)
		result = clear_one(cli, NULL, &removed);
	for (; *modules; modules++) {
		if (clear_one(cli, *modules, &removed) != CLI_DONE)
			result = CLI_FAILED;
	}
	report(cli, removed);
	return result;
}

const struct command clear_command = {
	.name = "clear",
	.arguments = "[MODULE...]",
	.summary = "Remove what is cached",
	.help = "Blobs and kept failures, of all modules where none is named.\n",
	.most = CLI_ANY_NUMBER,
	.about_cache = true,
	.run = run,
};
