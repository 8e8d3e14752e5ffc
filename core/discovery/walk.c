/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Walking folders: which files a discovery comes to, in which order, and what of it must be watched. */

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "discovery/scan.h"
#include "source/listing.h"

/* No real tree is as deep; a tree that is would end in the stack. */
#define DEPTH_LIMIT 64

struct walk {
	struct muster_scan *scan;
	const struct muster_walk *wanted;
	const char *root;
	const char *pattern; /* the same, tidy */
	uint16_t number;
	muster_reader *reader;
	void *data;
	bool folders; /* the reader is called for folders, not for files */
	bool keeps;   /* nothing can be looked at: what the last discovery found is taken over */
};

static enum muster_status walk_folder(const struct walk *walk, const char *path, uint32_t parent, uint32_t parent_old,
									  unsigned depth);

static enum muster_status walk_known(const struct walk *walk, const char *path, uint32_t parent, uint32_t old,
									 unsigned depth);

static enum muster_status visit(const struct walk *walk, const char *path, const char *name, uint32_t folder,
								uint32_t folder_old)
{
	const struct scan_file file = {folder, folder_old, walk->number, path, name, walk->root, walk->reader, walk->data};

	return walk->keeps ? scan_keep_file(walk->scan, &file) : scan_visit_file(walk->scan, &file);
}

static enum muster_status add_source(struct muster_scan *scan, const struct source *source, const char *name,
									 uint32_t *index)
{
	*index = sources_add(&scan->sources, source, name);
	return *index == SOURCE_NONE ? problem_memory(&scan->problem) : MUSTER_OK;
}

/* Watched for its type: a folder or a file may take its place. */
static enum muster_status add_type(const struct walk *walk, const char *path, enum source_type type)
{
	const struct source source = {
		.kind = SOURCE_TYPE, .walk = walk->number, .parent = SOURCE_NONE, .group = SOURCE_NONE, .stamp.size = type};
	uint32_t index;

	return add_source(walk->scan, &source, path, &index);
}

static bool wanted(const struct walk *walk, const char *name)
{
	return !walk->wanted->files || fnmatch(walk->wanted->files, name, FNM_PERIOD) == 0;
}

/* The path could not be looked at: all that was known of it and below stays, and is tried again. */
static enum muster_status keep_troubled(const struct walk *walk, const char *path, uint32_t parent, uint32_t old,
										int error)
{
	const size_t first = walk->scan->sources.count;
	const struct source unknown = {.kind = SOURCE_FOLDER, .walk = walk->number, .parent = parent, .group = SOURCE_NONE};
	struct walk keeping = *walk;
	uint32_t index;
	enum muster_status status = MUSTER_OK;

	if (trouble_of(error) == TROUBLE_PROCESS)
		return scan_trouble(walk->scan, path, error);
	keeping.keeps = true;
	if (old == SOURCE_NONE)
		status = add_source(walk->scan, &unknown, path, &index);
	else
		status = walk_known(&keeping, path, parent, old, 1);
	return status == MUSTER_OK ? scan_keep_troubled(walk->scan, first, error) : status;
}

/* A folder that may not be listed is a source all the same, so that a change of its mode is noticed. */
static enum muster_status keep_closed(const struct walk *walk, struct source *source, const char *path, int error)
{
	char text[160], reason[128];
	uint32_t index;
	enum muster_status result = add_source(walk->scan, source, path, &index);

	snprintf(text, sizeof(text), "cannot be listed: %s", strerror_r(error, reason, sizeof(reason)));
	if (result == MUSTER_OK)
		scan_finding(walk->scan, index, 0, text);
	return result;
}

static enum muster_status keep_unlisted(const struct walk *walk, struct source *source, const char *path, uint32_t old,
										int error)
{
	struct stat about;

	if (trouble_of(error) == TROUBLE_NONE && stat(path, &about) != 0) {
		if (trouble_of(errno) == TROUBLE_NONE)
			return add_type(walk, path, SOURCE_IS_ABSENT);
		error = errno;
	}
	if (trouble_of(error) != TROUBLE_NONE)
		return keep_troubled(walk, path, source->parent, old, error);
	if (!S_ISDIR(about.st_mode))
		return add_type(walk, path, source_type(0, &about));
	source->stamp = stamp_of(&about);
	return keep_closed(walk, source, path, error);
}

static unsigned deepest(const struct walk *walk)
{
	const unsigned wanted = walk->wanted->depth;

	return wanted && wanted < DEPTH_LIMIT ? wanted : DEPTH_LIMIT;
}

static enum muster_status visit_listed(const struct walk *walk, const char *path, const struct listing *listing,
									   uint32_t folder, uint32_t folder_old, unsigned depth)
{
	const unsigned most = deepest(walk);
	char child[PATH_MAX];
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; !walk->folders && i < listing->count && status == MUSTER_OK; i++) {
		const char *name = listing_at(listing, i);
		const unsigned char type = listing->items[i].type;
		if ((type == DT_REG || type == DT_LNK) && wanted(walk, name) && scan_join(child, path, name))
			status = visit(walk, child, name, folder, folder_old);
	}
	for (size_t i = 0; i < listing->count && status == MUSTER_OK && depth < most; i++) {
		if (listing->items[i].type == DT_DIR && scan_join(child, path, listing_at(listing, i)))
			status = walk_folder(walk, child, folder, folder_old, depth + 1);
	}
	if (depth == DEPTH_LIMIT)
		scan_finding(walk->scan, folder, 0, "too deep: the folders in it are not looked at");
	return status;
}

/* Adds the folder just listed, and has it read if that is what the walk is for. *goes_on: the folders in it are to be
 * visited. */
static enum muster_status visit_folder(const struct walk *walk, const char *path, uint32_t old, struct source *source,
									   const struct listing *listing, bool *goes_on)
{
	const struct scan_folder folder = {old, path, walk->root, listing, walk->wanted->files, walk->reader, walk->data};
	uint32_t index = (uint32_t)walk->scan->sources.count;
	const enum muster_status status =
		walk->folders ? scan_visit_folder(walk->scan, &folder, source) : add_source(walk->scan, source, path, &index);

	*goes_on = status == MUSTER_OK && !(walk->scan->sources.items[index].flags & SOURCE_PRUNED);
	return status;
}

static enum muster_status walk_new(const struct walk *walk, const char *path, uint32_t parent, uint32_t old,
								   unsigned depth)
{
	struct source source = {.kind = SOURCE_FOLDER, .walk = walk->number, .parent = parent, .group = SOURCE_NONE};
	struct listing listing = {0};
	const uint32_t index = (uint32_t)walk->scan->sources.count;
	const int error = scan_list_folder(walk->scan, path, &listing, &source);
	bool goes_on;
	enum muster_status status;

	if (error)
		return keep_unlisted(walk, &source, path, old, error);
	status = visit_folder(walk, path, old, &source, &listing, &goes_on);
	if (goes_on && old != SOURCE_NONE)
		status = scan_take_looks(walk->scan, old, index, false);
	if (goes_on && status == MUSTER_OK)
		status = visit_listed(walk, path, &listing, index, old, depth);
	listing_free(&listing);
	return status;
}

/* Adds an unchanged folder again. */
static enum muster_status take_folder(const struct walk *walk, const char *path, uint32_t parent, uint32_t old)
{
	struct source source = walk->scan->previous->sources.items[old];
	uint32_t index;
	enum muster_status status;

	if (!stamp_racy(&source.stamp, stamp_now()))
		source.flags &= (uint8_t)~SOURCE_RACY;
	source.parent = parent;
	status = add_source(walk->scan, &source, path, &index);
	if (status == MUSTER_OK && !scan_take_findings(walk->scan, old, index))
		status = problem_memory(&walk->scan->problem);
	return status == MUSTER_OK ? scan_take_looks(walk->scan, old, index, walk->keeps) : status;
}

/* Of a walk of folders: what the reader left, or that another path led here. */
static enum muster_status take_read_folder(const struct walk *walk, const char *path, uint32_t parent, uint32_t old,
										   bool *taken)
{
	*taken = walk->keeps || scan_take_folder(walk->scan, old, parent, path);
	return walk->keeps ? scan_keep_folder(walk->scan, old, parent) : walk->scan->problem.status;
}

/* An unchanged folder holds what it held: no need to ask the system again. Nor is it asked about one that is kept. */
static enum muster_status walk_known(const struct walk *walk, const char *path, uint32_t parent, uint32_t old,
									 unsigned depth)
{
	const struct previous *previous = walk->scan->previous;
	const uint32_t index = (uint32_t)walk->scan->sources.count;
	const unsigned most = deepest(walk);
	char child[PATH_MAX];
	bool taken = true;
	enum muster_status status =
		walk->folders ? take_read_folder(walk, path, parent, old, &taken) : take_folder(walk, path, parent, old);

	if (!taken)
		return walk_new(walk, path, parent, old, depth);
	if (status == MUSTER_OK && walk->scan->sources.items[index].flags & SOURCE_PRUNED)
		return status;
	for (uint32_t i = previous->children.first[old]; i < previous->children.first[old + 1]; i++) {
		const struct source *known = &previous->sources.items[previous->children.rows[i]];
		const char *name = sources_name(&previous->sources, known);
		if (status != MUSTER_OK)
			break;
		if (known->kind == SOURCE_FOLDER && depth < most)
			status = walk_folder(walk, name, index, old, depth + 1);
		else if (known->kind != SOURCE_FOLDER && scan_join(child, path, name))
			status = visit(walk, child, name, index, old);
	}
	return status;
}

/* @parent_old is SOURCE_NONE for one of the walk's paths, and for a folder in one that is new. */
static enum muster_status walk_folder(const struct walk *walk, const char *path, uint32_t parent, uint32_t parent_old,
									  unsigned depth)
{
	const struct previous *previous = walk->scan->previous;
	const bool known = previous && (parent == SOURCE_NONE || parent_old != SOURCE_NONE);
	const uint32_t old = known ? previous_folder(previous, walk->number, parent_old, path) : SOURCE_NONE;
	const enum muster_status status = scan_progress(walk->scan, path);

	if (status != MUSTER_OK)
		return status;
	if (old != SOURCE_NONE && (walk->keeps || !previous->changed[old]))
		return walk_known(walk, path, parent, old, depth);
	return walk_new(walk, path, parent, old, depth);
}

/* One of the walk's paths that cannot be looked at: what it was is what the last discovery knows. */
static enum muster_status walk_troubled(const struct walk *walk, const char *path, int error)
{
	const struct previous *previous = walk->scan->previous;
	const uint32_t folder = previous ? previous_folder(previous, walk->number, SOURCE_NONE, path) : SOURCE_NONE;
	const struct scan_file file = {SOURCE_NONE, SOURCE_NONE, walk->number, path,
								   path,        walk->root,  walk->reader, walk->data};

	if (folder == SOURCE_NONE && previous && previous_file(previous, walk->number, SOURCE_NONE, path) != SOURCE_NONE)
		return scan_keep_troubled_file(walk->scan, &file, error);
	return keep_troubled(walk, path, SOURCE_NONE, folder, error);
}

static enum muster_status walk_path(const struct walk *walk, const char *path)
{
	struct stat about;
	const int error = stat(path, &about) == 0 ? 0 : errno;

	if (trouble_of(error) != TROUBLE_NONE)
		return walk_troubled(walk, path, error);
	if (error)
		return add_type(walk, path, SOURCE_IS_ABSENT);
	if (S_ISDIR(about.st_mode))
		return walk_folder(walk, path, SOURCE_NONE, SOURCE_NONE, 1);
	if (walk->folders)
		return add_type(walk, path, source_type(0, &about));
	return visit(walk, path, path, SOURCE_NONE, SOURCE_NONE);
}

/* Whether the last discovery met the source as one of this walk's paths, by the pattern. */
static bool was_matched(const struct walk *walk, const struct source *source, const char *name)
{
	return source->walk == walk->number && source->parent == SOURCE_NONE &&
		   fnmatch(walk->pattern, name, FNM_PATHNAME | FNM_PERIOD) == 0;
}

/* A folder with names that may match cannot be listed: what they were is what the last discovery knows. */
static enum muster_status keep_matched(const struct walk *walk, const char *folder, int error)
{
	const struct previous *previous = walk->scan->previous;
	const size_t length = strlen(folder);
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; previous && i < previous->sources.count && status == MUSTER_OK; i++) {
		const struct source *source = &previous->sources.items[i];
		const char *name = sources_name(&previous->sources, source);
		if (source->kind <= SOURCE_FILE && strncmp(name, folder, length) == 0 && was_matched(walk, source, name))
			status = walk_troubled(walk, name, error);
	}
	return status;
}

static enum muster_status unlisted(void *data, const char *folder, int error)
{
	const struct walk *walk = data;
	struct source source = {.kind = SOURCE_FOLDER, .walk = WALK_NONE, .parent = SOURCE_NONE, .group = SOURCE_NONE};
	enum muster_status status = keep_unlisted(walk, &source, folder, SOURCE_NONE, error);

	if (status == MUSTER_OK && trouble_of(error) != TROUBLE_NONE)
		status = keep_matched(walk, folder, error);
	return status;
}

static enum muster_status found(void *data, const char *path)
{
	return walk_path(data, path);
}

static enum muster_status walk_paths(struct walk *walk)
{
	const struct scan_pattern pattern = {found, unlisted, walk, SOURCE_NONE, 0};
	char path[PATH_MAX];
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; walk->wanted->paths[i] && status == MUSTER_OK; i++) {
		walk->root = walk->wanted->paths[i];
		if (!scan_tidy(walk->root, path))
			return problem_set(&walk->scan->problem, MUSTER_BAD_CONFIG, "%s: path \"%s\": not absolute or too long",
							   walk->scan->module->name, walk->root);
		walk->pattern = path;
		status = scan_match(walk->scan, &pattern, path);
	}
	return status;
}

/* The struct as it was in the first version. */
#define WALK_LEAST_SIZE (offsetof(struct muster_walk, depth) + sizeof(unsigned))

static enum muster_status walk_all(struct muster_scan *scan, const struct muster_walk *given, muster_reader *reader,
								   void *data, bool folders)
{
	struct muster_walk wanted = {0};
	struct walk walk = {
		.scan = scan, .wanted = &wanted, .number = scan->walks++, .reader = reader, .data = data, .folders = folders};
	enum muster_status status;

	memcpy(&wanted, given, given->size < sizeof(wanted) ? given->size : sizeof(wanted));
	if (given->size < WALK_LEAST_SIZE || !wanted.paths || !reader || scan->group != SOURCE_NONE)
		return problem_set(&scan->problem, MUSTER_BAD_ARGUMENT,
						   "%s: walked without a size, without paths, without a reader or from within one",
						   scan->module->name);
	if (scan->walks == UINT16_MAX)
		return problem_set(&scan->problem, MUSTER_LIMIT_EXCEEDED, "%s: more than %d walks", scan->module->name,
						   UINT16_MAX);
	if (folders)
		return walk_paths(&walk);
	share_begin(scan);
	status = walk_paths(&walk);
	share_end(scan);
	return status;
}

enum muster_status muster_scan_walk(struct muster_scan *scan, const struct muster_walk *walk, muster_reader *reader,
									void *data)
{
	return walk_all(scan, walk, reader, data, false);
}

enum muster_status muster_scan_folders(struct muster_scan *scan, const struct muster_walk *walk, muster_reader *reader,
									   void *data)
{
	return walk_all(scan, walk, reader, data, true);
}

enum muster_status muster_scan_tree(struct muster_scan *scan, const char *const *paths, const char *files,
									muster_reader *reader, void *data)
{
	const struct muster_walk walk = {.size = sizeof(walk), .paths = paths, .files = files};

	return muster_scan_walk(scan, &walk, reader, data);
}

enum muster_status muster_scan_file(struct muster_scan *scan, const char *path, muster_reader *reader, void *data)
{
	const struct walk walk = {.scan = scan, .root = path, .number = scan->walks, .reader = reader, .data = data};
	char tidied[PATH_MAX];

	if (!path || !scan_tidy(path, tidied) || !reader || scan->group != SOURCE_NONE)
		return problem_set(&scan->problem, MUSTER_BAD_ARGUMENT, "%s: file \"%s\": no absolute path, or within a reader",
						   scan->module->name, path ? path : "");
	return visit(&walk, tidied, tidied, SOURCE_NONE, SOURCE_NONE);
}
