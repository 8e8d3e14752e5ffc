/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/memory.h"
#include "worker/supervisor.h"
#include "worker/worker_process.h"

/* How long after the deadline the supervisor has for killing all that it started. */
#define GRACE_MS 800

/* How often the flag of a cancellation is looked at. */
#define LOOK_MS 50

struct run {
	const struct worker_task *task;
	struct worker_failure *failure;
	struct worker_process process;
	struct report_reader reader;
	int64_t last; /* when the supervisor itself is killed */
	bool cancelled, overdue;
	bool done, gave_up, ended; /* as reported */
	struct problem given;      /* with gave_up */
	int wait_status;           /* with ended */
	uint64_t reason;           /* enum supervisor_reason */
};

static int write_whole(int descriptor, const void *data, size_t size)
{
	const char *bytes = data;

	while (size) {
		const ssize_t written = write(descriptor, bytes, size);
		if (written < 0 && errno != EINTR)
			return -1;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

/* A file in memory that nobody can write to any more. */
static int make_request(const void *data, size_t size)
{
	cleanup_close int descriptor = memfd_create("muster-request", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (descriptor < 0 || write_whole(descriptor, data, size) || lseek(descriptor, 0, SEEK_SET) < 0 ||
		fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
		return -1;
	return take_descriptor(&descriptor);
}

static void keep_phase(struct worker_failure *failure, const char *text)
{
	size_t used = 0;

	for (; text[used] >= 'a' && text[used] <= 'z' && used + 1 < sizeof(failure->phase); used++)
		failure->phase[used] = text[used];
	failure->phase[used] = '\0';
}

static void keep_failure(struct run *run, const struct report *report)
{
	const bool known = report->number > MUSTER_OK && report->number <= MUSTER_UNSUPPORTED;

	if (run->gave_up)
		return;
	run->gave_up = true;
	problem_set(&run->given, known ? (enum muster_status)report->number : MUSTER_MODULE_FAILED, "%s", report->text);
}

static void receive(void *data, const struct report *report)
{
	struct run *run = data;

	switch (report->type) {
	case REPORT_PHASE:
		keep_phase(run->failure, report->text);
		break;
	case REPORT_FAILURE:
		keep_failure(run, report);
		break;
	case REPORT_ENDED:
		run->ended = true;
		run->wait_status = (int)report->number;
		run->reason = report->read;
		break;
	case REPORT_DONE:
	case REPORT_PROGRESS:
	case REPORT_OUTPUT:
		run->done |= report->type == REPORT_DONE;
		if (run->task->receive)
			run->task->receive(run->task->data, report);
		break;
	}
}

static void look_for_cancel(struct run *run, int64_t now)
{
	if (run->cancelled || !run->task->cancelled || !atomic_load(run->task->cancelled))
		return;
	run->cancelled = true;
	run->last = now + GRACE_MS < run->last ? now + GRACE_MS : run->last;
	worker_process_signal(&run->process, SIGTERM);
}

/* The end of the pipe is not waited for: a child that the host forked in the meantime may hold it open. */
static void follow(struct run *run)
{
	while (!run->ended) {
		const int64_t now = clock_milliseconds();
		struct pollfd polled[] = {{.fd = run->process.report, .events = POLLIN},
								  {.fd = run->process.pidfd, .events = POLLIN}};

		look_for_cancel(run, now);
		const int64_t left = run->last > now ? run->last - now : 0;
		poll(polled, 2, (int)(left < LOOK_MS ? left : LOOK_MS));
		if (polled[0].revents) {
			if (report_receive(&run->reader, run->process.report, receive, run) <= 0)
				return;
		} else if (polled[1].revents) {
			return;
		} else if (!left) {
			run->overdue = true;
			return;
		}
	}
}

static void note_end(struct worker_failure *failure, const struct run *run)
{
	if (!run->ended)
		return;
	if (WIFSIGNALED(run->wait_status))
		failure->signal = WTERMSIG(run->wait_status);
	else if (WIFEXITED(run->wait_status))
		failure->exit_code = WEXITSTATUS(run->wait_status);
}

static bool hit_limit(const struct run *run)
{
	const int signal = run->failure->signal;

	if (run->gave_up)
		return run->given.status == MUSTER_NO_MEMORY && run->task->memory_limit;
	return signal == SIGXFSZ || signal == SIGXCPU || run->reason == SUPERVISOR_MEMORY;
}

static enum muster_status limit_problem(const struct run *run, struct problem *problem)
{
	const char *limit = run->failure->signal == SIGXFSZ   ? "the size of a file"
						: run->failure->signal == SIGXCPU ? "processor time"
														  : "memory (raise memory_limit)";

	return problem_set(problem, MUSTER_LIMIT_EXCEEDED, "in %s: over its limit of %s", run->failure->phase, limit);
}

static enum muster_status module_problem(const struct run *run, struct problem *problem)
{
	const struct worker_failure *failure = run->failure;
	const char *name;

	if (!run->ended)
		return problem_set(problem, MUSTER_MODULE_FAILED, "in %s: the worker is gone", failure->phase);
	if (run->reason == SUPERVISOR_GARBLED)
		return problem_set(problem, MUSTER_MODULE_FAILED, "in %s: wrote over the worker's own reports", failure->phase);
	if (failure->signal) {
		name = sigabbrev_np(failure->signal);
		return problem_set(problem, MUSTER_MODULE_FAILED, "in %s: killed by signal %d%s%s", failure->phase,
						   failure->signal, name ? ", SIG" : "", name ? name : "");
	}
	return problem_set(problem, MUSTER_MODULE_FAILED, "in %s: exit(%d) before there was a result", failure->phase,
					   failure->exit_code);
}

static enum muster_status judge(const struct run *run, struct problem *problem)
{
	if (run->ended && run->done && !run->gave_up && run->reason == SUPERVISOR_NONE && run->failure->exit_code == 0)
		return MUSTER_OK;
	if (run->cancelled || run->reason == SUPERVISOR_CANCELLED)
		return problem_set(problem, MUSTER_CANCELLED, "in %s: cancelled", run->failure->phase);
	if (run->overdue || run->reason == SUPERVISOR_DEADLINE)
		return problem_set(problem, MUSTER_TIMED_OUT, "in %s: not done after %.1f s (raise timeout)",
						   run->failure->phase, (double)run->task->timeout_ms / 1000);
	if (hit_limit(run))
		return limit_problem(run, problem);
	if (run->gave_up)
		return problem_set(problem, run->given.status, "%s", run->given.text);
	return module_problem(run, problem);
}

/* Once the seals hold, nobody is left who could write, not even through a mapping. */
static enum muster_status check_blob(int blob, struct problem *problem)
{
	const int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;
	struct stat about;

	if (fcntl(blob, F_ADD_SEALS, seals) && (fcntl(blob, F_GET_SEALS) & seals) != seals)
		return problem_set(problem, MUSTER_MODULE_FAILED, "result: cannot seal it: somebody still writes to it");
	if (fstat(blob, &about))
		return problem_errno(problem, errno, "result", "look at it");
	if ((uint64_t)about.st_size > SUPERVISOR_FILE_LIMIT)
		return problem_set(problem, MUSTER_LIMIT_EXCEEDED, "result: over its limit of %llu bytes",
						   (unsigned long long)SUPERVISOR_FILE_LIMIT);
	if (lseek(blob, 0, SEEK_SET) < 0)
		return problem_errno(problem, errno, "result", "seek in it");
	return MUSTER_OK;
}

static enum muster_status start_problem(struct problem *problem, const char *program, int error)
{
	char reason[128];

	if (error == ENOMEM)
		return problem_memory(problem);
	return problem_set(problem, MUSTER_IO_ERROR, "%s: cannot start: %s (is all of muster installed?)", program,
					   strerror_r(error, reason, sizeof(reason)));
}

enum muster_status worker_run(const struct worker_task *task, int *blob, struct worker_failure *failure,
							  struct problem *problem)
{
	const int64_t deadline = clock_deadline(task->timeout_ms);
	struct run run = {.task = task, .failure = failure, .last = deadline + GRACE_MS};
	cleanup_close int request = make_request(task->request, task->request_size);
	cleanup_close int result = memfd_create("muster-blob", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	*blob = -1;
	*failure = (struct worker_failure){.phase = "start", .exit_code = -1};
	if (request < 0 || result < 0)
		return start_problem(problem, task->program, errno);
	const int error = worker_process_start(&run.process, task, request, result, deadline);
	if (error)
		return start_problem(problem, task->program, error);
	follow(&run);
	if (!run.ended)
		worker_process_signal(&run.process, SIGKILL);
	worker_process_end(&run.process);
	note_end(failure, &run);
	enum muster_status status = judge(&run, problem);
	status = status ? status : check_blob(result, problem);
	if (!status)
		*blob = take_descriptor(&result);
	return status;
}
