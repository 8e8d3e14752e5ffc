/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "item.h"

#include <stdlib.h>
#include <string.h>

const struct muster_field item_fields[] = {
	{"name", MUSTER_TYPE_STRING, "Name as the file has it", 0},
	{"format", MUSTER_TYPE_STRING, "Format of the file", MUSTER_FIELD_SHOWN},
	{"kind", MUSTER_TYPE_STRING, "continuous, categorical, or mixed: continuous with steps", MUSTER_FIELD_SHOWN},
	{"cyclic", MUSTER_TYPE_BOOLEAN, "The end goes on into the beginning", 0},
	{"hinge", MUSTER_TYPE_REAL, "The place, 0 to 1, that stays put when data stretch either side", 0},
	{"count", MUSTER_TYPE_INTEGER, "Number of stops", MUSTER_FIELD_SHOWN},
	{"stops", MUSTER_TYPE_LIST, "Position, red, green, blue, opacity, each 0 to 1", MUSTER_FIELD_COLOURS},
	{"background", MUSTER_TYPE_LIST, "Colour for values below the range", 0},
	{"foreground", MUSTER_TYPE_LIST, "Colour for values above the range", 0},
	{"nan", MUSTER_TYPE_LIST, "Colour for values that are no numbers", 0},
	{"labels", MUSTER_TYPE_LIST, "A text for each stop, or none", 0},
	{"path", MUSTER_TYPE_STRING, "File", MUSTER_FIELD_SHOWN},
	{0},
};

/* By enum muster_colormap_kind. */
static const char *const kinds[] = {"continuous", "categorical", "mixed"};

static char *clean(const char *text)
{
	size_t length;
	char *key;

	while (*text != '\0' && (unsigned char)*text <= ' ')
		text++;
	length = strlen(text);
	while (length > 0 && (unsigned char)text[length - 1] <= ' ')
		length--;
	key = malloc(length + 1);
	if (!key)
		return NULL;
	for (size_t i = 0; i < length; i++)
		key[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7F ? ' ' : text[i];
	key[length] = '\0';
	return key;
}

char *item_key(const char *name, const char *stem)
{
	char *key = clean(name);

	if (!key || key[0] != '\0')
		return key;
	free(key);
	return clean(stem);
}

static void write_channels(struct muster_writer *writer, struct muster_rgba colour)
{
	muster_write_real(writer, NULL, (double)colour.r);
	muster_write_real(writer, NULL, (double)colour.g);
	muster_write_real(writer, NULL, (double)colour.b);
	muster_write_real(writer, NULL, (double)colour.a);
}

static void write_colour(struct muster_writer *writer, const char *name, bool is_set, struct muster_rgba colour)
{
	if (!is_set)
		return;
	muster_write_list(writer, name);
	write_channels(writer, colour);
	muster_write_end(writer);
}

static void write_stops(struct muster_writer *writer, const struct muster_colormap *map)
{
	muster_write_list(writer, "stops");
	for (size_t i = 0; i < map->stop_count; i++) {
		muster_write_list(writer, NULL);
		muster_write_real(writer, NULL, map->stops[i].position);
		write_channels(writer, map->stops[i].colour);
		muster_write_end(writer);
	}
	muster_write_end(writer);
}

static void write_labels(struct muster_writer *writer, const struct muster_colormap *map)
{
	if (map->label_count == 0)
		return;
	muster_write_list(writer, "labels");
	for (size_t i = 0; i < map->label_count; i++)
		muster_write_string(writer, NULL, map->labels[i]);
	muster_write_end(writer);
}

enum muster_status item_serialize(const void *item, struct muster_writer *writer)
{
	const struct muster_colormap *map = item;

	muster_write_string(writer, "name", map->name);
	muster_write_string(writer, "format", map->format);
	muster_write_string(writer, "kind", kinds[map->kind]);
	muster_write_boolean(writer, "cyclic", map->cyclic);
	if (map->has_hinge)
		muster_write_real(writer, "hinge", map->hinge);
	muster_write_integer(writer, "count", (int64_t)map->stop_count);
	write_stops(writer, map);
	write_colour(writer, "background", map->has_background, map->background);
	write_colour(writer, "foreground", map->has_foreground, map->foreground);
	write_colour(writer, "nan", map->has_nan, map->nan);
	write_labels(writer, map);
	return muster_write_string(writer, "path", map->path);
}

/* Channels from place `first` of a list on. False where they are not there. */
static bool read_channels(const struct muster_value *list, size_t first, struct muster_rgba *colour)
{
	float *channels[] = {&colour->r, &colour->g, &colour->b, &colour->a};

	if (muster_value_count(list) != first + 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		*channels[i] = (float)muster_value_real(muster_value_at(list, first + i));
	return true;
}

static bool read_colour(const struct muster_entry *entry, const char *name, struct muster_rgba *colour)
{
	return read_channels(muster_entry_field(entry, name), 0, colour);
}

static bool read_stop(const struct muster_value *list, struct muster_colormap_stop *stop)
{
	stop->position = muster_value_real(muster_value_at(list, 0));
	return stop->position >= 0 && stop->position <= 1 && read_channels(list, 1, &stop->colour);
}

static enum muster_status read_stops(const struct muster_entry *entry, struct muster_colormap *map)
{
	const struct muster_value *list = muster_entry_field(entry, "stops");
	const size_t count = muster_value_count(list);
	struct muster_colormap_stop *stops;

	if (count == 0)
		return MUSTER_OK;
	map->stops = stops = calloc(count, sizeof(*stops));
	if (!stops)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (!read_stop(muster_value_at(list, i), &stops[i]) || (i > 0 && stops[i].position < stops[i - 1].position))
			return MUSTER_DAMAGED;
	map->stop_count = count;
	return MUSTER_OK;
}

static enum muster_status read_labels(const struct muster_entry *entry, struct muster_colormap *map)
{
	const struct muster_value *list = muster_entry_field(entry, "labels");
	const size_t count = muster_value_count(list);
	const char **labels;

	if (count == 0)
		return MUSTER_OK;
	if (count != map->stop_count)
		return MUSTER_DAMAGED;
	labels = calloc(count, sizeof(*labels));
	map->labels = labels;
	if (!labels)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		labels[i] = muster_value_string(muster_value_at(list, i));
	map->label_count = count;
	return MUSTER_OK;
}

static bool read_kind(const struct muster_entry *entry, enum muster_colormap_kind *kind)
{
	const char *text = muster_entry_string(entry, "kind");

	for (size_t i = 0; text && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(text, kinds[i]) == 0) {
			*kind = (enum muster_colormap_kind)i;
			return true;
		}
	return false;
}

enum muster_status item_deserialize(const struct muster_entry *entry, void *item)
{
	struct muster_colormap *map = item;
	enum muster_status status;

	map->name = muster_entry_string(entry, "name");
	map->format = muster_entry_string(entry, "format");
	map->path = muster_entry_string(entry, "path");
	if (!map->name || !map->format || !map->path || !read_kind(entry, &map->kind))
		return MUSTER_DAMAGED;
	map->cyclic = muster_entry_boolean(entry, "cyclic", false);
	map->has_hinge = muster_entry_field(entry, "hinge") != NULL;
	map->hinge = muster_entry_real(entry, "hinge", 0);
	map->has_background = read_colour(entry, "background", &map->background);
	map->has_foreground = read_colour(entry, "foreground", &map->foreground);
	map->has_nan = read_colour(entry, "nan", &map->nan);
	status = read_stops(entry, map);
	if (status == MUSTER_OK)
		status = read_labels(entry, map);
	if (status != MUSTER_OK) {
		item_clear(map);
		memset(map, 0, sizeof(*map));
	}
	return status;
}

void item_clear(void *item)
{
	struct muster_colormap *map = item;

	free((void *)map->stops);
	free((void *)map->labels);
}
