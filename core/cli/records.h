/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A list of maps as a table: a row a map, a column a key. */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include <muster/registry.h>

#include "output.h"
#include "terminal.h"

/* Whether @value is such a list, with few enough keys for columns. */
bool records_are(const struct muster_value *value);

void records_show(struct output *output, const struct terminal *terminal, const struct muster_value *list);

#endif
