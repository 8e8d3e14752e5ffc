/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Filling a host's own cache: all of it at once, an entry at a time, or by a discovery that happens once. */

#include <stdlib.h>

#include "base/clock.h"
#include "cache/batch.h"
#include "cache/host_cache.h"

/* What was added is written into the blob once it takes this much, or half of what the blob takes: so each entry is
 * written anew a few times in its life, and what a reader has to merge stays small beside what it reads anyway. */
#define JOURNAL_LEAST 65536

static bool is_cancelled(const void *data)
{
	return atomic_load(&((const struct running *)data)->cancelled);
}

enum muster_status host_lock(const struct question *question, int *lock, struct problem *problem)
{
	struct muster *muster = question->slot->muster;
	struct running running;
	bool waited;
	enum muster_status status;

	context_running(muster, &running);
	status = store_lock(&muster->store, question->slot->name, question->key, (question->policy.timeout + 1) * 1000,
						is_cancelled, &running, lock, &waited, problem);
	context_done(muster, &running);
	return status;
}

static struct meta make_meta(const struct muster_cache *cache, const struct question *question, int64_t created,
							 double started)
{
	const struct muster_cache_options *options = &cache->options;

	return (struct meta){
		.module = options->name,
		.version = question->wanted->version,
		.summary = options->summary,
		.path = "",
		.abi_major = MUSTER_ABI_MAJOR,
		.abi_minor = MUSTER_ABI_MINOR,
		.created = created ? created : stamp_now(),
		.discover_ms = clock_precise() - started,
		.content = question->policy.check_mtimes == CHECK_CONTENT,
		.fields = (struct muster_field *)options->fields,
		.failure = {.reason = "", .phase = ""},
		.host = {true, options->format, options->max_age, (int)options->check_mtimes},
	};
}

enum muster_status host_compose(const struct muster_cache *cache, const struct question *question, struct merge *merge,
								int64_t created, double started, struct composed *composed, struct problem *problem)
{
	struct meta meta = make_meta(cache, question, created, started);

	return merge_compose(merge, &meta, composed, problem);
}

enum muster_status host_publish(const struct question *question, const struct composed *composed,
								struct problem *problem)
{
	const struct slot *slot = question->slot;
	const struct store *store = &slot->muster->store;
	char *path;
	const enum muster_status status = store_publish(store, slot->name, question->wanted->version, question->key,
													composed->bytes, composed->size, &path, problem);

	free(path);
	if (status == MUSTER_OK) /* it goes with the blob before, and would be passed over */
		journal_remove(store, slot->name, question->key);
	return status;
}

static enum muster_status compose_batch(const struct muster_batch *batch, const struct question *question,
										struct composed *composed, struct problem *problem)
{
	struct merge merge = {.field_count = batch->item.field_count};
	enum muster_status status = merge_batch(&merge, batch);

	*composed = (struct composed){0};
	if (status == MUSTER_OK)
		status = host_compose(batch->cache, question, &merge, 0, batch->started, composed, problem);
	else
		problem_set(problem, status, "%s: %s", question->slot->name, muster_status_text(status));
	merge_free(&merge);
	return status;
}

static enum muster_status save(const struct muster_batch *batch, const struct question *question,
							   struct problem *problem)
{
	struct composed composed;
	enum muster_status status = compose_batch(batch, question, &composed, problem);

	if (status == MUSTER_OK)
		status = host_publish(question, &composed, problem);
	free(composed.bytes);
	return status;
}

/* Under the lock, where there is one to be had. */
static enum muster_status save_locked(const struct muster_batch *batch, const struct question *question,
									  struct problem *problem)
{
	__attribute__((cleanup(store_unlock))) int lock = -1;
	const enum muster_status status = host_lock(question, &lock, problem);

	return status == MUSTER_OK || status == MUSTER_UNSUPPORTED ? save(batch, question, problem) : status;
}

struct base {
	struct candidate candidate;
	bool use;  /* what is added is added to this one */
	bool here; /* it is in the store that is written to, where its journal can be */
};

static bool known_stale(struct muster_cache *cache, const struct candidate *candidate)
{
	bool same;

	pthread_mutex_lock(&cache->slot.loading);
	same = hash_equal(&cache->stale, &candidate->blob.identity);
	pthread_mutex_unlock(&cache->slot.loading);
	return same;
}

/* Sources are not looked at each time that something is added: who loads does, and then says so. */
static enum muster_status find_base(struct muster_cache *cache, const struct question *question, struct base *base,
									struct problem *problem)
{
	const struct store *store = &cache->slot.muster->store;
	const enum muster_status status = cache_look_all(question, false, &base->candidate);

	base->use = status == MUSTER_OK && base->candidate.fresh && !known_stale(cache, &base->candidate);
	base->here = base->use && store->writable[base->candidate.folder];
	return status == MUSTER_OK ? status : problem_memory(problem);
}

/* Everything in one blob: the base, what was added to it, and the batch. */
static enum muster_status fold(const struct muster_batch *batch, const struct question *question,
							   const struct base *base, struct problem *problem)
{
	const struct slot *slot = question->slot;
	const struct candidate *old = &base->candidate;
	struct merge merge = {.field_count = batch->item.field_count};
	struct journal journal;
	struct composed composed = {0};
	enum muster_status status = journal_read(&slot->muster->store, old->folder, slot->name, question->key,
											 &old->blob.identity, &journal, problem);

	if (status == MUSTER_OK || status == MUSTER_NOT_FOUND ||
		status == MUSTER_STALE) { /* of another blob: it is in this one, or was to be replaced */
		*problem = (struct problem){0};
		status = merge_blob(&merge, &old->blob, &old->meta);
	}
	if (status == MUSTER_OK)
		status = merge_journal(&merge, &journal);
	if (status == MUSTER_OK)
		status = merge_batch(&merge, batch);
	if (status == MUSTER_OK)
		status = host_compose(batch->cache, question, &merge, old->meta.created,
							  clock_precise() - old->meta.discover_ms, &composed, problem);
	if (status == MUSTER_OK)
		status = host_publish(question, &composed, problem);
	else if (!*problem->text)
		problem_set(problem, status, "%s: %s", slot->name, muster_status_text(status));
	free(composed.bytes);
	merge_free(&merge);
	journal_free(&journal);
	return status;
}

/* Unless somebody writes just now, who will do it in time. */
bool host_fold(struct muster_cache *cache, const struct question *question)
{
	__attribute__((cleanup(store_unlock))) int lock = -1;
	struct slot *slot = &cache->slot;
	struct base base = {.candidate.blob.descriptor = -1};
	struct problem problem = {0};
	struct muster_batch *nothing;
	bool waited, done = false;

	if (store_lock(&slot->muster->store, slot->name, question->key, 0, NULL, NULL, &lock, &waited, NULL) != MUSTER_OK ||
		muster_batch_open(cache, &nothing) != MUSTER_OK)
		return false;
	if (find_base(cache, question, &base, &problem) == MUSTER_OK && base.here)
		done = fold(nothing, question, &base, &problem) == MUSTER_OK;
	cache_candidate_free(&base.candidate);
	muster_batch_close(nothing);
	return done;
}

static enum muster_status append(const struct muster_batch *batch, const struct question *question,
								 const struct base *base, bool *full, struct problem *problem)
{
	struct muster_cache *cache = batch->cache;
	const uint64_t half = base->candidate.blob.size / 2;
	struct buffer payload = {0};
	enum muster_status status;

	batch_encode(batch, &payload);
	status = payload.failed ? problem_memory(problem)
							: journal_append(&cache->slot.muster->store, cache->slot.name, question->key,
											 &base->candidate.blob.identity, &payload,
											 half > JOURNAL_LEAST ? half : JOURNAL_LEAST, &cache->place, full, problem);
	buffer_free(&payload);
	return status;
}

static enum muster_status add(const struct muster_batch *batch, const struct question *question,
							  const struct base *base, struct problem *problem)
{
	bool full = true;
	enum muster_status status = base->use ? MUSTER_OK : MUSTER_DAMAGED;

	if (base->here)
		status = append(batch, question, base, &full, problem);
	if (status == MUSTER_OK && full)
		status = fold(batch, question, base, problem);
	return status == MUSTER_DAMAGED ? save(batch, question, problem) : status;
}

static enum muster_status merge_locked(const struct muster_batch *batch, const struct question *question,
									   struct problem *problem)
{
	__attribute__((cleanup(store_unlock))) int lock = -1;
	struct base base = {.candidate.blob.descriptor = -1};
	enum muster_status status = host_lock(question, &lock, problem);

	if (status != MUSTER_OK)
		return status;
	status = find_base(batch->cache, question, &base, problem);
	if (status == MUSTER_OK)
		status = add(batch, question, &base, problem);
	cache_candidate_free(&base.candidate);
	return status;
}

/* What both ways of keeping a batch begin and end with. */
static enum muster_status keep(struct muster_cache *cache, const struct muster_batch *batch,
							   enum muster_status (*way)(const struct muster_batch *batch,
														 const struct question *question, struct problem *problem))
{
	struct problem problem = {0};
	struct wanted wanted;
	struct question question;
	enum muster_status status;

	if (!cache || !batch || batch->cache != cache)
		return MUSTER_BAD_ARGUMENT;
	if (batch->status != MUSTER_OK) {
		problem_set(&problem, batch->status, "%s: not all could be added: %s", cache->slot.name,
					muster_status_text(batch->status));
		return context_fail(cache->slot.muster, &problem);
	}
	status = host_question(cache, &wanted, &question, &problem);
	if (status == MUSTER_OK) {
		pthread_mutex_lock(&cache->slot.lock);
		status = way(batch, &question, &problem);
		pthread_mutex_unlock(&cache->slot.lock);
	}
	return context_end(cache->slot.muster, status, &problem);
}

enum muster_status muster_cache_save(struct muster_cache *cache, const struct muster_batch *batch)
{
	return keep(cache, batch, save_locked);
}

enum muster_status muster_cache_merge(struct muster_cache *cache, const struct muster_batch *batch)
{
	return keep(cache, batch, merge_locked);
}

enum muster_status muster_cache_put(struct muster_cache *cache, const char *key, const void *item)
{
	struct muster_batch *batch;
	enum muster_status status = muster_batch_open(cache, &batch);

	if (status != MUSTER_OK)
		return status;
	status = muster_batch_add(batch, key, item);
	if (status == MUSTER_OK && batch->left_out) {
		struct problem problem;
		problem_set(&problem, batch->refused, "%s: %s", cache->slot.name, batch->results.findings[0].text);
		status = context_fail(cache->slot.muster, &problem);
	}
	if (status == MUSTER_OK)
		status = muster_cache_merge(cache, batch);
	muster_batch_close(batch);
	return status;
}

enum muster_status muster_cache_clear(struct muster_cache *cache)
{
	return cache ? muster_clear(cache->slot.muster, cache->slot.name, NULL) : MUSTER_BAD_ARGUMENT;
}

static bool is_miss(enum muster_status status)
{
	return status == MUSTER_NOT_FOUND || status == MUSTER_STALE || status == MUSTER_DAMAGED ||
		   status == MUSTER_REFUSED || status == MUSTER_UNSUPPORTED;
}

/* A host's discovery, and what came of it; kept, unless the cache is switched off. */
static enum muster_status discover(struct muster_batch *batch, const struct question *question,
								   muster_cache_discover *function, void *data, const struct muster_registry **registry,
								   struct problem *problem)
{
	struct problem trouble = {0};
	struct composed composed;
	enum muster_status status = function(batch, data);

	if (status == MUSTER_OK)
		status = batch->status;
	if (status != MUSTER_OK && batch->problem.status == status) {
		*problem = batch->problem;
		return status;
	}
	if (status != MUSTER_OK)
		return problem_set(problem, status, "%s: gave up: %s", question->slot->name, muster_status_text(status));
	status = compose_batch(batch, question, &composed, problem);
	if (status != MUSTER_OK)
		return status;
	if (question->policy.enabled && host_publish(question, &composed, &trouble) != MUSTER_OK)
		context_log(question->slot->muster, MUSTER_LEVEL_WARNING, "%s: found, but not kept: %s", question->slot->name,
					trouble.text);
	return host_adopt(question, &composed, registry, problem);
}

static enum muster_status discover_once(struct muster_cache *cache, const struct question *question,
										muster_cache_discover *function, void *data,
										const struct muster_registry **registry, struct problem *problem)
{
	__attribute__((cleanup(store_unlock))) int lock = -1;
	struct muster_batch *batch;
	enum muster_status status = question->policy.enabled ? host_lock(question, &lock, problem) : MUSTER_UNSUPPORTED;

	if (status == MUSTER_CANCELLED)
		return status;
	if (status == MUSTER_OK) { /* somebody else may have been here since */
		status = host_load(cache, question, registry, problem);
		if (status == MUSTER_OK || !is_miss(status))
			return status;
	}
	status = muster_batch_open(cache, &batch);
	if (status != MUSTER_OK)
		return problem_memory(problem);
	status = discover(batch, question, function, data, registry, problem);
	muster_batch_close(batch);
	return status;
}

enum muster_status muster_cache_get(struct muster_cache *cache, muster_cache_discover *function, void *data,
									const struct muster_registry **registry)
{
	struct problem problem = {0};
	struct wanted wanted;
	struct question question;
	enum muster_status status;

	if (!cache || !function || !registry)
		return MUSTER_BAD_ARGUMENT;
	*registry = NULL;
	status = host_question(cache, &wanted, &question, &problem);
	if (status != MUSTER_OK && status != MUSTER_BAD_CONFIG)
		return context_fail(cache->slot.muster, &problem);
	pthread_mutex_lock(&cache->slot.lock);
	if (status == MUSTER_OK)
		status = host_load(cache, &question, registry, &problem);
	if (status == MUSTER_BAD_CONFIG || is_miss(status)) {
		context_end_miss(cache->slot.muster, status, &problem);
		status = discover_once(cache, &question, function, data, registry, &problem);
	}
	pthread_mutex_unlock(&cache->slot.lock);
	return context_end(cache->slot.muster, status, &problem);
}
