/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/previous.h"

#include <stdlib.h>
#include <string.h>

#include "value/value.h"

static void free_table(struct by_source *table)
{
	free(table->first);
	free(table->rows);
}

void previous_close(struct previous *previous)
{
	for (size_t i = 0; previous->blocks && i < previous->index.count; i++)
		free(previous->blocks[i]);
	free(previous->blocks);
	free(previous->owners);
	free(previous->fact_bytes);
	free(previous->finding_bytes);
	free(previous->changed);
	free(previous->paths);
	free_table(&previous->children);
	free_table(&previous->members);
	free_table(&previous->entries);
	free_table(&previous->facts);
	free_table(&previous->findings);
	blob_index_free(&previous->index);
	results_free(&previous->results);
	sources_free(&previous->sources);
	arena_free(&previous->arena);
	blob_close(&previous->blob);
}

/* Sorts @count rows by the source that @source_of() names, keeping their order; others are left out. */
static bool make_table(const struct previous *previous, struct by_source *table, size_t count,
					   uint32_t (*source_of)(const struct previous *previous, size_t row))
{
	const size_t sources = previous->sources.count;

	table->first = calloc(sources + 2, sizeof(*table->first));
	table->rows = calloc(count + 1, sizeof(*table->rows));
	if (!table->first || !table->rows)
		return false;
	for (size_t i = 0; i < count; i++) {
		const uint32_t source = source_of(previous, i);
		if (source < sources)
			table->first[source + 2]++;
	}
	for (size_t i = 2; i < sources + 2; i++)
		table->first[i] += table->first[i - 1];
	for (size_t i = 0; i < count; i++) {
		const uint32_t source = source_of(previous, i);
		if (source < sources)
			table->rows[table->first[source + 1]++] = (uint32_t)i;
	}
	return true;
}

static uint32_t parent_of(const struct previous *previous, size_t row)
{
	return previous->sources.items[row].parent;
}

static uint32_t head_of(const struct previous *previous, size_t row)
{
	const uint32_t group = previous->sources.items[row].group;

	return group == row ? SOURCE_NONE : group;
}

static uint32_t entry_group(const struct previous *previous, size_t row)
{
	return previous->results.entries[row].group;
}

static uint32_t fact_group(const struct previous *previous, size_t row)
{
	return previous->results.facts[row].group;
}

static uint32_t finding_source(const struct previous *previous, size_t row)
{
	return previous->results.findings[row].source;
}

/* Marks what source number @i changes with it: its group, and below a folder all that was met there. */
static void spread_change(struct previous *previous, size_t i, unsigned char *below)
{
	const struct source *source = &previous->sources.items[i];

	if (source->group == SOURCE_NONE)
		return;
	previous->changed[source->group] = 1;
	below[source->group] |= (source->flags & SOURCE_BELOW) != 0;
}

/* Folders stand before what was met in them. */
static void spread_below(struct previous *previous, unsigned char *below)
{
	for (size_t i = 0; i < previous->sources.count; i++) {
		const uint32_t parent = previous->sources.items[i].parent;
		if (parent == SOURCE_NONE || !below[parent])
			continue;
		below[i] = 1;
		previous->changed[i] = 1;
	}
}

/* A variable that changed may have changed anything; a member that changed changes its group. False without memory. */
static bool spread_changes(struct previous *previous, const unsigned char *unchanged)
{
	unsigned char *below = calloc(previous->sources.count + 1, 1);
	bool all = false;

	for (size_t i = 0; below && i < previous->sources.count; i++) {
		const struct source *source = &previous->sources.items[i];
		if (unchanged[i])
			continue;
		previous->changed[i] = 1;
		previous->retried |= (source->flags & SOURCE_TROUBLED) != 0;
		all |= source->kind == SOURCE_ENVIRONMENT || source->flags & SOURCE_COMMON;
		spread_change(previous, i, below);
	}
	if (below)
		spread_below(previous, below);
	free(below);
	if (all)
		memset(previous->changed, 1, previous->sources.count);
	return below;
}

static enum muster_status read_sources(struct previous *previous, const unsigned char *unchanged, size_t count)
{
	unsigned char *bytes;
	enum muster_status status = blob_section(&previous->blob, BLOB_SOURCES, &bytes, NULL);

	if (status != MUSTER_OK)
		return status;
	status = sources_decode(&previous->sources, bytes, previous->blob.sections[BLOB_SOURCES].raw);
	free(bytes);
	if (status == MUSTER_OK && previous->sources.count != count)
		status = MUSTER_DAMAGED;
	if (status != MUSTER_OK)
		return status;
	previous->changed = calloc(count + 1, 1);
	if (!previous->changed)
		return MUSTER_NO_MEMORY;
	return spread_changes(previous, unchanged) ? MUSTER_OK : MUSTER_NO_MEMORY;
}

/* The key as the module emitted it: without the number that told it apart. */
static const char *emitted_key(struct previous *previous, const char *key, uint32_t ordinal)
{
	const char *end = ordinal > 1 ? strrchr(key, '#') : NULL;

	return end ? arena_copy(&previous->arena, key, (size_t)(end - key)) : key;
}

static enum muster_status read_entry(struct previous *previous, const unsigned char **data, size_t *size,
									 struct arena *scratch, size_t position)
{
	struct result_entry entry;
	size_t fields;
	const enum muster_status status = results_read_entry(data, size, scratch, &entry, &fields);

	if (status != MUSTER_OK)
		return status;
	entry.group = load_u32(previous->owners + 4 * position);
	entry.key = emitted_key(previous, entry.key, entry.ordinal);
	return entry.key && results_add_entry(&previous->results, &entry) ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static enum muster_status read_block(struct previous *previous, size_t number)
{
	const struct blob_block *block = &previous->index.blocks[number];
	const unsigned char *data;
	size_t size = block->raw;
	struct arena scratch = {0};
	enum muster_status status = blob_block(&previous->blob, block, &previous->blocks[number], NULL);

	data = previous->blocks[number];
	for (uint32_t i = 0; i < block->count && status == MUSTER_OK; i++)
		status = read_entry(previous, &data, &size, &scratch, block->before + i);
	arena_free(&scratch);
	return status == MUSTER_OK && size ? MUSTER_DAMAGED : status;
}

static int by_search(const void *left, const void *right)
{
	const struct result_entry *a = left, *b = right;
	const int order = strcmp(a->key, b->key);

	return order ? order : (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* Those of one key in the order in which they were found: sorted by their names, x#10 comes before x#2. */
static void order_entries(struct results *results)
{
	uint32_t most = 0;

	for (size_t i = 0; i < results->entry_count; i++)
		most = results->entries[i].ordinal > most ? results->entries[i].ordinal : most;
	if (most >= 10)
		qsort(results->entries, results->entry_count, sizeof(*results->entries), by_search);
}

static enum muster_status read_entries(struct previous *previous)
{
	enum muster_status status = blob_index_read(&previous->blob, &previous->index, NULL);

	if (status == MUSTER_OK)
		status = blob_section(&previous->blob, BLOB_OWNERS, &previous->owners, NULL);
	if (status != MUSTER_OK)
		return status;
	if (previous->blob.sections[BLOB_OWNERS].raw != 4 * previous->index.entries)
		return MUSTER_DAMAGED;
	previous->blocks = calloc(previous->index.count + 1, sizeof(*previous->blocks));
	if (!previous->blocks)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < previous->index.count && status == MUSTER_OK; i++)
		status = read_block(previous, i);
	if (status == MUSTER_OK)
		order_entries(&previous->results);
	return status;
}

/* A list of three: group, key, and a map that stays packed. */
static enum muster_status read_fact(struct previous *previous, const unsigned char **data, size_t *size,
									struct arena *scratch)
{
	struct muster_value parts[3];
	struct result_fact fact = {0};
	size_t budget = *size;

	if (**data != 0x93)
		return MUSTER_DAMAGED;
	++*data, --*size;
	for (unsigned i = 0; i < 3; i++) {
		enum muster_status status;
		fact.value = *data;
		status = value_decode(data, size, scratch, &budget, &parts[i]);
		if (status != MUSTER_OK)
			return status;
	}
	if (parts[0].type != MUSTER_TYPE_INTEGER || parts[1].type != MUSTER_TYPE_STRING || parts[2].type != MUSTER_TYPE_MAP)
		return MUSTER_DAMAGED;
	fact.group = (uint32_t)parts[0].integer;
	fact.key = parts[1].bytes;
	fact.size = (uint32_t)(*data - fact.value);
	return results_add_fact(&previous->results, &fact) ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static enum muster_status read_facts(struct previous *previous)
{
	const unsigned char *data;
	size_t size = previous->blob.sections[BLOB_FACTS].raw;
	enum muster_status status = blob_section(&previous->blob, BLOB_FACTS, &previous->fact_bytes, NULL);

	data = previous->fact_bytes;
	while (status == MUSTER_OK && size) {
		struct arena scratch = {0};
		status = read_fact(previous, &data, &size, &scratch);
		arena_free(&scratch);
	}
	return status;
}

static enum muster_status read_findings(struct previous *previous)
{
	const unsigned char *data;
	size_t size = previous->blob.sections[BLOB_FINDINGS].raw, budget = size;
	enum muster_status status = blob_section(&previous->blob, BLOB_FINDINGS, &previous->finding_bytes, NULL);

	data = previous->finding_bytes;
	while (status == MUSTER_OK && size) {
		struct muster_value row;
		struct result_finding finding;
		status = value_decode(&data, &size, &previous->arena, &budget, &row);
		if (status != MUSTER_OK)
			return status;
		finding.source = (uint32_t)muster_value_integer(muster_value_at(&row, 0));
		finding.line = (uint32_t)muster_value_integer(muster_value_at(&row, 1));
		finding.text = muster_value_string(muster_value_at(&row, 2));
		if (!finding.text)
			return MUSTER_DAMAGED;
		if (!results_add_finding(&previous->results, &finding))
			return MUSTER_NO_MEMORY;
	}
	return status;
}

static int compare_path(const struct sources *sources, uint32_t index, uint16_t walk, const char *name)
{
	const struct source *source = &sources->items[index];

	if (source->walk != walk)
		return source->walk < walk ? -1 : 1;
	return strcmp(sources_name(sources, source), name);
}

static int by_path(const void *left, const void *right, void *data)
{
	const struct sources *sources = data;
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	const struct source *other = &sources->items[b];
	const int order = compare_path(sources, a, other->walk, sources_name(sources, other));

	return order ? order : (a > b) - (a < b);
}

/* Folders, and files that were named by a path of their own. */
static bool has_path(const struct source *source, size_t index)
{
	if (source->kind == SOURCE_FOLDER)
		return source->walk != WALK_NONE;
	return source->kind == SOURCE_FILE && source->parent == SOURCE_NONE &&
		   (source->group == index || source->group == SOURCE_NONE);
}

static bool make_paths(struct previous *previous)
{
	previous->paths = calloc(previous->sources.count + 1, sizeof(*previous->paths));
	if (!previous->paths)
		return false;
	for (size_t i = 0; i < previous->sources.count; i++) {
		if (has_path(&previous->sources.items[i], i))
			previous->paths[previous->path_count++] = (uint32_t)i;
	}
	if (previous->path_count)
		qsort_r(previous->paths, previous->path_count, sizeof(*previous->paths), by_path, &previous->sources);
	return true;
}

static bool make_tables(struct previous *previous)
{
	return make_paths(previous) && make_table(previous, &previous->children, previous->sources.count, parent_of) &&
		   make_table(previous, &previous->members, previous->sources.count, head_of) &&
		   make_table(previous, &previous->entries, previous->results.entry_count, entry_group) &&
		   make_table(previous, &previous->facts, previous->results.fact_count, fact_group) &&
		   make_table(previous, &previous->findings, previous->results.finding_count, finding_source);
}

/* How often in a row it could not look at all. */
static enum muster_status read_trouble(struct previous *previous)
{
	unsigned char *bytes;
	struct meta meta;
	enum muster_status status = blob_section(&previous->blob, BLOB_META, &bytes, NULL);

	if (status != MUSTER_OK)
		return status;
	status = meta_decode(&meta, bytes, previous->blob.sections[BLOB_META].raw);
	if (status == MUSTER_OK) {
		previous->trouble = meta.trouble;
		meta_free(&meta);
	}
	free(bytes);
	return status;
}

enum muster_status previous_open(struct previous *previous, int descriptor, const unsigned char *unchanged,
								 size_t unchanged_count)
{
	enum muster_status status;

	*previous = (struct previous){0};
	status = blob_open(&previous->blob, descriptor, NULL);
	if (status != MUSTER_OK)
		return status;
	status = read_sources(previous, unchanged, unchanged_count);
	if (status == MUSTER_OK)
		status = read_trouble(previous);
	if (status == MUSTER_OK)
		status = read_entries(previous);
	if (status == MUSTER_OK)
		status = read_facts(previous);
	if (status == MUSTER_OK)
		status = read_findings(previous);
	if (status == MUSTER_OK && !make_tables(previous))
		status = MUSTER_NO_MEMORY;
	if (status != MUSTER_OK)
		previous_close(previous);
	return status;
}

/* The first of those that the walk met under this path, and are of that kind and in that folder. */
static uint32_t find_path(const struct previous *previous, uint16_t walk, uint32_t parent, const char *path,
						  enum source_kind kind)
{
	const struct sources *sources = &previous->sources;
	size_t first = 0, last = previous->path_count;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		if (compare_path(sources, previous->paths[middle], walk, path) < 0)
			first = middle + 1;
		else
			last = middle;
	}
	for (; first < previous->path_count && compare_path(sources, previous->paths[first], walk, path) == 0; first++) {
		const struct source *source = &sources->items[previous->paths[first]];
		if (source->kind == kind && source->parent == parent)
			return previous->paths[first];
	}
	return SOURCE_NONE;
}

uint32_t previous_folder(const struct previous *previous, uint16_t walk, uint32_t parent, const char *path)
{
	return find_path(previous, walk, parent, path, SOURCE_FOLDER);
}

uint32_t previous_file(const struct previous *previous, uint16_t walk, uint32_t folder, const char *name)
{
	size_t first, last;

	if (folder == SOURCE_NONE)
		return find_path(previous, walk, SOURCE_NONE, name, SOURCE_FILE);
	first = previous->children.first[folder];
	last = previous->children.first[folder + 1];
	while (first < last) { /* files by name, then folders */
		const size_t middle = first + (last - first) / 2;
		const uint32_t row = previous->children.rows[middle];
		const struct source *source = &previous->sources.items[row];
		const int order = source->kind == SOURCE_FOLDER ? 1 : strcmp(sources_name(&previous->sources, source), name);
		if (order == 0)
			return source->kind == SOURCE_FILE ? row : SOURCE_NONE;
		if (order < 0)
			first = middle + 1;
		else
			last = middle;
	}
	return SOURCE_NONE;
}
