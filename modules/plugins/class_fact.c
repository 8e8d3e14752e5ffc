/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "class_fact.h"

#include <string.h>

#include "readers/package_fact.h"
#include "secondary.h"

/* Longer texts are no keys and no names. */
#define VALUE_LIMIT 256

static bool is_dotted(const char *text)
{
	return text && strlen(text) < VALUE_LIMIT &&
		   text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.0123456789")] == '\0' &&
		   (text[0] < '0' || text[0] > '9');
}

static void write_attribute(struct muster_writer *writer, const struct python_attribute *attribute)
{
	const struct python_value *literal = attribute->literal;

	if (!attribute->value)
		return; /* an annotation alone */
	if (literal && literal->type == PYTHON_NONE) {
		muster_write_nil(writer, attribute->name);
	} else if (literal && literal->type == PYTHON_STRING && literal->size < VALUE_LIMIT) {
		muster_write_string(writer, attribute->name, literal->text);
	} else if (!literal && is_dotted(attribute->value)) {
		muster_write_list(writer, attribute->name);
		muster_write_string(writer, NULL, attribute->value);
		muster_write_end(writer);
	} else {
		muster_write_boolean(writer, attribute->name, true);
	}
}

/* The last one of a name first: it is the one that holds. */
static void write_attributes(struct muster_writer *writer, const struct python_definition *class)
{
	if (class->attribute_count == 0)
		return;
	muster_write_map(writer, "attributes");
	for (size_t i = class->attribute_count; i > 0; i--)
		write_attribute(writer, &class->attributes[i - 1]);
	muster_write_end(writer);
}

static void write_secondary(struct muster_writer *writer, const struct python_definition *class)
{
	char name[SECONDARY_NAME_MAX];

	for (size_t i = class->attribute_count; i > 0; i--) {
		const struct python_attribute *attribute = &class->attributes[i - 1];
		const char *rest = secondary_begin(attribute->value);
		if (strcmp(attribute->name, "__secondary_registries__") != 0)
			continue;
		muster_write_list(writer, "secondary");
		while (secondary_next(&rest, name))
			muster_write_string(writer, NULL, name);
		muster_write_end(writer);
		return;
	}
}

/* Base[T] is Base. */
static void write_base(struct muster_writer *writer, struct pool *pool, const char *text)
{
	const char *name = text ? pool_copy(pool, text, strcspn(text, "[")) : NULL;

	if (is_dotted(name))
		muster_write_string(writer, NULL, name);
}

static bool is_last(const char *name, const char *word)
{
	const char *dot = name ? strrchr(name, '.') : NULL;

	return name && strcmp(dot ? dot + 1 : name, word) == 0;
}

/* Whether the class says itself that it is one to derive from: it has abstract methods, or is an ABC in the first
 * place.
 */
static bool is_abstract(const struct python_definition *class)
{
	for (size_t i = 0; i < class->base_count; i++)
		if (is_last(class->bases[i].value, "ABC") || is_last(class->bases[i].value, "ABCMeta"))
			return true;
	for (size_t i = 0; i < class->member_count; i++)
		for (size_t k = 0; k < class->members[i].decorator_count; k++)
			if (is_last(class->members[i].decorators[k], "abstractmethod") ||
				is_last(class->members[i].decorators[k], "abstractproperty"))
				return true;
	return false;
}

static void write_class(struct muster_writer *writer, struct python_source *source,
						const struct python_definition *class, void *data)
{
	(void)data;
	if (!class->is_class)
		return;
	muster_write_map(writer, NULL);
	muster_write_string(writer, "name", class->name);
	muster_write_list(writer, "bases");
	for (size_t i = 0; i < class->base_count; i++)
		if (!class->bases[i].name)
			write_base(writer, &source->pool, class->bases[i].value);
	muster_write_end(writer);
	for (size_t i = 0; i < class->base_count; i++)
		if (class->bases[i].name && strcmp(class->bases[i].name, "metaclass") == 0)
			muster_write_string(writer, "metaclass", class->bases[i].value);
	if (is_abstract(class))
		muster_write_boolean(writer, "abstract", true);
	write_attributes(writer, class);
	write_secondary(writer, class);
	muster_write_end(writer);
}

enum muster_status class_fact_keep(struct muster_scan *scan, const struct muster_source *file, struct python *python)
{
	static const char *const none[] = {NULL};
	const struct package_reader reader = {.python = python, .exclude = none, .write = write_class};
	const char *dot = strrchr(muster_source_name(file), '.');

	return dot && strcmp(dot, ".py") == 0 ? package_fact_keep(scan, file, &reader) : MUSTER_OK;
}
