/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The supervisor as its caller sees it: a child that is signalled and waited for by its own number only. */
#ifndef MUSTER_WORKER_PROCESS_H
#define MUSTER_WORKER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "worker/worker.h"

struct worker_process {
	pid_t pid;
	int pidfd;  /* -1 where the kernel has none */
	int report; /* the pipe's end to read from, non-blocking */
	bool gone;  /* it died and the host reaped it: its number may be another's by now */
};

/* Starts task->program with descriptors in place. 0 or an errno. */
int worker_process_start(struct worker_process *process, const struct worker_task *task, int request, int blob,
						 int64_t deadline);
void worker_process_signal(const struct worker_process *process, int signal);

/* Waits for it, be it that the host already did, and closes what is left. */
void worker_process_end(struct worker_process *process);

#endif
