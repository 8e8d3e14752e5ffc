/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "enum/enumeration.h"

#include <stdlib.h>
#include <string.h>

#include "value/identifier.h"

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
	if (made->count)
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
	if (count)
		qsort(made->members, count, sizeof(*made->members), compare_values);
}

enum muster_status enum_complete(struct muster_enum *made, struct problem *problem)
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

void muster_enum_close(struct muster_enum *enumeration)
{
	if (!enumeration)
		return;
	muster_registry_release(enumeration->registry);
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
