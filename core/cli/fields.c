/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fields.h"

#include <stdlib.h>
#include <string.h>

#include "nearest.h"

void field_name(char name[FIELD_NAME_SIZE], const char *from, size_t length)
{
	const size_t size = length < FIELD_NAME_SIZE ? length : FIELD_NAME_SIZE - 1;

	memcpy(name, from, size);
	name[size] = '\0';
}

static bool find_field(const struct muster_registry *registry, const char *name, struct field *field)
{
	field_name(field->name, name, strlen(name));
	field->type = MUSTER_TYPE_STRING;
	field->flags = 0;
	field->role = FIELD_KEY;
	if (strcmp(name, "key") == 0)
		return true;
	field->role = FIELD_IDENTIFIER;
	if (strcmp(name, "identifier") == 0)
		return true;
	field->role = FIELD_VALUE;
	for (const struct muster_field *known = muster_registry_fields(registry); known->name; known++) {
		if (strcmp(known->name, name) == 0) {
			field->type = known->type;
			field->flags = known->flags;
			return true;
		}
	}
	return false;
}

bool field_known(const struct muster_registry *registry, const char *name, size_t length)
{
	char copy[FIELD_NAME_SIZE];
	struct field field;

	field_name(copy, name, length);
	return length < sizeof(copy) && find_field(registry, copy, &field);
}

int field_unknown(struct cli *cli, const struct muster_registry *registry, const char *name, size_t length)
{
	char copy[FIELD_NAME_SIZE];
	struct nearest nearest = {.name = copy};
	struct text text = {0};

	field_name(copy, name, length);
	nearest_offer(&nearest, "key");
	nearest_offer(&nearest, "identifier");
	for (const struct muster_field *known = muster_registry_fields(registry); known->name; known++)
		nearest_offer(&nearest, known->name);
	nearest_text(&nearest, "", &text);
	if (text.length == 0)
		text_format(&text, "muster modules -v lists them");
	options_wrong(cli->command, "%s: no such field of %s (%s)", copy, muster_registry_module(registry),
				  text_get(&text));
	text_free(&text);
	return CLI_USAGE;
}

static size_t choose_default(const struct muster_registry *registry, bool shown, struct field *chosen)
{
	size_t count = 0;

	find_field(registry, "key", &chosen[count++]);
	if (!shown)
		find_field(registry, "identifier", &chosen[count++]);
	for (const struct muster_field *known = muster_registry_fields(registry); known->name; known++) {
		if (!shown || known->flags & MUSTER_FIELD_SHOWN)
			find_field(registry, known->name, &chosen[count++]);
	}
	return count;
}

static int choose_named(struct cli *cli, const struct muster_registry *registry, struct field *chosen, size_t *count)
{
	const char *names = cli->options.fields;

	for (*count = 0;; ++*count) {
		const size_t length = strcspn(names, ",");
		char name[FIELD_NAME_SIZE];
		if (!field_known(registry, names, length))
			return field_unknown(cli, registry, names, length);
		field_name(name, names, length);
		find_field(registry, name, &chosen[*count]);
		if (names[length] == '\0')
			break;
		names += length + 1;
	}
	++*count;
	return CLI_DONE;
}

static size_t count_most(const struct cli *cli, const struct muster_registry *registry)
{
	size_t most = 2;

	for (const struct muster_field *known = muster_registry_fields(registry); known->name; known++)
		most++;
	for (const char *names = cli->options.fields; names && *names; names++)
		most += *names == ',';
	return most;
}

int fields_choose(struct cli *cli, const struct muster_registry *registry, bool shown, struct field **chosen,
				  size_t *count)
{
	*count = 0;
	*chosen = calloc(count_most(cli, registry), sizeof(**chosen));
	if (!*chosen)
		return cli_failed(cli, muster_registry_module(registry), MUSTER_NO_MEMORY);
	if (cli->options.fields)
		return choose_named(cli, registry, *chosen, count);
	*count = choose_default(registry, shown, *chosen);
	return CLI_DONE;
}

const struct muster_value *field_value(const struct field *field, const struct muster_entry *entry)
{
	return field->role == FIELD_VALUE ? muster_entry_field(entry, field->name) : NULL;
}

const char *field_text(const struct field *field, const struct muster_entry *entry)
{
	return field->role == FIELD_KEY ? muster_entry_key(entry) : muster_entry_identifier(entry);
}
