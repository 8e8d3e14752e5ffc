/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the reader of one file left, on its way from a sibling to the discoverer: as MessagePack, a list of the path,
 * the sources (the file itself first), the entries, the facts and the findings. */

#include <string.h>

#include "discovery/scan.h"
#include "discovery/share.h"
#include "value/value.h"

enum { SOURCE_PARTS = 5, ENTRY_PARTS = 2, FACT_PARTS = 2, FINDING_PARTS = 2 };

static void pack_sources(const struct sources *sources, size_t first, struct buffer *out)
{
	pack_list(out, (sources->count - first) * SOURCE_PARTS);
	for (size_t i = first; i < sources->count; i++) {
		const struct source *source = &sources->items[i];
		pack_integer(out, source->kind);
		pack_integer(out, source->flags);
		pack_string(out, sources_name(sources, source));
		pack_bytes(out, &source->stamp, sizeof(source->stamp));
		pack_bytes(out, &source->hash, sizeof(source->hash));
	}
}

void share_pack(const struct muster_scan *scan, const struct scan_file *file, size_t first, struct buffer *out)
{
	const struct results *results = &scan->results;

	pack_list(out, 5);
	pack_string(out, file->path);
	pack_sources(&scan->sources, first, out);
	pack_list(out, results->entry_count * ENTRY_PARTS);
	for (size_t i = 0; i < results->entry_count; i++) {
		pack_string(out, results->entries[i].key);
		pack_bytes(out, results->entries[i].fields, results->entries[i].size);
	}
	pack_list(out, results->fact_count * FACT_PARTS);
	for (size_t i = 0; i < results->fact_count; i++) {
		pack_string(out, results->facts[i].key);
		pack_bytes(out, results->facts[i].value, results->facts[i].size);
	}
	pack_list(out, results->finding_count * FINDING_PARTS);
	for (size_t i = 0; i < results->finding_count; i++) {
		pack_integer(out, results->findings[i].line);
		pack_string(out, results->findings[i].text);
	}
}

static bool take_bytes(const struct muster_value *value, void *place, size_t size)
{
	size_t found;
	const void *bytes = muster_value_bytes(value, &found);

	if (!bytes || found != size)
		return false;
	memcpy(place, bytes, size);
	return true;
}

/* For the folder that the discoverer's own walk met. */
static void take_look(struct muster_scan *scan, uint32_t group, const struct source *source, const char *path)
{
	const uint32_t folder = scan_sharing_folder(scan, group, path);
	struct source look = *source;

	look.flags &= (uint8_t)~SOURCE_BELOW;
	if (folder != SOURCE_NONE)
		scan_share_look(scan, folder, &look, path);
	else if (sources_add(&scan->sources, &look, path) == SOURCE_NONE)
		problem_memory(&scan->problem);
}

/* The file itself heads the group, and is where the discoverer's own walk met it. */
static bool take_sources(struct muster_scan *scan, const struct scan_file *file, const struct source *record,
						 const struct muster_value *list)
{
	const uint32_t group = (uint32_t)scan->sources.count;

	for (size_t i = 0; i < muster_value_count(list); i += SOURCE_PARTS) {
		struct source source = {.walk = WALK_NONE, .parent = SOURCE_NONE};
		const char *name = muster_value_string(muster_value_at(list, i + 2));
		if (i == 0) {
			source = *record;
			name = file->name;
		}
		source.kind = (uint8_t)muster_value_integer(muster_value_at(list, i));
		source.flags = (uint8_t)muster_value_integer(muster_value_at(list, i + 1));
		source.group = group;
		if (!name || !take_bytes(muster_value_at(list, i + 3), &source.stamp, sizeof(source.stamp)) ||
			!take_bytes(muster_value_at(list, i + 4), &source.hash, sizeof(source.hash)) ||
			(source.flags & SOURCE_BELOW && (i == 0 || source.kind != SOURCE_TYPE)))
			return false;
		if (source.kind == SOURCE_ENVIRONMENT) /* another file may have asked for it before */
			muster_scan_environment(scan, name);
		else if (source.flags & SOURCE_BELOW) /* and for this */
			take_look(scan, group, &source, name);
		else if (sources_add(&scan->sources, &source, name) == SOURCE_NONE)
			problem_memory(&scan->problem);
	}
	return true;
}

static bool take_entries(struct muster_scan *scan, const struct muster_value *list, uint32_t group)
{
	if (scan->results.entry_count + muster_value_count(list) >= UINT32_MAX - 1)
		return false; /* read here, it ends as it should */
	for (size_t i = 0; i < muster_value_count(list); i += ENTRY_PARTS) {
		size_t size;
		struct result_entry entry = {.key = muster_value_string(muster_value_at(list, i)), .group = group};
		entry.fields = muster_value_bytes(muster_value_at(list, i + 1), &size);
		if (!entry.key || !entry.fields)
			return false;
		entry.size = (uint32_t)size;
		if (!results_add_entry(&scan->results, &entry))
			problem_memory(&scan->problem);
	}
	return true;
}

static bool take_facts(struct muster_scan *scan, const struct muster_value *list, uint32_t group)
{
	for (size_t i = 0; i < muster_value_count(list); i += FACT_PARTS) {
		size_t size;
		struct result_fact fact = {.key = muster_value_string(muster_value_at(list, i)), .group = group};
		fact.value = muster_value_bytes(muster_value_at(list, i + 1), &size);
		if (!fact.key || !fact.value)
			return false;
		fact.size = (uint32_t)size;
		if (!results_add_fact(&scan->results, &fact))
			problem_memory(&scan->problem);
	}
	return true;
}

static bool take_findings(struct muster_scan *scan, const struct muster_value *list, uint32_t group)
{
	for (size_t i = 0; i < muster_value_count(list); i += FINDING_PARTS) {
		struct result_finding finding = {.source = group};
		finding.line = (uint32_t)muster_value_integer(muster_value_at(list, i));
		finding.text = muster_value_string(muster_value_at(list, i + 1));
		if (!finding.text)
			return false;
		results_add_finding(&scan->results, &finding); /* without memory it is lost, as elsewhere */
	}
	return true;
}

bool share_unpack(struct muster_scan *scan, const struct scan_file *file, const struct source *record,
				  const unsigned char *bytes, size_t size, enum muster_status *status)
{
	const struct scan_mark before = scan_mark(scan);
	const uint32_t group = (uint32_t)scan->sources.count;
	struct arena scratch = {0};
	struct muster_value list = {0};
	/* what is added points into it */
	const unsigned char *copy = (unsigned char *)arena_copy(&scan->results.arena, bytes, size);
	const char *path;
	bool done = copy && value_decode_all(copy, size, &scratch, &list) == MUSTER_OK;

	path = done ? muster_value_string(muster_value_at(&list, 0)) : NULL;
	done = path && strcmp(path, file->path) == 0 && take_sources(scan, file, record, muster_value_at(&list, 1)) &&
		   take_entries(scan, muster_value_at(&list, 2), group) && take_facts(scan, muster_value_at(&list, 3), group) &&
		   take_findings(scan, muster_value_at(&list, 4), group);
	if (!done)
		scan_undo(scan, &before);
	arena_free(&scratch);
	*status = scan->problem.status;
	return done;
}
