/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* From what was found to the blocks and sections of a blob. The same findings give the same bytes, whatever was found
 * in an earlier discovery and whatever in this one. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "blob/results.h"
#include "blob/stored_registry.h"
#include "value/identifier.h"
#include "value/value.h"

/* Where a block ends is decided by its keys, not by counting, so that one more entry changes one block and leaves the
 * frames of the others as they were. */
#define BLOCK_LEAST 16384
#define BLOCK_FULL  98304 /* from here on also with few entries: large ones have much in common */
#define BLOCK_MOST  131072
#define BLOCK_COUNT 128 /* what a look-up takes apart should stay few */
#define BLOCK_END   7   /* one key in eight ends a block that is large enough */

static int by_key(const void *left, const void *right)
{
	const struct result_entry *a = left, *b = right;
	const int order = strcmp(a->key, b->key);

	return order ? order : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static void sort(struct results *results)
{
	if (results->entry_count)
		qsort(results->entries, results->entry_count, sizeof(*results->entries), by_key);
}

static bool key_exists(const struct result_entry *entries, size_t count, const char *key)
{
	size_t first = 0, last = count;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		const int order = strcmp(entries[middle].key, key);
		if (order == 0)
			return true;
		if (order < 0)
			first = middle + 1;
		else
			last = middle;
	}
	return false;
}

/* The number and the new key of one more entry with the key of @first; nothing that exists is taken. */
static char *numbered_key(struct results *results, const struct result_entry *sorted, const char *key,
						  uint32_t *ordinal)
{
	const size_t room = strlen(key) + 16;
	char *name = arena_alloc(&results->arena, room);

	do {
		++*ordinal;
		if (name)
			snprintf(name, room, "%s#%u", key, *ordinal);
	} while (name && key_exists(sorted, results->entry_count, name));
	return name;
}

static bool tell_apart(struct results *results)
{
	struct result_entry *entries = results->entries;
	struct result_entry *sorted = NULL; /* as emitted: the names that are taken */
	const char *key = NULL;
	uint32_t ordinal = 1;
	bool done = true;

	for (size_t i = 0; i < results->entry_count && done; i++) {
		if (!key || strcmp(key, entries[i].key) != 0) {
			key = entries[i].key;
			entries[i].ordinal = ordinal = 1;
			continue;
		}
		if (!sorted) {
			sorted = malloc(results->entry_count * sizeof(*sorted));
			if (sorted)
				memcpy(sorted, entries, results->entry_count * sizeof(*sorted));
		}
		entries[i].key = sorted ? numbered_key(results, sorted, key, &ordinal) : NULL;
		entries[i].ordinal = ordinal;
		done = entries[i].key != NULL;
	}
	if (sorted && done)
		sort(results);
	free(sorted);
	return done;
}

static const char *key_at(const void *results, size_t index)
{
	return ((const struct results *)results)->entries[index].key;
}

struct writing {
	struct results *results;
	struct blob_writer *writer;
	struct buffer block;
	size_t field_count;
	uint32_t count; /* entries in the block */
	const char *first;
};

static enum muster_status end_block(struct writing *writing)
{
	enum muster_status status = MUSTER_OK;

	if (writing->block.failed)
		return problem_memory(&writing->writer->problem);
	if (writing->count)
		status = blob_writer_block(writing->writer, writing->block.data, writing->block.size, writing->count,
								   writing->first);
	writing->block.size = 0;
	writing->count = 0;
	return status;
}

static bool block_ends(const struct writing *writing, const char *key)
{
	if (writing->block.size < (writing->count < BLOCK_COUNT ? BLOCK_FULL : BLOCK_LEAST))
		return false;
	return writing->block.size >= BLOCK_MOST || (XXH3_64bits(key, strlen(key)) & BLOCK_END) == 0;
}

void results_pack_entry(const struct result_entry *entry, uint32_t number, size_t field_count, struct buffer *out)
{
	pack_list(out, ENTRY_FIXED_FIELDS + field_count);
	pack_string(out, entry->key);
	pack_integer(out, entry->ordinal);
	pack_integer(out, number);
	buffer_append(out, entry->fields, entry->size);
}

static enum muster_status write_entry(struct writing *writing, const struct result_entry *entry, uint32_t number)
{
	if (writing->count++ == 0)
		writing->first = entry->key;
	results_pack_entry(entry, number, writing->field_count, &writing->block);
	return block_ends(writing, entry->key) || writing->block.failed ? end_block(writing) : MUSTER_OK;
}

static enum muster_status write_entries(struct writing *writing)
{
	const struct results *results = writing->results;
	uint32_t *numbers = calloc(results->entry_count + 1, sizeof(*numbers)); /* calloc(0) may answer NULL */
	enum muster_status status = MUSTER_OK;

	if (!numbers || !identifier_numbers(key_at, results, results->entry_count, numbers))
		status = problem_memory(&writing->writer->problem);
	for (size_t i = 0; i < results->entry_count && status == MUSTER_OK; i++)
		status = write_entry(writing, &results->entries[i], numbers[i]);
	free(numbers);
	return status == MUSTER_OK ? end_block(writing) : status;
}

static enum muster_status write_section(struct blob_writer *writer, enum blob_section_id id, struct buffer *bytes)
{
	const enum muster_status status =
		bytes->failed ? problem_memory(&writer->problem) : blob_writer_section(writer, id, bytes->data, bytes->size);

	buffer_free(bytes);
	return status;
}

static enum muster_status write_owners(const struct results *results, struct blob_writer *writer)
{
	struct buffer bytes = {0};

	for (size_t i = 0; i < results->entry_count; i++)
		buffer_u32(&bytes, results->entries[i].group);
	return write_section(writer, BLOB_OWNERS, &bytes);
}

static enum muster_status write_facts(const struct results *results, struct blob_writer *writer)
{
	struct buffer bytes = {0};

	for (size_t i = 0; i < results->fact_count; i++) {
		const struct result_fact *fact = &results->facts[i];
		pack_list(&bytes, 3);
		pack_integer(&bytes, fact->group);
		pack_string(&bytes, fact->key);
		buffer_append(&bytes, fact->value, fact->size);
	}
	return write_section(writer, BLOB_FACTS, &bytes);
}

static enum muster_status write_findings(const struct results *results, struct blob_writer *writer)
{
	struct buffer bytes = {0};

	for (size_t i = 0; i < results->finding_count; i++) {
		pack_list(&bytes, 3);
		pack_integer(&bytes, results->findings[i].source);
		pack_integer(&bytes, results->findings[i].line);
		pack_string(&bytes, results->findings[i].text);
	}
	return write_section(writer, BLOB_FINDINGS, &bytes);
}

enum muster_status results_write(struct results *results, size_t field_count, struct blob_writer *writer)
{
	struct writing writing = {.results = results, .writer = writer, .field_count = field_count};
	enum muster_status status = MUSTER_OK;

	sort(results);
	if (!tell_apart(results))
		return problem_memory(&writer->problem);
	status = write_entries(&writing);
	buffer_free(&writing.block);
	if (status == MUSTER_OK)
		status = write_owners(results, writer);
	if (status == MUSTER_OK)
		status = write_facts(results, writer);
	if (status == MUSTER_OK)
		status = write_findings(results, writer);
	return status;
}
