/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/worker_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "discovery/discovery.h"
#include "worker/supervisor.h"
#include "worker/worker.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMIT_ADDRESS_SPACE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define LIMIT_ADDRESS_SPACE 0
#endif
#endif
#ifndef LIMIT_ADDRESS_SPACE
#define LIMIT_ADDRESS_SPACE 1 /* sanitizers map terabytes and need them */
#endif

#define DESCRIPTORS 1024

static void set_limit(__rlimit_resource_t resource, uint64_t value)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		return;
	if (limit.rlim_max > value)
		limit.rlim_max = value;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	setrlimit(resource, &limit);
}

static void set_limits(uint64_t memory_limit)
{
	if (LIMIT_ADDRESS_SPACE && memory_limit)
		set_limit(RLIMIT_AS, memory_limit);
	set_limit(RLIMIT_CORE, 0);
	set_limit(RLIMIT_NOFILE, DESCRIPTORS);
	set_limit(RLIMIT_FSIZE, SUPERVISOR_FILE_LIMIT);
}

/* WORKER_REQUEST, WORKER_BLOB, WORKER_OLD_BLOB and WORKER_MODULE are where the caller put them. The pipe to the caller
 * is replaced: only the supervisor can write to that one. */
static bool place_descriptors(int reports, int output)
{
	if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0 || dup2(reports, WORKER_REPORT) < 0)
		return false;
	closefrom(WORKER_MODULE + 1);
	return true;
}

_Noreturn static void serve(pid_t supervisor, int reports, int output, uint64_t memory_limit)
{
	sigset_t none;

	setpgid(0, 0);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != supervisor || !place_descriptors(reports, output))
		_exit(EXIT_FAILURE);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	set_limits(memory_limit);
	exit(discovery_serve());
}

static int make_pipe(int *reading, int *writing)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	*reading = ends[0];
	*writing = ends[1];
	return fcntl(*reading, F_SETFL, O_NONBLOCK) ? errno : 0;
}

int worker_child_start(struct worker_child *child, uint64_t memory_limit)
{
	cleanup_close int reports = -1, output = -1, report_end = -1, output_end = -1;
	const pid_t supervisor = getpid();
	int error = make_pipe(&reports, &report_end);

	error = error ? error : make_pipe(&output, &output_end);
	if (error)
		return error;
	const pid_t pid = fork();
	if (pid < 0)
		return errno;
	if (!pid)
		serve(supervisor, report_end, output_end, memory_limit);
	setpgid(pid, pid);
	*child =
		(struct worker_child){.pid = pid, .reports = take_descriptor(&reports), .output = take_descriptor(&output)};
	return 0;
}
