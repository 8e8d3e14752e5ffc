/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stops of a colour map in Python. */
#ifndef MUSTER_COLORMAPS_PYTHON_COLOURS_H
#define MUSTER_COLORMAPS_PYTHON_COLOURS_H

#include "builder.h"
#include "value.h"

/* Fills the builder from a map; without a stop where the colours are unknown. MUSTER_OK, MUSTER_DAMAGED with trouble
 * said, MUSTER_NO_MEMORY. */
enum muster_status python_colours_fill(const struct value *map, struct builder *builder);

#endif
