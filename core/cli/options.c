/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "options.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "nearest.h"

const struct option global_options[] = {
	{'c', "config", OPTION_TEXT, offsetof(struct options, config), "FILE", "Read this configuration and no other"},
	{'o', "set", OPTION_LIST, offsetof(struct options, overrides), "SECTION.KEY=VALUE", "Change one setting"},
	{'q', "quiet", OPTION_FLAG, offsetof(struct options, quiet), NULL, "Say nothing but errors"},
	{'v', "verbose", OPTION_FLAG, offsetof(struct options, verbose), NULL, "Say more"},
	{0, "json", OPTION_FLAG, offsetof(struct options, json), NULL, "Write JSON"},
	{'h', "help", OPTION_FLAG, offsetof(struct options, help), NULL, "Show how to use muster or a command"},
	{0, "version", OPTION_FLAG, offsetof(struct options, version), NULL, "Show the version"},
	{0},
};

static const struct option no_options[] = {{0}};

struct parser {
	struct options *options;
	const struct command *command;
	char **argv; /* what is left, ended by NULL */
	bool only_arguments;
};

int options_wrong(const struct command *command, const char *format, ...)
{
	struct text text = {0};
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	text_escape(&text, message);
	fprintf(stderr, "muster: %s\nusage: muster ", text_get(&text));
	if (command)
		fprintf(stderr, "%s [OPTIONS]%s%s\n", command->name, *command->arguments ? " " : "", command->arguments);
	else
		fputs("[OPTIONS] COMMAND [ARGUMENTS]; muster --help lists the commands\n", stderr);
	text_free(&text);
	return CLI_USAGE;
}

static const struct option *own_options(const struct parser *parser)
{
	return parser->command && parser->command->options ? parser->command->options : no_options;
}

/* By its name of @length bytes, or by its letter where @name is NULL. */
static const struct option *find_in(const struct option *options, const char *name, size_t length, char letter)
{
	for (; options->name; options++) {
		if (name ? strlen(options->name) == length && strncmp(options->name, name, length) == 0
				 : options->letter == letter)
			return options;
	}
	return NULL;
}

static const struct option *find_option(const struct parser *parser, const char *name, size_t length, char letter)
{
	const struct option *found = find_in(own_options(parser), name, length, letter);

	return found ? found : find_in(global_options, name, length, letter);
}

static void set_option(struct parser *parser, const struct option *option, const char *value)
{
	void *place = (char *)parser->options + option->offset;
	const char **list;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		break;
	case OPTION_TEXT:
		*(const char **)place = value;
		break;
	case OPTION_LIST:
		for (list = *(const char ***)place; *list; list++)
			;
		*list = value;
		break;
	}
}

static bool unknown_option(const struct parser *parser, const char *name, size_t length)
{
	char given[64];
	struct nearest nearest = {.name = given};
	struct text text = {0};

	snprintf(given, sizeof(given), "%.*s", (int)(length < sizeof(given) ? length : sizeof(given) - 1), name);
	for (const struct option *option = own_options(parser); option->name; option++)
		nearest_offer(&nearest, option->name);
	for (const struct option *option = global_options; option->name; option++)
		nearest_offer(&nearest, option->name);
	nearest_text(&nearest, "--", &text);
	options_wrong(parser->command, text.length ? "--%s: no such option (%s)" : "--%s: no such option", given,
				  text_get(&text));
	text_free(&text);
	return false;
}

/* --NAME, --NAME=VALUE, --NAME VALUE. */
static bool parse_long(struct parser *parser, const char *name)
{
	const size_t length = strcspn(name, "=");
	const char *value = name[length] == '=' ? name + length + 1 : NULL;
	const struct option *option = find_option(parser, name, length, 0);

	if (!option)
		return unknown_option(parser, name, length);
	if (option->kind == OPTION_FLAG && value) {
		options_wrong(parser->command, "--%s: takes no value", option->name);
		return false;
	}
	if (option->kind != OPTION_FLAG && !value && !(value = *parser->argv++)) {
		options_wrong(parser->command, "--%s: needs a value (%s)", option->name, option->argument);
		return false;
	}
	set_option(parser, option, value);
	return true;
}

/* -ab, -cVALUE, -c VALUE. */
static bool parse_letters(struct parser *parser, const char *letters)
{
	while (*letters) {
		const struct option *option = find_option(parser, NULL, 0, *letters);
		const char *value = letters[1] ? letters + 1 : NULL;
		if (!option) {
			options_wrong(parser->command, "-%c: no such option", *letters);
			return false;
		}
		letters++;
		if (option->kind == OPTION_FLAG) {
			set_option(parser, option, NULL);
			continue;
		}
		if (!value && !(value = *parser->argv++)) {
			options_wrong(parser->command, "-%c: needs a value (%s)", option->letter, option->argument);
			return false;
		}
		set_option(parser, option, value);
		break;
	}
	return true;
}

int options_unknown_command(const char *name)
{
	struct nearest nearest = {.name = name};
	struct text text = {0};

	for (size_t i = 0; commands[i]; i++)
		nearest_offer(&nearest, commands[i]->name);
	nearest_text(&nearest, "", &text);
	options_wrong(NULL, text.length ? "%s: no such command (%s)" : "%s: no such command", name, text_get(&text));
	text_free(&text);
	return CLI_USAGE;
}

static bool parse_command(struct parser *parser, const char *name)
{
	parser->command = command_find(name);
	if (!parser->command)
		options_unknown_command(name);
	return parser->command != NULL;
}

static bool parse_word(struct parser *parser, const char *word)
{
	if (!parser->only_arguments && word[0] == '-' && word[1] != '\0') {
		if (word[1] != '-')
			return parse_letters(parser, word + 1);
		if (word[2] != '\0')
			return parse_long(parser, word + 2);
		parser->only_arguments = true;
		return true;
	}
	if (!parser->command)
		return parse_command(parser, word);
	parser->options->arguments[parser->options->argument_count++] = word;
	return true;
}

/* Of help itself, help is the command's; otherwise its arguments are counted. */
static bool check_arguments(const struct parser *parser)
{
	const struct command *command = parser->command;
	const size_t count = parser->options->argument_count;

	if (!command || parser->options->help || parser->options->version)
		return true;
	if (count < command->least)
		options_wrong(command, "%s: too few arguments", command->name);
	if (count > command->most)
		options_wrong(command, "%s: too many arguments", command->name);
	return count >= command->least && count <= command->most;
}

bool options_parse(struct options *options, const struct command **command, int argc, char **argv)
{
	struct parser parser = {.options = options, .argv = argv + (argc > 0)};
	const size_t room = (size_t)argc + 1;
	const char **lists = calloc(3 * room, sizeof(*lists));

	*options = (struct options){0};
	*command = NULL;
	if (!lists) {
		fputs("muster: out of memory\n", stderr);
		return false;
	}
	options->arguments = lists;
	options->overrides = lists + room;
	options->where = lists + 2 * room;
	while (*parser.argv) {
		const char *word = *parser.argv++;
		if (!parse_word(&parser, word))
			return false;
	}
	*command = parser.command;
	return check_arguments(&parser);
}

void options_free(struct options *options)
{
	free(options->arguments); /* the lists are one allocation */
}
