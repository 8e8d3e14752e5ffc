/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "lookup/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "lookup/launch.h"
#include "lookup/renew.h"

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
		context_log(slot->muster, MUSTER_LEVEL_WARNING, "%s: found, but not kept: %s", slot->name, trouble.text);
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

	if (status != MUSTER_OK) {
		cache_keep_failure(question, launched.phase, problem);
		return status;
	}
	outcome->discovered = true;
	outcome->changed = launched.read;
	return adopt(question, &launched, registry, problem);
}

static bool is_cancelled(const void *data)
{
	return atomic_load(&((const struct running *)data)->cancelled);
}

/* Every source is to be read anew; what the last discovery found is there for those that cannot be. False without
 * memory. */
static bool doubt_all(struct candidate *candidate)
{
	unsigned char *bytes = NULL;
	enum muster_status status = MUSTER_OK;

	if (!candidate->sources_read) {
		status = blob_section(&candidate->blob, BLOB_SOURCES, &bytes, NULL);
		if (status == MUSTER_OK)
			status = sources_decode(&candidate->sources, bytes, candidate->blob.sections[BLOB_SOURCES].raw);
		candidate->sources_read = status == MUSTER_OK;
		free(bytes);
	}
	free(candidate->unchanged);
	candidate->unchanged = candidate->sources_read ? calloc(candidate->sources.count + 1, 1) : NULL;
	return candidate->sources_read ? candidate->unchanged != NULL : status != MUSTER_NO_MEMORY;
}

/* A discovery builds upon an old blob only while the module and the rules it was read by are the same. Once the blob's
 * time is over, nothing counts as unchanged: `max_age` is there for what stamps cannot see. False without memory. */
static bool forget_unless_usable(struct candidate *candidate, bool force)
{
	if (candidate->readable && candidate->rules[RULE_MODULE].passed)
		return force || !candidate->rules[RULE_AGE].passed ? doubt_all(candidate) : true;
	free(candidate->unchanged);
	candidate->unchanged = NULL;
	return true;
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
	forget_unless_usable(candidate, false);
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
	if (!(flags & MUSTER_REFRESH_FORCE) && look_again(question, candidate))
		return cache_registry(question, candidate, registry, problem);
	if (waited && !(flags & (MUSTER_REFRESH_RETRY | MUSTER_REFRESH_FORCE)) &&
		cache_failure(question, stamp_now(), problem))
		return problem->status;
	return discover(question, candidate, registry, outcome, problem);
}

static enum muster_status get(const struct question *question, unsigned flags, struct candidate *candidate,
							  const struct muster_registry **registry, struct muster_outcome *outcome,
							  struct problem *problem)
{
	struct muster *muster = question->slot->muster;
	const bool ask = !(flags & (MUSTER_REFRESH_RETRY | MUSTER_REFRESH_FORCE));
	enum muster_status status = cache_look_all(question, true, candidate);

	if (status != MUSTER_OK)
		return problem_memory(problem);
	if (candidate->fresh && !(flags & MUSTER_REFRESH_FORCE))
		return cache_registry(question, candidate, registry, problem);
	if (candidate->readable && !candidate->fresh)
		context_log(muster, MUSTER_LEVEL_DETAIL, "%s: stale: %s", question->slot->name, cache_reason(candidate));
	if (!forget_unless_usable(candidate, flags & MUSTER_REFRESH_FORCE))
		return problem_memory(problem);
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
	outcome->incomplete = meta->trouble.sources;
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
	if (status != MUSTER_OK)
		return status;
	fill_outcome(outcome, *registry);
	if (outcome->incomplete)
		context_log(question->slot->muster, MUSTER_LEVEL_WARNING,
					"%s: incomplete: %zu of its sources could not be read (muster status -v %s)", question->slot->name,
					outcome->incomplete, question->slot->name);
	return status;
}
