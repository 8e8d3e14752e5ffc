/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "cli.h"

#define VALUE_WIDTH 40 /* longer values push their origin to the right */

/* Settings of one section, one after the other. */
struct section {
	const struct muster_setting *settings;
	size_t count;
};

static void config_json(struct cli *cli, const struct section *section)
{
	struct json *json = &cli->json;

	for (size_t i = 0; i < section->count; i++) {
		const struct muster_setting *setting = &section->settings[i];
		json_begin(json, '{');
		json_name(json, "section");
		json_string(json, setting->section);
		json_name(json, "key");
		json_string(json, setting->key);
		json_name(json, "value");
		json_string(json, setting->value);
		json_name(json, "origin");
		json_string(json, setting->origin);
		json_name(json, "help");
		json_string(json, setting->help);
		json_end(json, '}');
	}
}

/* The first line of a value; the lines after it are @rest, or NULL. */
static void first_line(struct text *text, const char *value, const char **rest)
{
	const size_t length = strcspn(value, "\n");

	text_clear(text);
	text_escape_bytes(text, value, length);
	*rest = value[length] ? value + length + 1 : NULL;
}

static void measure(const struct section *section, size_t *keys, size_t *values)
{
	struct text text = {0};
	const char *rest;

	*keys = *values = 0;
	for (size_t i = 0; i < section->count; i++) {
		const size_t key = text_width(section->settings[i].key);
		size_t width;
		first_line(&text, section->settings[i].value, &rest);
		width = text_width(text_get(&text));
		*keys = key > *keys ? key : *keys;
		*values = width > *values && width <= VALUE_WIDTH ? width : *values;
	}
	text_free(&text);
}

static void print_setting(struct cli *cli, const struct muster_setting *setting, size_t keys, size_t values)
{
	struct output *output = &cli->output;
	struct text text = {0};
	const char *rest;
	size_t width;

	text_escape(&text, setting->key);
	width = text_width(text_get(&text));
	output_text(output, text_get(&text));
	output_spaces(output, width < keys ? keys - width : 0);
	output_text(output, " = ");
	first_line(&text, setting->value, &rest);
	width = text_width(text_get(&text));
	output_text(output, text_get(&text));
	output_spaces(output, width < values ? values - width : 0);
	text_clear(&text);
	text_escape(&text, setting->origin);
	output_text(output, "  ; ");
	output_text(output, text_get(&text));
	output_char(output, '\n');
	while (rest) {
		first_line(&text, rest, &rest);
		output_spaces(output, keys + 3);
		output_text(output, text_get(&text));
		output_char(output, '\n');
	}
	text_free(&text);
}

static void config_ini(struct cli *cli, const struct section *section, bool first)
{
	struct text text = {0};
	size_t keys, values;

	text_add(&text, first ? "[" : "\n[");
	text_escape(&text, section->settings[0].section);
	text_add(&text, "]\n");
	output_text(&cli->output, text_get(&text));
	text_free(&text);
	measure(section, &keys, &values);
	for (size_t i = 0; i < section->count; i++)
		print_setting(cli, &section->settings[i], keys, values);
}

/* [NAME] and every [NAME:anything]. */
static bool is_wanted(const char *wanted, const char *section)
{
	const size_t length = wanted ? strlen(wanted) : 0;

	return !wanted || (strncmp(wanted, section, length) == 0 && (section[length] == '\0' || section[length] == ':'));
}

/* The number of sections shown. */
static size_t show_sections(struct cli *cli, const struct muster_setting *settings, size_t count)
{
	size_t shown = 0;

	while (count > 0) {
		struct section section = {settings, 1};
		while (section.count < count && strcmp(settings[section.count].section, settings->section) == 0)
			section.count++;
		if (is_wanted(cli->options.arguments[0], settings->section)) {
			if (cli->options.json)
				config_json(cli, &section);
			else
				config_ini(cli, &section, shown == 0);
			shown++;
		}
		settings += section.count;
		count -= section.count;
	}
	return shown;
}

static int run(struct cli *cli)
{
	const char *wanted = cli->options.arguments[0];
	struct muster_setting *settings;
	size_t count, shown;
	const enum muster_status status = muster_settings(cli->muster, &settings, &count);

	if (status != MUSTER_OK)
		return cli_failed(cli, "config", status);
	if (cli->options.json)
		json_begin(&cli->json, '[');
	shown = show_sections(cli, settings, count);
	if (cli->options.json)
		json_end(&cli->json, ']');
	muster_settings_free(settings, count);
	if (shown > 0 || !wanted)
		return CLI_DONE;
	messages_error(&cli->messages, "%s: nothing is set in a section of that name (muster config shows all)", wanted);
	return CLI_FAILED;
}

const struct command config_command = {
	.name = "config",
	.arguments = "[SECTION]",
	.summary = "Show the settings that hold, and where each comes from",
	.most = 1,
	.run = run,
};
