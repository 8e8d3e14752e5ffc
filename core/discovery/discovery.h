/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a module and a job to a blob. */
#ifndef MUSTER_DISCOVERY_H
#define MUSTER_DISCOVERY_H

#include <stdatomic.h>

#include <muster/module.h>

#include "discovery/job.h"
#include "discovery/report.h"

/* Who wants to hear of it. */
struct discovery_observer {
	void (*report)(void *data, const struct report *report); /* may be NULL */
	void *data;
	const atomic_bool *cancelled; /* may be NULL */
};

/* Discovers and writes the blob to @blob, an empty file. @old_blob (taken; or -1) is built upon where the job has what
 * is unchanged in it. MUSTER_OK; MUSTER_BAD_CONFIG, MUSTER_MODULE_FAILED, MUSTER_LIMIT_EXCEEDED, MUSTER_CANCELLED,
 * MUSTER_NO_MEMORY, MUSTER_IO_ERROR, or what the module ended with. */
enum muster_status discovery_run(const struct muster_module *module, const struct job *job, int old_blob, int blob,
								 const struct discovery_observer *observer, struct problem *problem);

/* In the discoverer: reads WORKER_REQUEST, discovers, writes WORKER_BLOB, reports on WORKER_REPORT; returns the exit
 * status. */
int discovery_serve(void);

#endif
