/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a thing is called: a prototype, and a table of its parameters. */
#ifndef CLI_SIGNATURE_H
#define CLI_SIGNATURE_H

#include <muster/registry.h>

#include "output.h"
#include "terminal.h"

/* On a terminal further lines begin under the first parameter. */
void signature_prototype(struct output *output, const struct terminal *terminal, const char *prototype);

/* A list of maps {name, kind, type, default, description …}. Columns that say nothing are left out. */
void signature_parameters(struct output *output, const struct terminal *terminal, const struct muster_value *list);

#endif
