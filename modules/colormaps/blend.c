/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "blend.h"
#include "curve.h"

static const double pi = 3.14159265358979323846;

/* Three coordinates of whatever space the function's name says. */
struct triple {
	double x, y, z;
};

static double clamp(double value)
{
	return value > 0 ? (value < 1 ? value : 1) : 0;
}

static struct triple mix(struct triple from, struct triple to, double share)
{
	return (struct triple){from.x + share * (to.x - from.x), from.y + share * (to.y - from.y),
						   from.z + share * (to.z - from.z)};
}

static struct muster_rgba opaque(double r, double g, double b)
{
	return (struct muster_rgba){(float)clamp(r), (float)clamp(g), (float)clamp(b), 1};
}

static struct muster_rgba blend_hsv(struct muster_rgba from, struct muster_rgba to, double share, bool shorter)
{
	struct hsv a = hsv_of(from), b = hsv_of(to);

	if (shorter && fabs(a.hue - b.hue) > 180) {
		if (a.hue > b.hue)
			a.hue -= 360;
		else
			b.hue -= 360;
	}
	a.hue += share * (b.hue - a.hue);
	a.saturation += share * (b.saturation - a.saturation);
	a.value += share * (b.value - a.value);
	return hsv_colour(a, 1);
}

static double to_linear(double v)
{
	return v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92;
}

static double from_linear(double v)
{
	return v > 0.0031308 ? 1.055 * pow(v, 1 / 2.4) - 0.055 : 12.92 * v;
}

static double lab_curve(double v)
{
	return v > 0.008856 ? cbrt(v) : 7.787 * v + 16.0 / 116;
}

static double lab_curve_back(double v)
{
	return v * v * v > 0.008856 ? v * v * v : (v - 16.0 / 116) / 7.787;
}

/* The white of D65, to which Y = 1. */
static const double white_x = 0.9505, white_z = 1.089;

static struct triple rgb_to_lab(struct muster_rgba c)
{
	const double r = to_linear(clamp(c.r)), g = to_linear(clamp(c.g)), b = to_linear(clamp(c.b));
	const double x = lab_curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / white_x);
	const double y = lab_curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
	const double z = lab_curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / white_z);

	return (struct triple){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static struct muster_rgba lab_to_rgb(struct triple lab)
{
	const double middle = (lab.x + 16) / 116;
	const double x = white_x * lab_curve_back(middle + lab.y / 500), y = lab_curve_back(middle),
				 z = white_z * lab_curve_back(middle - lab.z / 200);

	return opaque(from_linear(3.2406 * x - 1.5372 * y - 0.4986 * z), from_linear(-0.9689 * x + 1.8758 * y + 0.0415 * z),
				  from_linear(0.0557 * x - 0.2040 * y + 1.0570 * z));
}

/* Msh, Moreland's polar form: magnitude, saturation (the angle off grey), hue. */
static struct triple lab_to_msh(struct triple lab)
{
	const double magnitude = sqrt(lab.x * lab.x + lab.y * lab.y + lab.z * lab.z);
	const double saturation = magnitude > 0.001 ? acos(fmin(lab.x / magnitude, 1)) : 0;

	return (struct triple){magnitude, saturation, saturation > 0.001 ? atan2(lab.z, lab.y) : 0};
}

static struct triple msh_to_lab(struct triple msh)
{
	return (struct triple){msh.x * cos(msh.y), msh.x * sin(msh.y) * cos(msh.z), msh.x * sin(msh.y) * sin(msh.z)};
}

/* A hue for grey of magnitude `grey` as the end of a way from `msh`, so that the steps on it look alike. */
static double grey_hue(struct triple msh, double grey)
{
	double spin;

	if (msh.x >= grey - 0.1)
		return msh.z;
	spin = msh.y * sqrt(grey * grey - msh.x * msh.x) / (msh.x * sin(msh.y));
	return msh.z > -0.3 * pi ? msh.z + spin : msh.z - spin;
}

static double hue_distance(double a, double b)
{
	const double distance = fabs(a - b);

	return fmin(distance, 2 * pi - distance);
}

static struct muster_rgba blend_diverging(struct muster_rgba from, struct muster_rgba to, double share)
{
	const double grey_below = 0.05; /* less saturation than this is grey */
	struct triple a = lab_to_msh(rgb_to_lab(from)), b = lab_to_msh(rgb_to_lab(to));

	if (a.y > grey_below && b.y > grey_below && hue_distance(a.z, b.z) > 0.33 * pi) {
		const struct triple white = {fmax(fmax(a.x, b.x), 88), 0, 0};

		if (share < 0.5)
			b = white;
		else
			a = white;
		share = share < 0.5 ? 2 * share : 2 * share - 1;
	}
	if (a.y < grey_below && b.y > grey_below)
		a.z = grey_hue(b, a.x);
	else if (b.y < grey_below && a.y > grey_below)
		b.z = grey_hue(a, b.x);
	return lab_to_rgb(msh_to_lab(mix(a, b, share)));
}

struct muster_rgba blend_colours(enum blend blend, struct muster_rgba from, struct muster_rgba to, double share)
{
	if (share <= 0 || share >= 1) /* exactly, so that two ways meet without a step */
		return share <= 0 ? from : to;
	switch (blend) {
	case BLEND_HSV:
	case BLEND_HSV_SHORTER:
		return blend_hsv(from, to, share, blend == BLEND_HSV_SHORTER);
	case BLEND_LAB:
		return lab_to_rgb(mix(rgb_to_lab(from), rgb_to_lab(to), share));
	case BLEND_DIVERGING:
		break;
	}
	return blend_diverging(from, to, share);
}
