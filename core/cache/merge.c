/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cache/merge.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "blob/assemble.h"
#include "cache/batch.h"
#include "value/value.h"

/* What serializers refused is told of the last ones only: a cache that is added to for months must not grow by it. */
#define FINDINGS_LIMIT 1000

void merge_free(struct merge *merge)
{
	results_free(&merge->results);
	sources_free(&merge->sources);
	if (merge->builds_on)
		previous_close(&merge->previous);
	*merge = (struct merge){0};
}

static enum muster_status add_entry(struct merge *merge, const struct result_entry *entry)
{
	struct result_entry added = *entry;

	if (merge->results.entry_count >= UINT32_MAX - 1)
		return MUSTER_LIMIT_EXCEEDED;
	added.group = SOURCE_NONE;
	added.ordinal = 0;
	return results_add_entry(&merge->results, &added) ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static enum muster_status add_finding(struct merge *merge, const char *text)
{
	const struct result_finding finding = {.source = SOURCE_NONE, .text = text};

	return results_add_finding(&merge->results, &finding) ? MUSTER_OK : MUSTER_NO_MEMORY;
}

/* Each by its whole path, since what it was relative to may stand elsewhere now. */
static enum muster_status add_sources(struct merge *merge, const struct sources *sources)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < sources->count; i++) {
		struct source source = sources->items[i];
		sources_path(sources, &source, path, sizeof(path));
		source.parent = source.group = SOURCE_NONE;
		if (sources_add(&merge->sources, &source, path) == SOURCE_NONE)
			return MUSTER_NO_MEMORY;
	}
	return MUSTER_OK;
}

static enum muster_status open_previous(struct merge *merge, const struct blob *blob, size_t source_count)
{
	unsigned char *unchanged;
	enum muster_status status;
	int descriptor;

	if (source_count > blob->sections[BLOB_SOURCES].raw) /* no source is less than a byte */
		return MUSTER_DAMAGED;
	unchanged = malloc(source_count + 1);
	if (!unchanged)
		return MUSTER_NO_MEMORY;
	memset(unchanged, 1, source_count);
	descriptor = blob_descriptor(blob);
	status = descriptor < 0 ? MUSTER_IO_ERROR : previous_open(&merge->previous, descriptor, unchanged, source_count);
	merge->builds_on = status == MUSTER_OK;
	free(unchanged);
	return status;
}

enum muster_status merge_blob(struct merge *merge, const struct blob *blob, const struct meta *meta)
{
	const struct results *old = &merge->previous.results;
	enum muster_status status = open_previous(merge, blob, meta->sources);

	if (status == MUSTER_OK)
		status = add_sources(merge, &merge->previous.sources);
	for (size_t i = 0; status == MUSTER_OK && i < old->entry_count; i++)
		status = add_entry(merge, &old->entries[i]);
	for (size_t i = 0; status == MUSTER_OK && i < old->finding_count; i++)
		status = add_finding(merge, old->findings[i].text);
	return status;
}

static enum muster_status add_entries(struct merge *merge, const unsigned char *data, size_t size)
{
	struct arena scratch = {0};
	enum muster_status status = MUSTER_OK;

	while (status == MUSTER_OK && size) {
		struct result_entry entry;
		size_t fields;
		status = results_read_entry(&data, &size, &scratch, &entry, &fields);
		if (status == MUSTER_OK)
			status = fields == merge->field_count ? add_entry(merge, &entry) : MUSTER_DAMAGED;
	}
	arena_free(&scratch);
	return status;
}

static enum muster_status add_findings(struct merge *merge, size_t count, const unsigned char **data, size_t *size)
{
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; status == MUSTER_OK && i < count; i++) {
		struct muster_value text;
		size_t budget = 1;
		status = value_decode(data, size, &merge->results.arena, &budget, &text);
		if (status == MUSTER_OK)
			status = muster_value_string(&text) ? add_finding(merge, muster_value_string(&text)) : MUSTER_DAMAGED;
	}
	return status;
}

/* The other way of batch_encode(). */
static enum muster_status add_record(struct merge *merge, const unsigned char *data, size_t size)
{
	struct sources sources = {0};
	size_t sources_size, findings;
	enum muster_status status;

	if (size < 8)
		return MUSTER_DAMAGED;
	sources_size = load_u32(data);
	findings = load_u32(data + 4);
	data += 8;
	size -= 8;
	if (sources_size > size)
		return MUSTER_DAMAGED;
	status = sources_decode(&sources, data, sources_size);
	if (status == MUSTER_OK)
		status = add_sources(merge, &sources);
	sources_free(&sources);
	data += sources_size;
	size -= sources_size;
	if (status == MUSTER_OK)
		status = add_findings(merge, findings, &data, &size);
	return status == MUSTER_OK ? add_entries(merge, data, size) : status;
}

enum muster_status merge_journal(struct merge *merge, const struct journal *journal)
{
	const unsigned char *data;
	size_t size, offset = 0;
	enum muster_status status = MUSTER_OK;

	while (status == MUSTER_OK && journal_next(journal, &offset, &data, &size))
		status = add_record(merge, data, size);
	return status;
}

enum muster_status merge_batch(struct merge *merge, const struct muster_batch *batch)
{
	enum muster_status status = add_sources(merge, &batch->sources);

	for (size_t i = 0; status == MUSTER_OK && i < batch->results.finding_count; i++)
		status = add_finding(merge, batch->results.findings[i].text);
	for (size_t i = 0; status == MUSTER_OK && i < batch->results.entry_count; i++)
		status = add_entry(merge, &batch->results.entries[i]);
	return status;
}

static int by_key(const void *left, const void *right)
{
	const struct result_entry *a = left, *b = right;
	const int order = strcmp(a->key, b->key);

	return order ? order : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static void drop_replaced(struct results *results)
{
	struct result_entry *entries = results->entries;
	size_t kept = 0;

	if (results->entry_count == 0)
		return;
	qsort(entries, results->entry_count, sizeof(*entries), by_key);
	for (size_t i = 0; i < results->entry_count; i++) {
		if (i + 1 == results->entry_count || strcmp(entries[i].key, entries[i + 1].key) != 0)
			entries[kept++] = entries[i];
	}
	results->entry_count = kept;
}

static void drop_findings(struct results *results)
{
	const size_t more = results->finding_count > FINDINGS_LIMIT ? results->finding_count - FINDINGS_LIMIT : 0;

	if (more)
		memmove(results->findings, results->findings + more, FINDINGS_LIMIT * sizeof(*results->findings));
	results->finding_count -= more;
}

static int by_source(const void *left, const void *right, void *data)
{
	const struct sources *sources = data;
	const struct source *a = &sources->items[*(const uint32_t *)left], *b = &sources->items[*(const uint32_t *)right];
	const int order = strcmp(sources_name(sources, a), sources_name(sources, b));

	if (order)
		return order;
	if (a->kind != b->kind || a->flags != b->flags)
		return a->kind != b->kind ? a->kind - b->kind : a->flags - b->flags;
	return stamp_equal(&a->stamp, &b->stamp) ? memcmp(&a->hash, &b->hash, sizeof(a->hash))
											 : memcmp(&a->stamp, &b->stamp, sizeof(a->stamp));
}

/* Many additions depend on the same file. Where it was another one each time, all are kept: then one of them is not as
 * it was, and the cache is stale. */
static bool unite_sources(struct merge *merge)
{
	struct sources *all = &merge->sources, united = {0};
	uint32_t *order = calloc(all->count + 1, sizeof(*order));
	bool done = order != NULL;

	for (size_t i = 0; order && i < all->count; i++)
		order[i] = (uint32_t)i;
	if (order && all->count)
		qsort_r(order, all->count, sizeof(*order), by_source, all);
	for (size_t i = 0; done && i < all->count; i++) {
		const struct source *source = &all->items[order[i]];
		if (i == 0 || by_source(&order[i - 1], &order[i], all) != 0)
			done = sources_add(&united, source, sources_name(all, source)) != SOURCE_NONE;
	}
	free(order);
	sources_free(all);
	*all = united;
	return done;
}

static enum muster_status write_blob(struct merge *merge, struct meta *meta, int descriptor, struct problem *problem)
{
	struct blob_writer writer;
	enum muster_status status = blob_writer_init(&writer, descriptor, merge->builds_on ? &merge->previous.blob : NULL);

	if (status == MUSTER_OK)
		status = compose_body(&writer, &merge->results, &merge->sources, merge->field_count);
	if (status == MUSTER_OK)
		status = compose_end(&writer, &merge->results, &merge->sources, meta);
	if (status != MUSTER_OK && problem)
		*problem = writer.problem;
	blob_writer_free(&writer);
	return status;
}

enum muster_status merge_compose(struct merge *merge, struct meta *meta, struct composed *composed,
								 struct problem *problem)
{
	cleanup_close int descriptor = memfd_create("muster-blob", MFD_CLOEXEC);
	enum muster_status status;

	*composed = (struct composed){0};
	if (descriptor < 0)
		return problem_errno(problem, errno, "blob", "be written");
	drop_replaced(&merge->results);
	drop_findings(&merge->results);
	if (!unite_sources(merge))
		return problem_memory(problem);
	status = write_blob(merge, meta, descriptor, problem);
	return status == MUSTER_OK ? blob_read_back(descriptor, &composed->bytes, &composed->size, problem) : status;
}
