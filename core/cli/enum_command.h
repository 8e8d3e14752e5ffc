/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Enumerations as source code. */
#ifndef CLI_ENUM_H
#define CLI_ENUM_H

#include <stdbool.h>

#include <muster/enum.h>

#include "cli.h"

struct enum_writing {
	struct cli *cli;
	const struct muster_enum *members;
	const char *module;
	const char *prefix; /* of identifiers: a letter, then letters, digits and _; NULL where none was given */
	bool keyed;         /* values are not the keys */
};

/* An identifier behind @prefix (or NULL): _ before a digit is then of no use. */
void enum_identifier(struct output *output, const char *prefix, const char *identifier);

/* What it is of the module. */
const char *enum_title(const struct enum_writing *writing);

/* These write the whole enumeration. CLI_DONE, or CLI_FAILED with the reason said and nothing written. */
int enum_write_c(const struct enum_writing *writing);
int enum_write_python(const struct enum_writing *writing);

#endif
