/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The ways from one colour to another that are not straight in sRGB. */
#ifndef MUSTER_COLORMAPS_BLEND_H
#define MUSTER_COLORMAPS_BLEND_H

#include <muster/colormaps.h>

enum blend {
	BLEND_HSV,         /* hue by its number */
	BLEND_HSV_SHORTER, /* hue the shorter way round */
	BLEND_LAB,         /* CIE L*a*b*, white D65 */
	BLEND_DIVERGING,   /* L*a*b* in polar form, through white between two distinct hues: K. Moreland, "Diverging Color
						  Maps for Scientific Visualization", 2009 */
};

/* The colour at `share` (0..1) of the way; channels 0..1 in and out. */
struct muster_rgba blend_colours(enum blend blend, struct muster_rgba from, struct muster_rgba to, double share);

#endif
