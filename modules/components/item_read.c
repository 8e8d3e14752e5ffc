/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "item.h"

#include <stdlib.h>
#include <string.h>

#include "readers/pool.h"

/* What an item points to, and the memory behind it. */
struct behind {
	struct muster_data_set data_set;
	struct muster_component_enumerations enumerations;
	struct pool pool;
};

/* The strings of a list; what is none is left out. */
static const char *const *read_strings(struct pool *pool, const struct muster_value *list, size_t *count)
{
	const size_t wanted = muster_value_count(list);
	const char **const strings = pool_alloc(pool, (wanted + 1) * sizeof(*strings));
	size_t i;

	*count = 0;
	for (i = 0; strings && i < wanted; i++) {
		const char *const text = muster_value_string(muster_value_at(list, i));
		if (text)
			strings[(*count)++] = text;
	}
	return strings;
}

static struct muster_component_list read_list(struct pool *pool, const struct muster_entry *entry, const char *name)
{
	struct muster_component_list list;

	list.names = read_strings(pool, muster_entry_field(entry, name), &list.count);
	return list;
}

static uint64_t read_number(const struct muster_entry *entry, const char *name)
{
	const int64_t number = muster_entry_integer(entry, name, 0);

	return number > 0 ? (uint64_t)number : 0;
}

static void read_dimension(struct pool *pool, const struct muster_value *map, struct muster_dimension *dimension)
{
	const struct muster_value *const labels = muster_value_get(map, "labels");
	const int64_t count = muster_value_integer(muster_value_get(map, "count"));
	const char **named;
	size_t i;

	dimension->component = muster_value_string(muster_value_get(map, "name"));
	dimension->varies = muster_value_boolean(muster_value_get(map, "varies"));
	dimension->count = count > 0 ? (size_t)count : 0;
	dimension->values = read_strings(pool, muster_value_get(map, "values"), &dimension->value_count);
	if (!labels)
		return;
	named = pool_alloc(pool, (dimension->value_count + 1) * sizeof(*named));
	for (i = 0; named && i < dimension->value_count; i++)
		named[i] = muster_value_string(muster_value_at(labels, i));
	dimension->labels = named;
}

static void read_gap(struct pool *pool, const struct muster_value *map, struct muster_gap *gap)
{
	const struct muster_value *const coordinates = muster_value_get(map, "coordinates");
	const size_t wanted = muster_value_count(coordinates);
	struct muster_coordinate *const read = pool_alloc(pool, (wanted + 1) * sizeof(*read));
	size_t i;

	gap->text = muster_value_string(muster_value_get(map, "text"));
	gap->coordinates = read;
	for (i = 0; read && i < wanted; i++) {
		const char *const value = muster_value_string(muster_value_at(coordinates, i));
		if (value)
			read[gap->coordinate_count++] = (struct muster_coordinate){muster_value_key(coordinates, i), value};
	}
}

static void read_dimensions(struct pool *pool, const struct muster_value *list, struct muster_data_set *set)
{
	const size_t wanted = muster_value_count(list);
	struct muster_dimension *const read = pool_alloc(pool, (wanted + 1) * sizeof(*read));

	set->dimensions = read;
	for (; read && set->dimension_count < wanted; set->dimension_count++)
		read_dimension(pool, muster_value_at(list, set->dimension_count), &read[set->dimension_count]);
}

static void read_gaps(struct pool *pool, const struct muster_value *list, struct muster_data_set *set)
{
	const size_t wanted = muster_value_count(list);
	struct muster_gap *const read = pool_alloc(pool, (wanted + 1) * sizeof(*read));

	set->gaps = read;
	for (; read && set->gap_count < wanted; set->gap_count++)
		read_gap(pool, muster_value_at(list, set->gap_count), &read[set->gap_count]);
}

static void read_data_set(struct pool *pool, const struct muster_entry *entry, struct muster_data_set *set)
{
	set->path = muster_entry_string(entry, "path");
	set->convention = muster_entry_string(entry, "convention");
	set->title = muster_entry_string(entry, "title");
	set->sure = muster_entry_real(entry, "sure", 0);
	set->why = muster_entry_string(entry, "why");
	set->images = read_number(entry, "images");
	set->thumbnails = read_number(entry, "thumbnails");
	set->beside = read_number(entry, "beside");
	set->missing = read_number(entry, "missing");
	set->unexplained = read_number(entry, "unexplained");
	set->unexplained_names =
		read_strings(pool, muster_entry_field(entry, "unexplained_names"), &set->unexplained_count);
	read_dimensions(pool, muster_entry_field(entry, "components"), set);
	read_gaps(pool, muster_entry_field(entry, "gaps"), set);
}

static void read_enumerations(struct pool *pool, const struct muster_entry *entry,
							  struct muster_component_enumerations *enumerations)
{
	enumerations->multiprocessing_axis = muster_entry_string(entry, "multiprocessing_axis");
	enumerations->all = read_list(pool, entry, "all_components");
	enumerations->variable = read_list(pool, entry, "variable_components");
	enumerations->group_by = read_list(pool, entry, "group_by");
	enumerations->sequential = read_list(pool, entry, "sequential_components");
	enumerations->chosen_variable = read_list(pool, entry, "chosen_variable");
	enumerations->chosen_group_by = muster_entry_string(entry, "chosen_group_by");
}

enum muster_status item_deserialize(const struct muster_entry *entry, void *item)
{
	struct muster_components *const components = item;
	const char *const kind = muster_entry_string(entry, "kind");
	struct behind *behind;

	if (!kind)
		return MUSTER_DAMAGED;
	behind = calloc(1, sizeof(*behind));
	if (!behind)
		return MUSTER_NO_MEMORY;
	if (strcmp(kind, "data set") == 0) {
		components->data_set = &behind->data_set;
		read_data_set(&behind->pool, entry, &behind->data_set);
	} else {
		components->enumerations = &behind->enumerations;
		read_enumerations(&behind->pool, entry, &behind->enumerations);
	}
	if (!behind->pool.failed)
		return MUSTER_OK;
	item_clear(item);
	return MUSTER_NO_MEMORY;
}

static struct behind *behind_of(const struct muster_components *components)
{
	if (components->data_set)
		return (struct behind *)((char *)components->data_set - offsetof(struct behind, data_set));
	if (components->enumerations)
		return (struct behind *)((char *)components->enumerations - offsetof(struct behind, enumerations));
	return NULL;
}

void item_clear(void *item)
{
	struct muster_components *const components = item;
	struct behind *const behind = behind_of(components);

	if (behind)
		pool_free(&behind->pool);
	free(behind);
	*components = (struct muster_components){0};
}
