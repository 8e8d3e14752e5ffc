/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "number.h"
#include "wrap.h"

#define CHANGES_SHOWN 20

static void explain_json(struct cli *cli, const struct muster_state *state)
{
	struct json *json = &cli->json;

	json_begin(json, '{');
	json_name(json, "module");
	json_string(json, state->module);
	json_name(json, "version");
	json_string(json, state->version);
	json_name(json, "fresh");
	json_boolean(json, state->fresh);
	json_name(json, "reason");
	json_string(json, state->reason);
	json_name(json, "checks");
	json_begin(json, '[');
	for (size_t i = 0; i < state->check_count; i++) {
		json_begin(json, '{');
		json_name(json, "rule");
		json_string(json, state->checks[i].rule);
		json_name(json, "passed");
		json_boolean(json, state->checks[i].passed);
		json_name(json, "detail");
		json_string(json, state->checks[i].detail);
		json_end(json, '}');
	}
	json_end(json, ']');
	json_name(json, "changed");
	json_size(json, state->changed);
	json_name(json, "changes");
	json_begin(json, '[');
	for (size_t i = 0; i < state->change_count; i++) {
		json_begin(json, '{');
		json_name(json, "path");
		json_string(json, state->changes[i].path);
		json_name(json, "what");
		json_string(json, state->changes[i].what);
		json_end(json, '}');
	}
	json_end(json, ']');
	if (state->host) {
		json_name(json, "host");
		json_boolean(json, true);
	}
	json_end(json, '}');
}

static void print_headline(struct cli *cli, const struct muster_state *state)
{
	struct text text = {0};

	text_escape(&text, state->module);
	if (state->version) {
		text_add(&text, " ");
		text_escape(&text, state->version);
	}
	if (state->host)
		text_add(&text, " (host)");
	output_text(&cli->output, text_get(&text));
	output_text(&cli->output, state->fresh        ? ": fresh\n"
							  : state->incomplete ? ": incomplete\n"
							  : state->blob       ? ": stale\n"
												  : ": nothing cached\n");
	text_free(&text);
}

/* "  LABEL   TEXT", the text beginning @width columns after the label. */
static void print_pair(struct cli *cli, size_t indent, size_t width, const char *label, const char *sentence)
{
	struct text text = {0};

	output_spaces(&cli->output, indent);
	output_text(&cli->output, label);
	output_spaces(&cli->output, width - text_width(label));
	text_escape(&text, sentence);
	wrap_text(&cli->output, &cli->terminal, indent + width, text_get(&text));
	text_free(&text);
}

static void print_checks(struct cli *cli, const struct muster_state *state)
{
	size_t width = 0;
	char label[64];

	for (size_t i = 0; i < state->check_count; i++) {
		const size_t length = strlen(state->checks[i].rule);
		width = length > width ? length : width;
	}
	for (size_t i = 0; i < state->check_count; i++) {
		const struct muster_state_check *check = &state->checks[i];
		snprintf(label, sizeof(label), "%-*s  %s", (int)width, check->rule, check->passed ? "ok" : "no");
		print_pair(cli, 2, width + 6, label, check->detail);
	}
}

static void print_changes(struct cli *cli, const struct muster_state *state)
{
	const size_t most = cli->options.verbose ? SIZE_MAX : CHANGES_SHOWN;
	size_t shown = 0, width = 0;
	struct text text = {0};

	for (; shown < state->change_count && shown < most; shown++) {
		const size_t length = text_width(state->changes[shown].what);
		width = length > width ? length : width;
	}
	for (size_t i = 0; i < shown; i++)
		print_pair(cli, 4, width + 2, state->changes[i].what, state->changes[i].path);
	if (shown > 0 && state->changed > shown) {
		number_count(&text, state->changed - shown);
		output_format(&cli->output, "    and %s more%s\n", text_get(&text),
					  shown < state->change_count ? ": muster explain -v" : "");
	}
	text_free(&text);
}

static int run(struct cli *cli)
{
	const char *module = cli->options.arguments[0];
	struct muster_state *state;
	const enum muster_status status = muster_examine(cli->muster, module, &state);

	if (status != MUSTER_OK)
		return cli_failed(cli, module, status);
	if (cli->options.json) {
		explain_json(cli, state);
	} else {
		print_headline(cli, state);
		print_checks(cli, state);
		print_changes(cli, state);
	}
	muster_state_free(state);
	return CLI_DONE;
}

const struct command explain_command = {
	.name = "explain",
	.arguments = "MODULE",
	.summary = "Say why a registry is fresh or stale",
	.help = "Every rule with what came of it, and which sources changed (with -v all that are known by name).\n",
	.least = 1,
	.most = 1,
	.about_cache = true,
	.run = run,
};
