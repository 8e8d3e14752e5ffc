/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Listing folders, and the paths that a pattern matches. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "discovery/scan.h"
#include "source/listing.h"

/* A folder that changes while it is listed is listed again. */
#define ATTEMPTS 3

/* No real pattern has as many components with wildcards. */
#define DEPTH_LIMIT 64

bool scan_join(char joined[PATH_MAX], const char *folder, const char *name)
{
	const size_t length = strlen(folder);
	const char *slash = length && folder[length - 1] == '/' ? "" : "/";

	return snprintf(joined, PATH_MAX, "%s%s%s", folder, slash, name) < PATH_MAX;
}

static int free_listing(struct listing *listing, int error)
{
	listing_free(listing);
	return error;
}

int scan_list_folder(const struct muster_scan *scan, const char *path, struct listing *listing, struct source *source)
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
			return free_listing(listing, errno);
		source->stamp = stamp_of(&before);
		if (before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_mtim.tv_sec == after.st_mtim.tv_sec)
			break;
		before = after;
		if (attempt + 1 < ATTEMPTS)
			listing_free(listing);
	}
	if (stamp_racy(&source->stamp, stamp_now()))
		source->flags |= SOURCE_RACY | SOURCE_HASHED;
	if (scan->job->content)
		source->flags |= SOURCE_HASHED;
	if (source->flags & SOURCE_HASHED && listing_hash(listing, &source->hash))
		return free_listing(listing, ENOMEM);
	return 0;
}

/* One spelling for a path: without empty components and without a slash at the end. */
bool scan_tidy(const char *path, char tidied[PATH_MAX])
{
	if (path[0] != '/' || strlen(path) >= PATH_MAX)
		return false;
	path_tidy(strcpy(tidied, path));
	return true;
}

static enum muster_status match(struct muster_scan *scan, const struct scan_pattern *pattern, const char *path,
								unsigned depth);

static enum muster_status add_source(struct muster_scan *scan, const struct source *source, const char *path)
{
	return sources_add(&scan->sources, source, path) == SOURCE_NONE ? problem_memory(&scan->problem) : MUSTER_OK;
}

/* The folder before the first component with a wildcard is listed, and each name that matches put in its place. */
static enum muster_status match_component(struct muster_scan *scan, const struct scan_pattern *pattern,
										  const char *folder, const char *component, const char *rest, unsigned depth)
{
	struct source source = {.kind = SOURCE_FOLDER, .walk = WALK_NONE, .parent = SOURCE_NONE, .group = pattern->group};
	struct listing listing = {0};
	char path[PATH_MAX];
	const int error = scan_list_folder(scan, folder, &listing, &source);
	enum muster_status status;

	if (error)
		return pattern->unlisted(pattern->data, folder, error);
	source.flags |= pattern->flags;
	status = add_source(scan, &source, folder);
	for (size_t i = 0; i < listing.count && status == MUSTER_OK; i++) {
		const char *name = listing_at(&listing, i);
		const bool leads_on = listing.items[i].type != DT_REG || !*rest;
		if (leads_on && fnmatch(component, name, FNM_PERIOD) == 0 && scan_join(path, folder, name) &&
			strlen(path) + strlen(rest) < PATH_MAX)
			status = match(scan, pattern, strcat(path, rest), depth + 1);
	}
	listing_free(&listing);
	return status;
}

static enum muster_status match(struct muster_scan *scan, const struct scan_pattern *pattern, const char *path,
								unsigned depth)
{
	const char *wildcard = strpbrk(path, "*?[");
	const char *start = wildcard, *end;
	char folder[PATH_MAX], component[NAME_MAX + 1];

	if (!wildcard || depth >= DEPTH_LIMIT)
		return pattern->found(pattern->data, path);
	while (start[-1] != '/')
		start--;
	end = start + strcspn(start, "/");
	if (end - start > NAME_MAX)
		return MUSTER_OK; /* no name is as long */
	snprintf(component, sizeof(component), "%.*s", (int)(end - start), start);
	snprintf(folder, sizeof(folder), "%.*s", (int)(start - path > 1 ? start - path - 1 : 1), path);
	return match_component(scan, pattern, folder, component, end, depth);
}

enum muster_status scan_match(struct muster_scan *scan, const struct scan_pattern *pattern, const char *path)
{
	return match(scan, pattern, path, 0);
}
