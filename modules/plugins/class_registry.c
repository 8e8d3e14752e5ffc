/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The base of a registry is a class that has __registry_key__ in its body, or one that the configuration names, by
 * itself or by its metaclass. A class of the registry is the base or derived from it; its key is the attribute that
 * __registry_key__ names. A class without one is there to be derived from, and left out. */

#include "class_registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/plugins.h>

#include "classes.h"
#include "place.h"

#define KEY_LIMIT 1024

/* Classes derived from each other further than this are no longer followed. */
#define DEPTH_LIMIT 256

/* What a class is derived from; nothing: name is NULL. */
struct root {
	struct class *class; /* NULL: one that was not read */
	const char *name;
	bool is_known;
};

struct registry {
	struct muster_scan *scan;
	const struct kind *kind;
	struct classes *classes;
	struct root *roots;    /* of each class */
	struct class **wanted; /* classes that python_base names, each where it was read */
};

static bool has_word(const char *const *words, const char *word)
{
	for (; word && *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct registry *registry, const struct class *class)
{
	const char *const *names = registry->kind->python_base;

	for (size_t i = 0; names[i]; i++)
		if (registry->wanted[i] == class)
			return true;
	return has_word(names, class->name);
}

/* The metaclass is one of those that are named, in full or by its last word. */
static bool has_metaclass(const struct registry *registry, const struct class *class)
{
	const char *const *words = registry->kind->python_metaclass;
	const char *name = muster_value_string(muster_value_get(class->value, "metaclass"));
	const char *dot = name ? strrchr(name, '.') : NULL;

	if (!name || !*words)
		return false;
	return has_word(words, dot ? dot + 1 : name) ||
		   has_word(words, classes_full_name(registry->classes, class->module, name));
}

static bool is_root(const struct registry *registry, const struct class *class)
{
	const struct muster_value *attributes;

	if (*registry->kind->python_base || *registry->kind->python_metaclass)
		return is_wanted(registry, class) || has_metaclass(registry, class);
	attributes = muster_value_get(class->value, "attributes");
	return muster_value_string(muster_value_get(attributes, "__registry_key__")) != NULL;
}

/* The root that the class belongs to: the one furthest up, since a registry is inherited. */
static struct root root_of(struct registry *registry, struct class *class, unsigned depth)
{
	struct root *known = &registry->roots[class - registry->classes->rows];
	struct root found = {0};

	if (known->is_known || depth == 0)
		return *known;
	known->is_known = true; /* a circle leads nowhere */
	for (size_t i = 0; !found.name && i < class->base_count; i++) {
		const struct class_base *base = &class->bases[i];
		if (base->class)
			found = root_of(registry, base->class, depth - 1);
		else if (has_word(registry->kind->python_base, base->outside))
			found.name = base->outside;
	}
	if (!found.name && is_root(registry, class))
		found = (struct root){.class = class, .name = class->name};
	found.is_known = true;
	*known = found;
	return found;
}

static bool is_set(const struct muster_value *value)
{
	return value && muster_value_type(value) != MUSTER_TYPE_NIL;
}

static const char *own_name(const struct class *class)
{
	return muster_value_string(muster_value_get(class->value, "name"));
}

static bool is_abstract(const struct class *class)
{
	return muster_value_boolean(muster_value_get(class->value, "abstract"));
}

/* What the class is registered as; NULL where it is not. Keys that are computed are not known: then it is the name of
 * the class. */
static const char *key_of(const struct registry *registry, struct class *class, const struct root *root)
{
	struct classes *classes = registry->classes;
	const char *attribute = NULL, *text;
	const struct muster_value *value;

	if (root->class == class && *registry->kind->python_base)
		return NULL; /* what is wanted is derived from it */
	if (root->class)
		attribute = muster_value_string(classes_attribute(classes, root->class, "__registry_key__"));
	if (!attribute)
		return root->class == class || is_abstract(class) ? NULL : own_name(class);
	value = classes_attribute(classes, class, attribute);
	if (is_set(value)) {
		text = classes_text(classes, class, value);
		return text && *text ? text : own_name(class);
	}
	if (!is_set(classes_attribute(classes, root->class, "__key_extractor__")))
		return NULL;
	return root->class == class || is_abstract(class) ? NULL : own_name(class);
}

static enum muster_status emit(const struct registry *registry, const struct class *class, const struct root *root,
							   const char *name)
{
	const struct muster_value *secondary = root->class ? muster_value_get(root->class->value, "secondary") : NULL;
	const size_t count = muster_value_count(secondary);
	const char **secondaries = calloc(count + 1, sizeof(*secondaries));
	char key[KEY_LIMIT], object[KEY_LIMIT];
	struct muster_plugin plugin = {.kind = registry->kind->name,
								   .name = name,
								   .path = class->module->path,
								   .group = root->name,
								   .object = object,
								   .secondary_count = count,
								   .secondaries = secondaries};
	enum muster_status status = MUSTER_OK;

	if (!secondaries)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		secondaries[i] = muster_value_string(muster_value_at(secondary, i));
	if (snprintf(key, sizeof(key), "%s/%s/%s", plugin.kind, plugin.group, name) < KEY_LIMIT &&
		snprintf(object, sizeof(object), "%s:%s", class->module->name, own_name(class)) < KEY_LIMIT)
		status = muster_scan_emit(registry->scan, key, &plugin);
	free((void *)secondaries);
	return status;
}

/* Whether the class stands in a file of the kind: others are read for what they say of its bases. */
static bool is_of_kind(const struct kind *kind, const struct class *class)
{
	const char *path = class->module->path, *slash = strrchr(path, '/');

	return slash && place_glob(kind->files, slash + 1) &&
		   place_rank((const char *const *)kind->folders, kind->depth, path) > 0;
}

static enum muster_status emit_class(struct registry *registry, struct class *class)
{
	struct root root;
	const char *name;

	if (!is_of_kind(registry->kind, class))
		return MUSTER_OK;
	root = root_of(registry, class, DEPTH_LIMIT);
	name = root.name ? key_of(registry, class, &root) : NULL;
	return name ? emit(registry, class, &root, name) : MUSTER_OK;
}

static enum muster_status emit_kind(struct registry *registry)
{
	const char *const *names = registry->kind->python_base;
	struct classes *classes = registry->classes;
	enum muster_status status = MUSTER_OK;
	size_t count = 0;

	while (names[count])
		count++;
	registry->roots = calloc(classes->count + 1, sizeof(*registry->roots));
	registry->wanted = calloc(count + 1, sizeof(struct class *));
	if (!registry->roots || !registry->wanted)
		status = MUSTER_NO_MEMORY;
	for (size_t i = 0; status == MUSTER_OK && i < count; i++)
		registry->wanted[i] = classes_find(classes, names[i]);
	for (size_t i = 0; status == MUSTER_OK && i < classes->count; i++)
		status = emit_class(registry, &classes->rows[i]);
	free(registry->roots);
	free((void *)registry->wanted);
	return status;
}

enum muster_status class_registry_emit(struct muster_scan *scan, const struct kinds *kinds)
{
	struct classes classes;
	enum muster_status status;

	if (!kinds_have(kinds, KIND_PYTHON_CLASSES))
		return MUSTER_OK;
	status = classes_collect(&classes, scan);
	for (size_t i = 0; status == MUSTER_OK && i < kinds->count; i++) {
		struct registry registry = {.scan = scan, .kind = &kinds->kinds[i], .classes = &classes};
		if (registry.kind->reader == KIND_PYTHON_CLASSES)
			status = emit_kind(&registry);
	}
	if (status == MUSTER_OK && (classes.pool.failed || packages_failed(&classes.packages)))
		status = MUSTER_NO_MEMORY;
	classes_free(&classes);
	return status;
}
