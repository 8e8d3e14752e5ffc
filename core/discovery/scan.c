/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "discovery/scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "module/loader.h"
#include "value/value.h"

#define KEY_LIMIT      1024
#define FINDINGS_LIMIT 64 /* of one file */
#define PROGRESS_EVERY (INT64_C(100) * 1000 * 1000)

void scan_free(struct muster_scan *scan)
{
	for (size_t i = 0; i < scan->word_lists; i++)
		config_words_free(scan->words[i]);
	free(scan->words);
	free(scan->sections);
	free(scan->fact_key);
	free(scan->looks.slots);
	arena_free(&scan->fact_arena);
	buffer_free(&scan->packed);
	writer_free(&scan->item);
	writer_free(&scan->fact);
	visited_free(&scan->visited);
	visited_free(&scan->pruned);
	results_free(&scan->results);
	sources_free(&scan->sources);
}

static int64_t coarse_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

enum muster_status scan_progress(struct muster_scan *scan, const char *path)
{
	const int64_t now = coarse_now();

	if (muster_scan_cancelled(scan))
		return problem_set(&scan->problem, MUSTER_CANCELLED, "%s: %s", scan->module->name,
						   muster_status_text(MUSTER_CANCELLED));
	if (scan->report && now - scan->reported >= PROGRESS_EVERY) {
		const struct report report = {.type = REPORT_PROGRESS,
									  .files = scan->files,
									  .read = scan->read,
									  .entries = scan->results.entry_count,
									  .text = path};
		scan->report(scan->report_data, &report);
		scan->reported = now;
	}
	return MUSTER_OK;
}

bool muster_scan_cancelled(const struct muster_scan *scan)
{
	return scan->cancelled && atomic_load_explicit(scan->cancelled, memory_order_relaxed);
}

void scan_finding(struct muster_scan *scan, uint32_t source, unsigned line, const char *text)
{
	const struct result_finding finding = {source, line, arena_string(&scan->results.arena, text)};

	if (!finding.text || !results_add_finding(&scan->results, &finding))
		problem_memory(&scan->problem);
}

void muster_scan_finding(struct muster_scan *scan, unsigned line, const char *format, ...)
{
	char text[512];
	va_list arguments;

	if (scan->group == SOURCE_NONE || scan->group_findings++ >= FINDINGS_LIMIT)
		return;
	va_start(arguments, format);
	if (vsnprintf(text, sizeof(text), format, arguments) >= 0)
		scan_finding(scan, scan->group, line, text);
	va_end(arguments);
}

/* An item that breaks the module's contract is left out; the rest goes on. */
static enum muster_status leave_out(struct muster_scan *scan, const char *key, enum muster_status status)
{
	const char *why = scan->item.trouble ? scan->item.trouble : muster_status_text(status);

	if (status == MUSTER_NO_MEMORY) /* noted, should the module not care */
		return problem_memory(&scan->problem);
	if (status == MUSTER_CANCELLED)
		return status;
	if (scan->group == SOURCE_NONE)
		return problem_set(&scan->problem, status, "%s: %s: %s", scan->module->name, key, why);
	muster_scan_finding(scan, 0, "\"%s\" is left out: %s", key, why);
	return MUSTER_OK;
}

static enum muster_status keep_entry(struct muster_scan *scan, const char *key)
{
	struct result_entry entry = {.group = scan->group, .size = (uint32_t)scan->packed.size};

	entry.key = arena_string(&scan->results.arena, key);
	entry.fields = (unsigned char *)arena_copy(&scan->results.arena, scan->packed.data, scan->packed.size);
	if (!entry.key || !entry.fields || !results_add_entry(&scan->results, &entry))
		return problem_memory(&scan->problem);
	return MUSTER_OK;
}

enum muster_status muster_scan_emit(struct muster_scan *scan, const char *key, const void *item)
{
	enum muster_status status = scan_end_fact(scan);

	if (status != MUSTER_OK)
		return status;
	if (!key || !item || !*key || strlen(key) > KEY_LIMIT)
		return problem_set(&scan->problem, MUSTER_BAD_ARGUMENT, "%s: emitted an entry without a key of 1 to %d bytes",
						   scan->module->name, KEY_LIMIT);
	if (scan->results.entry_count >= UINT32_MAX - 1)
		return problem_set(&scan->problem, MUSTER_LIMIT_EXCEEDED, "%s: too many entries", scan->module->name);
	writer_reset(&scan->item);
	scan->packed.size = 0;
	status = scan->module->serialize(item, &scan->item);
	if (status == MUSTER_OK)
		status = writer_finish(&scan->item, &scan->packed);
	return status == MUSTER_OK ? keep_entry(scan, key) : leave_out(scan, key, status);
}

const char *muster_scan_environment(struct muster_scan *scan, const char *name)
{
	const char *value = job_environment(scan->job, name);
	struct source source;

	for (size_t i = 0; i < scan->sources.count; i++) { /* few; once each */
		const struct source *known = &scan->sources.items[i];
		if (known->kind == SOURCE_ENVIRONMENT && strcmp(sources_name(&scan->sources, known), name) == 0)
			return value;
	}
	source = source_of_variable(value);
	if (sources_add(&scan->sources, &source, name) == SOURCE_NONE)
		problem_memory(&scan->problem);
	return value;
}

/* They are as they were: else everything would have been read again. */
enum muster_status scan_take_environment(struct muster_scan *scan)
{
	const struct previous *previous = scan->previous;

	for (size_t i = 0; previous && i < previous->sources.count; i++) {
		const struct source *source = &previous->sources.items[i];
		if (source->kind == SOURCE_ENVIRONMENT && !previous->changed[i])
			muster_scan_environment(scan, sources_name(&previous->sources, source));
	}
	return scan->problem.status;
}

enum muster_status scan_end_fact(struct muster_scan *scan)
{
	struct result_fact fact = {.group = scan->group};
	enum muster_status status;

	if (!scan->fact_key)
		return MUSTER_OK;
	scan->packed.size = 0;
	status = writer_finish(&scan->fact, &scan->packed);
	fact.key = arena_string(&scan->results.arena, scan->fact_key);
	free(scan->fact_key);
	scan->fact_key = NULL;
	if (status != MUSTER_OK)
		return problem_set(&scan->problem, status, "%s: fact \"%s\": %s", scan->module->name, fact.key ? fact.key : "",
						   scan->fact.trouble ? scan->fact.trouble : muster_status_text(status));
	fact.size = (uint32_t)scan->packed.size;
	fact.value = (unsigned char *)arena_copy(&scan->results.arena, scan->packed.data, scan->packed.size);
	if (!fact.key || !fact.value || !results_add_fact(&scan->results, &fact))
		return problem_memory(&scan->problem);
	return MUSTER_OK;
}

struct muster_writer *muster_scan_fact(struct muster_scan *scan, const char *key)
{
	if (scan->group == SOURCE_NONE || !key || scan_end_fact(scan) != MUSTER_OK)
		return NULL;
	scan->fact_key = strdup(key);
	if (!scan->fact_key) {
		problem_memory(&scan->problem);
		return NULL;
	}
	writer_reset(&scan->fact);
	return &scan->fact;
}

struct muster_fact {
	size_t number; /* of the row */
	const char *path, *key;
	struct muster_value value;
};

const struct muster_fact *muster_scan_next_fact(struct muster_scan *scan, const struct muster_fact *before)
{
	const size_t number = before ? before->number + 1 : 0;
	struct muster_fact *fact;
	const struct result_fact *row;
	char path[PATH_MAX];

	if (number >= scan->results.fact_count)
		return NULL;
	row = &scan->results.facts[number];
	sources_path(&scan->sources, &scan->sources.items[row->group], path, sizeof(path));
	fact = arena_alloc(&scan->fact_arena, sizeof(*fact));
	if (fact)
		*fact = (struct muster_fact){.number = number, .path = arena_string(&scan->fact_arena, path), .key = row->key};
	if (fact && fact->path && value_decode_all(row->value, row->size, &scan->fact_arena, &fact->value) == MUSTER_OK)
		return fact;
	problem_memory(&scan->problem);
	return NULL;
}

const char *muster_fact_path(const struct muster_fact *fact)
{
	return fact->path;
}

const char *muster_fact_key(const struct muster_fact *fact)
{
	return fact->key;
}

const struct muster_value *muster_fact_value(const struct muster_fact *fact)
{
	return &fact->value;
}
