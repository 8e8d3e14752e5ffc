/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "prototype.h"

#include <stdbool.h>
#include <string.h>

static const char *string_of(const struct muster_value *map, const char *key)
{
	return muster_value_string(muster_value_get(map, key));
}

static void write_parameter(struct text *text, const struct muster_value *parameter, const char *kind)
{
	const char *name = string_of(parameter, "name"), *type = string_of(parameter, "type");
	const char *fallback = string_of(parameter, "default");

	if (strcmp(kind, "var_positional") == 0)
		text_add(text, "*");
	else if (strcmp(kind, "var_keyword") == 0)
		text_add(text, "**");
	text_add(text, name ? name : "_");
	if (type) {
		text_add(text, ": ");
		text_add(text, type);
	}
	if (fallback) {
		text_add(text, type ? " = " : "=");
		text_add(text, fallback);
	}
}

static void write_parameters(struct text *text, const struct call *call)
{
	bool only = false, starred = false; /* the last one was by place only; a star was written */
	const char *comma = "";

	text_add(text, call->known ? "(" : "(...");
	for (size_t i = 0; i < call->count; i++, comma = ", ") {
		const struct muster_value *parameter = call->parameters[i];
		const char *kind = string_of(parameter, "kind");
		kind = kind ? kind : "";
		if (only && strcmp(kind, "positional_only") != 0)
			text_add(text, ", /");
		only = strcmp(kind, "positional_only") == 0;
		text_add(text, comma);
		if (strcmp(kind, "keyword_only") == 0 && !starred)
			text_add(text, "*, ");
		starred |= strcmp(kind, "keyword_only") == 0 || strcmp(kind, "var_positional") == 0;
		write_parameter(text, parameter, kind);
	}
	text_add(text, only ? ", /)" : ")");
}

void prototype_write(struct text *text, const char *name, const struct call *call,
					 const struct muster_value *definition)
{
	const char *kind = string_of(definition, "kind"), *returns = string_of(definition, "returns");
	const bool property = kind && strcmp(kind, "property") == 0;

	if (muster_value_boolean(muster_value_get(definition, "async")))
		text_add(text, "async ");
	text_add(text, name);
	if (!property)
		write_parameters(text, call);
	if (returns) {
		text_add(text, property ? ": " : " -> ");
		text_add(text, returns);
	}
}
