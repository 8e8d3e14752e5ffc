/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* GRASS GIS colour rules: `value colour`, where value is a number, a percentage of the data's range, `nv` or `default`,
 * and colour a name, #rrggbb, or red, green and blue between any of ` ,:;`. */
#include "formats.h"

#include <string.h>

#include "text.h"
#include "web.h"

/* How many rules tell whether a file is one of rules. */
#define SNIFF_RULES 8

enum key { KEY_NUMBER, KEY_PERCENT, KEY_NONE, KEY_DEFAULT };

struct rule {
	enum key key;
	double number;
	struct muster_rgba colour;
};

static const struct {
	const char *name;
	unsigned char levels[3];
} names[] = {
	{"white", {255, 255, 255}}, {"black", {0, 0, 0}},      {"red", {255, 0, 0}},      {"green", {0, 255, 0}},
	{"blue", {0, 0, 255}},      {"yellow", {255, 255, 0}}, {"cyan", {0, 255, 255}},   {"magenta", {255, 0, 255}},
	{"gray", {128, 128, 128}},  {"grey", {128, 128, 128}}, {"orange", {255, 128, 0}}, {"aqua", {100, 128, 255}},
	{"indigo", {0, 128, 255}},  {"violet", {128, 0, 255}}, {"purple", {128, 0, 255}}, {"brown", {180, 77, 25}},
};

static bool read_name(struct slice word, struct muster_rgba *colour)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_is_any_case(word, names[i].name)) {
			const unsigned char *levels = names[i].levels;
			*colour = (struct muster_rgba){(float)levels[0] / 255, (float)levels[1] / 255, (float)levels[2] / 255, 1};
			return true;
		}
	return false;
}

static bool read_hex(struct slice word, struct muster_rgba *colour)
{
	char text[8];

	if (word.length >= sizeof(text))
		return false;
	memcpy(text, word.at, word.length);
	text[word.length] = '\0';
	return web_hex(text, colour);
}

static bool read_levels(struct slice text, struct muster_rgba *colour)
{
	double levels[3];

	for (size_t i = 0; i < 3; i++) {
		if (i > 0 && !slice_take(&text, ':') && !slice_take(&text, ','))
			slice_take(&text, ';');
		if (!slice_take_number(&text, &levels[i]) || !(levels[i] >= 0 && levels[i] <= 255))
			return false;
	}
	*colour = (struct muster_rgba){(float)(levels[0] / 255), (float)(levels[1] / 255), (float)(levels[2] / 255), 1};
	return slice_trim(text).length == 0;
}

static bool read_key(struct slice word, struct rule *rule)
{
	if (slice_is_any_case(word, "nv") || slice_is_any_case(word, "null")) {
		rule->key = KEY_NONE;
		return true;
	}
	if (slice_is_any_case(word, "default")) {
		rule->key = KEY_DEFAULT;
		return true;
	}
	rule->key = word.length > 0 && word.at[word.length - 1] == '%' ? KEY_PERCENT : KEY_NUMBER;
	if (rule->key == KEY_PERCENT)
		word.length--;
	return slice_number(word, &rule->number);
}

static bool read_rule(struct slice line, struct rule *rule)
{
	struct slice word, colour;

	if (!slice_word(&line, &word) || !read_key(word, rule))
		return false;
	colour = slice_trim(line);
	return colour.length > 0 &&
		   (read_levels(colour, &rule->colour) || read_name(colour, &rule->colour) || read_hex(colour, &rule->colour));
}

/* The next line that is neither blank nor a comment. */
static bool next_line(struct text *text, struct slice *line)
{
	while (text_line(text, line)) {
		*line = slice_trim(*line);
		if (line->length > 0 && line->at[0] != '#')
			return true;
	}
	return false;
}

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;
	struct rule rule;
	size_t rules = 0;

	if (!text_plausible(input))
		return false;
	while (rules < SNIFF_RULES && next_line(&text, &line)) {
		if (!read_rule(line, &rule))
			return false;
		rules++;
	}
	return rules > 0;
}

/* What is known of a file's rules after a first pass. */
struct extent {
	bool any_number, any_percent;
	double low, high; /* of the numbers */
};

static enum muster_status survey(const struct input *input, struct builder *builder, struct extent *extent)
{
	struct text text = text_of(input);
	struct slice line;
	struct rule rule;

	while (next_line(&text, &line)) {
		if (!read_rule(line, &rule))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "no colour rule");
		if (rule.key == KEY_PERCENT)
			extent->any_percent = true;
		if (rule.key != KEY_NUMBER)
			continue;
		extent->low = extent->any_number && extent->low < rule.number ? extent->low : rule.number;
		extent->high = extent->any_number && extent->high > rule.number ? extent->high : rule.number;
		extent->any_number = true;
	}
	return MUSTER_OK;
}

/* Where percentages go. Among numbers they mean the data's range, which no file knows: it is taken to be half again as
 * wide on either side as that of the numbers, so that no rule covers another and what is symmetrical stays so. */
static void frame(struct extent *extent)
{
	const double width = extent->high / 2 - extent->low / 2;

	if (!extent->any_number) {
		extent->high = 100;
	} else {
		extent->low -= width > 0 ? width : 1;
		extent->high += width > 0 ? width : 1;
	}
}

static void add_rule(struct builder *builder, const struct rule *rule, const struct extent *extent)
{
	struct muster_colormap *map = &builder->map;
	const double share = rule->key == KEY_PERCENT ? rule->number / 100 : 0; /* others may have no number */

	switch (rule->key) {
	case KEY_NUMBER:
		builder_stop(builder, rule->number, rule->colour);
		break;
	case KEY_PERCENT:
		builder_stop(builder, extent->low * (1 - share) + extent->high * share, rule->colour);
		break;
	case KEY_NONE:
		map->has_nan = true;
		map->nan = rule->colour;
		break;
	case KEY_DEFAULT:
		map->has_background = map->has_foreground = true;
		map->background = map->foreground = rule->colour;
		break;
	}
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct extent extent = {0};
	struct slice line;
	struct rule rule;
	enum muster_status status;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	status = survey(input, builder, &extent);
	if (status != MUSTER_OK)
		return status;
	frame(&extent);
	if (extent.any_percent) {
		builder->has_range = true;
		builder->range_low = extent.low;
		builder->range_high = extent.high;
	}
	while (next_line(&text, &line))
		if (read_rule(line, &rule))
			add_rule(builder, &rule, &extent);
	return builder_finish(builder);
}

const struct format format_grass = {"grass", sniff, read_map};
