/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a module's registry stands, and why: what `muster status` and `muster explain` tell. */

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cache/host_cache.h"
#include "value/value.h"

#define CHANGES_LIMIT 1000

/* The public part, with the memory behind it. */
struct state {
	struct muster_state public;
	struct arena arena;
	bool failed; /* memory ran out: not all is in it */
};

static void fill_blob(struct state *state, const struct candidate *candidate)
{
	struct muster_state *public = &state->public;
	const struct meta *meta = &candidate->meta;

	public->version = arena_string(&state->arena, meta->version);
	public->entries = meta->entries;
	public->groups = meta->groups;
	public->sources = meta->sources;
	public->created = meta->created;
	public->age_seconds = (double)(stamp_now() - meta->created) / 1e9;
	public->blob = arena_string(&state->arena, candidate->path);
	public->blob_bytes = candidate->blob.size;
	public->raw_bytes = meta->raw_bytes;
	public->discover_ms = meta->discover_ms;
}

static void fill_checks(struct state *state, const struct candidate *candidate, const struct problem *failure)
{
	static const char *const names[RULE_COUNT] = {"blob", "version", "age", "complete", "sources"};
	struct muster_state_check *checks = arena_alloc(&state->arena, (RULE_COUNT + 1) * sizeof(*checks));
	size_t count = 0;

	for (size_t i = 0; checks && i < RULE_COUNT; i++) {
		const struct rule_result *rule = &candidate->rules[i];
		if (rule->checked)
			checks[count++] =
				(struct muster_state_check){names[i], rule->passed, arena_string(&state->arena, rule->detail)};
	}
	if (checks && failure->status != MUSTER_OK)
		checks[count++] = (struct muster_state_check){"failure", false, arena_string(&state->arena, failure->text)};
	state->public.checks = checks;
	state->public.check_count = count;
}

static void fill_changes(struct state *state, const struct candidate *candidate)
{
	const size_t most = candidate->changed < CHANGES_LIMIT ? candidate->changed : CHANGES_LIMIT;
	struct muster_change *changes = arena_alloc(&state->arena, (most + 1) * sizeof(*changes));
	char path[PATH_MAX];
	size_t count = 0;

	for (size_t i = 0; changes && candidate->unchanged && i < candidate->sources.count && count < most; i++) {
		const struct source *source = &candidate->sources.items[i];
		if (candidate->unchanged[i])
			continue;
		sources_path(&candidate->sources, source, path, sizeof(path));
		changes[count].path = arena_string(&state->arena, path);
		changes[count++].what = validity_difference(&candidate->sources, source);
	}
	state->failed = state->failed || !changes;
	state->public.changes = changes;
	state->public.change_count = count;
	state->public.changed = candidate->changed;
}

/* The sources are there already where they were checked. */
static enum muster_status need_sources(struct candidate *candidate)
{
	unsigned char *bytes;
	enum muster_status status;

	if (candidate->sources_read)
		return MUSTER_OK;
	status = blob_section(&candidate->blob, BLOB_SOURCES, &bytes, NULL);
	if (status != MUSTER_OK)
		return status;
	status = sources_decode(&candidate->sources, bytes, candidate->blob.sections[BLOB_SOURCES].raw);
	free(bytes);
	candidate->sources_read = status == MUSTER_OK;
	return status;
}

static void fill_findings(struct state *state, struct candidate *candidate)
{
	const size_t most = candidate->blob.sections[BLOB_FINDINGS].raw / 4; /* a finding is at least as long */
	cleanup_free unsigned char *bytes = NULL;
	struct muster_finding *findings;
	const unsigned char *data;
	size_t size = candidate->blob.sections[BLOB_FINDINGS].raw, budget = size, count = 0;
	char path[PATH_MAX];
	enum muster_status status;

	if (candidate->meta.findings == 0 || candidate->meta.findings > most)
		return;
	status = need_sources(candidate);
	if (status == MUSTER_OK)
		status = blob_section(&candidate->blob, BLOB_FINDINGS, &bytes, NULL);
	findings = arena_alloc(&state->arena, candidate->meta.findings * sizeof(*findings));
	state->failed = state->failed || !findings || status == MUSTER_NO_MEMORY;
	if (status != MUSTER_OK)
		return;
	data = bytes;
	for (; findings && count < candidate->meta.findings && size; count++) {
		struct muster_value row;
		uint64_t source;
		status = value_decode(&data, &size, &state->arena, &budget, &row);
		state->failed = state->failed || status == MUSTER_NO_MEMORY;
		if (status != MUSTER_OK)
			break;
		source = (uint64_t)muster_value_integer(muster_value_at(&row, 0));
		if ((source >= candidate->sources.count && source != SOURCE_NONE) ||
			!muster_value_string(muster_value_at(&row, 2)))
			break;
		if (source == SOURCE_NONE) /* of a host's own cache */
			snprintf(path, sizeof(path), "%s", candidate->meta.module);
		else
			sources_path(&candidate->sources, &candidate->sources.items[source], path, sizeof(path));
		findings[count].path = arena_string(&state->arena, path);
		findings[count].line = (unsigned)muster_value_integer(muster_value_at(&row, 1));
		findings[count].text = arena_string(&state->arena, muster_value_string(muster_value_at(&row, 2)));
	}
	state->public.findings = findings;
	state->public.finding_count = count;
}

/* Arenas give NULL without memory; that must not be met by a host that was told all is well. */
static bool complete(const struct state *state)
{
	const struct muster_state *public = &state->public;

	if (state->failed)
		return false;
	for (size_t i = 0; i < public->change_count; i++) {
		if (!public->changes[i].path)
			return false;
	}
	for (size_t i = 0; i < public->finding_count; i++) {
		if (!public->findings[i].path || !public->findings[i].text)
			return false;
	}
	for (size_t i = 0; i < public->check_count; i++) {
		if (!public->checks[i].detail)
			return false;
	}
	return public->module && public->checks && (!public->blob || public->version) && (public->fresh || public->reason);
}

/* Without a blob, the module's file itself may be what is wrong. */
static enum muster_status vet(const char *path, struct problem *problem)
{
	struct stat file;
	cleanup_close int descriptor = -1;

	return loader_vet(path, &descriptor, &file, problem);
}

static enum muster_status look(struct question *question, struct candidate *candidate, struct problem *problem)
{
	enum muster_status status;

	if (question->host)
		return host_examine(question, candidate, problem);
	status = cache_look_all(question, true, candidate);
	if (status == MUSTER_OK && !candidate->readable)
		status = vet(question->slot->path, problem);
	return status == MUSTER_NO_MEMORY ? problem_memory(problem) : status;
}

static enum muster_status examine(struct state *state, struct question *question, struct problem *problem)
{
	struct muster_state *public = &state->public;
	const double started = clock_precise();
	struct problem failure = {0};
	struct candidate candidate;
	const enum muster_status status = look(question, &candidate, problem);

	if (status != MUSTER_OK) {
		cache_candidate_free(&candidate);
		return status;
	}
	public->host = question->host;
	public->module = arena_string(&state->arena, question->slot->name);
	public->age_seconds = -1;
	public->load_ms = clock_precise() - started;
	public->fresh = candidate.fresh && !cache_reason(&candidate);
	public->incomplete = candidate.meta.trouble.sources;
	if (!candidate.fresh)
		cache_failure(question, stamp_now(), &failure);
	if (!public->fresh)
	public->reason = arena_string(&state->arena, failure.status ? failure.text : cache_reason(&candidate));
	if (candidate.readable) {
		fill_blob(state, &candidate);
		fill_changes(state, &candidate);
		fill_findings(state, &candidate);
	}
	fill_checks(state, &candidate, &failure);
	cache_candidate_free(&candidate);
	return complete(state) ? MUSTER_OK : problem_memory(problem);
}

enum muster_status muster_examine(struct muster *muster, const char *module, struct muster_state **examined)
{
	struct problem problem = {0};
	struct problem not_host = {0};
	struct question question;
	struct slot slot;
	struct state *state;
	enum muster_status status;

	if (!muster || !module || !examined)
		return MUSTER_BAD_ARGUMENT;
	*examined = NULL;
	status = cache_question(muster, module, &question, &problem);
	if (status != MUSTER_OK && question.slot)
		return context_end(muster, status, &problem);
	if (status != MUSTER_OK) /* then it may be a host's */
		host_question_by_name(muster, module, &slot, &question);
	state = calloc(1, sizeof(*state));
	status = state ? examine(state, &question, question.host ? &not_host : &problem) : problem_memory(&problem);
	if (question.host && status != MUSTER_NOT_FOUND)
		problem = not_host;
	if (status != MUSTER_OK) {
		muster_state_free(state ? &state->public : NULL);
		return context_end(muster, status, &problem);
	}
	*examined = &state->public;
	return MUSTER_OK;
}

void muster_state_free(struct muster_state *public)
{
	struct state *state = (struct state *)public; /* its first member */

	if (!state)
		return;
	arena_free(&state->arena);
	free(state);
}
