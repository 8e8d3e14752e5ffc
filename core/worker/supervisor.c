/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "worker/captured.h"
#include "worker/descendants.h"
#include "worker/worker.h"
#include "worker/worker_child.h"

/* Shorter than what the caller waits after the deadline. */
#define KILL_MS 600

struct supervisor {
	int64_t deadline;
	uint64_t memory_limit;
	int signals;
	struct worker_child discoverer;
	struct descendant child;
	struct report_reader reader;
	struct output output;
	bool reports_over, congested; /* congested: the caller is slow, nothing is read for it */
	bool forged;
	enum supervisor_reason reason;
};

/* Whether the pipe to the caller takes PIPE_BUF bytes at once, which is more than one reading of reports can give. */
static bool caller_ready(void)
{
	struct pollfd polled = {.fd = WORKER_REPORT, .events = POLLOUT};

	return poll(&polled, 1, 0) == 1 && (polled.revents & POLLOUT);
}

/* How the discoverer ended is not for the discoverer to say. */
static void relay(void *data, const struct report *report)
{
	struct supervisor *supervisor = data;

	if (report->type == REPORT_ENDED)
		supervisor->forged = true;
	else
		report_send(WORKER_REPORT, report);
}

static void relay_reports(struct supervisor *supervisor)
{
	const int result = report_receive(&supervisor->reader, supervisor->discoverer.reports, relay, supervisor);

	if (result < 0 || supervisor->forged)
		supervisor->reason = SUPERVISOR_GARBLED;
	supervisor->reports_over = result <= 0;
}

static void relay_output(struct supervisor *supervisor)
{
	if (!supervisor->output.over)
		output_read(&supervisor->output, supervisor->discoverer.output);
	while (caller_ready())
		if (!output_send(&supervisor->output, WORKER_REPORT))
			return;
	supervisor->congested = true;
}

static void take_signals(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;

	while (read(supervisor->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			supervisor->reason = SUPERVISOR_CANCELLED;
	descendants_reap(&supervisor->child);
}

enum { AT_SIGNALS, AT_CALLER, AT_REPORTS, AT_OUTPUT, POLLED };

static void act(struct supervisor *supervisor, const struct pollfd *polled)
{
	if (polled[AT_SIGNALS].revents)
		take_signals(supervisor);
	if (polled[AT_CALLER].revents & POLLERR)
		supervisor->reason = SUPERVISOR_CANCELLED;
	if (polled[AT_CALLER].revents & POLLOUT)
		supervisor->congested = false;
	if (supervisor->reason)
		return;
	if ((polled[AT_REPORTS].revents | polled[AT_OUTPUT].revents) && !caller_ready())
		supervisor->congested = true;
	else if (polled[AT_REPORTS].revents)
		relay_reports(supervisor);
	else if (polled[AT_OUTPUT].revents)
		relay_output(supervisor);
}

/* Until the discoverer has ended or is to be killed. */
static void watch(struct supervisor *supervisor)
{
	while (!supervisor->child.ended && !supervisor->reason) {
		const bool held = supervisor->congested;
		const int64_t left = supervisor->deadline - clock_milliseconds();
		struct pollfd polled[POLLED] = {
			[AT_SIGNALS] = {.fd = supervisor->signals, .events = POLLIN},
			[AT_CALLER] = {.fd = WORKER_REPORT, .events = held ? POLLOUT : 0},
			[AT_REPORTS] = {.fd = held || supervisor->reports_over ? -1 : supervisor->discoverer.reports,
							.events = POLLIN},
			[AT_OUTPUT] = {.fd = held || supervisor->output.over ? -1 : supervisor->discoverer.output,
						   .events = POLLIN},
		};

		if (left <= 0)
			supervisor->reason = SUPERVISOR_DEADLINE;
		else if (poll(polled, POLLED, (int)(left < 1000 ? left : 1000)) > 0)
			act(supervisor, polled);
	}
}

static bool readable(int descriptor)
{
	struct pollfd polled = {.fd = descriptor, .events = POLLIN};

	return poll(&polled, 1, 0) == 1;
}

/* What was written before the end. Nobody writes any more, so this ends. */
static void drain(struct supervisor *supervisor)
{
	const enum supervisor_reason reason = supervisor->reason;

	while (!supervisor->reports_over && readable(supervisor->discoverer.reports))
		relay_reports(supervisor);
	do {
		while (output_send(&supervisor->output, WORKER_REPORT))
			;
	} while (readable(supervisor->discoverer.output) &&
			 output_read(&supervisor->output, supervisor->discoverer.output));
	while (output_send(&supervisor->output, WORKER_REPORT))
		;
	if (reason || !WIFEXITED(supervisor->child.wait_status)) /* killed in the middle of a record */
		supervisor->reason = reason;
}

/* An allocation that failed and was not looked at ends in one of these. That it was the limit is known by how much of
 * it was filled. */
static bool out_of_memory(const struct supervisor *supervisor)
{
	const struct descendant *child = &supervisor->child;
	const int signal = WIFSIGNALED(child->wait_status) ? WTERMSIG(child->wait_status) : 0;
	const uint64_t peak = (uint64_t)child->usage.ru_maxrss * 1024;

	return supervisor->memory_limit && (signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT) &&
		   peak >= supervisor->memory_limit / 2;
}

static void report_end(struct supervisor *supervisor)
{
	if (!supervisor->child.ended)
		supervisor->child.wait_status = SIGKILL;
	if (!supervisor->reason && out_of_memory(supervisor))
		supervisor->reason = SUPERVISOR_MEMORY;
	report_send(WORKER_REPORT, &(struct report){.type = REPORT_ENDED,
												.number = (uint32_t)supervisor->child.wait_status,
												.read = supervisor->reason,
												.text = ""});
}

/* The caller's end is noticed by SIGTERM rather than SIGKILL, since there are descendants to be killed first. */
static int prepare(struct supervisor *supervisor, pid_t caller)
{
	const int caught[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		sigaddset(&set, caught[i]);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) || prctl(PR_SET_PDEATHSIG, SIGTERM) || prctl(PR_SET_CHILD_SUBREAPER, 1) ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	supervisor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (supervisor->signals < 0)
		return errno;
	return getppid() == caller ? 0 : ESRCH;
}

static int start(struct supervisor *supervisor, pid_t caller)
{
	int error = prepare(supervisor, caller);

	error = error ? error : worker_child_start(&supervisor->discoverer, supervisor->memory_limit);
	supervisor->child.pid = supervisor->discoverer.pid;
	close(WORKER_REQUEST);
	close(WORKER_BLOB);
	close(WORKER_OLD_BLOB);
	close(WORKER_MODULE);
	return error;
}

static int fail(int error)
{
	struct problem problem;

	problem_errno(&problem, error, "worker", "start");
	report_send(WORKER_REPORT, &(struct report){.type = REPORT_FAILURE,
												.number = error == ENOMEM ? MUSTER_NO_MEMORY : MUSTER_IO_ERROR,
												.text = problem.text});
	return EXIT_FAILURE;
}

int worker_main(int argc, char **argv)
{
	struct supervisor supervisor = {0};

	if (argc != 4)
		return EXIT_FAILURE;
	supervisor.deadline = strtoll(argv[1], NULL, 10);
	supervisor.memory_limit = strtoull(argv[2], NULL, 10);
	const int error = start(&supervisor, (pid_t)strtol(argv[3], NULL, 10));
	if (error)
		return fail(error);
	watch(&supervisor);
	descendants_kill(&supervisor.child, KILL_MS);
	drain(&supervisor);
	report_end(&supervisor);
	return EXIT_SUCCESS;
}
