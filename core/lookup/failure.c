/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Why a discovery failed, kept beside blobs, so that not every start tries in vain. */

#include "lookup/lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "blob/blob_writer.h"

#define SECOND INT64_C(1000000000)

/* A failing module is tried at least this often. */
#define LONGEST_BACK_OFF (24 * 3600 * SECOND)

/* Who was told that it takes too long or too much gives it more, and wants to see what comes of it. */
static bool gives_more(const struct policy *policy, const struct meta_failure *failure)
{
	const bool memory = policy->memory_limit == 0 || policy->memory_limit > failure->memory_limit;

	return policy->timeout > failure->timeout || (failure->memory_limit && memory);
}

static bool failure_holds(const struct question *question, const struct meta *meta, int64_t now)
{
	if (gives_more(&question->policy, &meta->failure))
		return false;
	/* one that would hold for longer than any back-off was made by a clock that has gone back since */
	return stamp_equal(&meta->stamp, &question->module) && strcmp(meta->path, question->slot->path) == 0 &&
		   now < meta->failure.retry_at && meta->failure.retry_at - now <= LONGEST_BACK_OFF;
}

/* Reads the failure that is kept; false where there is none. @bytes to be freed. */
static bool read_failure(const struct question *question, struct meta *meta, unsigned char **bytes)
{
	struct problem problem;
	cleanup_free char *path = NULL;
	struct blob blob;
	int descriptor;
	enum muster_status status;

	*bytes = NULL;
	if (store_find_failure(&question->slot->muster->store, question->slot->name, question->key, &descriptor, &path,
						   &problem) != MUSTER_OK ||
		blob_open(&blob, descriptor, &problem) != MUSTER_OK)
		return false;
	status = blob_section(&blob, BLOB_META, bytes, &problem);
	if (status == MUSTER_OK)
		status = meta_decode(meta, *bytes, blob.sections[BLOB_META].raw);
	blob_close(&blob);
	if (status == MUSTER_OK)
		return true;
	free(*bytes);
	*bytes = NULL;
	return false;
}

bool cache_failure(const struct question *question, int64_t now, struct problem *problem)
{
	unsigned char *bytes;
	struct meta meta;
	bool holds;

	if (!read_failure(question, &meta, &bytes))
		return false;
	holds = failure_holds(question, &meta, now);
	if (holds) {
		const int64_t wait = (meta.failure.retry_at - now + SECOND - 1) / SECOND;
		problem_set(problem, meta.failure.status ? meta.failure.status : MUSTER_MODULE_FAILED,
					"%s (failure number %" PRId64 ", next try in %" PRId64
					" s, or at once by \"muster scan --retry %s\")",
					meta.failure.reason, meta.failure.attempts, wait, question->slot->name);
	}
	meta_free(&meta);
	free(bytes);
	return holds;
}

/* What is worth remembering: what the same module would do again. */
static bool lasting(enum muster_status status)
{
	return status == MUSTER_MODULE_FAILED || status == MUSTER_TIMED_OUT || status == MUSTER_LIMIT_EXCEEDED;
}

int64_t cache_back_off(const struct policy *policy, int64_t attempts)
{
	int64_t wait = policy->retry_after * SECOND;

	while (--attempts > 0 && wait < LONGEST_BACK_OFF)
		wait *= 2;
	return wait < LONGEST_BACK_OFF ? wait : LONGEST_BACK_OFF;
}

static enum muster_status write_failure(const struct meta *meta, int descriptor)
{
	struct blob_writer writer;
	struct buffer bytes = {0};
	enum muster_status status = blob_writer_init(&writer, descriptor, NULL);

	meta_encode(meta, &bytes);
	for (unsigned i = 0; i < BLOB_META && status == MUSTER_OK; i++)
		status = blob_writer_section(&writer, (enum blob_section_id)i, i == BLOB_INDEX ? NULL : "", 0);
	if (status == MUSTER_OK)
		status = blob_writer_section(&writer, BLOB_META, bytes.data, bytes.size);
	if (status == MUSTER_OK)
		status = blob_writer_finish(&writer, BLOB_FAILURE);
	blob_writer_free(&writer);
	buffer_free(&bytes);
	return status;
}

void cache_keep_failure(const struct question *question, const char *phase, const struct problem *problem)
{
	struct meta before, meta = {.module = question->slot->name,
								.version = "",
								.summary = "",
								.path = question->slot->path,
								.stamp = question->module,
								.created = stamp_now()};
	unsigned char *bytes, data[8192];
	cleanup_close int descriptor = memfd_create("muster-failure", MFD_CLOEXEC);
	ssize_t size;

	if (!lasting(problem->status))
		return;
	meta.failure = (struct meta_failure){.status = problem->status,
										 .reason = problem->text,
										 .phase = phase,
										 .attempts = 1,
										 .timeout = question->policy.timeout,
										 .memory_limit = question->policy.memory_limit};
	if (read_failure(question, &before, &bytes)) {
		if (stamp_equal(&before.stamp, &meta.stamp))
			meta.failure.attempts = before.failure.attempts + 1;
		meta_free(&before);
		free(bytes);
	}
	meta.failure.retry_at = meta.created + cache_back_off(&question->policy, meta.failure.attempts);
	if (descriptor < 0 || write_failure(&meta, descriptor) != MUSTER_OK)
		return;
	size = pread(descriptor, data, sizeof(data), 0);
	if (size > 0) /* a store that takes no failure merely means a new try next time */
		store_publish_failure(&question->slot->muster->store, question->slot->name, question->key, data, (size_t)size,
							  NULL);
}
