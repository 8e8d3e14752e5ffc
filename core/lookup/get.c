/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The calls by which hosts come to registries. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lookup/lookup.h"

/* A registry once got stays, unless reading it showed that its blob is damaged. */
static bool at_hand(const struct slot *slot)
{
	return slot->registry && muster_registry_status(slot->registry) != MUSTER_DAMAGED;
}

static enum muster_status get_locked(const struct question *question, unsigned flags,
									 const struct muster_registry **registry, struct muster_outcome *outcome,
									 struct problem *problem)
{
	struct slot *slot = question->slot;
	enum muster_status status;

	if (slot->registry && !at_hand(slot))
		flags |= MUSTER_REFRESH_FORCE;
	status = cache_get(question, flags, registry, outcome, problem);
	if (status == MUSTER_OK) {
		muster_registry_release(slot->registry);
		slot->registry = muster_registry_retain(*registry);
	}
	return status;
}

/* The registry that the slot holds keeps its context alive only as long as the host does: see muster_close(). */
enum muster_status muster_get(struct muster *muster, const char *module, const struct muster_registry **registry)
{
	struct problem problem = {0};
	struct question question;
	struct slot *slot;
	enum muster_status status = MUSTER_OK;

	if (!muster || !module || !registry)
		return MUSTER_BAD_ARGUMENT;
	*registry = NULL;
	slot = context_slot(muster, module, &problem);
	if (!slot)
		return context_fail(muster, &problem);
	pthread_mutex_lock(&slot->lock);
	if (at_hand(slot))
		*registry = muster_registry_retain(slot->registry);
	else
		status = cache_question(muster, module, &question, &problem);
	if (!*registry && status == MUSTER_OK)
		status = get_locked(&question, 0, registry, NULL, &problem);
	pthread_mutex_unlock(&slot->lock);
	return context_end(muster, status, &problem);
}

/* One module on a thread of its own. */
struct refreshing {
	struct muster *muster;
	unsigned flags;
	struct muster_outcome *outcome;
	pthread_t thread;
	bool started;
};

static enum muster_status refresh(const struct refreshing *refreshing, struct problem *problem)
{
	struct muster_outcome *outcome = refreshing->outcome;
	const struct muster_registry *registry = NULL;
	struct question question;
	enum muster_status status = cache_question(refreshing->muster, outcome->module, &question, problem);

	if (status != MUSTER_OK)
		return status;
	question.policy.serve_stale = false; /* fresh is what was asked for */
	question.retry = refreshing->flags & MUSTER_REFRESH_RETRY;
	pthread_mutex_lock(&question.slot->lock);
	status = get_locked(&question, refreshing->flags, &registry, outcome, problem);
	pthread_mutex_unlock(&question.slot->lock);
	muster_registry_release(registry);
	return status;
}

static void *refresh_thread(void *data)
{
	struct refreshing *refreshing = data;
	struct muster_outcome *outcome = refreshing->outcome;
	struct problem problem = {0};

	outcome->status = refresh(refreshing, &problem);
	if (context_end(refreshing->muster, outcome->status, &problem) != MUSTER_OK) {
		const char *message = strdup(problem.text);
		outcome->message = message ? message : "";
		/* cppcheck-suppress memleak ; muster_outcomes_free() frees it */
	}
	return NULL;
}

/* Threads of ours never run the host's signal handlers. */
static void run_all(struct refreshing *all, size_t count)
{
	sigset_t every, before;

	sigfillset(&every);
	pthread_sigmask(SIG_BLOCK, &every, &before);
	for (size_t i = 1; i < count; i++)
		all[i].started = pthread_create(&all[i].thread, NULL, refresh_thread, &all[i]) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < count; i++) {
		if (!all[i].started) /* the first one is this thread's own; so is what no thread could be had for */
			refresh_thread(&all[i]);
	}
	for (size_t i = 0; i < count; i++) {
		if (all[i].started)
			pthread_join(all[i].thread, NULL);
	}
}

static size_t chosen(const struct muster *muster, const char *const *modules)
{
	size_t count = 0;

	while (modules && modules[count])
		count++;
	return modules ? count : muster->slot_count;
}

/* The names, those asked for or all that are switched on. False without memory. */
static bool name_outcomes(struct muster *muster, const char *const *modules, struct muster_outcome *outcomes,
						  size_t *count)
{
	const size_t most = *count;

	*count = 0;
	for (size_t i = 0; i < most; i++) {
		const char *name = modules ? modules[i] : muster->slots[i].name;
		struct policy policy;
		config_policy(muster->config, name, &policy);
		if (!modules && !policy.enabled)
			continue;
		outcomes[*count].message = "";
		outcomes[*count].module = strdup(name);
		if (!outcomes[(*count)++].module)
			return false;
	}
	return true;
}

enum muster_status muster_refresh(struct muster *muster, const char *const *modules, unsigned flags,
								  struct muster_outcome **outcomes, size_t *count)
{
	struct refreshing *all;
	struct muster_outcome *rows;
	enum muster_status status = MUSTER_OK;

	if (!muster || !outcomes || !count)
		return MUSTER_BAD_ARGUMENT;
	*outcomes = NULL;
	*count = chosen(muster, modules);
	rows = calloc(*count + 1, sizeof(*rows));
	all = calloc(*count + 1, sizeof(*all));
	if (!rows || !all || !name_outcomes(muster, modules, rows, count)) {
		muster_outcomes_free(rows, *count);
		free(all);
		*count = 0;
		return MUSTER_NO_MEMORY;
	}
	for (size_t i = 0; i < *count; i++)
		all[i] = (struct refreshing){.muster = muster, .flags = flags, .outcome = &rows[i]};
	run_all(all, *count);
	free(all);
	for (size_t i = 0; i < *count && status == MUSTER_OK; i++)
		status = rows[i].status;
	*outcomes = rows;
	return status;
}

void muster_outcomes_free(struct muster_outcome *outcomes, size_t count)
{
	for (size_t i = 0; outcomes && i < count; i++) {
		free((char *)outcomes[i].module);
		if (outcomes[i].message && *outcomes[i].message) /* NULL in rows that were not reached */
			free((char *)outcomes[i].message);
	}
	free(outcomes);
}
