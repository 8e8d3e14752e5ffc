/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The discoverer: the process that loads one module and does one job. */

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "discovery/discovery.h"
#include "module/loader.h"
#include "worker/worker.h"

static void send_report(void *data, const struct report *report)
{
	(void)data;
	if (!report_send(WORKER_REPORT, report))
		_exit(1); /* the supervisor is gone: nobody wants the rest */
}

static int fail(const struct problem *problem)
{
	send_report(NULL,
				&(struct report){.type = REPORT_FAILURE, .number = (uint32_t)problem->status, .text = problem->text});
	return 1;
}

/* The request whole; NULL where it cannot be read. */
static unsigned char *read_request(size_t *size)
{
	struct stat about;
	unsigned char *data;
	ssize_t count;

	if (fstat(WORKER_REQUEST, &about) != 0)
		return NULL;
	*size = (size_t)about.st_size;
	data = malloc(*size + 1);
	if (!data)
		return NULL;
	for (size_t done = 0; done < *size; done += (size_t)count) {
		count = pread(WORKER_REQUEST, data + done, *size - done, (off_t)done);
		if (count <= 0) {
			free(data);
			return NULL;
		}
	}
	return data;
}

static int old_blob(void)
{
	struct stat about;

	return fstat(WORKER_OLD_BLOB, &about) == 0 && S_ISREG(about.st_mode) ? WORKER_OLD_BLOB : -1;
}

static enum muster_status work(const struct job *job, struct problem *problem)
{
	const struct discovery_observer observer = {.report = send_report};
	struct module_handle handle;
	enum muster_status status;

	send_report(NULL, &(struct report){.type = REPORT_PHASE, .text = "load"});
	status = loader_load(WORKER_MODULE, job->module, &handle, problem);
	if (status != MUSTER_OK)
		return status;
	status = discovery_run(handle.module, job, old_blob(), WORKER_BLOB, &observer, problem);
#ifndef __SANITIZE_ADDRESS__ /* which looks for leaks at the end, and names the place only while its code is there */
	if (status == MUSTER_OK) {
		send_report(NULL, &(struct report){.type = REPORT_PHASE, .text = "unload"});
		loader_unload(&handle);
	}
#endif
	return status;
}

int discovery_serve(void)
{
	struct problem problem = {MUSTER_IO_ERROR, "the worker's request cannot be read"};
	size_t size = 0;
	cleanup_free unsigned char *data = NULL;
	struct job job;
	enum muster_status status = MUSTER_IO_ERROR;

	errno = 0;
	data = read_request(&size);
	if (data)
		status = job_decode(&job, data, size);
	else if (errno == ENOMEM)
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_NO_MEMORY)
		problem_memory(&problem);
	if (status != MUSTER_OK)
		return fail(&problem);
	status = work(&job, &problem);
	job_free(&job);
	return status == MUSTER_OK ? 0 : fail(&problem);
}
