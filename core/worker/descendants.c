/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/descendants.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

bool descendants_reap(struct descendant *child)
{
	struct rusage usage;
	int status;
	pid_t pid;

	while ((pid = wait4(-1, &status, WNOHANG | __WALL, &usage)) > 0) {
		if (pid != child->pid)
			continue;
		child->ended = true;
		child->wait_status = status;
		child->usage = usage;
	}
	return pid == 0;
}

/* The parent in "PID (NAME) STATE PARENT …"; the name may hold anything. */
static long parent_of(const char *pid)
{
	char path[64], text[512];
	long parent = -1;

	snprintf(path, sizeof(path), "/proc/%.32s/stat", pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return -1;
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	const char *end = strrchr(text, ')');
	return end && sscanf(end, ") %*c %ld", &parent) == 1 ? parent : -1;
}

/* Where a kernel does not list children. */
static void kill_found(void)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)))
		if (isdigit((unsigned char)entry->d_name[0]) && parent_of(entry->d_name) == (long)getpid())
			kill((pid_t)strtol(entry->d_name, NULL, 10), SIGKILL);
	closedir(folder);
}

/* The children of a killed child become ours before it can be reaped, so that the next round meets them. */
static void kill_children(void)
{
	char path[64];
	long pid;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
	FILE *file = fopen(path, "re");
	if (!file) {
		kill_found();
		return;
	}
	while (fscanf(file, "%ld", &pid) == 1)
		kill((pid_t)pid, SIGKILL);
	fclose(file);
}

void descendants_kill(struct descendant *child, int64_t wait_ms)
{
	const int64_t until = clock_deadline(wait_ms);

	kill(-child->pid, SIGKILL);
	while (descendants_reap(child)) {
		if (clock_milliseconds() >= until)
			return;
		kill_children();
		usleep(1000);
	}
}
