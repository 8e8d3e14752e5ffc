/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* GIMP palettes: "GIMP Palette", "Name: …", "Columns: n", comments anywhere, and rows of red, green, blue and mostly no
 * name. */
#include "formats.h"

#include "text.h"

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;

	return text_line(&text, &line) && slice_is(slice_trim(line), "GIMP Palette");
}

/* Takes "Name:" and its like off `line`. */
static bool take_header(struct slice *line, const char *name, size_t length)
{
	if (!slice_begins_any_case(*line, name))
		return false;
	*line = slice_trim((struct slice){line->at + length, line->length - length});
	return true;
}

static bool add_colour(struct builder *builder, struct slice line)
{
	double levels[3];
	struct slice name;

	if (slice_numbers(&line, levels, 3) != 3)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (!(levels[i] >= 0 && levels[i] <= 255))
			return false;
	builder_stop(builder, (double)builder->map.stop_count,
				 (struct muster_rgba){(float)(levels[0] / 255), (float)(levels[1] / 255), (float)(levels[2] / 255), 1});
	name = slice_trim(line);
	if (name.length > 0)
		builder_label(builder, name.at, name.length);
	return true;
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct text text = text_of(input);
	struct slice line;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	text_line(&text, &line);
	while (text_line(&text, &line)) {
		line = slice_trim(line);
		if (line.length == 0 || line.at[0] == '#' || take_header(&line, "Columns:", 8))
			continue;
		if (take_header(&line, "Name:", 5))
			builder_name(builder, line.at, line.length);
		else if (!add_colour(builder, line))
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "no red, green and blue of 0 to 255");
	}
	builder->map.kind = MUSTER_COLORMAP_CATEGORICAL;
	return builder_finish(builder);
}

const struct format format_gpl = {"gpl", sniff, read_map};
