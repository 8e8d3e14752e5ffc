/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "package_names.h"

#include <stdlib.h>
#include <string.h>

static size_t hash_of(const struct package_module *module, const char *name, size_t length)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ (uintptr_t)module; /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * UINT64_C(0x100000001B3);
	return (size_t)(hash ^ hash >> 29);
}

/* The slot that has the name, or that would. */
static struct package_name **slot_of(struct package_name **names, size_t room, const struct package_module *module,
									 const char *name, size_t length)
{
	size_t i = hash_of(module, name, length) & (room - 1);

	while (names[i] &&
		   (names[i]->module != module || strncmp(names[i]->name, name, length) != 0 || names[i]->name[length] != '\0'))
		i = (i + 1) & (room - 1);
	return &names[i];
}

static bool grow(struct packages *packages)
{
	const size_t room = packages->name_room ? packages->name_room * 2 : 1024;
	struct package_name **names = calloc(room, sizeof(*names));

	for (size_t i = 0; names && i < packages->name_room; i++) {
		struct package_name *name = packages->names[i];
		if (name)
			*slot_of(names, room, name->module, name->name, strlen(name->name)) = name;
	}
	if (!names) {
		packages->pool.failed = true;
		return false;
	}
	free(packages->names);
	packages->names = names;
	packages->name_room = room;
	return true;
}

struct package_name *package_names_find(const struct packages *packages, const struct package_module *module,
										const char *name, size_t length)
{
	return packages->name_room ? *slot_of(packages->names, packages->name_room, module, name, length) : NULL;
}

struct package_name *package_names_make(struct packages *packages, const struct package_module *module,
										const char *name)
{
	struct package_name **slot, *made;

	if (2 * packages->name_count >= packages->name_room && !grow(packages))
		return NULL;
	slot = slot_of(packages->names, packages->name_room, module, name, strlen(name));
	if (*slot)
		return *slot; /* cppcheck-suppress identicalInnerCondition */
	made = pool_alloc(&packages->pool, sizeof(*made));
	if (!made)
		return NULL;
	made->module = module;
	made->name = name;
	packages->name_count++;
	return *slot = made;
}

static const char *text_at(const struct muster_value *row, size_t index)
{
	const char *text = muster_value_string(muster_value_at(row, index));

	return text ? text : "";
}

static void add_definitions(struct packages *packages, const struct package_module *module)
{
	const struct muster_value *definitions = muster_value_get(module->fact, "definitions");

	for (size_t i = 0; i < muster_value_count(definitions); i++) {
		const struct muster_value *definition = muster_value_at(definitions, i);
		const char *text = muster_value_string(muster_value_get(definition, "name"));
		struct package_name *name = text ? package_names_make(packages, module, text) : NULL;
		if (name)
			name->definition = definition; /* the last one holds */
	}
}

struct package_binding package_binding_at(const struct muster_value *bindings, size_t index)
{
	const struct muster_value *row = muster_value_at(bindings, index);

	return (struct package_binding){.index = index,
									.kind = (enum python_binding_kind)muster_value_integer(muster_value_at(row, 0)),
									.name = text_at(row, 1),
									.module = text_at(row, 2),
									.original = text_at(row, 3),
									.level = muster_value_integer(muster_value_at(row, 4))};
}

static void add_bindings(struct packages *packages, const struct package_module *module)
{
	const struct muster_value *bindings = muster_value_get(module->fact, "bindings");

	for (size_t i = 0; i < muster_value_count(bindings); i++) {
		struct package_binding *binding = pool_alloc(&packages->pool, sizeof(*binding));
		struct package_name *name;
		if (!binding)
			return;
		*binding = package_binding_at(bindings, i);
		name = package_names_make(packages, module, binding->kind == PYTHON_STAR ? "*" : binding->name);
		if (!name)
			return;
		binding->earlier = name->bindings;
		name->bindings = binding;
	}
}

void package_names_add(struct packages *packages, const struct package_module *module)
{
	struct package_name *name = package_names_make(packages, NULL, module->name);

	if (!name || name->found.module) /* of two modules with one name the first one holds */
		return;
	name->found.module = module;
	add_definitions(packages, module);
	add_bindings(packages, module);
}
