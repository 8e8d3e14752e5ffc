/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readers/python.h"

#define NAME_LIMIT 1024

/* Names that lead to each other in a circle end here. */
#define DEPTH_LIMIT 24

static int by_name(const void *left, const void *right)
{
	return strcmp(((const struct package_module *)left)->name, ((const struct package_module *)right)->name);
}

enum muster_status packages_collect(struct packages *packages, struct muster_scan *scan)
{
	struct muster_fact fact;
	size_t room = 0;

	*packages = (struct packages){0};
	while (muster_scan_next_fact(scan, &fact)) {
		if (packages->count == room) {
			struct package_module *modules;
			room = room ? room * 2 : 256;
			modules = realloc(packages->modules, room * sizeof(*modules));
			if (!modules)
				return MUSTER_NO_MEMORY;
			packages->modules = modules;
		}
		packages->modules[packages->count++] = (struct package_module){fact.key, fact.path, fact.value};
	}
	if (packages->count)
		qsort(packages->modules, packages->count, sizeof(*packages->modules), by_name);
	return MUSTER_OK;
}

void packages_free(struct packages *packages)
{
	free(packages->modules);
	*packages = (struct packages){0};
}

static const struct package_module *find_module(const struct packages *packages, const char *name)
{
	const struct package_module wanted = {.name = name};

	return packages->count ? bsearch(&wanted, packages->modules, packages->count, sizeof(wanted), by_name) : NULL;
}

/* One way how a name comes about, out of a fact. */
struct binding {
	enum python_binding_kind kind;
	const char *name, *module, *original;
	int64_t level;
};

static struct binding binding_at(const struct muster_value *bindings, size_t index)
{
	const struct muster_value *row = muster_value_at(bindings, index);
	struct binding binding = {.kind = (enum python_binding_kind)muster_value_integer(muster_value_at(row, 0)),
							  .name = muster_value_string(muster_value_at(row, 1)),
							  .module = muster_value_string(muster_value_at(row, 2)),
							  .original = muster_value_string(muster_value_at(row, 3)),
							  .level = muster_value_integer(muster_value_at(row, 4))};

	binding.name = binding.name ? binding.name : "";
	binding.module = binding.module ? binding.module : "";
	binding.original = binding.original ? binding.original : "";
	return binding;
}

/* The absolute name that an import means in the module; false where there are more dots than packages. */
static bool absolute(const struct package_module *module, const struct binding *binding, char name[NAME_LIMIT])
{
	const bool package = muster_value_boolean(muster_value_get(module->fact, "package"));
	size_t length = strlen(module->name);
	int64_t up = binding->level - (package ? 1 : 0);

	if (binding->level == 0)
		return snprintf(name, NAME_LIMIT, "%s", binding->module) < NAME_LIMIT;
	for (; up > 0 && length; up--) {
		while (length && module->name[length - 1] != '.')
			length--;
		length -= length > 0;
	}
	if (up > 0 || length == 0)
		return false;
	return snprintf(name, NAME_LIMIT, "%.*s%s%s", (int)length, module->name, *binding->module ? "." : "",
					binding->module) < NAME_LIMIT;
}

/* Whether an import makes the names in it the module's own: relative ones do, and those from its own package. */
static bool is_own(const struct package_module *module, const struct binding *binding)
{
	const size_t length = strcspn(module->name, ".");

	return binding->level > 0 || (strncmp(binding->module, module->name, length) == 0 &&
								  (binding->module[length] == '.' || binding->module[length] == '\0'));
}

static const struct package_module *imported(struct packages *packages, const struct package_module *module,
											 const struct binding *binding)
{
	char name[NAME_LIMIT];
	const struct package_module *found = absolute(module, binding, name) ? find_module(packages, name) : NULL;

	if (!found && is_own(module, binding) && absolute(module, binding, name))
		memcpy(packages->missing, name, sizeof(name));
	return found;
}

static const struct muster_value *find_definition(const struct package_module *module, const char *name)
{
	const struct muster_value *definitions = muster_value_get(module->fact, "definitions");

	for (size_t i = muster_value_count(definitions); i-- > 0;) { /* the last one holds */
		const struct muster_value *definition = muster_value_at(definitions, i);
		const char *known = muster_value_string(muster_value_get(definition, "name"));
		if (known && strcmp(known, name) == 0)
			return definition;
	}
	return NULL;
}

static bool resolve(struct packages *packages, const struct package_module *module, const char *name, unsigned depth,
					struct package_definition *definition);

/* The module that a plain name means in the module, by an import; NULL. */
static const struct package_module *module_named(struct packages *packages, const struct package_module *module,
												 const char *name, size_t length)
{
	const struct muster_value *bindings = muster_value_get(module->fact, "bindings");
	char whole[NAME_LIMIT], package[NAME_LIMIT];

	for (size_t i = muster_value_count(bindings); i-- > 0;) {
		const struct binding binding = binding_at(bindings, i);
		if (strlen(binding.name) != length || strncmp(binding.name, name, length) != 0)
			continue;
		if (binding.kind == PYTHON_IMPORT) {
			const bool first_only = strncmp(binding.module, name, length) == 0 && binding.module[length] == '.';
			snprintf(whole, sizeof(whole), "%.*s", first_only ? (int)length : NAME_LIMIT - 1, binding.module);
			return find_module(packages, whole);
		}
		if (binding.kind == PYTHON_FROM && absolute(module, &binding, package) &&
			snprintf(whole, sizeof(whole), "%s%s%s", package, *package ? "." : "", binding.original) < NAME_LIMIT)
			return find_module(packages, whole);
	}
	return NULL;
}

static bool is_public(const char *name)
{
	return name[0] != '_';
}

/* What one binding says of the name. */
static bool follow(struct packages *packages, const struct package_module *module, const struct binding *binding,
				   const char *name, unsigned depth, struct package_definition *definition)
{
	const struct package_module *target;

	switch (binding->kind) {
	case PYTHON_FROM:
		target = strcmp(binding->name, name) == 0 ? imported(packages, module, binding) : NULL;
		return target && resolve(packages, target, binding->original, depth - 1, definition);
	case PYTHON_STAR:
		target = is_public(name) ? imported(packages, module, binding) : NULL;
		return target && target != module && resolve(packages, target, name, depth - 1, definition);
	case PYTHON_ALIAS:
		return strcmp(binding->name, name) == 0 && strcmp(binding->original, name) != 0 &&
			   resolve(packages, module, binding->original, depth - 1, definition);
	case PYTHON_IMPORT:
		break;
	}
	return false;
}

static bool resolve_plain(struct packages *packages, const struct package_module *module, const char *name,
						  unsigned depth, struct package_definition *definition)
{
	const struct muster_value *bindings = muster_value_get(module->fact, "bindings");

	definition->module = module;
	definition->value = find_definition(module, name);
	if (definition->value)
		return true;
	for (size_t i = muster_value_count(bindings); i-- > 0;) {
		const struct binding binding = binding_at(bindings, i);
		if (follow(packages, module, &binding, name, depth, definition))
			return true;
	}
	return false;
}

static bool resolve(struct packages *packages, const struct package_module *module, const char *name, unsigned depth,
					struct package_definition *definition)
{
	const char *dot = strchr(name, '.');

	if (depth == 0)
		return false;
	if (!dot)
		return resolve_plain(packages, module, name, depth, definition);
	module = module_named(packages, module, name, (size_t)(dot - name));
	return module && resolve(packages, module, dot + 1, depth - 1, definition);
}

bool packages_resolve(struct packages *packages, const struct package_module *module, const char *name,
					  struct package_definition *definition)
{
	packages->missing[0] = '\0';
	return resolve(packages, module, name, DEPTH_LIMIT, definition);
}

/* ---- public names ------------------------------------------------------------------------------------------------ */

struct listing {
	struct packages *packages;
	enum muster_status (*each)(void *data, const char *name);
	void *data;
};

static enum muster_status list_public(const struct listing *listing, const struct package_module *module,
									  unsigned depth);

static enum muster_status list_binding(const struct listing *listing, const struct package_module *module,
									   const struct binding *binding, unsigned depth)
{
	const struct package_module *target;

	if (binding->kind == PYTHON_STAR) {
		target = imported(listing->packages, module, binding);
		return target && target != module ? list_public(listing, target, depth - 1) : MUSTER_OK;
	}
	if (binding->kind == PYTHON_IMPORT || !is_public(binding->name))
		return MUSTER_OK;
	if (binding->kind == PYTHON_FROM && !is_own(module, binding))
		return MUSTER_OK;
	return listing->each(listing->data, binding->name);
}

static enum muster_status list_public(const struct listing *listing, const struct package_module *module,
									  unsigned depth)
{
	const struct muster_value *all = muster_value_get(module->fact, "all");
	const struct muster_value *bindings = muster_value_get(module->fact, "bindings");
	const struct muster_value *definitions = muster_value_get(module->fact, "definitions");
	enum muster_status status = MUSTER_OK;

	if (depth == 0)
		return MUSTER_OK;
	for (size_t i = 0; i < muster_value_count(all) && status == MUSTER_OK; i++)
		status = listing->each(listing->data, muster_value_string(muster_value_at(all, i)));
	if (all)
		return status;
	for (size_t i = 0; i < muster_value_count(definitions) && status == MUSTER_OK; i++) {
		const char *name = muster_value_string(muster_value_get(muster_value_at(definitions, i), "name"));
		if (name && is_public(name))
			status = listing->each(listing->data, name);
	}
	for (size_t i = 0; i < muster_value_count(bindings) && status == MUSTER_OK; i++) {
		const struct binding binding = binding_at(bindings, i);
		status = list_binding(listing, module, &binding, depth);
	}
	return status;
}

enum muster_status packages_public(struct packages *packages, const struct package_module *module,
								   enum muster_status (*each)(void *data, const char *name), void *data)
{
	const struct listing listing = {packages, each, data};

	return list_public(&listing, module, DEPTH_LIMIT);
}
