/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Running a discovery in a process of its own. The caller starts the helper program (posix_spawn, nothing inherited but
 * what is named); the helper is a supervisor: it makes itself the subreaper, starts the discoverer in a process group
 * of its own, waits for it until the deadline, kills it and whatever it left behind, and reports how it ended. The
 * caller kills a supervisor that does not; the discoverer dies with its supervisor. */
#ifndef MUSTER_WORKER_H
#define MUSTER_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "discovery/report.h"

/* Descriptors as the discoverer finds them: all are open, WORKER_OLD_BLOB on /dev/null where there is none. */
enum { WORKER_REQUEST = 3, WORKER_BLOB = 4, WORKER_REPORT = 5, WORKER_OLD_BLOB = 6, WORKER_MODULE = 7 };

struct worker_task {
	const char *program; /* the helper */
	const void *request; /* becomes WORKER_REQUEST, a sealed memfd */
	size_t request_size;
	int old_blob;                                             /* becomes WORKER_OLD_BLOB; -1: there is none */
	int module;                                               /* becomes WORKER_MODULE: the vetted module file */
	int64_t timeout_ms;                                       /* total: SIGKILL after it */
	uint64_t memory_limit;                                    /* RLIMIT_AS in bytes; 0: none */
	const atomic_bool *cancelled;                             /* may be NULL */
	void (*receive)(void *data, const struct report *report); /* progress, output and done; may be NULL */
	void *data;
};

/* How it failed, where it did. */
struct worker_failure {
	char phase[32]; /* the last one reported; "start" before the first */
	int signal;     /* that ended the discoverer; 0: none */
	int exit_code;  /* -1: it did not exit by itself */
};

/* Runs to the end. MUSTER_OK: *blob is a memfd (close-on-exec) with all bytes that were handed back, which nobody else
 * writes to any more. Else a status with its sentence, and *failure filled: MUSTER_MODULE_FAILED (signal, exit, or no
 * result), MUSTER_TIMED_OUT, MUSTER_LIMIT_EXCEEDED, MUSTER_CANCELLED, MUSTER_NO_MEMORY, MUSTER_IO_ERROR (the helper
 * could not be started), or what the discoverer itself reported. No process of the worker is left in any case. */
enum muster_status worker_run(const struct worker_task *task, int *blob, struct worker_failure *failure,
							  struct problem *problem);

/* The whole of the helper program: called with what main() got, returns its exit status. Its discoverer calls
 * discovery_serve() (discovery.h) with the descriptors above in place. */
int worker_main(int argc, char **argv);

#endif
