/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `signatures`: what can be called, and how, in Python packages and native libraries. */

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "facts.h"
#include "item.h"
#include "prototype.h"
#include "readers/names.h"
#include "readers/packages.h"

#define KEY_LIMIT       1024
#define PROTOTYPE_LIMIT 65536

/* Bases whose bases whose bases … have the __init__. */
#define BASE_LIMIT 16

static enum muster_status emit_native(void *data, const struct native_entry *entry)
{
	const struct item item = {.native = entry};

	return muster_scan_emit(data, entry->key, &item);
}

static enum muster_status read_library(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	const char *const *debug_paths = muster_scan_words(scan, NULL, "debug_paths");
	const struct native_reader reader = {.debug_paths = debug_paths, .emit = emit_native, .data = scan};

	(void)data;
	return native_read(scan, source, &reader);
}

static enum muster_status read_python(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	return facts_keep(scan, source, data);
}

/* Where the targets are below one of the paths: a.b.c is a/b/c, a/b/c.py, or in one of those that hold it. */
static char *target_path(const char *root, const char *target)
{
	const size_t room = strlen(root) + strlen(target) + 5;
	char *path = malloc(room);
	struct stat status;
	char *end;

	if (!path)
		return NULL;
	snprintf(path, room, "%s/%s", root, target);
	for (char *c = path + strlen(root) + 1; *c; c++)
		*c = *c == '.' ? '/' : *c;
	while ((end = path + strlen(path)) > path + strlen(root)) {
		if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
			return path;
		memcpy(end, ".py", 4);
		if (stat(path, &status) == 0)
			return path;
		*end = '\0';
		*strrchr(path, '/') = '\0';
	}
	free(path);
	return NULL;
}

static enum muster_status walk_targets(struct muster_scan *scan, const char *const *targets, struct python *python)
{
	enum muster_status status = MUSTER_OK;

	for (const char *const *root = muster_scan_paths(scan); *root && status == MUSTER_OK; root++) {
		for (const char *const *target = targets; *target && status == MUSTER_OK; target++) {
			char *path = target_path(*root, *target);
			const char *const paths[] = {path, NULL};
			if (path)
				status = muster_scan_tree(scan, paths, "*.py", read_python, python);
			free(path);
		}
	}
	return status;
}

/* What a public name of the targets leads to outside of them is read, too: one file at a time, and no other. */
struct following {
	struct muster_scan *scan;
	struct packages packages;
	const struct package_module *module;
	struct python *python;
	struct names tried;
	bool any;
};

static enum muster_status read_missing(struct following *following)
{
	const char *known;
	bool is_new;
	enum muster_status status = names_add(&following->tried, following->packages.missing, &known, &is_new);

	for (const char *const *root = muster_scan_paths(following->scan); is_new && *root && status == MUSTER_OK; root++) {
		const size_t room = strlen(*root) + strlen(known) + 14;
		char *path = malloc(room);
		struct stat file;
		if (!path)
			return MUSTER_NO_MEMORY;
		snprintf(path, room, "%s/%s", *root, known);
		for (char *c = path + strlen(*root) + 1; *c; c++)
			*c = *c == '.' ? '/' : *c;
		strcat(path, stat(path, &file) == 0 && S_ISDIR(file.st_mode) ? "/__init__.py" : ".py");
		if (stat(path, &file) == 0) {
			following->any = true;
			status = muster_scan_file(following->scan, path, read_python, following->python);
		}
		free(path);
	}
	return status;
}

static enum muster_status follow_name(void *data, const char *name)
{
	struct following *following = data;
	struct package_definition definition;

	if (!name || packages_resolve(&following->packages, following->module, name, &definition) ||
		!following->packages.missing[0])
		return MUSTER_OK;
	return read_missing(following);
}

static bool is_target(const char *const *targets, const char *module)
{
	for (; *targets; targets++) {
		const size_t length = strlen(module), wanted = strlen(*targets);
		if (strncmp(module, *targets, length < wanted ? length : wanted) == 0)
			return true;
	}
	return false;
}

static enum muster_status follow_targets(struct muster_scan *scan, const char *const *targets, struct python *python)
{
	struct following following = {.scan = scan, .python = python};
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

static enum muster_status walk_python(struct muster_scan *scan, struct python *python)
{
	const char *const *targets = muster_scan_words(scan, NULL, "targets");
	enum muster_status status;

	if (!*targets)
		return muster_scan_tree(scan, muster_scan_paths(scan), "*.py", read_python, python);
	status = walk_targets(scan, targets, python);
	return status == MUSTER_OK ? follow_targets(scan, targets, python) : status;
}

static enum muster_status discover(struct muster_scan *scan)
{
	struct python *python;
	enum muster_status status = python_start(&python);

	if (status == MUSTER_OK) {
		status = walk_python(scan, python);
		python_stop(python);
	} else if (status == MUSTER_UNSUPPORTED) {
		status = MUSTER_OK; /* native code is left */
	}
	if (status == MUSTER_OK)
		status = muster_scan_tree(scan, muster_scan_words(scan, NULL, "libraries"), "*.so*", read_library, NULL);
	return status;
}

/* ---- combining --------------------------------------------------------------------------------------------------- */

struct combining {
	struct muster_scan *scan;
	struct packages *packages;
	const struct package_module *module;
	const char *const *exclude;
	struct names done; /* keys, since a module may say a name twice */
	struct text prototype;
};

/* The parameters of a class that has no __init__ of its own are those of the first base that has. */
static const struct muster_value *inherited(struct packages *packages, const struct package_definition *class,
											unsigned depth)
{
	const struct muster_value *parameters = muster_value_get(class->value, "parameters");
	const struct muster_value *bases = muster_value_get(class->value, "bases");
	struct package_definition base;

	for (size_t i = 0; !parameters && depth && i < muster_value_count(bases); i++) {
		const char *name = muster_value_string(muster_value_at(bases, i));
		if (name && packages_resolve(packages, class->module, name, &base) && base.value != class->value)
			parameters = inherited(packages, &base, depth - 1);
	}
	return parameters;
}

static enum muster_status emit_one(struct combining *combining, const char *key, const char *name,
								   const struct package_definition *definition)
{
	struct item item = {.python = {.name = name, .module = combining->module->name, .path = definition->module->path}};
	const char *known;
	bool is_new;
	enum muster_status status = names_add(&combining->done, key, &known, &is_new);

	if (status != MUSTER_OK || !is_new)
		return status;
	if (definition->module != combining->module)
		item.python.defined_in = definition->module->name;
	item.python.definition = definition->value;
	item.python.parameters = inherited(combining->packages, definition, BASE_LIMIT);
	text_reset(&combining->prototype);
	prototype_write(&combining->prototype, name, item.python.parameters,
					muster_value_string(muster_value_get(definition->value, "returns")));
	item.python.prototype = combining->prototype.status == MUSTER_OK ? combining->prototype.bytes : NULL;
	return muster_scan_emit(combining->scan, key, &item);
}

static bool is_shown_member(const char *name)
{
	return name && name[0] != '_';
}

static enum muster_status emit_members(struct combining *combining, const char *class_key, const char *class_name,
									   const struct package_definition *class)
{
	const struct muster_value *members = muster_value_get(class->value, "members");
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < muster_value_count(members) && status == MUSTER_OK; i++) {
		const struct package_definition member = {class->module, muster_value_at(members, i)};
		const char *name = muster_value_string(muster_value_get(member.value, "name"));
		char key[KEY_LIMIT], qualified[KEY_LIMIT];
		if (!is_shown_member(name) || snprintf(key, sizeof(key), "%s.%s", class_key, name) >= KEY_LIMIT)
			continue;
		snprintf(qualified, sizeof(qualified), "%s.%s", class_name, name);
		status = emit_one(combining, key, qualified, &member);
	}
	return status;
}

static enum muster_status emit_public(void *data, const char *name)
{
	struct combining *combining = data;
	struct package_definition definition;
	char key[KEY_LIMIT];
	enum muster_status status;

	if (!name || snprintf(key, sizeof(key), "%s.%s", combining->module->name, name) >= KEY_LIMIT ||
		!packages_resolve(combining->packages, combining->module, name, &definition))
		return MUSTER_OK;
	status = emit_one(combining, key, name, &definition);
	if (status == MUSTER_OK)
		status = emit_members(combining, key, name, &definition);
	return status;
}

/* Modules with a name that begins with _ anywhere are not for others to import from. */
static bool is_private(const char *module)
{
	return module[0] == '_' || strstr(module, "._");
}

static bool is_excluded(const struct combining *combining, const char *module)
{
	for (const char *const *pattern = combining->exclude; *pattern; pattern++) {
		if (fnmatch(*pattern, module, 0) == 0)
			return true;
	}
	return false;
}

static enum muster_status combine(struct muster_scan *scan)
{
	struct packages packages;
	struct combining combining = {
		.scan = scan, .packages = &packages, .exclude = muster_scan_words(scan, NULL, "exclude")};
	enum muster_status status = packages_collect(&packages, scan);

	text_init(&combining.prototype, PROTOTYPE_LIMIT);
	for (size_t i = 0; i < packages.count && status == MUSTER_OK; i++) {
		combining.module = &packages.modules[i];
		if (!is_private(combining.module->name) && !is_excluded(&combining, combining.module->name))
			status = packages_public(&packages, combining.module, emit_public, &combining);
	}
	if (status == MUSTER_OK && packages_failed(&packages))
		status = MUSTER_NO_MEMORY;
	text_free(&combining.prototype);
	names_clear(&combining.done);
	packages_free(&packages);
	return status;
}

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, "/usr/lib/python3/dist-packages /usr/local/lib/python3*/dist-packages",
	 "Folders of Python packages"},
	{"targets", MUSTER_OPTION_WORDS, NULL, "Only these packages, modules or functions of the paths (skimage.filters)"},
	{"exclude", MUSTER_OPTION_WORDS, "*.tests *.tests.* *.testing *.testing.* *.conftest setup",
	 "Modules left out, as patterns"},
	{"libraries", MUSTER_OPTION_WORDS, NULL, "Shared libraries, or folders of them"},
	{"debug_paths", MUSTER_OPTION_WORDS, "/usr/lib/debug", "Folders with debug information"},
	{0},
};

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "signatures",
	.version = "1.0",
	.summary = "What can be called, and how, in Python packages and native libraries",
	.fields = item_fields,
	.options = options,
	.item_size = sizeof(struct item),
	.discover = discover,
	.combine = combine,
	.flags = MUSTER_WORKER_ONLY, /* Python is once in a process, and may be the caller's already */
	.serialize = item_serialize,
	.deserialize = item_deserialize,
	.clear = item_clear,
};
