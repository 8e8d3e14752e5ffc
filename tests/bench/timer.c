/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole processes from outside: bench-timer TURN [BEFORE [ARGUMENT]… --] PROGRAM [ARGUMENT]…
 *
 * BEFORE is run before each PROGRAM, outside the measured time. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "timing.h"

extern char **environ;

struct commands {
	char **before; /* or NULL */
	char **timed;
};

static bool run(char **words)
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status, failure;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	failure = posix_spawn(&child, words[0], &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (!failure && waitpid(child, &status, 0) == child && status == 0)
		return true;
	fprintf(stderr, "bench-timer: %s failed\n", words[0]);
	return false;
}

static bool once(void *data)
{
	const struct commands *commands = data;

	if (commands->before && !run(commands->before))
		return false;
	timing_start();
	return run(commands->timed);
}

int main(int count, char **words)
{
	struct commands commands = {.timed = words + 2};

	for (int i = 3; i + 1 < count; i++) {
		if (strcmp(words[i], "--") != 0 || commands.before)
			continue;
		words[i] = NULL;
		commands = (struct commands){.before = words + 2, .timed = words + i + 1};
	}
	if (count < 3) {
		fputs("usage: bench-timer TURN [BEFORE [ARGUMENT]... --] PROGRAM [ARGUMENT]...\n", stderr);
		return 2;
	}
	return timing_run(once, &commands, words[1]);
}
