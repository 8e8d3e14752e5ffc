/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `signatures`: what can be called, and how, in Python packages and native libraries. */

#include <stdio.h>
#include <string.h>

#include "call.h"
#include "facts.h"
#include "item.h"
#include "prototype.h"
#include "readers/names.h"
#include "readers/packages.h"
#include "targets.h"

#define KEY_LIMIT       1024
#define PROTOTYPE_LIMIT 65536

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
	return package_fact_keep(scan, source, data);
}

static enum muster_status walk_python(struct muster_scan *scan, struct python *python)
{
	const char *const *targets = muster_scan_words(scan, NULL, "targets");
	struct package_reader reader = {python, muster_scan_words(scan, NULL, "exclude"), facts_write, NULL};

	if (*targets)
		return targets_read(scan, targets, &reader);
	return muster_scan_tree(scan, muster_scan_paths(scan), "*.py", read_python, &reader);
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
	struct names done; /* keys, since a module may say a name twice */
	struct call call;
	struct text prototype;
};

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
	call_find(&combining->call, combining->packages, definition);
	item.python.call = &combining->call;
	text_reset(&combining->prototype);
	prototype_write(&combining->prototype, name, &combining->call, definition->value);
	if (combining->prototype.status == MUSTER_NO_MEMORY)
		return MUSTER_NO_MEMORY;
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

static enum muster_status combine(struct muster_scan *scan)
{
	struct packages packages;
	struct combining combining = {.scan = scan, .packages = &packages};
	enum muster_status status = packages_collect(&packages, scan);

	text_init(&combining.prototype, PROTOTYPE_LIMIT);
	for (size_t i = 0; i < packages.count && status == MUSTER_OK; i++) {
		combining.module = &packages.modules[i];
		if (!is_private(combining.module->name))
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
	{"exclude", MUSTER_OPTION_WORDS, "*.tests *.tests.* *.conftest conftest setup", "Modules left out, as patterns"},
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
	/* Python is once in a process, and may be the caller's already */
	.flags = MUSTER_MODULE_WORKER_ONLY | MUSTER_MODULE_READERS_INDEPENDENT,
	.serialize = item_serialize,
	.deserialize = item_deserialize,
	.clear = item_clear,
};
