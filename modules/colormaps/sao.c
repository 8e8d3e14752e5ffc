/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colour tables of SAOimage and DS9: "#" comments, "PSEUDOCOLOR", then "RED:", "GREEN:" and "BLUE:", each followed by
 * its own list of (position,level) on one or many lines. Each channel is straight between its knots, so that the map
 * has a stop wherever any channel has a knot. */

#include <string.h>

#include "channels.h"
#include "formats.h"
#include "text.h"

static bool next_line(struct text *text, struct slice *line)
{
	while (text_line(text, line)) {
		*line = slice_trim(slice_before(*line, '#'));
		if (line->length > 0)
			return true;
	}
	return false;
}

static bool sniff(const struct input *input)
{
	struct text text = text_of(input);
	struct slice line;

	return text_plausible(input) && next_line(&text, &line) && slice_is_any_case(line, "PSEUDOCOLOR");
}

/* Takes "RED:" and so on off the line; the curve that it begins, or the one under way. */
static struct channel *take_channel(struct slice *line, struct channel channels[3], struct channel *current)
{
	static const char *const titles[] = {"RED:", "GREEN:", "BLUE:"};

	for (size_t i = 0; i < 3; i++) {
		if (!slice_begins_any_case(*line, titles[i]))
			continue;
		*line = (struct slice){line->at + strlen(titles[i]), line->length - strlen(titles[i])};
		return &channels[i];
	}
	return current;
}

static enum muster_status read_knots(struct slice line, struct channel *channel)
{
	while (slice_trim(line).length > 0) {
		double x, y;
		enum muster_status status;

		if (!slice_take(&line, '(') || !slice_take_number(&line, &x) || !slice_take(&line, ',') ||
			!slice_take_number(&line, &y) || !slice_take(&line, ')'))
			return MUSTER_DAMAGED;
		status = channel_add(channel, x, y);
		if (status != MUSTER_OK)
			return status;
	}
	return MUSTER_OK;
}

static enum muster_status read_channels(const struct input *input, struct channel channels[3], struct builder *builder)
{
	struct text text = text_of(input);
	struct channel *current = NULL;
	struct slice line;

	if (!next_line(&text, &line))
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "an empty file");
	while (next_line(&text, &line)) {
		enum muster_status status;

		current = take_channel(&line, channels, current);
		status = current ? read_knots(line, current) : MUSTER_DAMAGED;
		if (status == MUSTER_DAMAGED)
			return builder_trouble(builder, status, text.line, "no list of (position,level), or too long a one");
		if (status != MUSTER_OK)
			return status;
	}
	for (size_t i = 0; i < 3; i++)
		if (channels[i].count == 0)
			return builder_trouble(builder, MUSTER_DAMAGED, text.line, "a channel without levels");
	return MUSTER_OK;
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct channel channels[3] = {{0}};
	enum muster_status status;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	status = read_channels(input, channels, builder);
	if (status == MUSTER_OK) {
		channels_stops(channels, builder);
		status = builder_finish(builder);
	}
	channels_free(channels);
	return status;
}

const struct format format_sao = {"sao", sniff, read_map};
