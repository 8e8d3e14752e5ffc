/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/version.h>

#include "cli.h"

static int run_help(struct cli *cli);

static const struct command help_command = {
	.name = "help",
	.arguments = "[COMMAND]",
	.summary = "Show how to use muster or a command",
	.most = 1,
	.run = run_help,
};

const struct command *const commands[] = {
	&scan_command,
	&list_command,
	&show_command,
	&enum_command,
	&status_command,
	&explain_command,
	&modules_command,
	&config_command,
	&verify_command,
	&clear_command,
	&gc_command,
	&help_command,
	NULL,
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static void show_options(struct output *output, const char *title, const struct option *option)
{
	char names[64];

	if (!option || !option->name)
		return;
	output_format(output, "\n%s:\n", title);
	for (; option->name; option++) {
		const char *gap = option->argument ? " " : "", *argument = option->argument ? option->argument : "";
		if (option->letter)
			snprintf(names, sizeof(names), "-%c, --%s%s%s", option->letter, option->name, gap, argument);
		else
			snprintf(names, sizeof(names), "    --%s%s%s", option->name, gap, argument);
		output_format(output, "  %-29s %s\n", names, option->help);
	}
}

static void show_help(struct output *output)
{
	output_text(output, "usage: muster [OPTIONS] COMMAND [ARGUMENTS]\n\n"
						"Finds what programs can use, once, and answers from a cache until something changed.\n\n"
						"Commands:\n");
	for (size_t i = 0; commands[i]; i++)
		output_format(output, "  %-8s  %s\n", commands[i]->name, commands[i]->summary);
	show_options(output, "Options, before or after the command", global_options);
	output_text(output, "\nmuster help COMMAND tells more. Exit status: 0 done, 1 something failed or was not found, "
						"2 wrong usage.\n");
}

static void show_command_help(struct output *output, const struct command *command)
{
	output_format(output, "usage: muster %s [OPTIONS]%s%s\n\n%s.\n", command->name, *command->arguments ? " " : "",
				  command->arguments, command->summary);
	if (command->help) {
		output_char(output, '\n');
		output_text(output, command->help);
	}
	show_options(output, "Options", command->options);
	show_options(output, "Options of every command", global_options);
}

static int run_help(struct cli *cli)
{
	const char *name = cli->options.arguments[0];
	const struct command *command = name ? command_find(name) : NULL;

	if (name && !command)
		return options_unknown_command(name);
	if (command)
		show_command_help(&cli->output, command);
	else
		show_help(&cli->output);
	return CLI_DONE;
}

/* Opens muster, runs the command, and counts wrong settings as a failure. */
static int run_open(struct cli *cli)
{
	const struct muster_options options = {
		.size = sizeof(options),
		.config = cli->options.config,
		.overrides = cli->options.overrides,
		.log = messages_log,
		.log_data = &cli->messages,
		.progress = cli->progress.terminal.moves && !cli->options.quiet ? progress_show : NULL,
		.progress_data = &cli->progress,
	};
	const enum muster_status status = muster_open(&cli->muster, &options);
	int result;

	if (status != MUSTER_OK) {
		if (!cli->messages.last[0])
			messages_error(&cli->messages, "%s", muster_status_text(status));
		return CLI_FAILED;
	}
	result = cli->command->run(cli);
	if (result == CLI_DONE && muster_config_errors(cli->muster) > 0)
		result = CLI_FAILED;
	progress_erase(&cli->progress);
	return result;
}

static int run(struct cli *cli)
{
	const struct options *options = &cli->options;

	if (options->version) {
		output_format(&cli->output, "muster %s\n", muster_version());
		return CLI_DONE;
	}
	if (options->help && cli->command) {
		show_command_help(&cli->output, cli->command);
		return CLI_DONE;
	}
	if (options->help) {
		show_help(&cli->output);
		return CLI_DONE;
	}
	if (!cli->command)
		return options_wrong(NULL, "no command given");
	if (cli->command == &help_command)
		return run_help(cli);
	return run_open(cli);
}

/* What could not be written is told, except to a reader that has seen enough. */
static int finish(struct cli *cli, int result)
{
	const int error = output_flush(&cli->output);

	if (error && error != EPIPE)
		messages_error(&cli->messages, "standard output: cannot write: %s", strerror(error));
	return error ? CLI_FAILED : result;
}

static void prepare(struct cli *cli)
{
	cli->messages.progress = &cli->progress;
	cli->messages.quiet = cli->options.quiet;
	cli->messages.verbose = cli->options.verbose;
	cli->messages.notices = cli->command && cli->command->about_cache;
	cli->output.descriptor = STDOUT_FILENO;
	cli->json.output = &cli->output;
	progress_init(&cli->progress);
	terminal_look(&cli->terminal, STDOUT_FILENO);
}

int main(int argc, char **argv)
{
	struct cli *cli = calloc(1, sizeof(*cli));
	int result = CLI_USAGE;

	if (!cli) {
		fputs("muster: out of memory\n", stderr);
		return CLI_FAILED;
	}
	if (options_parse(&cli->options, &cli->command, argc, argv)) {
		prepare(cli);
		result = finish(cli, run(cli));
		muster_close(cli->muster);
		progress_free(&cli->progress);
	}
	options_free(&cli->options);
	free(cli);
	return result;
}
