/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One folder of a discovery that reads folders: its list of names is read by the module, or what came of it is taken
 * over from the last discovery. Nothing in it is opened or looked at. */

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "discovery/scan.h"
#include "discovery/source.h"

/* Whether the module wants to see the name; links may lead to files. */
static bool wanted(const struct listing *listing, size_t index, const char *glob)
{
	const unsigned char type = listing->items[index].type;

	return (type == DT_REG || type == DT_LNK) && (!glob || fnmatch(glob, listing_at(listing, index), FNM_PERIOD) == 0);
}

static bool choose_files(struct muster_source *source, const struct scan_folder *folder, size_t **chosen)
{
	const struct listing *listing = folder->listing;

	*chosen = calloc(listing->count + 1, sizeof(**chosen));
	if (!*chosen)
		return false;
	for (size_t i = 0; i < listing->count; i++) {
		if (wanted(listing, i, folder->files))
			(*chosen)[source->file_count++] = i;
	}
	source->files = *chosen;
	return true;
}

static enum muster_status read_folder(struct muster_scan *scan, const struct scan_folder *folder, uint32_t group)
{
	const char *base = strrchr(folder->path, '/');
	struct muster_source source = {.scan = scan,
								   .path = folder->path,
								   .name = base && base[1] ? base + 1 : folder->path,
								   .root = folder->root,
								   .descriptor = -1,
								   .copy = -1,
								   .refused = true,
								   .listing = folder->listing};
	size_t *chosen;
	enum muster_status status;

	scan->read++;
	if (!choose_files(&source, folder, &chosen))
		return problem_memory(&scan->problem);
	status = scan_call_reader(scan, folder->reader, folder->data, &source, group);
	free(chosen);
	return status;
}

static bool is_new(struct muster_scan *scan, const struct stamp *stamp)
{
	const enum visit visit = visited_add(&scan->visited, stamp->device, stamp->inode);

	if (visit == VISIT_NO_MEMORY)
		problem_memory(&scan->problem);
	return visit == VISIT_FIRST;
}

/* Kept by the folder itself, since another path may lead to it too. */
static enum muster_status note_pruned(struct muster_scan *scan, const struct source *source)
{
	if (!(source->flags & SOURCE_PRUNED))
		return scan->problem.status;
	if (visited_add(&scan->pruned, source->stamp.device, source->stamp.inode) == VISIT_NO_MEMORY)
		return problem_memory(&scan->problem);
	return scan->problem.status;
}

static enum muster_status keep_alias(struct muster_scan *scan, struct source *record, const char *path)
{
	record->group = SOURCE_NONE;
	record->flags &= (uint8_t)~SOURCE_PRUNED;
	if (visited_has(&scan->pruned, record->stamp.device, record->stamp.inode))
		record->flags |= SOURCE_PRUNED;
	if (scan->problem.status == MUSTER_OK && sources_add(&scan->sources, record, path) == SOURCE_NONE)
		problem_memory(&scan->problem);
	return scan->problem.status;
}

/* Its reader could not look at something: what it left before is kept. */
static enum muster_status keep_troubled(struct muster_scan *scan, const struct scan_folder *folder, uint32_t group,
										uint32_t parent)
{
	const bool known =
		scan->previous && folder->old != SOURCE_NONE && scan->previous->sources.items[folder->old].group == folder->old;

	if (trouble_of(scan->trouble) == TROUBLE_PROCESS)
		return scan_trouble(scan, folder->path, scan->trouble);
	if (known) {
		scan->sources.count = group;
		if (scan_take_over(scan, folder->old, parent) != MUSTER_OK)
			return scan->problem.status;
	}
	return scan_keep_troubled(scan, group, scan->trouble);
}

enum muster_status scan_visit_folder(struct muster_scan *scan, const struct scan_folder *folder, struct source *record)
{
	const uint32_t group = (uint32_t)scan->sources.count;
	const bool known =
		scan->previous && folder->old != SOURCE_NONE && scan->previous->sources.items[folder->old].group == folder->old;
	struct scan_mark before = scan_mark(scan);
	enum muster_status status;

	scan->files++;
	scan->met += known;
	if (!is_new(scan, &record->stamp))
		return keep_alias(scan, record, folder->path);
	record->group = group;
	if (sources_add(&scan->sources, record, folder->path) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	before.sources++;
	before.names = scan->sources.names.size;
	status = read_folder(scan, folder, group);
	if (status == MUSTER_OK && scan->trouble) {
		scan_undo(scan, &before);
		status = keep_troubled(scan, folder, group, record->parent);
	}
	return status == MUSTER_OK ? note_pruned(scan, &scan->sources.items[group]) : status;
}

enum muster_status scan_keep_folder(struct muster_scan *scan, uint32_t old, uint32_t parent)
{
	struct source record = scan->previous->sources.items[old];
	const uint32_t index = (uint32_t)scan->sources.count;
	enum muster_status status;

	scan->files++;
	scan->met += record.group == old;
	if (record.group == old && is_new(scan, &record.stamp)) {
		status = scan_take_over(scan, old, parent);
		return status == MUSTER_OK ? note_pruned(scan, &scan->sources.items[index]) : status;
	}
	record.parent = parent;
	return keep_alias(scan, &record, sources_name(&scan->previous->sources, &scan->previous->sources.items[old]));
}

bool scan_take_folder(struct muster_scan *scan, uint32_t old, uint32_t parent, const char *path)
{
	struct source record = scan->previous->sources.items[old];
	const uint32_t index = (uint32_t)scan->sources.count;
	const bool was_read = record.group == old;
	struct stat about;
	bool first;

	if (scan->job->content && !(record.flags & SOURCE_TROUBLED) &&
		stat(path, &about) == 0) /* compared by content, it may be another folder by now */
		record.stamp = stamp_of(&about);
	first = !visited_has(&scan->visited, record.stamp.device, record.stamp.inode);
	if (first && !was_read) /* known by another path until now */
		return false;
	scan->files++;
	scan->met += was_read;
	record.parent = parent;
	if (!first)
		keep_alias(scan, &record, path);
	else if (is_new(scan, &record.stamp) && scan_take_over(scan, old, parent) == MUSTER_OK) {
		scan->sources.items[index].stamp = record.stamp;
		note_pruned(scan, &scan->sources.items[index]);
	}
	return true;
}

void muster_scan_prune(struct muster_scan *scan)
{
	if (scan->group != SOURCE_NONE)
		scan->sources.items[scan->group].flags |= SOURCE_PRUNED;
}
