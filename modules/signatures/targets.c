/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readers/names.h"
#include "readers/packages.h"

static enum muster_status read_python(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	return package_fact_keep(scan, source, data);
}

/* Where the target is below one of the paths: a.b.c is a/b/c, a/b/c.py, or in one of those that hold it. *path is NULL
 * where it is not there; freed by the caller. */
static enum muster_status find_target(struct muster_scan *scan, const char *root, const char *target, char **path)
{
	const size_t room = strlen(root) + strlen(target) + 5;
	char *end, *place = *path = malloc(room);
	enum muster_path_type type;
	enum muster_status status = MUSTER_OK;

	if (!place)
		return MUSTER_NO_MEMORY;
	snprintf(place, room, "%s/%s", root, target);
	for (char *c = place + strlen(root) + 1; *c; c++)
		*c = *c == '.' ? '/' : *c;
	while ((end = place + strlen(place)) > place + strlen(root)) {
		status = muster_scan_access(scan, place, &type);
		if (status != MUSTER_OK || type == MUSTER_PATH_FOLDER)
			break;
		memcpy(end, ".py", 4);
		status = muster_scan_access(scan, place, &type);
		if (status != MUSTER_OK || type != MUSTER_PATH_ABSENT)
			break;
		*end = '\0';
		*strrchr(place, '/') = '\0';
	}
	if (status == MUSTER_OK && end > place + strlen(root))
		return status;
	free(place);
	*path = NULL;
	return status;
}

/* What is not there yet is watched for: its package, or the module of that name. */
static enum muster_status walk_absent(struct muster_scan *scan, const char *root, const char *target,
									  struct package_reader *reader)
{
	const int length = (int)strcspn(target, ".");
	const size_t room = strlen(root) + (size_t)length + 5;
	char *package = malloc(room), *module = malloc(room);
	const char *const paths[] = {package, module, NULL};
	enum muster_status status = MUSTER_NO_MEMORY;

	if (package && module) {
		snprintf(package, room, "%s/%.*s", root, length, target);
		snprintf(module, room, "%s/%.*s.py", root, length, target);
		status = muster_scan_tree(scan, paths, "*.py", read_python, reader);
	}
	free(package);
	free(module);
	return status;
}

struct walking {
	struct muster_scan *scan;
	const char *const *targets;
	struct package_reader *reader;
};

static enum muster_status walk_root(void *data, const char *root)
{
	const struct walking *walking = data;
	enum muster_status status = MUSTER_OK;

	for (const char *const *target = walking->targets; *target && status == MUSTER_OK; target++) {
		char *path;
		status = find_target(walking->scan, root, *target, &path);
		const char *const paths[] = {path, NULL};
		if (path)
			status = muster_scan_tree(walking->scan, paths, "*.py", read_python, walking->reader);
		else if (status == MUSTER_OK)
			status = walk_absent(walking->scan, root, *target, walking->reader);
		free(path);
	}
	return status;
}

/* Each path, which may be a pattern. */
static enum muster_status walk(struct muster_scan *scan, const char *const *targets, struct package_reader *reader)
{
	struct walking walking = {scan, targets, reader};
	enum muster_status status = MUSTER_OK;

	for (const char *const *path = muster_scan_paths(scan); *path && status == MUSTER_OK; path++)
		status = muster_scan_glob(scan, *path, walk_root, &walking);
	return status;
}

/* What a public name of the targets leads to outside of them is read, too: one file at a time, and no other. */
struct following {
	struct muster_scan *scan;
	struct packages packages;
	const struct package_module *module;
	struct package_reader *reader;
	struct names tried;
	const char *known; /* the name that is being read */
	bool any;
};

/* The module below one of the paths; a.b is a/b/__init__.py or a/b.py. */
static enum muster_status read_below(void *data, const char *root)
{
	struct following *following = data;
	const char *known = following->known;
	const size_t room = strlen(root) + strlen(known) + 14;
	char *path = malloc(room);
	enum muster_path_type type;
	enum muster_status status;

	if (!path)
		return MUSTER_NO_MEMORY;
	snprintf(path, room, "%s/%s", root, known);
	for (char *c = path + strlen(root) + 1; *c; c++)
		*c = *c == '.' ? '/' : *c;
	status = muster_scan_access(following->scan, path, &type);
	strcat(path, type == MUSTER_PATH_FOLDER ? "/__init__.py" : ".py");
	if (status == MUSTER_OK)
		status = muster_scan_access(following->scan, path, &type);
	if (status == MUSTER_OK && type != MUSTER_PATH_ABSENT) {
		following->any = true;
		status = muster_scan_file(following->scan, path, read_python, following->reader);
	}
	free(path);
	return status;
}

static enum muster_status read_missing(struct following *following)
{
	bool is_new;
	enum muster_status status = names_add(&following->tried, following->packages.missing, &following->known, &is_new);

	for (const char *const *path = muster_scan_paths(following->scan); is_new && *path && status == MUSTER_OK; path++)
		status = muster_scan_glob(following->scan, *path, read_below, following);
	return status;
}

static enum muster_status follow_name(void *data, const char *name)
{
	struct following *following = data;
	struct package_definition definition;

	if (name && packages_resolve(&following->packages, following->module, name, &definition))
		return MUSTER_OK;
	if (!following->packages.missing[0])
		return MUSTER_OK;
	return read_missing(following);
}

/* One of the two is the other, or holds it: a.b and a.b.c. */
static bool is_within(const char *one, const char *other)
{
	size_t length = 0;

	while (one[length] && one[length] == other[length])
		length++;
	return (one[length] == '\0' && (other[length] == '.' || other[length] == '\0')) ||
		   (other[length] == '\0' && one[length] == '.');
}

static bool is_target(const char *const *targets, const char *module)
{
	while (*targets && !is_within(*targets, module))
		targets++;
	return *targets != NULL;
}

static enum muster_status follow(struct muster_scan *scan, const char *const *targets, struct package_reader *reader)
{
	struct following following = {.scan = scan, .reader = reader};
	enum muster_status status;

	do {
		following.any = false;
		status = packages_collect(&following.packages, scan);
		for (size_t i = 0; i < following.packages.count && status == MUSTER_OK; i++) {
			following.module = &following.packages.modules[i];
			if (is_target(targets, following.module->name))
				status = packages_public(&following.packages, following.module, follow_name, &following);
		}
		packages_free(&following.packages);
	} while (following.any && status == MUSTER_OK);
	names_clear(&following.tried);
	return status;
}

enum muster_status targets_read(struct muster_scan *scan, const char *const *targets, struct package_reader *reader)
{
	const enum muster_status status = walk(scan, targets, reader);

	return status == MUSTER_OK ? follow(scan, targets, reader) : status;
}
