/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* muster_get_cached() opens what the store has under a name, without checking it: a module's registry or a host's own
 * cache. */

#include "cache/host_cache.h"

/* Opens a host's own cache, without items, which only the host can make. MUSTER_NOT_FOUND if there is no such cache. */
static enum muster_status get_cached_of_host(struct muster *muster, const char *name,
											 const struct muster_registry **registry, struct problem *problem)
{
	struct question question;
	struct slot slot;
	struct candidate candidate;
	struct muster_registry *made = NULL;
	enum muster_status status;

	host_question_by_name(muster, name, &slot, &question);
	status = host_examine(&question, &candidate, problem);
	if (status == MUSTER_OK && !candidate.readable)
		status = problem_set(problem, MUSTER_STALE, "%s: %s", name, cache_reason(&candidate));
	if (status != MUSTER_OK) {
		cache_candidate_free(&candidate);
		return status;
	}
	status =
		registry_make(&made, &candidate.blob, candidate.path, &candidate.meta, candidate.meta_bytes, NULL, problem);
	candidate.blob = (struct blob){.descriptor = -1};
	candidate.meta = (struct meta){0};
	candidate.meta_bytes = NULL;
	candidate.path = NULL;
	cache_candidate_free(&candidate);
	*registry = made;
	return status;
}

enum muster_status muster_get_cached(struct muster *muster, const char *module, const struct muster_registry **registry)
{
	struct problem problem = {0}, of_host = {0};
	struct question question;
	struct candidate candidate;
	enum muster_status status;

	if (!muster || !module || !registry)
		return MUSTER_BAD_ARGUMENT;
	*registry = NULL;
	status = cache_question(muster, module, &question, &problem);
	if (status != MUSTER_OK && !question.slot) {
		status = get_cached_of_host(muster, module, registry, &of_host);
		if (status == MUSTER_OK)
			return status;
		return status == MUSTER_NOT_FOUND ? context_fail(muster, &problem) : context_end(muster, status, &of_host);
	}
	if (status != MUSTER_OK)
		return context_end(muster, status, &problem);
	status = cache_look_all(&question, false, &candidate);
	if (status == MUSTER_OK && !candidate.readable)
		status = problem_set(&problem, MUSTER_STALE, "%s: no blob to take: %s (muster scan %s makes one)", module,
							 cache_reason(&candidate), module);
	if (status == MUSTER_OK)
		status = cache_registry(&question, &candidate, registry, &problem);
	cache_candidate_free(&candidate);
	return context_end(muster, status, &problem);
}
