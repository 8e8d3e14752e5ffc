/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "curve.h"

#include <math.h>

/* How far a straight line may be off, and how often a piece is halved at most for it: where a curve sets out upright
 * (a sphere) no number of lines is enough. */
#define TOLERANCE 0.0005
#define HALVINGS  16

struct hsv hsv_of(struct muster_rgba c)
{
	const double high = fmax(c.r, fmax(c.g, c.b)), low = fmin(c.r, fmin(c.g, c.b)), width = high - low;
	struct hsv hsv = {0, high > 0 ? width / high : 0, high};

	if (!(width > 0))
		return hsv;
	if (high == (double)c.r)
		hsv.hue = 60 * ((double)c.g - c.b) / width;
	else if (high == (double)c.g)
		hsv.hue = 60 * (2 + ((double)c.b - c.r) / width);
	else
		hsv.hue = 60 * (4 + ((double)c.r - c.g) / width);
	if (hsv.hue < 0)
		hsv.hue += 360;
	return hsv;
}

/* How much of one primary there is: full within a sixth of a turn of it, none beyond a third. */
static float primary(struct hsv hsv, double hue)
{
	const double away = fabs(remainder(hsv.hue - hue, 360)) / 60;
	const double lack = away <= 1 ? 0 : away >= 2 ? 1 : away - 1;

	return (float)(hsv.value * (1 - hsv.saturation * lack));
}

struct muster_rgba hsv_colour(struct hsv hsv, float opacity)
{
	return (struct muster_rgba){primary(hsv, 0), primary(hsv, 120), primary(hsv, 240), opacity};
}

static struct muster_rgba between(struct muster_rgba a, struct muster_rgba b, float share)
{
	return (struct muster_rgba){a.r + share * (b.r - a.r), a.g + share * (b.g - a.g), a.b + share * (b.b - a.b),
								a.a + share * (b.a - a.a)};
}

static bool is_near(struct muster_rgba a, struct muster_rgba b)
{
	return fabs(a.r - b.r) < TOLERANCE && fabs(a.g - b.g) < TOLERANCE && fabs(a.b - b.b) < TOLERANCE &&
		   fabs(a.a - b.a) < TOLERANCE;
}

/* One end of a piece. */
struct end {
	double share;
	struct muster_rgba colour;
};

/* Looked at in three places: a curve may well cross the line in the middle. */
static bool is_straight(curve_at *at, const void *data, struct end from, struct end to)
{
	for (int i = 1; i <= 3; i++) {
		const double share = from.share + (to.share - from.share) * i / 4;
		if (!is_near(at(data, share), between(from.colour, to.colour, (float)i / 4)))
			return false;
	}
	return true;
}

void curve_stops(struct builder *builder, curve_at *at, const void *data, double low, double high)
{
	struct end from = {0, at(data, 0)}, ahead[HALVINGS + 1];
	size_t depth = 0; /* ahead[depth] ends the piece at hand, those before it the later ones: each twice as wide or
						 more, so that HALVINGS bounds their number */

	ahead[0] = (struct end){1, at(data, 1)};
	builder_stop(builder, low, from.colour);
	for (;;) {
		const struct end to = ahead[depth];
		if (to.share - from.share > 1.0 / (1 << HALVINGS) && !is_straight(at, data, from, to)) {
			const double middle = (from.share + to.share) / 2;
			ahead[++depth] = (struct end){middle, at(data, middle)};
			continue;
		}
		builder_stop(builder, low * (1 - to.share) + high * to.share, to.colour);
		if (depth == 0 || builder->failed || builder->crowded)
			return;
		from = to;
		depth--;
	}
}
