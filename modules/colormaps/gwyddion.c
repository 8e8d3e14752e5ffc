/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Gradients of Gwyddion: the line "Gwyddion resource GwyGradient", then rows of position, red, green, blue and opacity,
 * all 0..1. */

#include "formats.h"
#include "text.h"

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;

	return text_line(&text, &line) && slice_is(slice_trim(line), "Gwyddion resource GwyGradient");
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct slice line;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	if (!text_line(&text, &line))
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "an empty file");
	while (text_line(&text, &line)) {
		double row[5];

		line = slice_trim(line);
		if (line.length == 0)
			continue;
		if (slice_numbers(&line, row, 5) != 5 || slice_trim(line).length > 0)
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "not a row of five numbers");
		builder_stop(builder, row[0], (struct muster_rgba){(float)row[1], (float)row[2], (float)row[3], (float)row[4]});
	}
	builder->has_range = true;
	builder->range_high = 1;
	return builder_finish(builder);
}

const struct format format_gwyddion = {"gwyddion", sniff, read_map};
