/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "lookup/launch.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "blob/blob_writer.h"
#include "discovery/discovery.h"

extern char **environ;

struct launching {
	const struct question *question;
	struct launched *launched;
	struct running running;
};

static void tell_progress(struct launching *launching, const struct report *report, bool finished)
{
	struct muster *muster = launching->question->slot->muster;
	const struct muster_progress progress = {.module = launching->question->slot->name,
											 .files = report->files,
											 .read = report->read,
											 .entries = report->entries,
											 .path = *report->text ? report->text : NULL,
											 .finished = finished};

	if (!muster->progress)
		return;
	pthread_mutex_lock(&muster->telling);
	muster->progress(muster->progress_data, &progress);
	pthread_mutex_unlock(&muster->telling);
}

static void receive(void *data, const struct report *report)
{
	struct launching *launching = data;
	const struct slot *slot = launching->question->slot;

	switch (report->type) {
	case REPORT_PROGRESS:
		tell_progress(launching, report, false);
		break;
	case REPORT_OUTPUT:
		context_log(slot->muster, MUSTER_LEVEL_DETAIL, "%s: %s", slot->name, report->text);
		break;
	case REPORT_DONE:
		launching->launched->read = report->read;
		break;
	case REPORT_PHASE:
	case REPORT_FAILURE:
	case REPORT_ENDED:
		break;
	}
}

/* Of a machine with more there is little left for others. */
#define MOST_PROCESSORS 8

static unsigned processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return errno == EINVAL ? MOST_PROCESSORS : 1; /* it has more than the set can hold, or does not say */
	return CPU_COUNT(&set) < MOST_PROCESSORS ? (unsigned)CPU_COUNT(&set) : MOST_PROCESSORS;
}

static struct job make_job(const struct question *question, const struct candidate *old, bool describe)
{
	const struct slot *slot = question->slot;
	struct job job = {.module = slot->name,
					  .path = slot->path,
					  .stamp = question->module,
					  .environment = (const char *const *)environ,
					  .max_file_size = question->policy.max_file_size,
					  .jobs = question->policy.jobs ? question->policy.jobs : processors(),
					  .content = question->policy.check_mtimes == CHECK_CONTENT,
					  .describe = describe};

	job.settings = config_module_settings(slot->muster->config, slot->name, &job.setting_count);
	if (old && old->unchanged) {
		job.unchanged = old->unchanged;
		job.unchanged_count = old->sources.count;
	}
	return job;
}

/* What a worker or its supervisor says begins with the module, unless it begins with a file and line. */
static void name_module(const char *module, struct problem *problem)
{
	const struct problem said = *problem;
	const size_t length = strlen(module);

	if (problem->status != MUSTER_BAD_CONFIG && strncmp(said.text, module, length) != 0)
		problem_set(problem, said.status, "%s: %.900s", module, said.text);
}

static enum muster_status in_worker(struct launching *launching, const struct job *job, int module, int old, int *blob,
									struct problem *problem)
{
	const struct policy *policy = &launching->question->policy;
	struct worker_failure failure = {0};
	struct buffer request = {0};
	struct worker_task task = {.old_blob = old,
							   .module = module,
							   .timeout_ms = policy->timeout * 1000,
							   .memory_limit = policy->memory_limit,
							   .cancelled = &launching->running.cancelled,
							   .receive = receive,
							   .data = launching};
	enum muster_status status;

	job_encode(job, &request);
	task.program = config_value(launching->question->slot->muster->config, "muster", "worker");
	task.request = request.data;
	task.request_size = request.size;
	status = request.failed ? problem_memory(problem) : worker_run(&task, blob, &failure, problem);
	buffer_free(&request);
	if (status != MUSTER_OK)
		name_module(launching->question->slot->name, problem);
	memcpy(launching->launched->phase, failure.phase, sizeof(failure.phase));
	return status;
}

static enum muster_status in_process(struct launching *launching, const struct job *job, int module, int old, int *blob,
									 struct problem *problem)
{
	const struct discovery_observer observer = {receive, launching, &launching->running.cancelled};
	struct job alone = *job;
	struct module_handle handle;
	enum muster_status status = loader_load(module, job->module, &handle, problem);

	if (status != MUSTER_OK)
		return status;
	if (handle.module->flags & MUSTER_MODULE_WORKER_ONLY) {
		loader_unload(&handle);
		return in_worker(launching, job, module, old, blob, problem);
	}
	alone.jobs = 1; /* the program's process is not to be copied */
	*blob = memfd_create("muster-blob", MFD_CLOEXEC);
	if (*blob < 0)
		status = problem_errno(problem, errno, "blob", "be written");
	else
		status = discovery_run(handle.module, &alone, dup(old), *blob, &observer, problem);
	loader_unload(&handle);
	return status;
}

/* What a worker hands back is doubted like any blob, and whole: it is about to be published. */
static enum muster_status check(const struct question *question, struct launched *launched, struct problem *problem)
{
	struct blob blob;
	struct problem found;
	unsigned char *copy = malloc(launched->size + 1);
	enum muster_status status;

	if (!copy)
		return problem_memory(problem);
	memcpy(copy, launched->bytes, launched->size);
	status = blob_open_bytes(&blob, copy, launched->size, &found);
	if (status == MUSTER_OK) {
		status = cache_verify(&blob, &found);
		blob_close(&blob);
	}
	if (status == MUSTER_OK)
		return status;
	return problem_set(problem, status == MUSTER_NO_MEMORY ? status : MUSTER_MODULE_FAILED,
					   "%s: its worker handed back something wrong: %s", question->slot->name, found.text);
}

static enum muster_status run(struct launching *launching, const struct job *job, int module, int old,
							  struct problem *problem)
{
	cleanup_close int blob = -1;
	enum muster_status status;

	if (launching->question->policy.isolated)
		status = in_worker(launching, job, module, old, &blob, problem);
	else
		status = in_process(launching, job, module, old, &blob, problem);
	if (status == MUSTER_OK)
		status = blob_read_back(blob, &launching->launched->bytes, &launching->launched->size, problem);
	if (status == MUSTER_OK)
		status = check(launching->question, launching->launched, problem);
	return status;
}

enum muster_status launch(const struct question *question, const struct candidate *old_blob, bool describe,
						  struct launched *launched, struct problem *problem)
{
	struct launching launching = {.question = question, .launched = launched};
	const struct job job = make_job(question, old_blob, describe);
	const struct report end = {.text = ""};
	cleanup_close int module = -1, old = -1;
	struct stat file;
	enum muster_status status;

	*launched = (struct launched){0};
	status = loader_vet(question->slot->path, &module, &file, problem);
	if (status != MUSTER_OK)
		return status;
	if (old_blob && old_blob->unchanged)
		old = blob_descriptor(&old_blob->blob);
	context_running(question->slot->muster, &launching.running);
	status = run(&launching, &job, module, old, problem);
	context_done(question->slot->muster, &launching.running);
	tell_progress(&launching, &end, true);
	if (status != MUSTER_OK) {
		free(launched->bytes);
		launched->bytes = NULL;
	}
	return status;
}
