/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole processes from outside: bench-timer MILLISECONDS PROGRAM [ARGUMENT]… */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>

#include "timing.h"

extern char **environ;

static int64_t once(void *data)
{
	char **words = data;
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status, failure;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	failure = posix_spawn(&child, words[0], &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failure || waitpid(child, &status, 0) != child || status != 0) {
		fprintf(stderr, "bench-timer: %s failed\n", words[0]);
		return -1;
	}
	return 0;
}

int main(int count, char **words)
{
	if (count < 3) {
		fputs("usage: bench-timer MILLISECONDS PROGRAM [ARGUMENT]...\n", stderr);
		return 2;
	}
	return timing_run(once, words + 2, timing_number(words[1]));
}
