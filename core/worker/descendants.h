/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Everything that a subreaper's children have left behind. */
#ifndef MUSTER_DESCENDANTS_H
#define MUSTER_DESCENDANTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

/* The child that matters, once it is reaped. */
struct descendant {
	pid_t pid;
	bool ended;
	int wait_status;
	struct rusage usage;
};

/* Reaps all children that have ended. True while there are others. */
bool descendants_reap(struct descendant *child);

/* Kills @child, its process group and every other descendant, whatever they did to get away, and reaps them; gives up
 * on those that the kernel does not let go after @wait_ms. */
void descendants_kill(struct descendant *child, int64_t wait_ms);

#endif
