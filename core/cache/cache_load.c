/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading a host's own cache: its blob, and what was added since. */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cache/host_cache.h"

/* Somebody may replace the blob as often as we look at it, but hardly each time. */
#define ATTEMPTS 16

/* Who adds more seldom does not mind that the blob is written anew each time: merging took as long. */
#define QUIET (INT64_C(3) * 1000 * 1000 * 1000)

/* Whether the blob that was opened is still the one in its place. Its inode may be used again by the next but one. */
static bool in_place(const struct candidate *candidate)
{
	cleanup_close int file = open(candidate->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct hash identity;

	return file >= 0 &&
		   pread(file, identity.bytes, sizeof(identity.bytes), BLOB_HEADER_BYTES - sizeof(identity.bytes)) ==
			   sizeof(identity.bytes) &&
		   hash_equal(&identity, &candidate->blob.identity);
}

/* A blob and its journal are two files. Where they do not go together, both may just have been replaced; but if the
 * blob is still in its place after a look at the journal, that is one which this blob was written to hold, or to
 * replace, by a writer that was killed then. */
static enum muster_status read_both(const struct question *question, struct candidate *candidate,
									struct journal *journal, struct problem *problem)
{
	const struct store *store = &question->slot->muster->store;
	enum muster_status status = MUSTER_OK;

	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		cache_candidate_free(candidate);
		*journal = (struct journal){0};
		status = cache_look_all(question, true, candidate);
		if (status != MUSTER_OK)
			return problem_memory(problem);
		candidate->base = candidate->blob.identity;
		if (!candidate->fresh)
			return MUSTER_OK;
		status = journal_read(store, candidate->folder, question->slot->name, question->key, &candidate->blob.identity,
							  journal, problem);
		if (status == MUSTER_DAMAGED && attempt < 2) /* or a torn end was cut off while it was read */
			continue;
		if ((status != MUSTER_STALE && status != MUSTER_NOT_FOUND) || in_place(candidate))
			break;
	}
	return status == MUSTER_STALE || status == MUSTER_NOT_FOUND ? MUSTER_OK : status;
}

/* The counts and lists of the blob before are not those of this one. */
static enum muster_status use_composed(const struct question *question, struct candidate *candidate,
									   struct composed *composed, struct problem *problem)
{
	struct candidate next = {
		.blob.descriptor = -1, .readable = true, .folder = candidate->folder, .base = candidate->base};
	enum muster_status status = blob_open_bytes(&next.blob, composed->bytes, composed->size, problem);

	*composed = (struct composed){0};
	if (status == MUSTER_OK)
		status = blob_section(&next.blob, BLOB_META, &next.meta_bytes, problem);
	if (status == MUSTER_OK)
		status = meta_decode(&next.meta, next.meta_bytes, next.blob.sections[BLOB_META].raw);
	if (status != MUSTER_OK) {
		cache_candidate_free(&next);
		return status;
	}
	memcpy(next.rules, candidate->rules, sizeof(next.rules));
	next.path = candidate->path;
	candidate->path = NULL;
	cache_candidate_free(candidate);
	*candidate = next;
	return cache_judge_sources(question, candidate);
}

static size_t count_fields(const struct muster_field *fields)
{
	size_t count = 0;

	while (fields[count].name)
		count++;
	return count;
}

/* What was added to the candidate's blob becomes part of it, in memory. */
static enum muster_status add_journal(const struct question *question, struct candidate *candidate,
									  const struct journal *journal, struct problem *problem)
{
	struct merge merge = {.field_count = count_fields(candidate->meta.fields)};
	struct meta meta = candidate->meta;
	struct composed composed;
	enum muster_status status = merge_blob(&merge, &candidate->blob, &candidate->meta);

	if (status == MUSTER_OK)
		status = merge_journal(&merge, journal);
	if (status == MUSTER_OK)
		status = merge_compose(&merge, &meta, &composed, problem);
	else
		problem_set(problem, status, "%s", muster_status_text(status));
	if (status == MUSTER_OK)
		status = use_composed(question, candidate, &composed, problem);
	merge_free(&merge);
	return status;
}

/* Merging costs more than reading a blob: once nobody adds any more, one reader does it for all. */
static bool is_quiet(const struct question *question, const struct candidate *candidate, const struct journal *journal)
{
	const int64_t age = stamp_now() - journal->modified;

	return journal->size && (age > QUIET || age < 0) && question->slot->muster->store.writable[candidate->folder];
}

/* Problems with the journal are the candidate's: it is then not fresh. @cache (NULL: only look) may be tidied up. */
static enum muster_status look(struct muster_cache *cache, const struct question *question, struct candidate *candidate,
							   struct problem *problem)
{
	struct journal journal;
	enum muster_status status;

	*candidate = (struct candidate){.blob.descriptor = -1};
	status = read_both(question, candidate, &journal, problem);
	if (status == MUSTER_OK && cache && is_quiet(question, candidate, &journal) && host_fold(cache, question)) {
		journal_free(&journal);
		status = read_both(question, candidate, &journal, problem);
	}
	if (status == MUSTER_OK && journal.size)
		status = add_journal(question, candidate, &journal, problem);
	journal_free(&journal);
	if (status == MUSTER_OK || status == MUSTER_NO_MEMORY)
		return status == MUSTER_OK ? status : problem_memory(problem);
	cache_fail_blob(candidate, status, problem->text);
	return MUSTER_OK;
}

/* The blob that is of no use is remembered: what is added next begins anew. */
static void note_stale(struct muster_cache *cache, const struct hash *base)
{
	pthread_mutex_lock(&cache->slot.loading);
	cache->stale = *base;
	pthread_mutex_unlock(&cache->slot.loading);
}

/* What a blob depends on may be again what it was. */
static void note_fresh(struct muster_cache *cache, const struct hash *base)
{
	pthread_mutex_lock(&cache->slot.loading);
	if (hash_equal(&cache->stale, base))
		cache->stale = (struct hash){{0}};
	pthread_mutex_unlock(&cache->slot.loading);
}

static enum muster_status miss(struct muster_cache *cache, const struct candidate *candidate, struct problem *problem)
{
	note_stale(cache, &candidate->base);
	return problem_set(problem, candidate->status == MUSTER_OK ? MUSTER_STALE : candidate->status, "%s: %s",
					   cache->slot.name, cache_reason(candidate));
}

static enum muster_status make_items(const struct muster_cache *cache, const struct muster_registry *registry,
									 struct problem *problem)
{
	const char *key = "";
	enum muster_status status;

	if (!cache->options.deserialize)
		return MUSTER_OK;
	status = registry_make_items(registry, &key);
	if (status == MUSTER_OK)
		return status;
	if (status == MUSTER_NO_MEMORY)
		return problem_memory(problem);
	return problem_set(problem, MUSTER_DAMAGED, "%s: no item can be made of \"%.256s\": %s", cache->slot.name, key,
					   muster_status_text(status));
}

enum muster_status host_load(struct muster_cache *cache, const struct question *question,
							 const struct muster_registry **registry, struct problem *problem)
{
	struct candidate candidate;
	struct hash base;
	enum muster_status status = look(cache, question, &candidate, problem);

	*registry = NULL;
	base = candidate.base;
	if (status == MUSTER_OK)
		status = candidate.fresh ? cache_registry(question, &candidate, registry, problem)
								 : miss(cache, &candidate, problem);
	cache_candidate_free(&candidate);
	if (!*registry)
		return status;
	status = make_items(cache, *registry, problem);
	if (status == MUSTER_OK) {
		note_fresh(cache, &base);
		return status;
	}
	muster_registry_release(*registry);
	*registry = NULL;
	if (status == MUSTER_DAMAGED)
		note_stale(cache, &base);
	return status;
}

enum muster_status host_adopt(const struct question *question, struct composed *composed,
							  const struct muster_registry **registry, struct problem *problem)
{
	struct candidate candidate = {.blob.descriptor = -1};
	enum muster_status status = use_composed(question, &candidate, composed, problem);

	if (status == MUSTER_OK)
		status = cache_registry(question, &candidate, registry, problem);
	cache_candidate_free(&candidate);
	if (status == MUSTER_OK)
		status = make_items((const struct muster_cache *)(const void *)question->slot, *registry, problem);
	if (status != MUSTER_OK) {
		muster_registry_release(*registry);
		*registry = NULL;
	}
	return status;
}

enum muster_status host_examine(struct question *question, struct candidate *candidate, struct problem *problem)
{
	struct slot *slot = question->slot;
	enum muster_status status = cache_look_all(question, false, candidate);

	if (status == MUSTER_OK && candidate->status == MUSTER_NOT_FOUND)
		status = problem_set(problem, MUSTER_NOT_FOUND, "%s: no such cache", slot->name);
	if (status == MUSTER_OK && candidate->readable)
		config_cache_policy(slot->muster->config, slot->name, candidate->meta.host.max_age,
							candidate->meta.host.check - 1, &question->policy);
	if (status != MUSTER_OK)
		return status == MUSTER_NO_MEMORY ? problem_memory(problem) : status;
	cache_candidate_free(candidate);
	return look(NULL, question, candidate, problem);
}

enum muster_status muster_cache_load(struct muster_cache *cache, const struct muster_registry **registry)
{
	struct problem problem = {0};
	struct wanted wanted;
	struct question question;
	enum muster_status status;

	if (!cache || !registry)
		return MUSTER_BAD_ARGUMENT;
	*registry = NULL;
	status = host_question(cache, &wanted, &question, &problem);
	if (status == MUSTER_OK)
		status = host_load(cache, &question, registry, &problem);
	return context_end_miss(cache->slot.muster, status, &problem);
}
