/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "filter.h"

#include <fnmatch.h>
#include <string.h>

#include "fields.h"
#include "values.h"

#define DEPTH_LIMIT 32

int filter_check(struct cli *cli, const struct muster_registry *registry)
{
	for (const char **where = cli->options.where; *where; where++) {
		const size_t length = strcspn(*where, "=");
		if ((*where)[length] != '=')
			return options_wrong(cli->command, "--where %s: not FIELD=GLOB", *where);
		if (!field_known(registry, *where, length))
			return field_unknown(cli, registry, *where, length);
	}
	return CLI_DONE;
}

static bool matches(const char *glob, const char *text)
{
	return fnmatch(glob, text, 0) == 0;
}

static bool scalar_passes(const char *glob, const struct muster_value *value)
{
	struct text text = {0};
	bool passes;

	value_text(&text, value);
	passes = matches(glob, text_get(&text));
	text_free(&text);
	return passes;
}

static bool value_passes(const char *glob, const struct muster_value *value, unsigned depth)
{
	switch (muster_value_type(value)) {
	case MUSTER_TYPE_STRING:
		return matches(glob, muster_value_string(value));
	case MUSTER_TYPE_BOOLEAN:
		return matches(glob, muster_value_boolean(value) ? "true" : "false") || scalar_passes(glob, value);
	case MUSTER_TYPE_LIST:
	case MUSTER_TYPE_MAP:
		for (size_t i = 0; depth < DEPTH_LIMIT && i < muster_value_count(value); i++) {
			if (value_passes(glob, muster_value_at(value, i), depth + 1))
				return true;
		}
		return false;
	case MUSTER_TYPE_NIL:
	case MUSTER_TYPE_INTEGER:
	case MUSTER_TYPE_REAL:
	case MUSTER_TYPE_BYTES:
		break;
	}
	return scalar_passes(glob, value);
}

static bool where_passes(const char *where, const struct muster_entry *entry)
{
	const size_t length = strcspn(where, "=");
	const char *glob = where + length + 1;
	char name[FIELD_NAME_SIZE];

	field_name(name, where, length);
	if (strcmp(name, "key") == 0)
		return matches(glob, muster_entry_key(entry));
	if (strcmp(name, "identifier") == 0)
		return matches(glob, muster_entry_identifier(entry));
	return value_passes(glob, muster_entry_field(entry, name), 0);
}

bool filter_passes(const struct options *options, const struct muster_entry *entry)
{
	if (options->match && !matches(options->match, muster_entry_key(entry)))
		return false;
	for (const char *const *where = (const char *const *)options->where; *where; where++) {
		if (!where_passes(*where, entry))
			return false;
	}
	return true;
}
