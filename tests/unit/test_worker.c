/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/worker.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

#define ENOUGH_MS 20000 /* a deadline that nothing here meets */
#define SOON_MS   300

/* One run and all that came of it. */
struct outcome {
	enum muster_status status;
	struct worker_failure failure;
	struct problem problem;
	int blob;
	int64_t took;
	struct report progress;
	char path[64];
	char output[200000];
	atomic_bool cancelled;
	bool cancel_at_once;
};

static void receive(void *data, const struct report *report)
{
	struct outcome *outcome = data;
	const size_t used = strlen(outcome->output);

	if (report->type == REPORT_PROGRESS) {
		outcome->progress = *report;
		snprintf(outcome->path, sizeof(outcome->path), "%s", report->text);
	} else if (report->type == REPORT_OUTPUT) {
		snprintf(outcome->output + used, sizeof(outcome->output) - used, "%s\n", report->text);
	}
	if (outcome->cancel_at_once)
		atomic_store(&outcome->cancelled, true);
}

static void run_program(struct outcome *outcome, const char *program, const char *behaviour, int64_t timeout,
						uint64_t memory)
{
	cleanup_close int module = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	const struct worker_task task = {.program = program,
									 .request = behaviour,
									 .request_size = strlen(behaviour),
									 .old_blob = -1,
									 .module = module,
									 .timeout_ms = timeout,
									 .memory_limit = memory,
									 .cancelled = &outcome->cancelled,
									 .receive = receive,
									 .data = outcome};
	const int64_t start = clock_milliseconds();

	outcome->status = worker_run(&task, &outcome->blob, &outcome->failure, &outcome->problem);
	outcome->took = clock_milliseconds() - start;
	cr_assert((outcome->blob >= 0) == (outcome->status == MUSTER_OK));
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_assert_eq(errno, ECHILD);
}

static struct outcome *run_within(const char *behaviour, int64_t timeout, uint64_t memory)
{
	struct outcome *outcome = calloc(1, sizeof(*outcome));

	run_program(outcome, TEST_WORKER, behaviour, timeout, memory);
	return outcome;
}

static struct outcome *run(const char *behaviour)
{
	return run_within(behaviour, ENOUGH_MS, 0);
}

static void end(struct outcome *outcome)
{
	cleanup_close_at(&outcome->blob);
	free(outcome);
}

static bool printed(const struct outcome *outcome, const char *line)
{
	return strstr(outcome->output, line) != NULL;
}

/* Every process that told its number is gone; reaped, not merely dead. */
static size_t assert_none_left(const struct outcome *outcome)
{
	size_t count = 0;

	for (const char *at = outcome->output; (at = strstr(at, "pid ")); at++, count++)
		cr_assert(kill((pid_t)strtol(at + 4, NULL, 10), 0) == -1 && errno == ESRCH);
	return count;
}

Test(worker, result)
{
	struct outcome *outcome = run("ok");
	char bytes[64] = "";

	cr_assert_eq(outcome->status, MUSTER_OK, "%s", outcome->problem.text);
	cr_assert_eq(read(outcome->blob, bytes, sizeof(bytes)), 8);
	cr_assert_str_eq(bytes, "a result");
	cr_assert_eq(outcome->progress.files, 3);
	cr_assert_eq(outcome->progress.read, 2);
	cr_assert_eq(outcome->progress.entries, 1);
	cr_assert_str_eq(outcome->path, "/a/path");
	end(outcome);
}

Test(worker, nobody_writes_to_a_result)
{
	struct outcome *outcome = run("ok");

	cr_assert_eq(write(outcome->blob, "x", 1), -1);
	cr_assert_eq(errno, EPERM);
	cr_assert_neq(fcntl(outcome->blob, F_GETFD) & FD_CLOEXEC, 0);
	end(outcome);
}

Test(worker, nothing_of_the_host_comes_through)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	setenv("MUSTER_TEST_SECRET", "1", 1);
	cr_assert_eq(dup2(STDERR_FILENO, 77), 77);

	struct outcome *outcome = run("look");
	cr_assert_eq(outcome->status, MUSTER_OK, "%s", outcome->problem.text);
	cr_assert_str_eq(outcome->output, "/\nblocked 0\nignored 0\nsecret 0\ngroup 1\nrequest -1\ninput 0\n");
	end(outcome);
}

Test(worker, host_is_as_before)
{
	struct sigaction before, after;
	sigset_t blocked_before, blocked_after;
	char folder_before[4096], folder_after[4096];

	memset(&blocked_before, 0, sizeof(blocked_before)); /* the kernel fills a part of them */
	memset(&blocked_after, 0, sizeof(blocked_after));
	sigaction(SIGCHLD, NULL, &before);
	sigprocmask(SIG_SETMASK, NULL, &blocked_before);
	cr_assert_not_null(getcwd(folder_before, sizeof(folder_before)));
	const int first_free = dup(0);
	close(first_free);
	end(run("crash"));
	end(run_within("hang", SOON_MS, 0));
	const int still_free = dup(0);
	close(still_free);
	cr_assert_eq(first_free, still_free);
	sigaction(SIGCHLD, NULL, &after);
	sigprocmask(SIG_SETMASK, NULL, &blocked_after);
	cr_assert_not_null(getcwd(folder_after, sizeof(folder_after)));
	cr_assert_eq(before.sa_handler, after.sa_handler);
	cr_assert_eq(memcmp(&blocked_before, &blocked_after, sizeof(blocked_before)), 0);
	cr_assert_str_eq(folder_before, folder_after);
}

Test(worker, limits)
{
	struct outcome *outcome = run("limits");

	cr_assert(printed(outcome, "descriptors 1024\n"));
	cr_assert(printed(outcome, "core 0\n"));
	end(outcome);
}

Test(worker, crash)
{
	struct outcome *outcome = run("crash");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_eq(outcome->failure.signal, SIGSEGV);
	cr_assert_eq(outcome->failure.exit_code, -1);
	cr_assert_str_eq(outcome->failure.phase, "discover");
	cr_assert_str_eq(outcome->problem.text, "in discover: killed by signal 11, SIGSEGV");
	end(outcome);
}

Test(worker, stack_overflow)
{
	struct outcome *outcome = run("overflow");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_str_eq(outcome->failure.phase, "start");
	end(outcome);
}

/* The result was there, but a module that dies while it is unloaded is not a sound one. */
Test(worker, abort_after_the_result)
{
	struct outcome *outcome = run("abort");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_eq(outcome->failure.signal, SIGABRT);
	cr_assert_str_eq(outcome->failure.phase, "unload");
	end(outcome);
}

Test(worker, exits)
{
	struct outcome *outcome = run("exit 3");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_eq(outcome->failure.exit_code, 3);
	cr_assert_eq(outcome->failure.signal, 0);
	end(outcome);
	outcome = run("exit 0");
	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_eq(outcome->failure.exit_code, 0);
	end(outcome);
}

Test(worker, gives_up)
{
	struct outcome *outcome = run("give up");

	cr_assert_eq(outcome->status, MUSTER_BAD_CONFIG);
	cr_assert_str_eq(outcome->problem.text, "an option is wrong");
	end(outcome);
}

Test(worker, no_memory_is_a_limit_where_one_was_set)
{
	struct outcome *outcome = run_within("no memory", ENOUGH_MS, UINT64_C(1) << 30);

	cr_assert_eq(outcome->status, MUSTER_LIMIT_EXCEEDED);
	end(outcome);
	outcome = run("no memory");
	cr_assert_eq(outcome->status, MUSTER_NO_MEMORY);
	end(outcome);
}

#ifndef __SANITIZE_ADDRESS__
Test(worker, eats_memory)
{
	struct outcome *outcome = run_within("eat", ENOUGH_MS, UINT64_C(256) << 20);

	cr_assert_eq(outcome->status, MUSTER_LIMIT_EXCEEDED, "%s", outcome->problem.text);
	cr_assert_eq(outcome->failure.signal, SIGSEGV);
	end(outcome);
}
#endif

Test(worker, fills_the_disk)
{
	struct outcome *outcome = run("fill");

	cr_assert_eq(outcome->status, MUSTER_LIMIT_EXCEEDED, "%s", outcome->problem.text);
	cr_assert_eq(outcome->failure.signal, SIGXFSZ);
	end(outcome);
}

/* All of them are killed at the deadline; how soon after it is bounded, with room for a busy machine. */
static void assert_timed_out(const char *behaviour)
{
	struct outcome *outcome = run_within(behaviour, SOON_MS, 0);

	cr_assert_eq(outcome->status, MUSTER_TIMED_OUT, "%s: %s", behaviour, outcome->problem.text);
	cr_assert_geq(outcome->took, SOON_MS);
	cr_assert_lt(outcome->took, SOON_MS + 5000, "%s took %lld ms", behaviour, (long long)outcome->took);
	assert_none_left(outcome);
	end(outcome);
}

Test(worker, hangs)
{
	assert_timed_out("hang");
}

Test(worker, spins_and_ignores_sigterm)
{
	assert_timed_out("spin");
}

Test(worker, stops_itself)
{
	assert_timed_out("stop");
}

Test(worker, prints_a_byte_at_a_time)
{
	assert_timed_out("trickle");
}

Test(worker, stops_its_supervisor)
{
	assert_timed_out("stop supervisor");
}

Test(worker, no_time_at_all)
{
	struct outcome *outcome = run_within("ok", 0, 0);

	cr_assert_eq(outcome->status, MUSTER_TIMED_OUT);
	end(outcome);
}

static void assert_ends(pid_t pid)
{
	const int64_t until = clock_deadline(10000);

	while (kill(pid, 0) == 0 && clock_milliseconds() < until)
		usleep(1000);
	cr_assert(kill(pid, 0) == -1 && errno == ESRCH);
}

/* The kernel kills the discoverer then, and its new parent reaps it some time later. */
Test(worker, kills_its_supervisor)
{
	struct outcome *outcome = run("kill supervisor");
	const char *pid = strstr(outcome->output, "pid ");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_not_null(pid);
	const pid_t number = (pid_t)strtol(pid + 4, NULL, 10);
	char path[64], state[256] = "";
	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)number);
	for (int i = 0; i < 5000 && !strstr(state, ") Z"); i++) {
		FILE *file = fopen(path, "re");
		if (!file)
			break;
		cr_assert_not_null(fgets(state, sizeof(state), file));
		fclose(file);
		usleep(1000);
	}
	cr_assert(access(path, F_OK) || strstr(state, ") Z"));
	end(outcome);
}

Test(worker, daemons_do_not_survive)
{
	struct outcome *outcome = run("daemons");

	cr_assert_eq(outcome->status, MUSTER_OK, "%s", outcome->problem.text);
	cr_assert_eq(assert_none_left(outcome), 5);
	end(outcome);
}

Test(worker, daemons_do_not_survive_the_deadline)
{
	struct outcome *outcome = run_within("daemon and hang", 1000, 0);

	cr_assert_eq(outcome->status, MUSTER_TIMED_OUT);
	cr_assert_eq(assert_none_left(outcome), 2);
	end(outcome);
}

Test(worker, output_is_bounded)
{
	struct outcome *outcome = run("chatter");
	const size_t length = strlen(outcome->output);

	cr_assert_eq(outcome->status, MUSTER_OK, "%s", outcome->problem.text);
	cr_assert(printed(outcome, "line 0 of many"));
	cr_assert(printed(outcome, "\n(what follows was dropped)\n"));
	cr_assert(length > 60 << 10 && length < 66 << 10, "%zu", length);
	end(outcome);
}

Test(worker, garbles_descriptors)
{
	struct outcome *outcome = run("garble");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	end(outcome);
}

Test(worker, speaks_for_its_supervisor)
{
	struct outcome *outcome = run("forge");

	cr_assert_eq(outcome->status, MUSTER_MODULE_FAILED);
	cr_assert_str_eq(outcome->problem.text, "in start: wrote over the worker's own reports");
	end(outcome);
}

Test(worker, cancelled)
{
	struct outcome *outcome = calloc(1, sizeof(*outcome));

	outcome->cancel_at_once = true;
	run_program(outcome, TEST_WORKER, "daemon and hang", ENOUGH_MS, 0);
	cr_assert_eq(outcome->status, MUSTER_CANCELLED);
	cr_assert_lt(outcome->took, ENOUGH_MS);
	assert_none_left(outcome);
	end(outcome);
}

Test(worker, no_program)
{
	struct outcome *outcome = calloc(1, sizeof(*outcome));

	run_program(outcome, "/nonexistent/muster-worker", "ok", ENOUGH_MS, 0);
	cr_assert_eq(outcome->status, MUSTER_IO_ERROR);
	cr_assert(strstr(outcome->problem.text, "/nonexistent/muster-worker: cannot start: No such file or directory"));
	end(outcome);
}

Test(worker, host_that_reaps_all_children)
{
	signal(SIGCHLD, SIG_IGN);
	struct outcome *outcome = run("ok");
	cr_assert_eq(outcome->status, MUSTER_OK, "%s", outcome->problem.text);
	end(outcome);
	outcome = run("crash");
	cr_assert_eq(outcome->failure.signal, SIGSEGV);
	end(outcome);
}

static void tell(void *data, const struct report *report)
{
	long pid = 0;

	if (sscanf(report->text, "pid %ld", &pid) == 1 && write(*(int *)data, &pid, sizeof(pid)) != sizeof(pid))
		_exit(1);
}

static void run_and_tell(int pipe_end)
{
	struct worker_failure failure;
	const struct worker_task task = {.program = TEST_WORKER,
									 .request = "daemon and hang",
									 .request_size = strlen("daemon and hang"),
									 .old_blob = -1,
									 .module = open("/proc/self/exe", O_RDONLY | O_CLOEXEC),
									 .timeout_ms = 10 * ENOUGH_MS,
									 .receive = tell,
									 .data = &pipe_end};
	int blob;

	_exit(worker_run(&task, &blob, &failure, NULL));
}

Test(worker, killed_caller_leaves_nothing)
{
	long pids[2];
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	const pid_t caller = fork();
	if (caller == 0)
		run_and_tell(ends[1]);
	for (size_t i = 0; i < 2; i++)
		cr_assert_eq(read(ends[0], &pids[i], sizeof(pids[i])), sizeof(pids[i]));
	kill(caller, SIGKILL);
	cr_assert_eq(waitpid(caller, NULL, 0), caller);
	for (size_t i = 0; i < 2; i++)
		assert_ends((pid_t)pids[i]);
}
