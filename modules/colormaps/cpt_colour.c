/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cpt_colour.h"

#include <math.h>
#include <string.h>

#include "colour_names.h"
#include "web.h"

/* Hues beyond some turns are noise, and would take one stop for each sixth of a turn. */
#define HUE_LIMIT 3600

static bool is_level(double number)
{
	return number >= 0 && number <= 255;
}

static bool set_rgb(struct cpt_colour *colour, const double levels[3])
{
	if (!is_level(levels[0]) || !is_level(levels[1]) || !is_level(levels[2]))
		return false;
	colour->rgba =
		(struct muster_rgba){(float)(levels[0] / 255), (float)(levels[1] / 255), (float)(levels[2] / 255), 1};
	colour->hsv = hsv_of(colour->rgba);
	return true;
}

static bool set_cmyk(struct cpt_colour *colour, const double percent[4])
{
	double levels[3];

	for (size_t i = 0; i < 4; i++)
		if (!(percent[i] >= 0 && percent[i] <= 100))
			return false;
	for (size_t i = 0; i < 3; i++)
		levels[i] = 255 * (1 - percent[i] / 100) * (1 - percent[3] / 100);
	return set_rgb(colour, levels);
}

static bool set_hsv(struct cpt_colour *colour, struct hsv hsv)
{
	if (!(fabs(hsv.hue) <= HUE_LIMIT) || !(hsv.saturation >= 0 && hsv.saturation <= 1) ||
		!(hsv.value >= 0 && hsv.value <= 1))
		return false;
	colour->hsv = hsv;
	colour->rgba = hsv_colour(hsv, 1);
	return true;
}

/* g, r/g/b or c/m/y/k */
static bool read_levels(struct slice word, struct cpt_colour *colour)
{
	double numbers[4] = {0};
	size_t count = 0;
	struct slice part;

	while (slice_part(&word, '/', &part))
		if (count == 4 || !slice_number(part, &numbers[count++]))
			return false;
	if (count == 1)
		numbers[1] = numbers[2] = numbers[0];
	if (count == 4)
		return set_cmyk(colour, numbers);
	return count != 2 && set_rgb(colour, numbers);
}

/* h-s-v; the hue may have a sign of its own. */
static bool read_hsv(struct slice word, struct cpt_colour *colour)
{
	struct hsv hsv = {0};

	return slice_take_number(&word, &hsv.hue) && slice_take(&word, '-') && slice_take_number(&word, &hsv.saturation) &&
		   slice_take(&word, '-') && slice_take_number(&word, &hsv.value) && word.length == 0 && set_hsv(colour, hsv);
}

static bool read_hex(struct slice word, struct cpt_colour *colour)
{
	char text[10];

	if (word.length == 0 || word.length >= sizeof(text))
		return false;
	memcpy(text, word.at, word.length);
	text[word.length] = '\0';
	if (!web_hex(text, &colour->rgba))
		return false;
	colour->hsv = hsv_of(colour->rgba);
	return true;
}

static bool read_name(struct slice word, struct cpt_colour *colour)
{
	if (!colour_by_name(word, &colour->rgba))
		return false;
	colour->hsv = hsv_of(colour->rgba);
	return true;
}

/* A fill with a pattern has no one colour: from afar it is half ink, half paper. */
static bool read_pattern(struct slice word, struct cpt_colour *colour)
{
	const double half[3] = {127.5, 127.5, 127.5};

	if (word.length < 2 || (word.at[0] != 'p' && word.at[0] != 'P'))
		return false;
	return (memchr(word.at, '/', word.length) || (word.at[1] >= '0' && word.at[1] <= '9')) && set_rgb(colour, half);
}

/* Takes `@transparency`, a percentage, off `word`. */
static bool take_opacity(struct slice *word, float *opacity)
{
	const struct slice colour = slice_before(*word, '@');
	double percent = 0;

	if (colour.length < word->length) {
		const struct slice rest = {word->at + colour.length + 1, word->length - colour.length - 1};
		if (!slice_number(rest, &percent) || !(percent >= 0 && percent <= 100))
			return false;
	}
	*opacity = (float)(1 - percent / 100);
	*word = colour;
	return true;
}

bool cpt_colour(struct slice word, struct cpt_colour *colour)
{
	float opacity;

	memset(colour, 0, sizeof(*colour));
	if (slice_is(word, "-")) {
		colour->skip = true;
		return true;
	}
	if (!take_opacity(&word, &opacity))
		return false;
	if (!read_levels(word, colour) && !read_hsv(word, colour) && !read_hex(word, colour) && !read_name(word, colour) &&
		!read_pattern(word, colour))
		return false;
	colour->rgba.a *= opacity;
	return true;
}

bool cpt_colour_columns(const struct slice words[3], bool hsv, struct cpt_colour *colour)
{
	double numbers[3];

	memset(colour, 0, sizeof(*colour));
	for (size_t i = 0; i < 3; i++)
		if (!slice_number(words[i], &numbers[i]))
			return false;
	return hsv ? set_hsv(colour, (struct hsv){numbers[0], numbers[1], numbers[2]}) : set_rgb(colour, numbers);
}
