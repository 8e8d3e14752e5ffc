/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readers/text.h"

enum { TAKES_MAX = 1 << 16, GIVEN_MAX = 64 };

/* ---- types ------------------------------------------------------------------------------------------------------- */

/* What has no annotation. */
#define UNKNOWN "?"

/* The annotations of all parameters in one text, as rules see them; NULL where it failed. */
static const char *write_takes(struct text *takes, const struct python_definition *function)
{
	for (size_t i = 0; i < function->parameter_count; i++) {
		const char *const annotation = function->parameters[i].annotation;
		text_add(takes, i > 0 ? ", " : "");
		text_add(takes, annotation ? annotation : UNKNOWN);
	}
	if (takes->status != MUSTER_OK)
		return NULL;
	return takes->bytes ? takes->bytes : "";
}

/* ---- attributes -------------------------------------------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
	return strcmp((*(const struct python_attribute *const *)left)->name,
				  (*(const struct python_attribute *const *)right)->name);
}

/* Once a file, so that many functions with many attributes take no longer than they have to. */
static void list_given(struct python_rules *rules, struct python_source *source)
{
	rules->is_listed = true;
	rules->given_count = 0;
	rules->given = pool_alloc(&source->pool, (source->attribute_count + 1) * sizeof(*rules->given));
	for (size_t i = 0; rules->given && i < source->attribute_count; i++) {
		if (source->attributes[i].value && strchr(source->attributes[i].name, '.'))
			rules->given[rules->given_count++] = &source->attributes[i];
	}
	if (rules->given_count > 0)
		qsort(rules->given, rules->given_count, sizeof(*rules->given), by_name);
}

/* The first of them whose name is not before `name`. */
static size_t first_given(const struct python_rules *rules, const char *name)
{
	size_t low = 0, high = rules->given_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(rules->given[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* As rules see an attribute: `name = value`. NULL without memory. */
static const char *attribute_text(struct pool *pool, const char *name, const char *value)
{
	const size_t size = strlen(name) + strlen(value) + sizeof " = ";
	char *const text = pool_alloc(pool, size);

	if (text)
		snprintf(text, size, "%s = %s", name, value);
	return text;
}

static const char *const *class_attributes(struct pool *pool, const struct python_definition *class, size_t *count)
{
	const char **const texts = pool_alloc(pool, (class->attribute_count + 1) * sizeof(*texts));

	for (size_t i = 0; texts && i < class->attribute_count; i++) {
		if (class->attributes[i].value)
			texts[(*count)++] = attribute_text(pool, class->attributes[i].name, class->attributes[i].value);
	}
	return texts;
}

/* What a function was given after its definition. */
static const char *const *given_attributes(struct python_rules *rules, struct python_source *source, const char *name,
										   size_t *count)
{
	const size_t length = strlen(name) + 1;
	char *const prefix = pool_alloc(&source->pool, length + 1);
	const char **texts = NULL;
	size_t first, last;

	if (!rules->is_listed)
		list_given(rules, source);
	if (!prefix)
		return NULL;
	snprintf(prefix, length + 1, "%s.", name);
	for (first = last = first_given(rules, prefix); last < rules->given_count && last - first < GIVEN_MAX; last++) {
		if (strncmp(rules->given[last]->name, prefix, length) != 0)
			break;
	}
	if (last > first)
		texts = pool_alloc(&source->pool, (last - first) * sizeof(*texts));
	for (size_t i = first; texts && i < last; i++)
		texts[(*count)++] = attribute_text(&source->pool, rules->given[i]->name + length, rules->given[i]->value);
	return texts;
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

void python_rules_next(struct python_rules *rules)
{
	rules->is_listed = false;
}

const struct rule *python_rules_find(struct python_rules *rules, struct python_source *source,
									 const struct python_definition *definition)
{
	struct rule_function shown = {.name = definition->name,
								  .returns = definition->returns ? definition->returns : UNKNOWN,
								  .decorators = definition->decorators,
								  .decorator_count = definition->decorator_count};
	const struct rule *rule;
	struct text takes;

	text_init(&takes, TAKES_MAX);
	shown.takes = definition->is_class ? UNKNOWN : write_takes(&takes, definition);
	if (rules->rules->by_attribute)
		shown.attributes = definition->is_class
							   ? class_attributes(&source->pool, definition, &shown.attribute_count)
							   : given_attributes(rules, source, definition->name, &shown.attribute_count);
	rule = rules_find(rules->rules, &shown);
	source->pool.failed |=
		takes.status == MUSTER_NO_MEMORY || rules_starved(rules->rules); /* then nothing of the source is kept */
	text_free(&takes);
	return rule;
}
