/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The command line, taken apart. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT, /* the last one holds */
	OPTION_LIST, /* all hold */
};

/* A list of options ends with one whose name is NULL. */
struct option {
	char letter; /* or 0 */
	const char *name;
	enum option_kind kind;
	size_t offset;        /* in struct options: of a bool, a const char *, a const char ** ended by NULL */
	const char *argument; /* what to call the value in help; NULL for flags */
	const char *help;
};

/* What was given. Lists are never NULL. */
struct options {
	const char *config;
	const char **overrides;
	bool quiet, verbose, json, help, version;
	bool retry, force, dry_run;
	bool cached, tsv, minimal;
	const char *match, *fields;
	const char *lang, *field, *prefix;
	const char **where;
	const char **arguments; /* what is neither an option nor the command, ended by NULL */
	size_t argument_count;
};

struct command;

/* Good before and after the command. */
extern const struct option global_options[];

/* Fills @options and @command (NULL where none was given). False for wrong usage, which is said on standard error, and
 * for want of memory. Freed with options_free() in any case. */
bool options_parse(struct options *options, const struct command **command, int argc, char **argv);
void options_free(struct options *options);

/* Says what is wrong and how to use @command (NULL: muster itself) on standard error. Returns CLI_USAGE. */
int options_wrong(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says that there is no command @name, and which one may be meant. Returns CLI_USAGE. */
int options_unknown_command(const char *name);

#endif
