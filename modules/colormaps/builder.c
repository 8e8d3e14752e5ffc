/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "builder.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More stops than any map on any screen can show; a file with more is broken or hostile. */
#define STOPS_LIMIT 65536

/* Names and labels are cut to so many bytes: they are for people. */
#define TEXT_LIMIT 256

/* A stop with all that goes with it, for sorting. */
struct place {
	struct muster_colormap_stop stop;
	char *label;
	size_t order;
};

void builder_init(struct builder *builder)
{
	memset(builder, 0, sizeof(*builder));
}

void builder_free(struct builder *builder)
{
	for (size_t i = 0; builder->labels && i < builder->map.stop_count; i++)
		free(builder->labels[i]);
	free(builder->labels);
	free(builder->stops);
	free((char *)builder->map.name);
	builder_init(builder);
}

/* Without what is left of a character of which TEXT_LIMIT cuts off the end. */
static size_t cut(const char *text, size_t length)
{
	if (length <= TEXT_LIMIT)
		return length;
	length = TEXT_LIMIT;
	while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
		length--;
	return length;
}

/* A copy up to `length` bytes or a NUL. */
static char *copy_text(struct builder *builder, const char *text, size_t length)
{
	const char *nul = length > 0 ? memchr(text, '\0', length) : NULL;
	char *copy;

	if (nul)
		length = (size_t)(nul - text);
	length = cut(text, length);
	copy = malloc(length + 1);
	if (!copy) {
		builder->failed = true;
		return NULL;
	}
	if (length > 0)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void builder_name(struct builder *builder, const char *name, size_t length)
{
	free((char *)builder->map.name);
	builder->map.name = copy_text(builder, name, length);
}

static bool grow(struct builder *builder)
{
	const size_t capacity = builder->capacity ? builder->capacity * 2 : 64;
	struct muster_colormap_stop *stops = realloc(builder->stops, capacity * sizeof(*stops));
	char **labels;

	if (!stops)
		return false;
	builder->stops = stops;
	labels = realloc(builder->labels, capacity * sizeof(*labels));
	if (!labels)
		return false;
	builder->labels = labels;
	builder->capacity = capacity;
	return true;
}

void builder_stop(struct builder *builder, double position, struct muster_rgba colour)
{
	const size_t count = builder->map.stop_count;

	if (count == STOPS_LIMIT) {
		builder->crowded = true;
		return;
	}
	if (builder->failed || (count == builder->capacity && !grow(builder))) {
		builder->failed = true;
		return;
	}
	builder->stops[count].position = position;
	builder->stops[count].colour = colour;
	builder->labels[count] = NULL;
	builder->map.stop_count++;
}

void builder_label(struct builder *builder, const char *label, size_t length)
{
	const size_t count = builder->map.stop_count;

	if (count == 0 || builder->failed || builder->crowded)
		return;
	free(builder->labels[count - 1]);
	builder->labels[count - 1] = copy_text(builder, label, length);
	builder->any_label = true;
}

enum muster_status builder_trouble(struct builder *builder, enum muster_status status, unsigned line,
								   const char *format, ...)
{
	va_list arguments;

	builder->line = line;
	va_start(arguments, format);
	vsnprintf(builder->trouble, sizeof(builder->trouble), format, arguments);
	va_end(arguments);
	return status;
}

static int compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->stop.position != b->stop.position)
		return (a->stop.position > b->stop.position) - (a->stop.position < b->stop.position);
	return (a->order > b->order) - (a->order < b->order);
}

static bool is_sorted(const struct builder *builder)
{
	for (size_t i = 1; i < builder->map.stop_count; i++)
		if (builder->stops[i].position < builder->stops[i - 1].position)
			return false;
	return true;
}

static bool sort(struct builder *builder)
{
	const size_t count = builder->map.stop_count;
	struct place *places;

	if (is_sorted(builder))
		return true;
	places = malloc(count * sizeof(*places));
	if (!places)
		return false;
	for (size_t i = 0; i < count; i++)
		places[i] = (struct place){builder->stops[i], builder->labels[i], i};
	qsort(places, count, sizeof(*places), compare_places);
	for (size_t i = 0; i < count; i++) {
		builder->stops[i] = places[i].stop;
		builder->labels[i] = places[i].label;
	}
	free(places);
	return true;
}

/* From 0 to 1, for a position within the range. Positions become floats, as colours are: a ten-millionth of the range
 * is finer than any use, and half as long when stored or printed. Halves, so that the width of the widest range is
 * still a number. */
static double scaled(const struct builder *builder, double position)
{
	const double width = builder->range_high / 2 - builder->range_low / 2;

	return width > 0 ? (double)(float)((position / 2 - builder->range_low / 2) / width) : 0;
}

/* Stops outside a stated range widen it: cutting them off would show colours that the file does not have. */
static void scale(struct builder *builder)
{
	struct muster_colormap *map = &builder->map;
	const double low = builder->stops[0].position, high = builder->stops[map->stop_count - 1].position;

	if (!builder->has_range || low < builder->range_low)
		builder->range_low = low;
	if (!builder->has_range || high > builder->range_high)
		builder->range_high = high;
	if (map->hinge < builder->range_low || map->hinge > builder->range_high)
		map->has_hinge = false;
	for (size_t i = 0; i < map->stop_count; i++)
		builder->stops[i].position = scaled(builder, builder->stops[i].position);
	if (map->has_hinge)
		map->hinge = scaled(builder, map->hinge);
}

/* Categories have places in order, not in a range: each stands where its equal part of 0..1 begins. */
static void spread(struct builder *builder)
{
	for (size_t i = 0; i < builder->map.stop_count; i++)
		builder->stops[i].position = (double)(float)((double)i / (double)builder->map.stop_count);
}

static bool clamp(struct muster_rgba *colour)
{
	float *parts[] = {&colour->r, &colour->g, &colour->b, &colour->a};

	for (size_t i = 0; i < 4; i++) {
		if (isnan(*parts[i]))
			return false;
		*parts[i] = *parts[i] > 0 ? *parts[i] < 1 ? *parts[i] : 1 : 0; /* also makes -0 a 0 */
	}
	return true;
}

static bool clamp_all(struct builder *builder)
{
	struct muster_colormap *map = &builder->map;

	for (size_t i = 0; i < map->stop_count; i++)
		if (!clamp(&builder->stops[i].colour))
			return false;
	return clamp(&map->background) && clamp(&map->foreground) && clamp(&map->nan);
}

static bool same_colour(const struct muster_rgba *a, const struct muster_rgba *b)
{
	return a->r == b->r && a->g == b->g && a->b == b->b && a->a == b->a;
}

static bool same_place(const struct builder *builder, size_t a, size_t b)
{
	return builder->stops[a].position == builder->stops[b].position;
}

/* True where stop `i` shows nowhere: it repeats the one before, or stands between two others at one position. A label
 * that would be lost so goes over to the one before, if that has none. */
static bool is_idle(struct builder *builder, size_t i, size_t before)
{
	char **labels = builder->labels;

	if (!same_place(builder, i, before) || (labels[i] && labels[before]))
		return false;
	if (same_colour(&builder->stops[i].colour, &builder->stops[before].colour)) {
		if (labels[i])
			labels[before] = labels[i];
		return true;
	}
	return !labels[i] && i + 1 < builder->map.stop_count && same_place(builder, i, i + 1);
}

/* Leaves out idle stops; notes whether two at one position make a step. */
static void condense(struct builder *builder)
{
	struct muster_colormap *map = &builder->map;
	size_t kept = 0;

	for (size_t i = 0; i < map->stop_count; i++) {
		if (kept > 0 && is_idle(builder, i, kept - 1))
			continue;
		builder->stops[kept] = builder->stops[i];
		builder->labels[kept] = builder->labels[i];
		if (kept > 0 && same_place(builder, kept, kept - 1))
			map->kind = MUSTER_COLORMAP_MIXED;
		kept++;
	}
	map->stop_count = kept;
}

static bool positions_are_numbers(const struct builder *builder)
{
	for (size_t i = 0; i < builder->map.stop_count; i++)
		if (!isfinite(builder->stops[i].position))
			return false;
	return !builder->has_range || (isfinite(builder->range_low) && isfinite(builder->range_high));
}

static enum muster_status check(struct builder *builder)
{
	if (builder->crowded)
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "more than %d stops", STOPS_LIMIT);
	if (builder->map.stop_count == 0)
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "no colours");
	if (!positions_are_numbers(builder))
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "a position that is no number");
	if (!clamp_all(builder))
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "a colour that is no number");
	return MUSTER_OK;
}

enum muster_status builder_finish(struct builder *builder)
{
	struct muster_colormap *map = &builder->map;
	enum muster_status status;

	if (builder->failed)
		return MUSTER_NO_MEMORY;
	status = check(builder);
	if (status != MUSTER_OK)
		return status;
	if (!sort(builder))
		return MUSTER_NO_MEMORY;
	if (map->kind == MUSTER_COLORMAP_CATEGORICAL) {
		spread(builder);
	} else {
		scale(builder);
		condense(builder);
	}
	map->stops = builder->stops;
	map->label_count = builder->any_label ? map->stop_count : 0;
	map->labels = builder->any_label ? (const char *const *)builder->labels : NULL;
	return MUSTER_OK;
}
