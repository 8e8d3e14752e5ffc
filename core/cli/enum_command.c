/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "enum_command.h"

#include <stdio.h>
#include <string.h>

#define CLASHES_SAID 20

void enum_identifier(struct output *output, const char *prefix, const char *identifier)
{
	output_text(output, prefix ? prefix : "");
	output_text(output, identifier + (prefix && *identifier == '_'));
}

const char *enum_title(const struct enum_writing *writing)
{
	return muster_enum_is_minimal(writing->members) ? "The minimal set of" : "What was found by";
}

static int write_json(const struct enum_writing *writing)
{
	const struct muster_enum *members = writing->members;
	struct json *json = &writing->cli->json;
	struct text identifier = {0};

	json_begin(json, '[');
	for (size_t i = 0; i < muster_enum_count(members); i++) {
		text_clear(&identifier);
		json->output->into = &identifier;
		enum_identifier(json->output, writing->prefix, muster_enum_identifier(members, i));
		json->output->into = NULL;
		json_begin(json, '{');
		json_name(json, "identifier");
		json_string(json, text_get(&identifier));
		json_name(json, "value");
		if (muster_enum_type(members) == MUSTER_TYPE_INTEGER)
			json_number(json, muster_enum_value(members, i));
		else
			json_string(json, muster_enum_value(members, i));
		json_name(json, "key");
		json_string(json, muster_enum_key(members, i));
		json_end(json, '}');
	}
	json_end(json, ']');
	text_free(&identifier);
	return CLI_DONE;
}

static const struct language {
	const char *name;
	int (*write)(const struct enum_writing *);
} languages[] = {{"c", enum_write_c}, {"python", enum_write_python}, {"json", write_json}, {0}};

/* NULL for wrong usage, which is said. */
static const struct language *find_language(struct cli *cli)
{
	const char *name = cli->options.lang ? cli->options.lang : cli->options.json ? "json" : NULL;

	for (const struct language *language = languages; name && language->name; language++) {
		if (strcmp(name, language->name) != 0)
			continue;
		if (!cli->options.json || language->write == write_json)
			return language;
		options_wrong(cli->command, "--json and --lang %s: only one of them", name);
		return NULL;
	}
	if (name)
		options_wrong(cli->command, "--lang %s: no such language (c, python or json is wanted)", name);
	else
		options_wrong(cli->command, "--lang is needed (c, python or json)");
	return NULL;
}

/* What begins with _ is C's, C++'s or Enum's own. */
static bool is_prefix(const char *prefix)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", others[] = "_0123456789";
	size_t length = strspn(prefix, letters);

	if (length == 0)
		return false;
	while (prefix[length] && (strchr(letters, prefix[length]) || strchr(others, prefix[length])))
		length++;
	return prefix[length] == '\0';
}

/* Nobody asked for it on the command line. */
static void say_headless(const struct enum_writing *writing)
{
	char message[128];

	if (!muster_enum_is_minimal(writing->members) || writing->cli->options.minimal)
		return;
	snprintf(message, sizeof(message), "%s: the minimal set, since headless is set (muster config muster tells where)",
			 writing->module);
	messages_log(&writing->cli->messages, MUSTER_LEVEL_NOTICE, message);
}

static void say_clashes(const struct enum_writing *writing)
{
	struct messages *messages = &writing->cli->messages;
	char message[sizeof(messages->last)];
	size_t clashes = 0;

	for (size_t i = 0; i < muster_enum_count(writing->members); i++) {
		const char *clash = muster_enum_clash(writing->members, i);
		if (!clash || clashes++ >= CLASHES_SAID)
			continue;
		snprintf(message, sizeof(message), "%s: \"%.200s\" is %.200s: the name without a number is that of \"%.200s\"",
				 writing->module, muster_enum_key(writing->members, i), muster_enum_identifier(writing->members, i),
				 clash);
		messages_log(messages, MUSTER_LEVEL_WARNING, message);
	}
	if (clashes <= CLASHES_SAID)
		return;
	snprintf(message, sizeof(message), "%s: %zu more identifiers have a number", writing->module,
			 clashes - CLASHES_SAID);
	messages_log(messages, MUSTER_LEVEL_WARNING, message);
}

static int run(struct cli *cli)
{
	const struct options *options = &cli->options;
	const struct language *language = find_language(cli);
	const unsigned flags = (options->minimal ? MUSTER_ENUM_MINIMAL : 0u) | (options->cached ? MUSTER_ENUM_CACHED : 0u);
	struct enum_writing writing = {.cli = cli, .module = options->arguments[0], .prefix = options->prefix};
	struct muster_enum *members;
	enum muster_status status;
	int result;

	if (!language)
		return CLI_USAGE;
	if (options->prefix && !is_prefix(options->prefix))
		return options_wrong(cli->command, "--prefix %s: not a letter with letters, digits and _ behind it",
							 options->prefix);
	status = muster_enum_open(cli->muster, writing.module, options->field, flags, &members);
	progress_erase(&cli->progress);
	if (status != MUSTER_OK)
		return cli_failed(cli, writing.module, status);
	writing.members = members;
	writing.keyed = options->field && strcmp(options->field, "key") != 0;
	result = language->write(&writing);
	if (result == CLI_DONE)
		say_clashes(&writing);
	if (result == CLI_DONE)
		say_headless(&writing);
	muster_enum_close(members);
	return result;
}

static const struct option options[] = {
	{0, "lang", OPTION_TEXT, offsetof(struct options, lang), "LANGUAGE", "Write c, python or json"},
	{0, "field", OPTION_TEXT, offsetof(struct options, field), "NAME", "Values are this field, not the key"},
	{0, "prefix", OPTION_TEXT, offsetof(struct options, prefix), "PREFIX", "What identifiers begin with"},
	{0, "minimal", OPTION_FLAG, offsetof(struct options, minimal), NULL, "Only the configured minimal set"},
	{0, "cached", OPTION_FLAG, offsetof(struct options, cached), NULL, "Take what is cached, fresh or not"},
	{0},
};

const struct command enum_command = {
	.name = "enum",
	.arguments = "MODULE --lang c|python|json",
	.summary = "Write an enum of what a module found, as source code",
	.help = "Each entry gets an identifier, as TAB20B for tab20b. Where several have one, the last in order keeps it, "
			"and the\n"
			"others get a number that stays, which is said on standard error. Values are the keys, or a field of "
			"strings or\n"
			"integers, which leaves out entries without it. A field of booleans chooses the entries for which it is "
			"true; a\n"
			"field of lists of strings gives an enum of these strings.\n"
			"\n"
			"c       a header for C11 and C++17: the enum, MODULE_value() and MODULE_find(). Without --prefix, "
			"identifiers\n"
			"        begin with the module's name: COLORMAPS_TAB20B. With --field there is MODULE_key(), too.\n"
			"python  a module with an Enum: Colormaps.TAB20B. Values must be different.\n"
			"json    an array of {identifier, value, key}.\n"
			"\n"
			"A stale registry is made fresh first. With headless = yes or MUSTER_HEADLESS in the environment, a module "
			"that has\n"
			"a minimal set gives just that, and nothing is looked for.\n",
	.options = options,
	.least = 1,
	.most = 1,
	.run = run,
};
