/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colours by the names that X11 and GMT know. */
#ifndef MUSTER_COLORMAPS_COLOUR_NAMES_H
#define MUSTER_COLORMAPS_COLOUR_NAMES_H

#include "text.h"

/* The colour called `word`, in any case; false where there is none. */
bool colour_by_name(struct slice word, struct muster_rgba *colour);

#endif
