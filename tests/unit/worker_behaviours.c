/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The helper program with a discoverer that does what the request says. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "discovery/discovery.h"
#include "discovery/report.h"
#include "worker/worker.h"

static volatile int forever = 1; /* which the compiler cannot know */

static void say(enum report_type type, uint32_t number, const char *text)
{
	report_send(WORKER_REPORT, &(struct report){.type = type, .number = number, .text = text});
}

static int deliver(const char *text)
{
	if (write(WORKER_BLOB, text, strlen(text)) != (ssize_t)strlen(text))
		return EXIT_FAILURE;
	say(REPORT_DONE, 0, "");
	return EXIT_SUCCESS;
}

static void say_number(const char *name, long number)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %ld", name, number);
	say(REPORT_OUTPUT, 0, text);
}

static int ok(void)
{
	report_send(WORKER_REPORT,
				&(struct report){.type = REPORT_PROGRESS, .files = 3, .read = 2, .entries = 1, .text = "/a/path"});
	return deliver("a result");
}

/* What the host has must not come through. */
static int look(void)
{
	char folder[256] = "";
	sigset_t blocked;
	struct sigaction action;

	sigprocmask(SIG_SETMASK, NULL, &blocked);
	sigaction(SIGPIPE, NULL, &action);
	say(REPORT_OUTPUT, 0, getcwd(folder, sizeof(folder)) ? folder : "?");
	say_number("blocked", sigismember(&blocked, SIGUSR1));
	say_number("ignored", action.sa_handler == SIG_IGN);
	say_number("secret", getenv("MUSTER_TEST_SECRET") != NULL);
	say_number("group", getpgrp() == getpid());
	for (int i = 0; i < 1024; i++)
		if ((fcntl(i, F_GETFD) >= 0) != (i <= WORKER_MODULE))
			say_number("descriptor", i);
	say_number("request", write(WORKER_REQUEST, "x", 1));
	say_number("input", read(STDIN_FILENO, folder, 1));
	return deliver(".");
}

static int stack_overflow(void)
{
	volatile char frame[65536];

	frame[0] = 0;
	return forever ? stack_overflow() + frame[0] : frame[0];
}

static int crash(void)
{
	say(REPORT_PHASE, 0, "discover");
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return EXIT_SUCCESS;
}

static int give_up(void)
{
	say(REPORT_FAILURE, MUSTER_BAD_CONFIG, "an option is wrong");
	return EXIT_FAILURE;
}

static int give_up_without_memory(void)
{
	say(REPORT_FAILURE, MUSTER_NO_MEMORY, "no memory");
	return EXIT_FAILURE;
}

static int hang(void)
{
	say_number("pid", (long)getpid());
	while (forever)
		pause();
	return EXIT_SUCCESS;
}

static int spin(void)
{
	signal(SIGTERM, SIG_IGN);
	while (forever)
		;
	return EXIT_SUCCESS;
}

static int stop(void)
{
	raise(SIGSTOP);
	return EXIT_SUCCESS;
}

static int trickle(void)
{
	while (forever) {
		fputs("x", stderr);
		usleep(10000);
	}
	return EXIT_SUCCESS;
}

static int stop_supervisor(void)
{
	kill(getppid(), SIGSTOP);
	return hang();
}

static int kill_supervisor(void)
{
	say_number("pid", (long)getpid());
	usleep(50000); /* for the supervisor to pass it on */
	kill(getppid(), SIGKILL);
	return hang();
}

/* Forks twice, in a session of its own, with all descriptors closed. */
static void daemonise(void)
{
	int ends[2];
	char byte;
	const int made = pipe(ends);
	const pid_t first = made ? -1 : fork();

	if (first == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		if (fork())
			_exit(0);
		setsid();
		say_number("pid", (long)getpid());
		closefrom(0);
		for (;;)
			pause();
	}
	close(ends[1]);
	waitpid(first, NULL, 0);
	if (read(ends[0], &byte, 1)) /* until the daemon has closed its end, having said its number */
		_exit(1);
}

static int daemons(void)
{
	for (int i = 0; i < 5; i++)
		daemonise();
	return deliver("a result");
}

static int daemon_and_hang(void)
{
	daemonise();
	return hang();
}

static int chatter(void)
{
	for (int i = 0; i < 20000; i++)
		printf("line %d of many, many more than anybody would want to read\n", i);
	fflush(stdout);
	return deliver("a result");
}

static int garble(void)
{
	static const char garbage[] = "\xff\xff\xff\xff garbage that goes on for more than the head of a record";

	for (int i = 0; i < 256; i++)
		if (write(i, garbage, sizeof(garbage)) < 0)
			continue;
	for (int i = 0; i < 256; i++)
		close(i);
	return EXIT_SUCCESS;
}

static int forge(void)
{
	say(REPORT_DONE, 0, "");
	say(REPORT_ENDED, 0, "");
	return EXIT_SUCCESS;
}

/* What a careless module does. */
static int eat(void)
{
	while (forever) {
		volatile char *more = malloc(1 << 20);
		for (size_t i = 0; i < 1 << 20; i += 512)
			more[i] = 1;
	}
	return EXIT_SUCCESS;
}

static int fill(void)
{
	if (ftruncate(WORKER_BLOB, (off_t)4 << 30))
		perror("ftruncate");
	return deliver("");
}

static int leave_three(void)
{
	exit(3);
}

static int leave_early(void)
{
	exit(0);
}

static int fall_at_the_end(void)
{
	deliver("a result");
	say(REPORT_PHASE, 0, "unload");
	abort();
}

static int limits(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	say_number("descriptors", (long)limit.rlim_cur);
	getrlimit(RLIMIT_CORE, &limit);
	say_number("core", (long)limit.rlim_cur);
	return deliver(".");
}

static const struct {
	const char *name;
	int (*behave)(void);
} behaviours[] = {
	{"ok", ok},
	{"look", look},
	{"limits", limits},
	{"crash", crash},
	{"overflow", stack_overflow},
	{"abort", fall_at_the_end},
	{"exit 3", leave_three},
	{"exit 0", leave_early},
	{"give up", give_up},
	{"no memory", give_up_without_memory},
	{"hang", hang},
	{"spin", spin},
	{"stop", stop},
	{"trickle", trickle},
	{"stop supervisor", stop_supervisor},
	{"kill supervisor", kill_supervisor},
	{"daemons", daemons},
	{"daemon and hang", daemon_and_hang},
	{"chatter", chatter},
	{"garble", garble},
	{"forge", forge},
	{"eat", eat},
	{"fill", fill},
};

int discovery_serve(void)
{
	char wanted[64] = "";

	if (read(WORKER_REQUEST, wanted, sizeof(wanted) - 1) < 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < sizeof(behaviours) / sizeof(*behaviours); i++)
		if (strcmp(wanted, behaviours[i].name) == 0)
			return behaviours[i].behave();
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	return worker_main(argc, argv);
}
