/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "colour_names.h"
#include "web.h"

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char lower = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	const char *found = lower ? strchr(digits, lower) : NULL;

	return found ? (int)(found - digits) : -1;
}

bool web_hex(const char *text, struct muster_rgba *colour)
{
	const size_t length = strlen(text);
	const size_t width = length <= 5 ? 1 : 2, count = length > 0 ? (length - 1) / width : 0;
	float channel[4] = {0, 0, 0, 1};
	size_t i;

	if (text[0] != '#' || (count != 3 && count != 4) || count * width + 1 != length)
		return false;
	for (i = 0; i < count; i++) {
		const int high = hex_digit(text[1 + i * width]), low = hex_digit(text[i * width + width]);

		if (high < 0 || low < 0)
			return false;
		channel[i] = (float)(high * 16 + low) / 255.0f;
	}
	*colour = (struct muster_rgba){channel[0], channel[1], channel[2], channel[3]};
	return true;
}

bool web_name(struct slice name, struct muster_rgba *colour)
{
	static const struct {
		const char *name, *hex;
	} own[] = {{"aqua", "#0ff"},      {"crimson", "#dc143c"}, {"fuchsia", "#f0f"},   {"gray", "#808080"},
			   {"green", "#008000"},  {"grey", "#808080"},    {"indigo", "#4b0082"}, {"lime", "#0f0"},
			   {"maroon", "#800000"}, {"olive", "#808000"},   {"purple", "#800080"}, {"rebeccapurple", "#663399"},
			   {"silver", "#c0c0c0"}, {"teal", "#008080"}};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (slice_is_any_case(name, own[i].name))
			return web_hex(own[i].hex, colour);
	return colour_by_name(name, colour);
}

size_t web_arguments(const char *text, struct web_call *call)
{
	const char *at = strchr(text, '(');

	call->count = 0;
	while (at && call->count < 4) {
		char *end;
		const double value = strtod(at + 1, &end);

		if (end == at + 1 || !isfinite(value))
			break;
		call->value[call->count] = value;
		call->percent[call->count++] = *end == '%';
		at = strchr(end, ',');
	}
	return call->count;
}

static double hue_channel(double low, double high, double turn)
{
	turn -= floor(turn);
	if (turn < 1.0 / 6)
		return low + (high - low) * 6 * turn;
	if (turn < 0.5)
		return high;
	return turn < 2.0 / 3 ? low + (high - low) * (4 - 6 * turn) : low;
}

static double fraction(double value)
{
	return value > 0 ? value < 1 ? value : 1 : 0;
}

struct muster_rgba web_hsl(double hue, double saturation, double lightness)
{
	const double s = fraction(saturation), l = fraction(lightness), turn = hue / 360;
	const double high = l < 0.5 ? l * (1 + s) : l + s - l * s, low = 2 * l - high;

	return (struct muster_rgba){(float)hue_channel(low, high, turn + 1.0 / 3), (float)hue_channel(low, high, turn),
								(float)hue_channel(low, high, turn - 1.0 / 3), 1};
}
