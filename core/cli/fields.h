/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which fields of the entries are asked for. "key" and "identifier" count as fields. */
#ifndef CLI_FIELDS_H
#define CLI_FIELDS_H

#include <muster/registry.h>

#include "cli.h"

#define FIELD_NAME_SIZE 256

enum field_role { FIELD_KEY, FIELD_IDENTIFIER, FIELD_VALUE };

struct field {
	char name[FIELD_NAME_SIZE];
	enum field_role role;
	enum muster_type type;
	unsigned flags;
};

/* The first @length bytes of @from, cut to fit. */
void field_name(char name[FIELD_NAME_SIZE], const char *from, size_t length);

bool field_known(const struct muster_registry *registry, const char *name, size_t length);

/* Says that there is no such field, and which one may be meant. Returns CLI_USAGE. */
int field_unknown(struct cli *cli, const struct muster_registry *registry, const char *name, size_t length);

/* Those of --fields; without it key, identifier and the schema's (@shown: the key and what the schema has shown).
 * CLI_DONE, CLI_USAGE or CLI_FAILED with the reason said; *chosen is freed by the caller. */
int fields_choose(struct cli *cli, const struct muster_registry *registry, bool shown, struct field **chosen,
				  size_t *count);

/* NULL for a key or an identifier. */
const struct muster_value *field_value(const struct field *field, const struct muster_entry *entry);

/* The key or the identifier. */
const char *field_text(const struct field *field, const struct muster_entry *entry);

#endif
