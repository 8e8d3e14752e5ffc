/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module may look at more than the files that it is called for. Each look is a dependency by itself, so that none can
 * be forgotten. If all files of a folder make the same look ("is there an __init__.py beside me?"), one is kept. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "discovery/scan.h"

/* As many as the kernel follows. */
#define LINKS_MAX 40

/* ---- looks that are shared --------------------------------------------------------------------------------------- */

static bool is_shared(const struct source *source)
{
	return source->kind == SOURCE_TYPE && source->flags & (SOURCE_BELOW | SOURCE_COMMON);
}

/* A source that was undone leaves its slot behind, which then leads to another source or to none. */
static bool holds(const struct muster_scan *scan, uint32_t slot, uint32_t group, const char *path)
{
	const struct source *source;

	if (slot >= scan->sources.count)
		return false;
	source = &scan->sources.items[slot];
	return is_shared(source) && source->group == group && strcmp(sources_name(&scan->sources, source), path) == 0;
}

/* The slot that holds the look, or the free one at the end of its row. */
static uint32_t *find_slot(const struct muster_scan *scan, uint32_t group, const char *path)
{
	const struct looks *looks = &scan->looks;
	const struct hash hash = hash_bytes(path, strlen(path));
	size_t place;

	memcpy(&place, hash.bytes, sizeof(place));
	place = (place + group) & (looks->capacity - 1);
	while (looks->slots[place] != SOURCE_NONE && !holds(scan, looks->slots[place], group, path))
		place = (place + 1) & (looks->capacity - 1);
	return &looks->slots[place];
}

static void remember(struct muster_scan *scan, uint32_t index)
{
	const struct source *source = &scan->sources.items[index];
	uint32_t *slot = find_slot(scan, source->group, sources_name(&scan->sources, source));

	scan->looks.count += *slot == SOURCE_NONE;
	*slot = index;
}

/* Anew from the sources, since slots that lead to others by now are of no use. */
static bool make_room(struct muster_scan *scan)
{
	struct looks *looks = &scan->looks;
	const size_t capacity = looks->capacity ? looks->capacity * 2 : 256;
	uint32_t *slots;

	if (looks->count * 4 < looks->capacity * 3)
		return true;
	slots = malloc(capacity * sizeof(*slots));
	if (!slots)
		return false;
	memset(slots, 0xff, capacity * sizeof(*slots));
	free(looks->slots);
	*looks = (struct looks){slots, 0, capacity};
	for (size_t i = 0; i < scan->sources.count; i++) {
		if (is_shared(&scan->sources.items[i]))
			remember(scan, (uint32_t)i);
	}
	return true;
}

enum muster_status scan_share_look(struct muster_scan *scan, uint32_t group, const struct source *source,
								   const char *path)
{
	struct source shared = *source;
	uint32_t index;

	if (!make_room(scan))
		return problem_memory(&scan->problem);
	if (*find_slot(scan, group, path) != SOURCE_NONE)
		return MUSTER_OK;
	shared.group = group;
	shared.flags |= group == SOURCE_NONE ? SOURCE_COMMON : SOURCE_BELOW;
	index = sources_add(&scan->sources, &shared, path);
	if (index == SOURCE_NONE)
		return problem_memory(&scan->problem);
	remember(scan, index);
	return MUSTER_OK;
}

/* The length of the folder's part; at least 1. */
static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash > path ? (size_t)(slash - path) : 1;
}

/* Whether @folder is @path's first @length bytes. */
static bool is_prefix(const char *folder, const char *path, size_t length)
{
	return strncmp(folder, path, length) == 0 && folder[length] == '\0';
}

uint32_t scan_sharing_folder(const struct muster_scan *scan, uint32_t group, const char *path)
{
	const struct sources *sources = &scan->sources;
	const size_t length = folder_length(path);
	uint32_t folder = sources->items[group].parent, top = SOURCE_NONE;
	const char *name;

	if (sources->items[group].kind != SOURCE_FILE)
		return SOURCE_NONE;
	for (; folder != SOURCE_NONE; folder = sources->items[folder].parent) {
		name = sources_name(sources, &sources->items[folder]);
		if (is_prefix(name, path, length))
			return folder;
		top = folder;
	}
	if (top == SOURCE_NONE)
		return SOURCE_NONE;
	name = sources_name(sources, &sources->items[top]);
	/* above the folder that the walk began with */
	return strncmp(name, path, length) == 0 && (length == 1 || name[length] == '/') ? top : SOURCE_NONE;
}

enum muster_status scan_take_looks(struct muster_scan *scan, uint32_t old, uint32_t folder, bool all)
{
	const struct previous *previous = scan->previous;
	enum muster_status status = MUSTER_OK;

	for (uint32_t i = previous->members.first[old]; i < previous->members.first[old + 1]; i++) {
		const uint32_t row = previous->members.rows[i];
		const struct source *source = &previous->sources.items[row];
		if (status == MUSTER_OK && source->flags & SOURCE_BELOW && (all || !previous->changed[row]))
			status = scan_share_look(scan, folder, source, sources_name(&previous->sources, source));
	}
	return status;
}

/* ---- what modules call ------------------------------------------------------------------------------------------- */

static enum muster_status refuse(struct muster_scan *scan, const char *what, const char *path)
{
	return problem_set(&scan->problem, MUSTER_BAD_ARGUMENT, "%s: %s \"%s\", which is no absolute path",
					   scan->module->name, what, path ? path : "");
}

/* Adds it to the group whose reader runs; outside of readers, everything depends on it. */
static enum muster_status add_own(struct muster_scan *scan, struct source *source, const char *path)
{
	source->group = scan->group;
	if (scan->group == SOURCE_NONE)
		source->flags |= SOURCE_COMMON;
	return sources_add(&scan->sources, source, path) == SOURCE_NONE ? problem_memory(&scan->problem) : MUSTER_OK;
}

enum muster_status muster_scan_access(struct muster_scan *scan, const char *path, enum muster_path_type *type)
{
	char tidied[PATH_MAX];
	struct source source;
	uint32_t folder;
	int error;

	*type = MUSTER_PATH_ABSENT;
	if (!path || !scan_tidy(path, tidied))
		return refuse(scan, "looks at", path);
	error = source_of_type(&source, tidied);
	if (error)
		return scan_trouble(scan, tidied, error);
	*type = (enum muster_path_type)source.stamp.size;
	if (scan->group == SOURCE_NONE)
		return scan_share_look(scan, SOURCE_NONE, &source, tidied);
	folder = scan_sharing_folder(scan, scan->group, tidied);
	return folder == SOURCE_NONE ? add_own(scan, &source, tidied) : scan_share_look(scan, folder, &source, tidied);
}

static enum muster_status depend(struct muster_scan *scan, const char *path)
{
	struct source source;
	const int error = source_of_path(&source, path, scan->job->content);

	return error ? scan_trouble(scan, path, error) : add_own(scan, &source, path);
}

enum muster_status muster_scan_depend(struct muster_scan *scan, const char *path)
{
	char tidied[PATH_MAX];

	if (!path || !scan_tidy(path, tidied))
		return refuse(scan, "depends on", path);
	return depend(scan, tidied);
}

/* The next path of a chain of links: @text is what the link at @path says. */
static bool follow(char path[PATH_MAX], const char *text)
{
	char next[2 * PATH_MAX];
	const int folder = *text == '/' ? 0 : (int)(strrchr(path, '/') + 1 - path);

	snprintf(next, sizeof(next), "%.*s%s", folder, path, text);
	return scan_tidy(next, path);
}

/* Depends on each link of a chain. Where it is too long, realpath() gives ELOOP, too. */
static enum muster_status depend_on_links(struct muster_scan *scan, char path[PATH_MAX])
{
	char text[PATH_MAX];
	struct source source;
	enum muster_status status = MUSTER_OK;
	bool more = true;

	for (int i = 0; i < LINKS_MAX && more && status == MUSTER_OK; i++) {
		const int error = source_of_link(&source, path, scan->job->content, text);
		if (error == EINVAL)
			return MUSTER_OK;
		if (error)
			return trouble_of(error) == TROUBLE_NONE ? depend(scan, path) : scan_trouble(scan, path, error);
		status = add_own(scan, &source, path);
		more = follow(path, text);
	}
	return status;
}

enum muster_status muster_scan_resolve(struct muster_scan *scan, const char *path, char *real, size_t size)
{
	char tidied[PATH_MAX];
	enum muster_status status;
	char *resolved;

	if (size > 0)
		*real = '\0';
	if (!path || !scan_tidy(path, tidied))
		return refuse(scan, "resolves", path);
	status = depend_on_links(scan, tidied);
	if (status != MUSTER_OK)
		return status;
	resolved = realpath(path, NULL);
	if (!resolved)
		return trouble_of(errno) == TROUBLE_NONE ? MUSTER_OK : scan_trouble(scan, path, errno);
	if (strlen(resolved) < size)
		strcpy(real, resolved);
	else
		status = problem_set(&scan->problem, MUSTER_BAD_ARGUMENT, "%s: no room for where \"%s\" leads",
							 scan->module->name, path);
	free(resolved);
	return status;
}

/* 0 or an errno; *descriptor -1 where there is no ordinary file, or none that may be read. */
static int open_file(const char *path, int *descriptor)
{
	cleanup_close int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat about;

	if (file < 0)
		return trouble_of(errno) == TROUBLE_NONE || errno == ENXIO ? 0 : errno;
	if (fstat(file, &about) != 0)
		return errno;
	if (S_ISREG(about.st_mode))
		*descriptor = take_descriptor(&file);
	return 0;
}

enum muster_status muster_scan_open(struct muster_scan *scan, const char *path, int *descriptor)
{
	char tidied[PATH_MAX];
	enum muster_status status;
	int error;

	*descriptor = -1;
	if (!path || !scan_tidy(path, tidied))
		return refuse(scan, "opens", path);
	status = depend(scan, tidied);
	if (status != MUSTER_OK)
		return status;
	error = open_file(tidied, descriptor);
	return error ? scan_trouble(scan, tidied, error) : MUSTER_OK;
}

static enum muster_status tell_names(const struct listing *listing, muster_scan_name *each, void *data)
{
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < listing->count && status == MUSTER_OK; i++)
		status = each(data, listing_at(listing, i));
	return status;
}

enum muster_status muster_scan_list(struct muster_scan *scan, const char *path, muster_scan_name *each, void *data)
{
	struct source source = {.kind = SOURCE_FOLDER, .walk = WALK_NONE, .parent = SOURCE_NONE, .group = SOURCE_NONE};
	struct listing listing = {0};
	char tidied[PATH_MAX];
	enum muster_status status;
	int error;

	if (!path || !each || !scan_tidy(path, tidied))
		return refuse(scan, "lists", path);
	error = scan_list_folder(scan, tidied, &listing, &source);
	if (trouble_of(error) != TROUBLE_NONE)
		return scan_trouble(scan, tidied, error);
	if (error) /* no folder, or none that may be read: that much is known, and watched */
		return depend(scan, tidied);
	status = add_own(scan, &source, tidied);
	if (status == MUSTER_OK)
		status = tell_names(&listing, each, data);
	listing_free(&listing);
	return status;
}

struct glob {
	struct muster_scan *scan;
	muster_scan_name *each;
	void *data;
};

static enum muster_status found(void *data, const char *path)
{
	const struct glob *glob = data;

	return glob->each(glob->data, path);
}

/* That no name matches while it is not there or closed is known; the folder is watched. */
static enum muster_status unlisted(void *data, const char *folder, int error)
{
	const struct glob *glob = data;

	return trouble_of(error) == TROUBLE_NONE ? depend(glob->scan, folder) : scan_trouble(glob->scan, folder, error);
}

enum muster_status muster_scan_glob(struct muster_scan *scan, const char *pattern, muster_scan_name *each, void *data)
{
	struct glob glob = {scan, each, data};
	const struct scan_pattern matching = {found, unlisted, &glob, scan->group,
										  scan->group == SOURCE_NONE ? SOURCE_COMMON : 0};
	char tidied[PATH_MAX];

	if (!pattern || !each || !scan_tidy(pattern, tidied))
		return refuse(scan, "matches", pattern);
	return scan_match(scan, &matching, tidied);
}
