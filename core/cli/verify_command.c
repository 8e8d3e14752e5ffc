/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>

#include "cli.h"
#include "number.h"
#include "wrap.h"

struct verifying {
	struct cli *cli;
	size_t sound, bad;
};

static void put_json(struct json *json, const char *path, uint64_t bytes, enum muster_status status,
					 const char *message)
{
	json_begin(json, '{');
	json_name(json, "path");
	json_string(json, path);
	json_name(json, "bytes");
	json_size(json, bytes);
	json_name(json, "ok");
	json_boolean(json, status == MUSTER_OK);
	json_name(json, "reason");
	json_string(json, status == MUSTER_OK ? NULL : message);
	json_end(json, '}');
}

/* "  ok     1.9 MB  PATH", and below it why it is bad. */
static void put_line(struct cli *cli, const char *path, uint64_t bytes, enum muster_status status, const char *message)
{
	struct text size = {0}, text = {0};

	number_bytes(&size, bytes);
	text_escape(&text, path);
	output_format(&cli->output, "  %-3s  %7s  ", status == MUSTER_OK ? "ok" : "bad", text_get(&size));
	output_text(&cli->output, text_get(&text));
	output_char(&cli->output, '\n');
	if (status != MUSTER_OK) {
		text_clear(&text);
		text_escape(&text, message);
		output_spaces(&cli->output, 16);
		wrap_text(&cli->output, &cli->terminal, 16, text_get(&text));
	}
	text_free(&size);
	text_free(&text);
}

static void verdict(void *data, const char *path, uint64_t bytes, enum muster_status status, const char *message)
{
	struct verifying *verifying = data;
	struct cli *cli = verifying->cli;

	if (status == MUSTER_OK)
		verifying->sound++;
	else
		verifying->bad++;
	if (cli->options.json)
		put_json(&cli->json, path, bytes, status, message);
	else if (status != MUSTER_OK || !cli->options.quiet)
		put_line(cli, path, bytes, status, message);
}

/* A status that no verdict accounts for is the search's own failure. */
static int verify_one(struct verifying *verifying, const char *module)
{
	const size_t sound = verifying->sound, bad = verifying->bad;
	const enum muster_status status = muster_verify(verifying->cli->muster, module, verdict, verifying);

	if (status != MUSTER_OK && verifying->bad == bad)
		return cli_failed(verifying->cli, module ? module : "verify", status);
	if (module && verifying->sound == sound && verifying->bad == bad)
		return cli_module_known(verifying->cli, module);
	return status == MUSTER_OK ? CLI_DONE : CLI_FAILED;
}

static void print_sum(struct cli *cli, const struct verifying *verifying)
{
	struct text text = {0};

	text_add(&text, "  ");
	number_of(&text, verifying->sound, "sound file", "sound files");
	text_add(&text, ", ");
	number_count(&text, verifying->bad);
	text_add(&text, " bad\n");
	output_text(&cli->output, text_get(&text));
	text_free(&text);
}

static int run(struct cli *cli)
{
	const char *const *modules = cli->options.arguments;
	struct verifying verifying = {.cli = cli};
	int result = CLI_DONE;

	if (cli->options.json)
		json_begin(&cli->json, '[');
	if (!*modules)
		result = verify_one(&verifying, NULL);
	for (; *modules; modules++) {
		if (verify_one(&verifying, *modules) != CLI_DONE)
			result = CLI_FAILED;
	}
	if (cli->options.json)
		json_end(&cli->json, ']');
	else if (!cli->options.quiet)
		print_sum(cli, &verifying);
	return result;
}

const struct command verify_command = {
	.name = "verify",
	.arguments = "[MODULE...]",
	.summary = "Check every byte of what is cached",
	.help = "Exit status 1 where a blob is bad: it is not used, and the next scan makes a new one.\n",
	.most = CLI_ANY_NUMBER,
	.about_cache = true,
	.run = run,
};
