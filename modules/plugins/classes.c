/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "classes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readers/package_names.h"

#define NAME_LIMIT 1024

/* Classes derived from each other further than this are no longer followed. */
#define DEPTH_LIMIT 256

/* ---- names ------------------------------------------------------------------------------------------------------- */

static const char *joined(struct classes *classes, const char *left, const char *right)
{
	char name[NAME_LIMIT];
	const int size = snprintf(name, sizeof(name), "%s%s%s", left, *left && *right ? "." : "", right);

	return size > 0 && size < NAME_LIMIT ? pool_copy(&classes->pool, name, (size_t)size) : NULL;
}

static int compare_pointers(const void *left, const void *right)
{
	const struct class *const *a = left, *const *b = right;
	const uintptr_t x = (uintptr_t)(*a)->value, y = (uintptr_t)(*b)->value;

	return x < y ? -1 : x > y;
}

static struct class *class_of(const struct classes *classes, const struct muster_value *value)
{
	const struct class wanted = {.value = value};
	const struct class *const key = &wanted;
	struct class **found = NULL;

	if (classes->count)
		found = bsearch(&key, classes->by_value, classes->count, sizeof(struct class *), compare_pointers);
	return found ? *found : NULL;
}

static struct class *resolve(struct classes *classes, const struct package_module *module, const char *name)
{
	struct package_definition definition;

	return packages_resolve(&classes->packages, module, name, &definition) ? class_of(classes, definition.value) : NULL;
}

struct class *classes_find(struct classes *classes, const char *name)
{
	const char *dot = strrchr(name, '.');
	const struct package_name *module =
		dot ? package_names_find(&classes->packages, NULL, name, (size_t)(dot - name)) : NULL;

	return module && module->found.module ? resolve(classes, module->found.module, dot + 1) : NULL;
}

/* What a name that leads to nothing known stands for, as the module imports it. */
static const char *outside_name(struct classes *classes, const struct package_module *module, const char *name)
{
	const size_t length = strcspn(name, ".");
	const struct package_name *known = package_names_find(&classes->packages, module, name, length);
	const struct package_binding *binding = known ? known->bindings : NULL;
	const char *rest = name[length] ? name + length + 1 : "", *whole;

	if (!binding || binding->kind == PYTHON_ALIAS || binding->kind == PYTHON_STAR)
		return name;
	if (binding->level > 0)
		return NULL;
	if (binding->kind == PYTHON_IMPORT) /* import a.b is a itself; import a.b as c is a.b */
		return strncmp(binding->module, binding->name, length) == 0 && binding->module[length] == '.'
				   ? name
				   : joined(classes, binding->module, rest);
	whole = joined(classes, binding->module, binding->original);
	return whole ? joined(classes, whole, rest) : NULL;
}

const char *classes_full_name(struct classes *classes, const struct package_module *module, const char *name)
{
	const struct class *class = resolve(classes, module, name);

	return class ? class->name : outside_name(classes, module, name);
}

/* ---- collecting -------------------------------------------------------------------------------------------------- */

static const struct muster_value *definitions_of(const struct package_module *module)
{
	return muster_value_get(module->fact, "definitions");
}

static void add_module(struct classes *classes, const struct package_module *module)
{
	const struct muster_value *definitions = definitions_of(module);

	for (size_t i = 0; i < muster_value_count(definitions); i++) {
		const struct muster_value *value = muster_value_at(definitions, i);
		const char *name = muster_value_string(muster_value_get(value, "name"));
		struct class *class = &classes->rows[classes->count];
		if (!name)
			continue;
		*class = (struct class){.module = module, .value = value, .name = joined(classes, module->name, name)};
		classes->by_value[classes->count] = class;
		classes->count += class->name != NULL;
	}
}

static void link_bases(struct classes *classes, struct class *class)
{
	const struct muster_value *names = muster_value_get(class->value, "bases");
	const size_t count = muster_value_count(names);
	struct class_base *bases = pool_alloc(&classes->pool, (count + 1) * sizeof(*bases));

	for (size_t i = 0; bases && i < count; i++) {
		const char *name = muster_value_string(muster_value_at(names, i));
		if (!name)
			continue;
		bases[i].class = resolve(classes, class->module, name);
		if (!bases[i].class)
			bases[i].outside = outside_name(classes, class->module, name);
	}
	class->bases = bases;
	class->base_count = bases ? count : 0;
}

enum muster_status classes_collect(struct classes *classes, struct muster_scan *scan)
{
	enum muster_status status;
	size_t most = 0;

	*classes = (struct classes){0};
	status = packages_collect(&classes->packages, scan);
	if (status != MUSTER_OK)
		return status;
	for (size_t i = 0; i < classes->packages.count; i++)
		most += muster_value_count(definitions_of(&classes->packages.modules[i]));
	classes->rows = pool_alloc(&classes->pool, (most + 1) * sizeof(*classes->rows));
	classes->by_value = pool_alloc(&classes->pool, (most + 1) * sizeof(struct class *));
	if (!classes->rows || !classes->by_value)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < classes->packages.count; i++)
		add_module(classes, &classes->packages.modules[i]);
	qsort((void *)classes->by_value, classes->count, sizeof(struct class *), compare_pointers);
	for (size_t i = 0; i < classes->count; i++)
		link_bases(classes, &classes->rows[i]);
	return classes->pool.failed || packages_failed(&classes->packages) ? MUSTER_NO_MEMORY : MUSTER_OK;
}

void classes_free(struct classes *classes)
{
	packages_free(&classes->packages);
	pool_free(&classes->pool);
}

/* ---- attributes -------------------------------------------------------------------------------------------------- */

static const struct muster_value *own_attribute(const struct class *class, const char *name)
{
	const struct muster_value *attributes = muster_value_get(class->value, "attributes");

	return muster_value_get(attributes, name);
}

static const struct muster_value *inherited(struct classes *classes, struct class *class, const char *name,
											unsigned depth)
{
	const struct muster_value *value = own_attribute(class, name);

	class->asked = classes->question;
	for (size_t i = 0; !value && depth > 0 && i < class->base_count; i++)
		if (class->bases[i].class && class->bases[i].class->asked != classes->question)
			value = inherited(classes, class->bases[i].class, name, depth - 1);
	return value;
}

const struct muster_value *classes_attribute(struct classes *classes, struct class *class, const char *name)
{
	classes->question++;
	return inherited(classes, class, name, DEPTH_LIMIT);
}

const char *classes_text(struct classes *classes, const struct class *class, const struct muster_value *value)
{
	const char *name = muster_value_string(muster_value_at(value, 0));
	char whole[NAME_LIMIT], *dot;
	const struct class *enumeration;

	if (!name)
		return muster_value_string(value);
	if (snprintf(whole, sizeof(whole), "%s", name) >= NAME_LIMIT)
		return NULL;
	dot = strrchr(whole, '.');
	if (dot && strcmp(dot, ".value") == 0) {
		*dot = '\0';
		dot = strrchr(whole, '.');
	}
	if (!dot)
		return NULL;
	*dot = '\0';
	enumeration = resolve(classes, class->module, whole);
	return enumeration ? muster_value_string(own_attribute(enumeration, dot + 1)) : NULL;
}
