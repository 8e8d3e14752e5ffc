/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "base/memory.h"

/* What the worker gets, copied above its numbers so that no dup2() runs over another's source. */
struct handed {
	int request, blob, report, old_blob, module;
};

static int copy_above(int descriptor)
{
	return fcntl(descriptor, F_DUPFD_CLOEXEC, WORKER_MODULE + 1);
}

static void close_handed(struct handed *handed)
{
	cleanup_close_at(&handed->request);
	cleanup_close_at(&handed->blob);
	cleanup_close_at(&handed->report);
	cleanup_close_at(&handed->old_blob);
	cleanup_close_at(&handed->module);
}

static int take_handed(struct handed *handed, const struct worker_task *task, int request, int blob, int report)
{
	const int nothing = task->old_blob < 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : -1;

	*handed = (struct handed){.request = copy_above(request),
							  .blob = copy_above(blob),
							  .report = copy_above(report),
							  .old_blob = copy_above(task->old_blob < 0 ? nothing : task->old_blob),
							  .module = copy_above(task->module)};
	cleanup_close_at(&nothing);
	if (handed->request >= 0 && handed->blob >= 0 && handed->report >= 0 && handed->old_blob >= 0 &&
		handed->module >= 0)
		return 0;
	const int error = errno;
	close_handed(handed);
	return error;
}

static int add_actions(posix_spawn_file_actions_t *actions, const struct handed *handed)
{
	int error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);

	error = error ? error : posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
	error = error ? error : posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
	error = error ? error : posix_spawn_file_actions_adddup2(actions, handed->request, WORKER_REQUEST);
	error = error ? error : posix_spawn_file_actions_adddup2(actions, handed->blob, WORKER_BLOB);
	error = error ? error : posix_spawn_file_actions_adddup2(actions, handed->report, WORKER_REPORT);
	error = error ? error : posix_spawn_file_actions_adddup2(actions, handed->old_blob, WORKER_OLD_BLOB);
	error = error ? error : posix_spawn_file_actions_adddup2(actions, handed->module, WORKER_MODULE);
	error = error ? error : posix_spawn_file_actions_addclosefrom_np(actions, WORKER_MODULE + 1);
	return error ? error : posix_spawn_file_actions_addchdir_np(actions, "/");
}

/* Signals as in a program freshly started, whatever the host did to them; a session of its own, so that neither the
 * terminal nor the shell reaches it. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	int error;

	sigfillset(&all);
	sigemptyset(&none);
	error = posix_spawnattr_setsigdefault(attributes, &all);
	error = error ? error : posix_spawnattr_setsigmask(attributes, &none);
	return error ? error
				 : posix_spawnattr_setflags(attributes,
											POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
}

enum { VARIABLES = 4 };

static void free_environment(char **environment)
{
	for (size_t i = 0; i < VARIABLES; i++)
		free(environment[i]);
}

/* What a module may ask the host's environment for comes in the request; this is what the C library looks at. */
static bool make_environment(char *environment[VARIABLES + 1])
{
	const char *const names[] = {"PATH", "HOME", "TZ"};
	const char *const fallbacks[] = {"/usr/local/bin:/usr/bin:/bin", NULL, NULL};
	size_t count = 0;

	environment[count] = strdup("LANG=C.UTF-8");
	if (!environment[count++])
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = secure_getenv(names[i]);
		value = value ? value : fallbacks[i];
		if (value && asprintf(&environment[count++], "%s=%s", names[i], value) < 0) {
			environment[count - 1] = NULL;
			return false;
		}
	}
	return true;
}

static int spawn(pid_t *pid, const struct worker_task *task, int64_t deadline,
				 const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes)
{
	char when[32], limit[32], parent[32];
	char *const arguments[] = {(char *)task->program, when, limit, parent, NULL};
	char *environment[VARIABLES + 1] = {0};
	int error = ENOMEM;

	snprintf(when, sizeof(when), "%" PRId64, deadline);
	snprintf(limit, sizeof(limit), "%" PRIu64, task->memory_limit);
	snprintf(parent, sizeof(parent), "%ld", (long)getpid());
	if (make_environment(environment))
		error = posix_spawn(pid, task->program, actions, attributes, arguments, environment);
	free_environment(environment);
	return error;
}

static int spawn_with(pid_t *pid, const struct worker_task *task, int64_t deadline, const struct handed *handed)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (!error) {
		error = add_actions(&actions, handed);
		error = error ? error : set_attributes(&attributes);
		error = error ? error : spawn(pid, task, deadline, &actions, &attributes);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int worker_process_start(struct worker_process *process, const struct worker_task *task, int request, int blob,
						 int64_t deadline)
{
	cleanup_close int reading = -1, writing = -1;
	struct handed handed;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	reading = ends[0];
	writing = ends[1];
	if (fcntl(reading, F_SETFL, O_NONBLOCK))
		return errno;
	int error = take_handed(&handed, task, request, blob, writing);
	if (error)
		return error;
	error = spawn_with(&process->pid, task, deadline, &handed);
	close_handed(&handed);
	if (error)
		return error;
	process->pidfd = pidfd_open(process->pid, 0);
	process->gone = process->pidfd < 0 && errno == ESRCH;
	process->report = take_descriptor(&reading);
	return 0;
}

void worker_process_signal(const struct worker_process *process, int signal)
{
	if (process->pidfd >= 0)
		pidfd_send_signal(process->pidfd, signal, NULL, 0);
	else if (!process->gone)
		kill(process->pid, signal);
}

void worker_process_end(struct worker_process *process)
{
	while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
		;
	cleanup_close_at(&process->pidfd);
	cleanup_close_at(&process->report);
}
