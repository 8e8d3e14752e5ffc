/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What becomes the members of an enumeration. */

#include "enum/enumeration.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct gathering {
	struct muster_enum *made;
	const char *field; /* NULL: the key */
	enum muster_type type;
	size_t capacity;
};

static enum muster_status add(struct gathering *gathering, const char *key, const char *value, struct problem *problem)
{
	struct muster_enum *made = gathering->made;

	if (made->count == gathering->capacity) {
		const size_t capacity = gathering->capacity ? gathering->capacity * 2 : 64;
		struct member *members = reallocarray(made->members, capacity, sizeof(*members));
		if (!members)
			return problem_memory(problem);
		made->members = members;
		gathering->capacity = capacity;
	}
	made->members[made->count++] = (struct member){.key = key, .value = value};
	return MUSTER_OK;
}

static enum muster_status unsupported(const struct gathering *gathering, struct problem *problem)
{
	return problem_set(
		problem, MUSTER_UNSUPPORTED,
		"%s: the field %s cannot be values of an enum (strings, lists of them, integers and booleans can)",
		muster_registry_module(gathering->made->registry), gathering->field);
}

static enum muster_status add_integer(struct gathering *gathering, const char *key, int64_t integer,
									  struct problem *problem)
{
	const char *text = arena_format(&gathering->made->arena, "%" PRId64, integer);

	return text ? add(gathering, key, text, problem) : problem_memory(problem);
}

static enum muster_status add_list(struct gathering *gathering, const struct muster_value *list,
								   struct problem *problem)
{
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < muster_value_count(list) && status == MUSTER_OK; i++) {
		const struct muster_value *value = muster_value_at(list, i);
		const char *text = muster_value_string(value);
		if (text)
			status = add(gathering, text, text, problem);
		else if (muster_value_type(value) != MUSTER_TYPE_NIL)
			status = unsupported(gathering, problem);
	}
	return status;
}

/* The values of a field are of its type, or not there. */
static enum muster_status add_entry(struct gathering *gathering, const struct muster_entry *entry,
									struct problem *problem)
{
	const char *key = muster_entry_key(entry);
	const struct muster_value *value = gathering->field ? muster_entry_field(entry, gathering->field) : NULL;

	if (!gathering->field)
		return add(gathering, key, key, problem);
	if (gathering->type == MUSTER_TYPE_LIST)
		return add_list(gathering, value, problem);
	if (muster_value_type(value) == MUSTER_TYPE_INTEGER)
		return add_integer(gathering, key, muster_value_integer(value), problem);
	return add(gathering, key, muster_value_boolean(value) ? key : muster_value_string(value), problem);
}

static int compare_keys(const void *left, const void *right)
{
	return strcmp(((const struct member *)left)->key, ((const struct member *)right)->key);
}

/* Words in any order become keys in theirs, each once. */
static void sort_words(struct muster_enum *made)
{
	size_t count = 0;

	if (made->count)
		qsort(made->members, made->count, sizeof(*made->members), compare_keys);
	for (size_t i = 0; i < made->count; i++) {
		if (count == 0 || strcmp(made->members[count - 1].key, made->members[i].key) != 0)
			made->members[count++] = made->members[i];
	}
	made->count = count;
}

static enum muster_status gather(struct gathering *gathering, struct problem *problem)
{
	const struct muster_registry *registry = gathering->made->registry;
	const struct muster_entry *entry;
	size_t read = 0;
	enum muster_status status = MUSTER_OK;

	for (entry = muster_registry_first(registry); entry && status == MUSTER_OK;
		 entry = muster_entry_next(entry), read++)
		status = add_entry(gathering, entry, problem);
	if (status == MUSTER_OK && read < muster_registry_count(registry)) {
		status = muster_registry_status(registry);
		problem_set(problem, status, "%s: not all entries could be read: %s (muster verify)",
					muster_registry_module(registry), muster_status_text(status));
	}
	if (gathering->type == MUSTER_TYPE_LIST)
		sort_words(gathering->made);
	return status;
}

static enum muster_status find_type(struct gathering *gathering, struct problem *problem)
{
	const struct muster_registry *registry = gathering->made->registry;
	const struct muster_field *field = muster_registry_fields(registry);

	if (!gathering->field)
		return MUSTER_OK;
	while (field->name && strcmp(field->name, gathering->field) != 0)
		field++;
	if (!field->name)
		return problem_set(problem, MUSTER_NOT_FOUND, "%s: no such field of %s (muster modules -v lists them)",
						   gathering->field, muster_registry_module(registry));
	gathering->type = field->type;
	if (field->type == MUSTER_TYPE_STRING || field->type == MUSTER_TYPE_INTEGER || field->type == MUSTER_TYPE_BOOLEAN ||
		field->type == MUSTER_TYPE_LIST)
		return MUSTER_OK;
	return unsupported(gathering, problem);
}

static enum muster_status finish(struct muster_enum *made, enum muster_status status, struct muster_enum **enumeration,
								 struct problem *problem)
{
	if (status == MUSTER_OK)
		status = enum_complete(made, problem);
	if (status == MUSTER_OK)
		*enumeration = made;
	else
		muster_enum_close(made);
	return status;
}

enum muster_status enum_of_registry(const struct muster_registry *registry, const char *field,
									struct muster_enum **enumeration, struct problem *problem)
{
	struct muster_enum *made = calloc(1, sizeof(*made));
	struct gathering gathering = {.made = made, .field = field && strcmp(field, "key") != 0 ? field : NULL};
	enum muster_status status;

	*enumeration = NULL;
	if (!made)
		return problem_memory(problem);
	made->registry = muster_registry_retain(registry);
	status = find_type(&gathering, problem);
	made->type = gathering.type == MUSTER_TYPE_INTEGER ? MUSTER_TYPE_INTEGER : MUSTER_TYPE_STRING;
	if (status == MUSTER_OK)
		status = gather(&gathering, problem);
	return finish(made, status, enumeration, problem);
}

enum muster_status enum_of_words(const char *const *words, struct muster_enum **enumeration, struct problem *problem)
{
	struct muster_enum *made = calloc(1, sizeof(*made));
	struct gathering gathering = {.made = made};
	enum muster_status status = MUSTER_OK;

	*enumeration = NULL;
	if (!made)
		return problem_memory(problem);
	made->type = MUSTER_TYPE_STRING;
	for (; *words && status == MUSTER_OK; words++) {
		const char *word = arena_string(&made->arena, *words);
		status = word ? add(&gathering, word, word, problem) : problem_memory(problem);
	}
	sort_words(made);
	return finish(made, status, enumeration, problem);
}

enum muster_status muster_enum_make(const struct muster_registry *registry, const char *field,
									struct muster_enum **enumeration)
{
	if (!registry || !enumeration)
		return MUSTER_BAD_ARGUMENT;
	return enum_of_registry(registry, field, enumeration, NULL);
}
