/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Palettes of Magics: an object of
 *     "name" : { "contour_shade_colour_list" : [ colour, ... ], "tags" : ... }
 * where older versions have "n_colours" and "values". A colour is "#rrggbb", "rgb(r, g, b)" or "rgba(r, g, b, a)" with
 * r, g, b in 0..1 or 0..255, "hsl(h, s, l)", a name, or "None" for nothing drawn; upper or lower case. A palette gives
 * the bands between contours their colours: categories. */

#include <string.h>
#include <strings.h>

#include "formats.h"
#include "json_walk.h"
#include "web.h"

/* The names that Magics knows, with what it draws for them: its "grey" or "green" are not those of the web. */
static const struct {
	const char *name;
	float r, g, b;
} names[] = {
	{"avocado", 0.4225f, 0.6500f, 0.1950f},
	{"background", 1, 1, 1},
	{"beige", 0.8500f, 0.7178f, 0.4675f},
	{"black", 0, 0, 0},
	{"blue", 0, 0, 1},
	{"blue_green", 0, 1, 1},
	{"blue_purple", 0.5f, 0, 1},
	{"bluish_green", 0, 1, 0.5f},
	{"bluish_purple", 0.8536f, 0, 1},
	{"brick", 0.6000f, 0.0844f, 0.0300f},
	{"brown", 0.4078f, 0.0643f, 0},
	{"burgundy", 0.5000f, 0, 0.1727f},
	{"charcoal", 0.2f, 0.2f, 0.2f},
	{"chestnut", 0.3200f, 0.0112f, 0},
	{"coral", 0.9000f, 0.2895f, 0.2250f},
	{"cream", 1, 0.8860f, 0.6700f},
	{"cyan", 0, 1, 1},
	{"ecmwf_blue", 0.25f, 0.43f, 0.7f},
	{"evergreen", 0, 0.4500f, 0.2945f},
	{"foreground", 0, 0, 0},
	{"gold", 0.7500f, 0.5751f, 0.0750f},
	{"green", 0, 1, 0},
	{"greenish_blue", 0, 0.5f, 1},
	{"greenish_yellow", 0.8536f, 1, 0},
	{"grey", 0.7f, 0.7f, 0.7f},
	{"kelly_green", 0, 0.5500f, 0.1900f},
	{"khaki", 0.5800f, 0.4798f, 0.2900f},
	{"lavender", 0.6170f, 0.4070f, 0.9400f},
	{"magenta", 1, 0, 1},
	{"mustard", 0.6000f, 0.3927f, 0},
	{"navy", 0, 0, 0.4f},
	{"ochre", 0.6800f, 0.4501f, 0.0680f},
	{"olive", 0.3012f, 0.3765f, 0},
	{"orange", 1, 0.5f, 0},
	{"orange_yellow", 1, 0.8536f, 0},
	{"orangish_red", 1, 0.0381f, 0},
	{"orangish_yellow", 1, 0.9619f, 0},
	{"peach", 0.9400f, 0.4739f, 0.3788f},
	{"pink", 0.9000f, 0.3600f, 0.4116f},
	{"purple", 1, 0, 1},
	{"purple_red", 1, 0, 0.5f},
	{"purplish_blue", 0.1464f, 0, 1},
	{"purplish_red", 1, 0, 0.2730f},
	{"red", 1, 0, 0},
	{"red_orange", 1, 0.1464f, 0},
	{"reddish_orange", 1, 0.3087f, 0},
	{"reddish_purple", 1, 0, 0.8536f},
	{"rose", 0.8000f, 0.2400f, 0.4335f},
	{"rust", 0.7000f, 0.2010f, 0},
	{"sky", 0.4500f, 0.6400f, 1},
	{"tan", 0.4000f, 0.3309f, 0.2000f},
	{"tangerine", 0.8784f, 0.4226f, 0},
	{"turquoise", 0.1111f, 0.7216f, 0.6503f},
	{"violet", 0.4823f, 0.0700f, 0.7000f},
	{"white", 1, 1, 1},
	{"yellow", 1, 1, 0},
	{"yellow_green", 0.5f, 1, 0},
	{"yellowish_green", 0.1464f, 1, 0},
	{"yellowish_orange", 1, 0.6913f, 0},
};

/* What is no colour is drawn red by Magics, and there are misspelt names in its own palettes. */
static struct muster_rgba by_name(const char *text)
{
	if (strcasecmp(text, "none") == 0)
		return (struct muster_rgba){0, 0, 0, 0};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(text, names[i].name) == 0)
			return (struct muster_rgba){names[i].r, names[i].g, names[i].b, 1};
	return (struct muster_rgba){1, 0, 0, 1};
}

/* One channel above 1 makes all three bytes. */
static struct muster_rgba from_rgb(const struct web_call *call)
{
	const double *v = call->value;
	const double scale = v[0] > 1 || v[1] > 1 || v[2] > 1 ? 255 : 1;

	return (struct muster_rgba){(float)(v[0] / scale), (float)(v[1] / scale), (float)(v[2] / scale),
								call->count > 3 ? (float)v[3] : 1};
}

static struct muster_rgba read_colour(const char *text)
{
	struct muster_rgba colour;
	struct web_call call;

	if (web_hex(text, &colour))
		return colour;
	if (web_arguments(text, &call) >= 3 && strncasecmp(text, "rgb", 3) == 0)
		return from_rgb(&call);
	if (call.count >= 3 && strncasecmp(text, "hsl", 3) == 0) {
		colour = web_hsl(call.value[0], call.value[1], call.value[2]);
		colour.a = call.count > 3 ? (float)call.value[3] : 1;
		return colour;
	}
	return by_name(text);
}

static bool sniff(const struct input *input)
{
	return json_walk_first_has(input, '{', "contour_shade_colour_list", '[') ||
		   (json_walk_first_has(input, '{', "n_colours", '"') && json_walk_first_has(input, '{', "values", '['));
}

static enum muster_status read_list(const json_t *list, struct builder *builder)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (!text)
			return builder_trouble(builder, MUSTER_DAMAGED, 0, "colour %zu is no text", i + 1);
		builder_stop(builder, (double)i, read_colour(text));
	}
	builder->map.kind = MUSTER_COLORMAP_CATEGORICAL;
	return builder_finish(builder);
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	json_t *member = NULL, *list;
	enum muster_status status = json_walk_load(input, '{', index, builder, &member);

	if (status != MUSTER_OK)
		return status;
	list = json_object_get(member, "contour_shade_colour_list");
	if (!list)
		list = json_object_get(member, "values");
	if (json_is_array(list))
		status = read_list(list, builder);
	else
		status = builder_trouble(builder, MUSTER_DAMAGED, 0, "map %zu has no list of colours", index + 1);
	json_decref(member);
	return status;
}

const struct format format_magics = {"magics", sniff, read_map};
