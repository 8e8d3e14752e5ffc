/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which entries are asked for: --match and --where. */
#ifndef CLI_FILTER_H
#define CLI_FILTER_H

#include <muster/registry.h>

#include "cli.h"

/* CLI_DONE, or CLI_USAGE with the reason said where a --where is not FIELD=GLOB with a field of the schema. */
int filter_check(struct cli *cli, const struct muster_registry *registry);

/* The key matches --match, and every --where. A list matches where one of its values does; what an entry does not have
 * is an empty text; booleans are yes or no, true or false. */
bool filter_passes(const struct options *options, const struct muster_entry *entry);

#endif
