/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "enum.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "identifier.h"

struct member {
	const char *identifier, *key;
	const char *value; /* NULL: not to be in it */
	const char *clash;
	uint32_t number; /* behind the identifier */
};

struct muster_enum {
	struct arena arena;
	const struct muster_registry *registry; /* NULL: a minimal set */
	enum muster_type type;
	struct member *members;      /* by value, then key */
	const struct member **named; /* by identifier */
	size_t count;
};

static int compare_identifiers(const void *left, const void *right)
{
	return strcmp((*(const struct member *const *)left)->identifier,
				  (*(const struct member *const *)right)->identifier);
}

static int compare_values(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	const int values = strcmp(a->value, b->value);

	return values ? values : strcmp(a->key, b->key);
}

static void sort_names(struct muster_enum *made)
{
	for (size_t i = 0; i < made->count; i++)
		made->named[i] = &made->members[i];
	qsort(made->named, made->count, sizeof(*made->named), compare_identifiers);
}

static const struct member *find_name(const struct muster_enum *made, const char *identifier)
{
	const struct member wanted = {.identifier = identifier}, *key = &wanted;
	const struct member *const *found =
		bsearch(&key, made->named, made->count, sizeof(*made->named), compare_identifiers);

	return found ? *found : NULL;
}

static const char *key_of(const void *members, size_t index)
{
	return ((const struct member *)members)[index].key;
}

static bool make_names(struct muster_enum *made)
{
	uint32_t *numbers = calloc(made->count + 1, sizeof(*numbers)); /* calloc(0) may answer NULL */
	bool done = numbers && identifier_numbers(key_of, made->members, made->count, numbers);

	for (size_t i = 0; i < made->count && done; i++) {
		struct member *member = &made->members[i];
		char *identifier = arena_alloc(&made->arena, IDENTIFIER_ROOM(strlen(member->key)));
		done = identifier != NULL;
		if (done)
			identifier_make(member->key, numbers[i], identifier);
		member->number = numbers[i];
		member->identifier = identifier;
	}
	free(numbers);
	return done;
}

/* While all entries are there, those that will not be members too. */
static bool find_clashes(struct muster_enum *made)
{
	for (size_t i = 0; i < made->count; i++) {
		struct member *member = &made->members[i];
		char *plain;
		if (member->number == 1)
			continue;
		plain = malloc(IDENTIFIER_ROOM(strlen(member->key)));
		if (!plain)
			return false;
		identifier_make(member->key, 1, plain);
		member->clash = find_name(made, plain)->key;
		free(plain);
	}
	return true;
}

static void choose(struct muster_enum *made)
{
	size_t count = 0;

	for (size_t i = 0; i < made->count; i++) {
		if (made->members[i].value)
			made->members[count++] = made->members[i];
	}
	made->count = count;
	qsort(made->members, count, sizeof(*made->members), compare_values);
}

/* From keys in order and values to an enumeration. */
static enum muster_status complete(struct muster_enum *made, struct problem *problem)
{
	made->named = arena_alloc(&made->arena, (made->count + 1) * sizeof(*made->named));
	if (!made->named || !make_names(made))
		return problem_memory(problem);
	sort_names(made);
	if (!find_clashes(made))
		return problem_memory(problem);
	choose(made);
	sort_names(made);
	return MUSTER_OK;
}

static const char *value_of(struct arena *arena, const struct muster_entry *entry, const char *field,
							enum muster_type type, bool *failed)
{
	const struct muster_value *value = type == MUSTER_NIL ? NULL : muster_entry_field(entry, field);
	const char *text;

	if (type == MUSTER_NIL)
		return muster_entry_key(entry);
	if (muster_value_type(value) != type)
		return NULL;
	if (type == MUSTER_STRING)
		return muster_value_string(value);
	if (type == MUSTER_BOOLEAN)
		return muster_value_boolean(value) ? muster_entry_key(entry) : NULL;
	text = arena_format(arena, "%" PRId64, muster_value_integer(value));
	*failed = *failed || !text;
	return text;
}

/* @type is the field's; MUSTER_NIL for the key. */
static enum muster_status gather(struct muster_enum *made, const char *field, enum muster_type type,
								 struct problem *problem)
{
	const struct muster_registry *registry = made->registry;
	const size_t most = muster_count(registry);
	const struct muster_entry *entry;
	enum muster_status status;
	bool failed = false;

	made->members = calloc(most + 1, sizeof(*made->members));
	if (!made->members)
		return problem_memory(problem);
	for (entry = muster_first(registry); entry && made->count < most && !failed; entry = muster_next(entry)) {
		struct member *member = &made->members[made->count++];
		member->key = muster_entry_key(entry);
		member->value = value_of(&made->arena, entry, field, type, &failed);
	}
	if (failed)
		return problem_memory(problem);
	if (made->count == most)
		return MUSTER_OK;
	status = muster_registry_status(registry);
	return problem_set(problem, status, "%s: not all entries could be read: %s (muster verify)",
					   muster_registry_module(registry), muster_status_text(status));
}

static enum muster_status find_type(const struct muster_registry *registry, const char *name, enum muster_type *type,
									struct problem *problem)
{
	const struct muster_field *field = muster_registry_fields(registry);

	*type = MUSTER_NIL;
	if (!name || strcmp(name, "key") == 0)
		return MUSTER_OK;
	while (field->name && strcmp(field->name, name) != 0)
		field++;
	if (!field->name)
		return problem_set(problem, MUSTER_NOT_FOUND, "%s: no such field of %s (muster modules -v lists them)", name,
						   muster_registry_module(registry));
	*type = field->type;
	if (*type == MUSTER_STRING || *type == MUSTER_INTEGER || *type == MUSTER_BOOLEAN)
		return MUSTER_OK;
	return problem_set(problem, MUSTER_UNSUPPORTED,
					   "%s: the field %s cannot be a value of an enum (strings, integers and booleans can)",
					   muster_registry_module(registry), name);
}

static enum muster_status finish(struct muster_enum *made, enum muster_status status, struct muster_enum **enumeration)
{
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
	enum muster_type type;
	enum muster_status status;

	*enumeration = NULL;
	if (!made)
		return problem_memory(problem);
	made->registry = muster_retain(registry);
	status = find_type(registry, field, &type, problem);
	made->type = type == MUSTER_INTEGER ? MUSTER_INTEGER : MUSTER_STRING;
	if (status == MUSTER_OK)
		status = gather(made, field, type, problem);
	if (status == MUSTER_OK)
		status = complete(made, problem);
	return finish(made, status, enumeration);
}

/* Sorted, each once. */
static bool take_words(struct muster_enum *made, const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	made->members = calloc(count + 1, sizeof(*made->members));
	if (!made->members)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct member *member = &made->members[i];
		member->key = member->value = arena_string(&made->arena, words[i]);
		if (!member->key)
			return false;
	}
	qsort(made->members, count, sizeof(*made->members), compare_values);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(made->members[i - 1].key, made->members[i].key) != 0)
			made->members[made->count++] = made->members[i];
	}
	return true;
}

enum muster_status enum_of_words(const char *const *words, struct muster_enum **enumeration, struct problem *problem)
{
	struct muster_enum *made = calloc(1, sizeof(*made));

	*enumeration = NULL;
	if (!made)
		return problem_memory(problem);
	made->type = MUSTER_STRING;
	if (!take_words(made, words))
		return finish(made, problem_memory(problem), enumeration);
	return finish(made, complete(made, problem), enumeration);
}

enum muster_status muster_enum_make(const struct muster_registry *registry, const char *field,
									struct muster_enum **enumeration)
{
	if (!registry || !enumeration)
		return MUSTER_BAD_ARGUMENT;
	return enum_of_registry(registry, field, enumeration, NULL);
}

void muster_enum_close(struct muster_enum *enumeration)
{
	if (!enumeration)
		return;
	muster_release(enumeration->registry);
	arena_free(&enumeration->arena);
	free(enumeration->members);
	free(enumeration);
}

size_t muster_enum_count(const struct muster_enum *enumeration)
{
	return enumeration->count;
}

bool muster_enum_is_minimal(const struct muster_enum *enumeration)
{
	return !enumeration->registry;
}

enum muster_type muster_enum_type(const struct muster_enum *enumeration)
{
	return enumeration->type;
}

static const struct member *member_at(const struct muster_enum *enumeration, size_t index)
{
	static const struct member none;

	return index < enumeration->count ? &enumeration->members[index] : &none;
}

const char *muster_enum_identifier(const struct muster_enum *enumeration, size_t index)
{
	return member_at(enumeration, index)->identifier;
}

const char *muster_enum_value(const struct muster_enum *enumeration, size_t index)
{
	return member_at(enumeration, index)->value;
}

const char *muster_enum_key(const struct muster_enum *enumeration, size_t index)
{
	return member_at(enumeration, index)->key;
}

const char *muster_enum_clash(const struct muster_enum *enumeration, size_t index)
{
	return member_at(enumeration, index)->clash;
}

bool muster_enum_find(const struct muster_enum *enumeration, const char *value, size_t *index)
{
	size_t first = 0, last = enumeration->count;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		if (strcmp(enumeration->members[middle].value, value) < 0)
			first = middle + 1;
		else
			last = middle;
	}
	*index = first;
	return first < enumeration->count && strcmp(enumeration->members[first].value, value) == 0;
}

bool muster_enum_find_identifier(const struct muster_enum *enumeration, const char *identifier, size_t *index)
{
	const struct member *found = find_name(enumeration, identifier);

	*index = found ? (size_t)(found - enumeration->members) : enumeration->count;
	return found != NULL;
}
