/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "call.h"

#include <string.h>

/* Bases that are looked at for one class, however they hang together. */
#define BASE_LIMIT 64

struct search {
	struct call *call;
	struct packages *packages;
	unsigned left;
};

static const char *string_of(const struct muster_value *map, const char *key)
{
	const char *string = muster_value_string(muster_value_get(map, key));

	return string ? string : "";
}

/* A field of a base stays in its place when a class derived from it says it anew. */
static void add(struct call *call, const struct muster_value *parameter)
{
	size_t place = 0;

	while (place < call->count && strcmp(string_of(call->parameters[place], "name"), string_of(parameter, "name")) != 0)
		place++;
	if (place == CALL_LIMIT)
		return;
	call->parameters[place] = parameter;
	call->count += place == call->count;
}

static bool base_at(const struct search *search, const struct package_definition *class, size_t index,
					struct package_definition *base)
{
	const struct muster_value *bases = muster_value_get(class->value, "bases");
	const char *name = muster_value_string(muster_value_at(bases, index));

	return name && packages_resolve(search->packages, class->module, name, base) && base->value != class->value;
}

/* Fields of the bases come first, those of the last base first of all, as dataclasses have them. */
static void add_fields(struct search *search, const struct package_definition *class)
{
	const struct muster_value *fields = muster_value_get(class->value, "fields");
	struct package_definition base;

	if (!fields || search->left == 0)
		return;
	search->left--;
	for (size_t i = muster_value_count(muster_value_get(class->value, "bases")); i-- > 0;) {
		if (base_at(search, class, i, &base))
			add_fields(search, &base);
	}
	for (size_t i = 0; i < muster_value_count(fields); i++)
		add(search->call, muster_value_at(fields, i));
}

static bool by_keyword(const struct muster_value *parameter)
{
	return strcmp(string_of(parameter, "kind"), "keyword_only") == 0;
}

/* Those by keyword only go to the end; all else keeps its order. */
static void order_fields(struct call *call)
{
	const struct muster_value *late[CALL_LIMIT] = {NULL};
	size_t kept = 0, moved = 0;

	for (size_t i = 0; i < call->count; i++) {
		if (by_keyword(call->parameters[i]))
			late[moved++] = call->parameters[i];
		else
			call->parameters[kept++] = call->parameters[i];
	}
	memcpy(call->parameters + kept, late, moved * sizeof(*late));
}

static void take_parameters(struct call *call, const struct muster_value *list)
{
	for (size_t i = 0; i < muster_value_count(list) && call->count < CALL_LIMIT; i++)
		call->parameters[call->count++] = muster_value_at(list, i);
}

/* These say nothing of how a class is called. */
static bool is_plain_base(const char *name)
{
	static const char *const names[] = {"object", "ABC", "abc.ABC", "Generic", "typing.Generic", "Protocol"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const size_t length = strlen(names[i]);
		if (strncmp(name, names[i], length) == 0 && (name[length] == '\0' || name[length] == '['))
			return true;
	}
	return false;
}

enum answer { SAYS, SILENT, UNKNOWN };

static enum answer find(struct search *search, const struct package_definition *class);

static enum answer ask_base(struct search *search, const struct package_definition *class, size_t index)
{
	const char *name = muster_value_string(muster_value_at(muster_value_get(class->value, "bases"), index));
	struct package_definition base;

	if (base_at(search, class, index, &base))
		return find(search, &base);
	return name && is_plain_base(name) ? SILENT : UNKNOWN;
}

/* Whether the class, or the first base that does, says how it is called. */
static enum answer find(struct search *search, const struct package_definition *class)
{
	const struct muster_value *parameters = muster_value_get(class->value, "parameters");
	const size_t bases = muster_value_count(muster_value_get(class->value, "bases"));
	enum answer answer = SILENT;

	if (search->left == 0)
		return UNKNOWN;
	search->left--;
	if (muster_value_get(class->value, "fields")) {
		add_fields(search, class);
		order_fields(search->call);
		return SAYS;
	}
	if (parameters) {
		take_parameters(search->call, parameters);
		return SAYS;
	}
	for (size_t i = 0; i < bases && answer == SILENT; i++)
		answer = ask_base(search, class, i);
	return answer;
}

void call_find(struct call *call, struct packages *packages, const struct package_definition *definition)
{
	struct search search = {call, packages, BASE_LIMIT};

	call->count = 0;
	call->known = find(&search, definition) != UNKNOWN;
}
