/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colours as GMT's CPT files write them. */
#ifndef MUSTER_COLORMAPS_CPT_COLOUR_H
#define MUSTER_COLORMAPS_CPT_COLOUR_H

#include "curve.h"
#include "text.h"

struct cpt_colour {
	bool skip; /* "-": nothing is painted, or (of the second colour of a slice) the same again */
	struct muster_rgba rgba;
	struct hsv hsv; /* the same, as it was written where it was written so: hue 360 is not hue 0 */
};

/* One colour in one word. */
bool cpt_colour(struct slice word, struct cpt_colour *colour);

/* Three numbers in columns of their own: red, green, blue 0..255, or hue, saturation, value. */
bool cpt_colour_columns(const struct slice words[3], bool hsv, struct cpt_colour *colour);

#endif
