/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cache.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blob_writer.h"
#include "clock.h"
#include "launch.h"
#include "memory.h"
#include "renew.h"

#define SECOND INT64_C(1000000000)

/* A failing module is tried at least this often. */
#define LONGEST_BACK_OFF (24 * 3600 * SECOND)

enum muster_status cache_verify(const struct blob *blob, struct problem *problem)
{
	struct blob_index index;
	unsigned char *bytes;
	enum muster_status status = MUSTER_OK;

	for (unsigned i = 0; i < BLOB_SECTIONS && status == MUSTER_OK; i++) {
		if ((blob->flags & BLOB_FAILURE) && i != BLOB_META)
			continue;
		status = blob_section(blob, (enum blob_section_id)i, &bytes, problem);
		free(bytes);
	}
	if (status != MUSTER_OK || (blob->flags & BLOB_FAILURE))
		return status;
	status = blob_index_read(blob, &index, problem);
	for (size_t i = 0; status == MUSTER_OK && i < index.count; i++) {
		status = blob_block(blob, &index.blocks[i], &bytes, problem);
		free(bytes);
	}
	blob_index_free(&index);
	return status;
}

enum muster_status cache_registry(const struct question *question, struct candidate *candidate,
								  const struct muster_registry **registry, struct problem *problem)
{
	struct slot *slot = question->slot;
	struct muster_registry *made;
	enum muster_status status;

	slot->owner.retain(&slot->owner);
	status = registry_make(&made, &candidate->blob, candidate->path, &candidate->meta, candidate->meta_bytes,
						   &slot->owner, problem);
	if (status != MUSTER_OK)
		slot->owner.release(&slot->owner);
	candidate->blob = (struct blob){.descriptor = -1};
	candidate->meta = (struct meta){0};
	candidate->meta_bytes = NULL;
	candidate->path = NULL;
	*registry = made;
	return status;
}

static bool failure_holds(const struct question *question, const struct meta *meta, int64_t now)
{
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

static int64_t back_off(const struct policy *policy, int64_t attempts)
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

static void keep_failure(const struct question *question, const char *phase, const struct problem *problem)
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

	meta.failure = (struct meta_failure){problem->status, problem->text, phase, 1, 0};
	if (read_failure(question, &before, &bytes)) {
		if (stamp_equal(&before.stamp, &meta.stamp))
			meta.failure.attempts = before.failure.attempts + 1;
		meta_free(&before);
		free(bytes);
	}
	meta.failure.retry_at = meta.created + back_off(&question->policy, meta.failure.attempts);
	if (descriptor < 0 || write_failure(&meta, descriptor) != MUSTER_OK)
		return;
	size = pread(descriptor, data, sizeof(data), 0);
	if (size > 0) /* a store that takes no failure merely means a new try next time */
		store_publish_failure(&question->slot->muster->store, question->slot->name, question->key, data, (size_t)size,
							  NULL);
}

static enum muster_status adopt(const struct question *question, struct launched *launched,
								const struct muster_registry **registry, struct problem *problem)
{
	const struct slot *slot = question->slot;
	struct candidate candidate = {.blob.descriptor = -1};
	struct problem trouble = {0};
	cleanup_free char *path = NULL;
	enum muster_status status = blob_open_bytes(&candidate.blob, launched->bytes, launched->size, problem);

	if (status == MUSTER_OK)
		status = blob_section(&candidate.blob, BLOB_META, &candidate.meta_bytes, problem);
	if (status == MUSTER_OK)
		status = meta_decode(&candidate.meta, candidate.meta_bytes, candidate.blob.sections[BLOB_META].raw);
	if (status == MUSTER_OK && store_publish(&slot->muster->store, slot->name, candidate.meta.version, question->key,
											 launched->bytes, launched->size, &path, &trouble) != MUSTER_OK)
		context_log(slot->muster, MUSTER_WARNING, "%s: found, but not kept: %s", slot->name, trouble.text);
	if (status == MUSTER_OK)
		status = cache_registry(question, &candidate, registry, problem);
	cache_candidate_free(&candidate);
	return status;
}

static enum muster_status discover(const struct question *question, const struct candidate *old,
								   const struct muster_registry **registry, struct muster_outcome *outcome,
								   struct problem *problem)
{
	struct launched launched;
	enum muster_status status = launch(question, old, false, &launched, problem);

	if (lasting(status))
		keep_failure(question, launched.phase, problem);
	if (status != MUSTER_OK)
		return status;
	outcome->discovered = true;
	outcome->changed = launched.read;
	return adopt(question, &launched, registry, problem);
}

static bool is_cancelled(const void *data)
{
	return atomic_load(&((const struct running *)data)->cancelled);
}

/* What a module read is only built upon while the module and the rules it was read by are the same, and not once its
 * time is over: `max_age` is there for what stamps cannot see. */
static void forget_unless_usable(struct candidate *candidate)
{
	if (candidate->readable && candidate->rules[RULE_MODULE].passed && candidate->rules[RULE_AGE].passed)
		return;
	free(candidate->unchanged);
	candidate->unchanged = NULL;
}

/* Whether another blob is there by now than the one that was judged. */
static bool replaced(const struct question *question, const struct candidate *candidate)
{
	struct candidate now;
	bool differs;

	if (cache_look_all(question, false, &now) != MUSTER_OK)
		return false;
	differs = now.readable && (now.blob.inode != candidate->blob.inode || now.blob.device != candidate->blob.device);
	cache_candidate_free(&now);
	return differs;
}

/* Somebody else may have discovered between our first look and the lock. */
static bool look_again(const struct question *question, struct candidate *candidate)
{
	struct candidate again;

	if (!replaced(question, candidate) || cache_look_all(question, true, &again) != MUSTER_OK)
		return false;
	cache_candidate_free(candidate);
	*candidate = again;
	forget_unless_usable(candidate);
	return candidate->fresh;
}

/* One discovery for all who ask at the same time, threads and processes: take the lock, look again, discover. */
static enum muster_status discover_once(const struct question *question, unsigned flags, struct candidate *candidate,
										const struct muster_registry **registry, struct muster_outcome *outcome,
										struct problem *problem)
{
	struct muster *muster = question->slot->muster;
	__attribute__((cleanup(store_unlock))) int lock = -1;
	struct running running;
	bool waited = false;
	enum muster_status status;

	context_running(muster, &running);
	status = store_lock(&muster->store, question->slot->name, question->key, (question->policy.timeout + 1) * 1000,
						is_cancelled, &running, &lock, &waited, problem);
	context_done(muster, &running);
	if (status == MUSTER_CANCELLED)
		return status;
	if (!(flags & MUSTER_FORCE) && look_again(question, candidate))
		return cache_registry(question, candidate, registry, problem);
	if (waited && !(flags & (MUSTER_RETRY | MUSTER_FORCE)) && cache_failure(question, stamp_now(), problem))
		return problem->status;
	return discover(question, flags & MUSTER_FORCE ? NULL : candidate, registry, outcome, problem);
}

static enum muster_status get(const struct question *question, unsigned flags, struct candidate *candidate,
							  const struct muster_registry **registry, struct muster_outcome *outcome,
							  struct problem *problem)
{
	struct muster *muster = question->slot->muster;
	const bool ask = !(flags & (MUSTER_RETRY | MUSTER_FORCE));
	enum muster_status status = cache_look_all(question, true, candidate);

	if (status != MUSTER_OK)
		return problem_memory(problem);
	if (candidate->fresh && !(flags & MUSTER_FORCE))
		return cache_registry(question, candidate, registry, problem);
	if (candidate->readable && !candidate->fresh)
		context_log(muster, MUSTER_DETAIL, "%s: stale: %s", question->slot->name, cache_reason(candidate));
	forget_unless_usable(candidate);
	if (ask && question->policy.serve_stale && candidate->readable) {
		renew_start(question);
		return cache_registry(question, candidate, registry, problem);
	}
	if (ask && cache_failure(question, stamp_now(), problem))
		return problem->status;
	return discover_once(question, flags, candidate, registry, outcome, problem);
}

static void fill_outcome(struct muster_outcome *outcome, const struct muster_registry *registry)
{
	const struct meta *meta = registry_meta(registry);

	outcome->entries = meta->entries;
	outcome->sources = meta->sources;
	outcome->findings = meta->findings;
	outcome->raw_bytes = meta->raw_bytes;
	outcome->blob_bytes = registry_blob(registry)->size;
}

enum muster_status cache_get(const struct question *question, unsigned flags, const struct muster_registry **registry,
							 struct muster_outcome *outcome, struct problem *problem)
{
	const double started = clock_precise();
	struct muster_outcome unused = {0};
	struct candidate candidate;
	enum muster_status status;

	outcome = outcome ? outcome : &unused;
	*registry = NULL;
	status = get(question, flags, &candidate, registry, outcome, problem);
	cache_candidate_free(&candidate);
	outcome->milliseconds = clock_precise() - started;
	if (status == MUSTER_OK)
		fill_outcome(outcome, *registry);
	return status;
}
