/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Stops for colours that do not run straight from one to the next, and the hue model that most of these come from. */
#ifndef MUSTER_COLORMAPS_CURVE_H
#define MUSTER_COLORMAPS_CURVE_H

#include "builder.h"

/* Hue in degrees (any turn), saturation and value 0..1. */
struct hsv {
	double hue, saturation, value;
};

struct hsv hsv_of(struct muster_rgba colour);
struct muster_rgba hsv_colour(struct hsv hsv, float opacity);

/* The colour at `share` (0..1) of the way. */
typedef struct muster_rgba curve_at(const void *data, double share);

/* Adds stops from `low` to `high`, both included: as many as keep straight lines between them within an eighth of
 * 1/255 of the curve. */
void curve_stops(struct builder *builder, curve_at *at, const void *data, double low, double high);

#endif
