/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Walking folders: which files a discovery comes to, in which order, and what of it must be watched. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "listing.h"
#include "memory.h"
#include "path.h"
#include "scan.h"

/* No real tree is as deep; a tree that is would end in the stack. */
#define DEPTH_LIMIT 64

#define ATTEMPTS 3

struct walk {
	struct muster_scan *scan;
	const struct muster_walk *wanted;
	const char *root;
	uint16_t number;
	muster_reader *reader;
	void *data;
	bool folders; /* the reader is called for folders, not for files */
};

static enum muster_status walk_folder(const struct walk *walk, const char *path, uint32_t parent, uint32_t parent_old,
									  unsigned depth);

static bool join(char joined[PATH_MAX], const char *folder, const char *name)
{
	const size_t length = strlen(folder);
	const char *slash = length && folder[length - 1] == '/' ? "" : "/";

	return snprintf(joined, PATH_MAX, "%s%s%s", folder, slash, name) < PATH_MAX;
}

static enum muster_status visit(const struct walk *walk, const char *path, const char *name, uint32_t folder,
								uint32_t folder_old)
{
	const struct scan_file file = {folder, folder_old, walk->number, path, name, walk->root, walk->reader, walk->data};

	return scan_visit_file(walk->scan, &file);
}

static enum muster_status add_source(struct muster_scan *scan, const struct source *source, const char *name,
									 uint32_t *index)
{
	*index = sources_add(&scan->sources, source, name);
	return *index == SOURCE_NONE ? problem_memory(&scan->problem) : MUSTER_OK;
}

static enum muster_status add_absent(const struct walk *walk, const char *path)
{
	const struct source source = {
		.kind = SOURCE_ABSENT, .walk = walk->number, .parent = SOURCE_NONE, .group = SOURCE_NONE};
	uint32_t index;

	return add_source(walk->scan, &source, path, &index);
}

static bool wanted(const struct walk *walk, const char *name)
{
	return !walk->wanted->files || fnmatch(walk->wanted->files, name, FNM_PERIOD) == 0;
}

/* Reads a folder between two looks at its stamp. 0 or an errno. */
static int list_folder(const struct walk *walk, const char *path, struct listing *listing, struct source *source)
{
	cleanup_close int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	struct stat before, after;

	if (descriptor < 0 || fstat(descriptor, &before) != 0)
		return errno;
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		const int error = listing_read(listing, descriptor);
		if (error)
			return error;
		if (fstat(descriptor, &after) != 0)
			return errno;
		source->stamp = stamp_of(&before);
		if (before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_mtim.tv_sec == after.st_mtim.tv_sec)
			break;
		before = after;
		if (attempt + 1 < ATTEMPTS)
			listing_free(listing);
	}
	if (stamp_racy(&source->stamp, stamp_now()))
		source->flags |= SOURCE_RACY | SOURCE_HASHED;
	if (walk->scan->job->content)
		source->flags |= SOURCE_HASHED;
	if (source->flags & SOURCE_HASHED)
		source->hash = listing_hash(listing);
	return 0;
}

/* In place of a folder: it is watched, as a folder may take its place. */
static enum muster_status add_file(const struct walk *walk, const char *path, const struct stat *status)
{
	const struct source source = {.kind = SOURCE_FILE,
								  .walk = walk->number,
								  .parent = SOURCE_NONE,
								  .group = SOURCE_NONE,
								  .stamp = stamp_of(status)};
	uint32_t index;

	return add_source(walk->scan, &source, path, &index);
}

/* A folder that cannot be listed is a source all the same, so that a change of its mode is noticed. */
static enum muster_status keep_unreadable(const struct walk *walk, struct source *source, const char *path, int error)
{
	char text[160], reason[128];
	struct stat status;
	uint32_t index;
	enum muster_status result;

	if (error == ENOMEM)
		return problem_memory(&walk->scan->problem);
	if (error == ENOENT || stat(path, &status) != 0)
		return add_absent(walk, path);
	if (error == ENOTDIR)
		return add_file(walk, path, &status);
	source->stamp = stamp_of(&status);
	result = add_source(walk->scan, source, path, &index);
	snprintf(text, sizeof(text), "cannot be listed: %s", strerror_r(error, reason, sizeof(reason)));
	if (result == MUSTER_OK)
		scan_finding(walk->scan, index, 0, text);
	return result;
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
		if ((type == DT_REG || type == DT_LNK) && wanted(walk, name) && join(child, path, name))
			status = visit(walk, child, name, folder, folder_old);
	}
	for (size_t i = 0; i < listing->count && status == MUSTER_OK && depth < most; i++) {
		if (listing->items[i].type == DT_DIR && join(child, path, listing_at(listing, i)))
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
	const int error = list_folder(walk, path, &listing, &source);
	bool goes_on;
	enum muster_status status;

	if (error)
		return keep_unreadable(walk, &source, path, error);
	status = visit_folder(walk, path, old, &source, &listing, &goes_on);
	if (goes_on)
		status = visit_listed(walk, path, &listing, index, old, depth);
	listing_free(&listing);
	return status;
}

/* The findings of a folder are about listing it. */
static void take_findings(struct muster_scan *scan, uint32_t old, uint32_t index)
{
	const struct by_source *table = &scan->previous->findings;

	for (uint32_t i = table->first[old]; i < table->first[old + 1]; i++) {
		const struct result_finding *finding = &scan->previous->results.findings[table->rows[i]];
		scan_finding(scan, index, finding->line, finding->text);
	}
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
	take_findings(walk->scan, old, index);
	return status;
}

/* An unchanged folder holds what it held: no need to ask the system again. */
static enum muster_status walk_known(const struct walk *walk, const char *path, uint32_t parent, uint32_t old,
									 unsigned depth)
{
	const struct previous *previous = walk->scan->previous;
	const uint32_t index = (uint32_t)walk->scan->sources.count;
	const unsigned most = deepest(walk);
	char child[PATH_MAX];
	enum muster_status status;

	if (walk->folders && !scan_take_folder(walk->scan, old, parent, path))
		return walk_new(walk, path, parent, old, depth);
	status = walk->folders ? walk->scan->problem.status : take_folder(walk, path, parent, old);
	if (status == MUSTER_OK && walk->scan->sources.items[index].flags & SOURCE_PRUNED)
		return status;
	for (uint32_t i = previous->children.first[old]; i < previous->children.first[old + 1]; i++) {
		const struct source *known = &previous->sources.items[previous->children.rows[i]];
		const char *name = sources_name(&previous->sources, known);
		if (status != MUSTER_OK)
			break;
		if (known->kind == SOURCE_FOLDER && depth < most)
			status = walk_folder(walk, name, index, old, depth + 1);
		else if (known->kind != SOURCE_FOLDER && join(child, path, name))
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
	if (old != SOURCE_NONE && !previous->changed[old])
		return walk_known(walk, path, parent, old, depth);
	return walk_new(walk, path, parent, old, depth);
}

static enum muster_status walk_path(const struct walk *walk, const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return add_absent(walk, path);
	if (S_ISDIR(status.st_mode))
		return walk_folder(walk, path, SOURCE_NONE, SOURCE_NONE, 1);
	if (walk->folders)
		return add_file(walk, path, &status);
	return visit(walk, path, path, SOURCE_NONE, SOURCE_NONE);
}

static enum muster_status expand(const struct walk *walk, const char *path, unsigned depth);

/* The folder before the first component with a wildcard is listed, and each name that matches put in its place. */
static enum muster_status expand_component(const struct walk *walk, const char *folder, const char *pattern,
										   const char *rest, unsigned depth)
{
	struct source source = {.kind = SOURCE_FOLDER, .walk = WALK_NONE, .parent = SOURCE_NONE, .group = SOURCE_NONE};
	struct listing listing = {0};
	char path[PATH_MAX];
	uint32_t index;
	const int error = list_folder(walk, folder, &listing, &source);
	enum muster_status status;

	if (error)
		return keep_unreadable(walk, &source, folder, error);
	status = add_source(walk->scan, &source, folder, &index);
	for (size_t i = 0; i < listing.count && status == MUSTER_OK; i++) {
		const char *name = listing_at(&listing, i);
		const bool leads_on = listing.items[i].type != DT_REG || !*rest;
		if (leads_on && fnmatch(pattern, name, FNM_PERIOD) == 0 && join(path, folder, name) &&
			strlen(path) + strlen(rest) < PATH_MAX)
			status = expand(walk, strcat(path, rest), depth + 1);
	}
	listing_free(&listing);
	return status;
}

static enum muster_status expand(const struct walk *walk, const char *path, unsigned depth)
{
	const char *wildcard = strpbrk(path, "*?[");
	const char *start = wildcard, *end;
	char folder[PATH_MAX], pattern[NAME_MAX + 1];

	if (!wildcard || depth >= DEPTH_LIMIT)
		return walk_path(walk, path);
	while (start[-1] != '/')
		start--;
	end = start + strcspn(start, "/");
	if (end - start > NAME_MAX)
		return MUSTER_OK; /* no name is as long */
	snprintf(pattern, sizeof(pattern), "%.*s", (int)(end - start), start);
	snprintf(folder, sizeof(folder), "%.*s", (int)(start - path > 1 ? start - path - 1 : 1), path);
	return expand_component(walk, folder, pattern, end, depth);
}

static bool tidy(const char *path, char tidied[PATH_MAX])
{
	if (path[0] != '/' || strlen(path) >= PATH_MAX)
		return false;
	path_tidy(strcpy(tidied, path));
	return true;
}

static enum muster_status walk_paths(struct walk *walk)
{
	char path[PATH_MAX];
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; walk->wanted->paths[i] && status == MUSTER_OK; i++) {
		walk->root = walk->wanted->paths[i];
		if (!tidy(walk->root, path))
			return problem_set(&walk->scan->problem, MUSTER_BAD_CONFIG, "%s: path \"%s\": not absolute or too long",
							   walk->scan->module->name, walk->root);
		status = expand(walk, path, 0);
	}
	return status;
}

static enum muster_status walk_all(struct muster_scan *scan, const struct muster_walk *wanted_walk,
								   muster_reader *reader, void *data, bool folders)
{
	struct walk walk = {scan, wanted_walk, NULL, scan->walks++, reader, data, folders};
	enum muster_status status;

	if (!wanted_walk->paths || !reader || scan->group != SOURCE_NONE)
		return problem_set(&scan->problem, MUSTER_BAD_ARGUMENT,
						   "%s: walked without paths, without a reader or from within one", scan->module->name);
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
	const struct muster_walk walk = {.paths = paths, .files = files};

	return muster_scan_walk(scan, &walk, reader, data);
}

enum muster_status muster_scan_file(struct muster_scan *scan, const char *path, muster_reader *reader, void *data)
{
	struct walk walk = {scan, NULL, path, scan->walks, reader, data, false};
	char tidied[PATH_MAX];

	if (!path || !tidy(path, tidied) || !reader || scan->group != SOURCE_NONE)
		return problem_set(&scan->problem, MUSTER_BAD_ARGUMENT, "%s: file \"%s\": no absolute path, or within a reader",
						   scan->module->name, path ? path : "");
	return visit(&walk, tidied, tidied, SOURCE_NONE, SOURCE_NONE);
}
