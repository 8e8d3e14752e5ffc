/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Palettes of Ferret: "!" comments, an optional line "RGB_Mapping Percent", "By_value" or "By_level", then rows of key,
 * red, green and blue, colours in percent. Keys are percent of the range unless the mapping says otherwise. */

#include "formats.h"
#include "text.h"

enum mapping { PERCENT, BY_VALUE, BY_LEVEL, UNKNOWN };

/* The next line that is not empty, without comment. */
static bool next_line(struct text *text, struct slice *line)
{
	while (text_line(text, line)) {
		*line = slice_trim(slice_before(*line, '!'));
		if (line->length > 0)
			return true;
	}
	return false;
}

/* Whether `line` is the mapping's; which one it is, if so. */
static bool take_mapping(struct slice line, enum mapping *mapping)
{
	struct slice word;

	if (!slice_word(&line, &word) || !slice_is_any_case(word, "RGB_Mapping"))
		return false;
	slice_word(&line, &word);
	if (slice_is_any_case(word, "Percent"))
		*mapping = PERCENT;
	else if (slice_is_any_case(word, "By_value"))
		*mapping = BY_VALUE;
	else if (slice_is_any_case(word, "By_level"))
		*mapping = BY_LEVEL;
	else
		*mapping = UNKNOWN;
	return true;
}

/* A row may end with the colour's name. */
static bool take_row(struct slice line, double row[4])
{
	if (slice_numbers(&line, row, 4) != 4)
		return false;
	for (size_t i = 1; i < 4; i++)
		if (row[i] < 0 || row[i] > 100)
			return false;
	return true;
}

/* Four columns of numbers are many things: without a mapping the keys must go from about 0 to about 100, as all such
 * palettes' do. */
static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;
	enum mapping mapping;
	double row[4], last = 0;
	size_t rows = 0;

	while (next_line(&text, &line)) {
		if (rows == 0 && take_mapping(line, &mapping))
			return mapping != UNKNOWN;
		if (!take_row(line, row) || row[0] < last || (rows == 0 && row[0] > 10))
			return false;
		last = row[0];
		rows++;
	}
	return rows > 1 && last > 90 && last < 110;
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct slice line;
	enum mapping mapping = PERCENT;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	while (next_line(&text, &line)) {
		double row[4];

		if (builder->map.stop_count == 0 && take_mapping(line, &mapping))
			continue;
		if (!take_row(line, row))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "not a key and three percentages");
		builder_stop(builder, row[0],
					 (struct muster_rgba){(float)(row[1] / 100), (float)(row[2] / 100), (float)(row[3] / 100), 1});
	}
	if (mapping == UNKNOWN)
		return builder_trouble(builder, MUSTER_UNSUPPORTED, 0, "an RGB_Mapping that is not known");
	builder->has_range = mapping == PERCENT;
	builder->range_high = 100;
	if (mapping == BY_LEVEL)
		builder->map.kind = MUSTER_COLORMAP_CATEGORICAL;
	return builder_finish(builder);
}

const struct format format_spk = {"spk", sniff, read_map};
