/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "package_names.h"

#define NAME_LIMIT 1024

/* Names that lead to each other without an end are given up here. */
#define DEPTH_LIMIT 64

static int by_name(const void *left, const void *right)
{
	const struct package_module *a = left, *b = right;
	const int order = strcmp(a->name, b->name);

	return order ? order : strcmp(a->path, b->path);
}

enum muster_status packages_collect(struct packages *packages, struct muster_scan *scan)
{
	const struct muster_fact *fact = NULL;
	size_t room = 0;

	*packages = (struct packages){0};
	while ((fact = muster_scan_next_fact(scan, fact))) {
		if (packages->count == room) {
			struct package_module *modules;
			room = room ? room * 2 : 256;
			modules = realloc(packages->modules, room * sizeof(*modules));
			if (!modules)
				return MUSTER_NO_MEMORY;
			packages->modules = modules;
		}
		packages->modules[packages->count++] = (struct package_module){
			.name = muster_fact_key(fact), .path = muster_fact_path(fact), .fact = muster_fact_value(fact)};
	}
	if (packages->count)
		qsort(packages->modules, packages->count, sizeof(*packages->modules), by_name);
	for (size_t i = 0; i < packages->count; i++)
		package_names_add(packages, &packages->modules[i]);
	return packages_failed(packages) ? MUSTER_NO_MEMORY : MUSTER_OK;
}

void packages_free(struct packages *packages)
{
	free(packages->modules);
	free(packages->names);
	pool_free(&packages->pool);
	*packages = (struct packages){0};
}

bool packages_failed(const struct packages *packages)
{
	return packages->pool.failed;
}

static const struct package_module *find_module(const struct packages *packages, const char *name, size_t length)
{
	const struct package_name *known = package_names_find(packages, NULL, name, length);

	return known ? known->found.module : NULL;
}

/* ---- following them ---------------------------------------------------------------------------------------------- */

/* The absolute name that an import means in the module; false where there are more dots than packages. */
static bool absolute(const struct package_module *module, const struct package_binding *binding, char name[NAME_LIMIT])
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
static bool is_own(const struct package_module *module, const struct package_binding *binding)
{
	const size_t length = strcspn(module->name, ".");

	return binding->level > 0 || (strncmp(binding->module, module->name, length) == 0 &&
								  (binding->module[length] == '.' || binding->module[length] == '\0'));
}

static const struct package_module *imported(struct packages *packages, const struct package_module *module,
											 const struct package_binding *binding)
{
	char name[NAME_LIMIT];
	const struct package_module *found = NULL;

	if (!absolute(module, binding, name))
		return NULL;
	found = find_module(packages, name, strlen(name));
	if (!found && is_own(module, binding))
		memcpy(packages->missing, name, sizeof(name));
	return found;
}

/* The module that an import binds; NULL. */
static const struct package_module *module_bound(const struct packages *packages, const struct package_module *module,
												 const struct package_binding *binding)
{
	const size_t length = strlen(binding->name);
	char whole[NAME_LIMIT], package[NAME_LIMIT];
	int size;

	if (binding->kind == PYTHON_IMPORT) {
		const bool first_only = strncmp(binding->module, binding->name, length) == 0 && binding->module[length] == '.';
		return find_module(packages, binding->module, first_only ? length : strlen(binding->module));
	}
	if (binding->kind != PYTHON_FROM || !absolute(module, binding, package))
		return NULL;
	size = snprintf(whole, sizeof(whole), "%s%s%s", package, *package ? "." : "", binding->original);
	return size < NAME_LIMIT ? find_module(packages, whole, (size_t)size) : NULL;
}

/* The module that a plain name means in the module; NULL. */
static const struct package_module *module_named(const struct packages *packages, const struct package_module *module,
												 const char *name, size_t length)
{
	const struct package_name *known = package_names_find(packages, module, name, length);
	const struct package_module *found = NULL;

	for (const struct package_binding *row = known ? known->bindings : NULL; row && !found; row = row->earlier)
		found = module_bound(packages, module, row);
	return found;
}

static bool is_public(const char *name)
{
	return name[0] != '_';
}

static bool resolve(struct packages *packages, const struct package_module *module, const char *name, unsigned depth,
					struct package_definition *definition);

/* What one binding says of the name. */
static bool follow(struct packages *packages, const struct package_module *module,
				   const struct package_binding *binding, const char *name, unsigned depth,
				   struct package_definition *definition)
{
	const struct package_module *target;

	switch (binding->kind) {
	case PYTHON_FROM:
		target = imported(packages, module, binding);
		return target && resolve(packages, target, binding->original, depth - 1, definition);
	case PYTHON_STAR:
		target = is_public(name) ? imported(packages, module, binding) : NULL;
		return target && resolve(packages, target, name, depth - 1, definition);
	case PYTHON_ALIAS:
		return resolve(packages, module, binding->original, depth - 1, definition);
	case PYTHON_IMPORT:
		break;
	}
	return false;
}

/* The name's own bindings and the star imports, the last one in the source first. */
static bool follow_rows(struct packages *packages, const struct package_name *name, unsigned depth,
						struct package_definition *definition)
{
	const struct package_binding *own = name->bindings;
	const struct package_name *stars = package_names_find(packages, name->module, "*", 1);
	const struct package_binding *star = stars ? stars->bindings : NULL;

	while (own || star) {
		const struct package_binding **next = own && (!star || own->index > star->index) ? &own : &star;
		if (follow(packages, name->module, *next, name->name, depth, definition))
			return true;
		*next = (*next)->earlier;
	}
	return false;
}

static bool resolve_plain(struct packages *packages, const struct package_module *module, const char *text,
						  unsigned depth, struct package_definition *definition)
{
	struct package_name *name = package_names_make(packages, module, text);

	if (!name || name->state == PACKAGE_NAME_ABSENT ||
		(name->state == PACKAGE_NAME_OPEN && name->asked == packages->question))
		return false;
	name->asked = packages->question;
	if (name->state == PACKAGE_NAME_OPEN) {
		if (name->definition)
			name->found = (struct package_definition){module, name->definition};
		else if (!follow_rows(packages, name, depth, &name->found))
			return false;
		name->state = PACKAGE_NAME_FOUND;
	}
	*definition = name->found;
	return true;
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
	struct package_name *known;

	packages->missing[0] = '\0';
	packages->question++;
	if (resolve(packages, module, name, DEPTH_LIMIT, definition))
		return true;
	known = package_names_find(packages, module, name, strlen(name));
	if (known && !packages->missing[0]) /* all that it could lead to was seen; of what it passed, that is not known */
		known->state = PACKAGE_NAME_ABSENT;
	return false;
}

/* ---- public names ------------------------------------------------------------------------------------------------ */

struct listing {
	struct packages *packages;
	enum muster_status (*each)(void *data, const char *name);
	void *data;
};

static enum muster_status list_public(const struct listing *listing, const struct package_module *module,
									  unsigned depth);

static enum muster_status list_star(const struct listing *listing, const struct package_module *module,
									const struct package_binding *binding, unsigned depth)
{
	const struct package_module *target;

	listing->packages->missing[0] = '\0';
	target = imported(listing->packages, module, binding);
	if (target)
		return list_public(listing, target, depth - 1);
	return listing->packages->missing[0] ? listing->each(listing->data, NULL) : MUSTER_OK;
}

static enum muster_status list_binding(const struct listing *listing, const struct package_module *module,
									   const struct package_binding *binding, unsigned depth)
{
	if (binding->kind == PYTHON_STAR)
		return list_star(listing, module, binding, depth);
	if (binding->kind == PYTHON_IMPORT || !is_public(binding->name))
		return MUSTER_OK;
	if (binding->kind == PYTHON_FROM && !is_own(module, binding))
		return MUSTER_OK;
	return listing->each(listing->data, binding->name);
}

static enum muster_status list_own(const struct listing *listing, const struct package_module *module, unsigned depth)
{
	const struct muster_value *bindings = muster_value_get(module->fact, "bindings");
	const struct muster_value *definitions = muster_value_get(module->fact, "definitions");
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < muster_value_count(definitions) && status == MUSTER_OK; i++) {
		const char *name = muster_value_string(muster_value_get(muster_value_at(definitions, i), "name"));
		if (name && is_public(name))
			status = listing->each(listing->data, name);
	}
	for (size_t i = 0; i < muster_value_count(bindings) && status == MUSTER_OK; i++) {
		const struct package_binding binding = package_binding_at(bindings, i);
		status = list_binding(listing, module, &binding, depth);
	}
	return status;
}

static enum muster_status list_public(const struct listing *listing, const struct package_module *module,
									  unsigned depth)
{
	struct package_name *known = package_names_find(listing->packages, NULL, module->name, strlen(module->name));
	const struct muster_value *all = muster_value_get(module->fact, "all");
	enum muster_status status = MUSTER_OK;

	if (depth == 0 || !known || known->asked == listing->packages->listing)
		return MUSTER_OK;
	known->asked = listing->packages->listing;
	if (!all)
		return list_own(listing, module, depth);
	for (size_t i = 0; i < muster_value_count(all) && status == MUSTER_OK; i++) {
		const char *name = muster_value_string(muster_value_at(all, i));
		if (name)
			status = listing->each(listing->data, name);
	}
	return status;
}

enum muster_status packages_public(struct packages *packages, const struct package_module *module,
								   enum muster_status (*each)(void *data, const char *name), void *data)
{
	const struct listing listing = {packages, each, data};

	packages->listing++;
	return list_public(&listing, module, DEPTH_LIMIT);
}
