/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colours as web pages and programs after them write them. */
#ifndef MUSTER_COLORMAPS_WEB_H
#define MUSTER_COLORMAPS_WEB_H

#include "text.h"

/* `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`; `text` ends with a NUL. */
bool web_hex(const char *text, struct muster_rgba *colour);

/* A colour's name; that of the web where X11 has another colour of that name. */
bool web_name(struct slice name, struct muster_rgba *colour);

/* The arguments of `name(1, 20%, 3)`, four at most, and how many there are; 0 where `text` is no call. What stands
 * between a number and the next comma is passed over, a missing closing parenthesis forgiven: there are such files. */
struct web_call {
	size_t count;
	double value[4];
	bool percent[4];
};
size_t web_arguments(const char *text, struct web_call *call);

/* Hue in degrees, saturation and lightness 0..1. */
struct muster_rgba web_hsl(double hue, double saturation, double lightness);

#endif
