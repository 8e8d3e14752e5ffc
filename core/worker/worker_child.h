/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The process that loads a module and discovers, as its supervisor sees it. */
#ifndef MUSTER_WORKER_CHILD_H
#define MUSTER_WORKER_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct worker_child {
	pid_t pid;
	int reports; /* what it writes to WORKER_REPORT, non-blocking */
	int output;  /* what it prints, non-blocking */
};

/* Forks it, in a process group of its own and within its limits; it runs discovery_serve() and exits. 0 or an errno. */
int worker_child_start(struct worker_child *child, uint64_t memory_limit);

#endif
