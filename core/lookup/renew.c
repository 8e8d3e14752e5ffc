/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "lookup/renew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

extern char **environ;

/* Whether another process has the lock; it will be done sooner than a new one. */
static bool under_way(const struct question *question)
{
	__attribute__((cleanup(store_unlock))) int lock = -1;
	bool waited;

	return store_lock(&question->slot->muster->store, question->slot->name, question->key, 0, NULL, NULL, &lock,
					  &waited, NULL) == MUSTER_TIMED_OUT;
}

static char **arguments(const struct muster *muster, const char *program, const char *module)
{
	const struct config_options *options = &muster->config_options;
	size_t count = 0;
	char **list;

	while (options->overrides && options->overrides[count])
		count++;
	list = calloc(count + 5, sizeof(*list));
	if (!list)
		return NULL;
	list[0] = (char *)program;
	list[1] = (char *)"renew";
	list[2] = (char *)module;
	list[3] = (char *)(options->file ? options->file : "");
	for (size_t i = 0; i < count; i++)
		list[4 + i] = (char *)options->overrides[i];
	return list;
}

static int spawn(const char *program, char **list, pid_t *child)
{
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_t actions;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_addopen(&actions, i, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	error = posix_spawn(child, program, &actions, &attributes, list, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

void renew_start(const struct question *question)
{
	struct muster *muster = question->slot->muster;
	const char *program = config_value(muster->config, "muster", "worker");
	char **list;
	pid_t child;
	int error;

	if (under_way(question))
		return;
	list = arguments(muster, program, question->slot->name);
	error = list ? spawn(program, list, &child) : ENOMEM;
	free(list);
	if (error)
		context_log(muster, MUSTER_LEVEL_WARNING, "%s: cannot be renewed: %s: %s", question->slot->name, program,
					strerrordesc_np(error));
	while (!error && waitpid(child, NULL, 0) < 0 && errno == EINTR) {
	}
}

int renew_main(int argc, char **argv)
{
	struct muster_options options = {.size = sizeof(options)};
	struct muster *muster;
	const char *modules[2] = {NULL, NULL};
	struct muster_outcome *outcomes;
	size_t count;

	if (argc < 4)
		return 2;
	if (fork() != 0) /* the caller waits for this one, and for no longer */
		return 0;
	setsid();
	modules[0] = argv[2];
	options.config = *argv[3] ? argv[3] : NULL;
	options.overrides = (const char *const *)argv + 4;
	if (muster_open(&muster, &options) != MUSTER_OK)
		return 1;
	if (muster_refresh(muster, modules, 0, &outcomes, &count) == MUSTER_OK || outcomes)
		muster_outcomes_free(outcomes, count);
	muster_close(muster);
	return 0;
}
