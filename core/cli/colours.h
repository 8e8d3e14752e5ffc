/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A list of [position, r, g, b, a], each 0..1, shown to people. */
#ifndef CLI_COLOURS_H
#define CLI_COLOURS_H

#include <muster/registry.h>

#include "output.h"
#include "terminal.h"

/* Draws a bar as wide as the terminal, or where that has no colours, a few positions with their #rrggbb at column
 * @indent. */
void colours_show(struct output *output, const struct terminal *terminal, size_t indent,
				  const struct muster_value *stops);

#endif
