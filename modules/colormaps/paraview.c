/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Presets exported by ParaView: an array of objects, each with "Name" and either
 *     "RGBPoints" : [x, r, g, b, ...], x in any range, "ColorSpace" : how to go from one to the next, or
 *     "IndexedColors" : [r, g, b, ...], "Annotations" : [value, label, ...]
 * and "NanColor", "BelowRangeColor", "AboveRangeColor". What is not straight in RGB becomes stops that are. */

#include <string.h>

#include "blend.h"
#include "curve.h"
#include "formats.h"
#include "json_walk.h"

enum space { STRAIGHT, STEP, CURVED, UNKNOWN };

struct point {
	double x;
	struct muster_rgba colour;
};

static bool sniff(const struct input *input)
{
	return json_walk_first_has(input, '[', "RGBPoints", '[') || json_walk_first_has(input, '[', "IndexedColors", '[');
}

/* `count` numbers from place `at` of `list`; false where one is missing or none. */
static bool take_numbers(const json_t *list, size_t at, double *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const json_t *number = json_array_get(list, at + i);

		if (!json_is_number(number))
			return false;
		numbers[i] = json_number_value(number);
	}
	return true;
}

static float channel(double value)
{
	return value > 0 ? value < 1 ? (float)value : 1 : 0;
}

static bool take_colour(const json_t *list, size_t at, struct muster_rgba *colour)
{
	double rgb[3];

	if (!take_numbers(list, at, rgb, 3))
		return false;
	*colour = (struct muster_rgba){channel(rgb[0]), channel(rgb[1]), channel(rgb[2]), 1};
	return true;
}

/* A switch is 0, 1, false or true. */
static bool is_on(const json_t *map, const char *name)
{
	const json_t *value = json_object_get(map, name);

	return json_is_true(value) || (json_is_number(value) && json_number_value(value) != 0);
}

static enum space space_of(const json_t *map, enum blend *blend)
{
	const char *name = json_string_value(json_object_get(map, "ColorSpace"));

	if (!name || strcmp(name, "RGB") == 0)
		return STRAIGHT;
	if (strcmp(name, "Step") == 0)
		return STEP;
	if (strcmp(name, "Lab") == 0 || strcmp(name, "CIELAB") == 0)
		*blend = BLEND_LAB;
	else if (strcmp(name, "HSV") == 0)
		*blend = is_on(map, "HSVWrap") ? BLEND_HSV_SHORTER : BLEND_HSV;
	else if (strcmp(name, "Diverging") == 0)
		*blend = BLEND_DIVERGING;
	else
		return UNKNOWN;
	return CURVED;
}

static bool take_point(const json_t *points, size_t index, struct point *point)
{
	return take_numbers(points, index * 4, &point->x, 1) && take_colour(points, index * 4 + 1, &point->colour);
}

/* The way between two points. */
struct way {
	enum blend blend;
	struct muster_rgba from, to;
};

static struct muster_rgba way_at(const void *data, double share)
{
	const struct way *way = data;

	return blend_colours(way->blend, way->from, way->to, share);
}

static enum muster_status read_points(const json_t *map, const json_t *points, struct builder *builder)
{
	enum blend blend = BLEND_LAB;
	const enum space space = space_of(map, &blend);
	const size_t count = json_array_size(points) / 4;
	struct point before = {0, {0, 0, 0, 1}}, point;

	if (space == UNKNOWN)
		return builder_trouble(builder, MUSTER_UNSUPPORTED, 0, "a colour space that is not known");
	if (count == 0 || json_array_size(points) % 4 != 0)
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "RGBPoints are not groups of four numbers");
	for (size_t i = 0; i < count; i++, before = point) {
		if (!take_point(points, i, &point))
			return builder_trouble(builder, MUSTER_DAMAGED, 0, "RGBPoints: point %zu is not four numbers", i + 1);
		if (i > 0 && space == CURVED)
			curve_stops(builder, way_at, &(struct way){blend, before.colour, point.colour}, before.x, point.x);
		else if (i > 0 && space == STEP) /* up to a point its own colour holds */
			builder_stop(builder, before.x, point.colour);
		builder_stop(builder, point.x, point.colour);
	}
	return builder_finish(builder);
}

/* The label of colour `index`, or the value it stands for where there is no label. */
static void add_label(struct builder *builder, const json_t *annotations, size_t index)
{
	const json_t *label = json_array_get(annotations, index * 2 + 1);

	if (json_string_length(label) == 0)
		label = json_array_get(annotations, index * 2);
	if (json_string_length(label) > 0)
		builder_label(builder, json_string_value(label), json_string_length(label));
}

static enum muster_status read_indexed(const json_t *map, const json_t *colours, struct builder *builder)
{
	const json_t *annotations = json_object_get(map, "Annotations");
	const size_t count = json_array_size(colours) / 3;

	if (count == 0 || json_array_size(colours) % 3 != 0)
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "IndexedColors are not groups of three numbers");
	for (size_t i = 0; i < count; i++) {
		struct muster_rgba colour;

		if (!take_colour(colours, i * 3, &colour))
			return builder_trouble(builder, MUSTER_DAMAGED, 0, "IndexedColors: colour %zu is not three numbers", i + 1);
		builder_stop(builder, (double)i, colour);
		add_label(builder, annotations, i);
	}
	builder->map.kind = MUSTER_COLORMAP_CATEGORICAL;
	return builder_finish(builder);
}

static enum muster_status read_object(const json_t *map, struct builder *builder)
{
	const json_t *name = json_object_get(map, "Name"), *points = json_object_get(map, "RGBPoints");
	const json_t *indexed = json_object_get(map, "IndexedColors");
	struct muster_colormap *out = &builder->map;

	if (json_is_string(name))
		builder_name(builder, json_string_value(name), json_string_length(name));
	out->has_nan = take_colour(json_object_get(map, "NanColor"), 0, &out->nan);
	if (is_on(map, "UseBelowRangeColor"))
		out->has_background = take_colour(json_object_get(map, "BelowRangeColor"), 0, &out->background);
	if (is_on(map, "UseAboveRangeColor"))
		out->has_foreground = take_colour(json_object_get(map, "AboveRangeColor"), 0, &out->foreground);
	if (json_is_array(points) && !(json_is_array(indexed) && is_on(map, "IndexedLookup")))
		return read_points(map, points, builder);
	if (json_is_array(indexed))
		return read_indexed(map, indexed, builder);
	return builder_trouble(builder, MUSTER_DAMAGED, 0, "neither RGBPoints nor IndexedColors");
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	json_t *map = NULL;
	enum muster_status status = json_walk_load(input, '[', index, builder, &map);

	if (status == MUSTER_OK)
		status = read_object(map, builder);
	json_decref(map);
	return status;
}

const struct format format_paraview = {"paraview", sniff, read_map};
