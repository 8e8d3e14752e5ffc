/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "item.h"

const struct muster_field item_fields[] = {
	{"kind", MUSTER_TYPE_STRING, "data set, or enumerations", MUSTER_FIELD_SHOWN},
	{"convention", MUSTER_TYPE_STRING, "Section of the configuration that explains the names", MUSTER_FIELD_SHOWN},
	{"title", MUSTER_TYPE_STRING, "The convention's name for people", 0},
	{"path", MUSTER_TYPE_STRING, "Folder, or OME-Zarr plate", 0},
	{"sure", MUSTER_TYPE_REAL, "How sure the convention is, up to 1", MUSTER_FIELD_SHOWN},
	{"why", MUSTER_TYPE_STRING, "Why it is as sure as that", 0},
	{"images", MUSTER_TYPE_INTEGER, "Images of the set", MUSTER_FIELD_SHOWN},
	{"components", MUSTER_TYPE_LIST, "Components: name, whether it varies, count, values, labels", 0},
	{"varying", MUSTER_TYPE_LIST, "Components that vary", MUSTER_FIELD_SHOWN},
	{"missing", MUSTER_TYPE_INTEGER, "Combinations of values without an image", MUSTER_FIELD_SHOWN},
	{"gaps", MUSTER_TYPE_LIST, "What is missing, in as few words as describe it: text, coordinates", 0},
	{"thumbnails", MUSTER_TYPE_INTEGER, "Thumbnails, which are left out", 0},
	{"beside", MUSTER_TYPE_INTEGER, "Files that belong to the set and are no images of it", 0},
	{"unexplained", MUSTER_TYPE_INTEGER, "Files that no convention explains", MUSTER_FIELD_SHOWN},
	{"unexplained_names", MUSTER_TYPE_LIST, "The first of them", 0},
	{"multiprocessing_axis", MUSTER_TYPE_STRING, "Component that work is divided by", 0},
	{"all_components", MUSTER_TYPE_LIST, "All components that conventions and data sets have", 0},
	{"variable_components", MUSTER_TYPE_LIST, "Those that may vary: all but the multiprocessing axis", 0},
	{"group_by", MUSTER_TYPE_LIST, "Those that images may be grouped by, and none", 0},
	{"sequential_components", MUSTER_TYPE_LIST, "Those that may be gone through one after the other", 0},
	{"chosen_variable", MUSTER_TYPE_LIST, "The operator's choice of what varies", 0},
	{"chosen_group_by", MUSTER_TYPE_STRING, "The operator's choice of what images are grouped by", 0},
	{0},
};

static int64_t number_of(uint64_t count)
{
	return count <= INT64_MAX ? (int64_t)count : INT64_MAX;
}

static void write_strings(struct muster_writer *writer, const char *name, size_t count, const char *const *strings)
{
	size_t i;

	muster_write_list(writer, name);
	for (i = 0; i < count; i++)
		muster_write_string(writer, NULL, strings[i]);
	muster_write_end(writer);
}

static void write_dimensions(struct muster_writer *writer, const struct muster_data_set *set)
{
	size_t i;

	muster_write_list(writer, "components");
	for (i = 0; i < set->dimension_count; i++) {
		const struct muster_dimension *const dimension = &set->dimensions[i];
		muster_write_map(writer, NULL);
		muster_write_string(writer, "name", dimension->component);
		muster_write_boolean(writer, "varies", dimension->varies);
		muster_write_integer(writer, "count", number_of(dimension->count));
		write_strings(writer, "values", dimension->value_count, dimension->values);
		if (dimension->labels)
			write_strings(writer, "labels", dimension->value_count, dimension->labels);
		muster_write_end(writer);
	}
	muster_write_end(writer);
	muster_write_list(writer, "varying");
	for (i = 0; i < set->dimension_count; i++)
		if (set->dimensions[i].varies)
			muster_write_string(writer, NULL, set->dimensions[i].component);
	muster_write_end(writer);
}

static void write_gaps(struct muster_writer *writer, const struct muster_data_set *set)
{
	size_t i, k;

	muster_write_integer(writer, "missing", number_of(set->missing));
	muster_write_list(writer, "gaps");
	for (i = 0; i < set->gap_count; i++) {
		const struct muster_gap *const gap = &set->gaps[i];
		muster_write_map(writer, NULL);
		muster_write_string(writer, "text", gap->text);
		muster_write_map(writer, "coordinates");
		for (k = 0; k < gap->coordinate_count; k++)
			muster_write_string(writer, gap->coordinates[k].component, gap->coordinates[k].value);
		muster_write_end(writer);
		muster_write_end(writer);
	}
	muster_write_end(writer);
}

static enum muster_status write_data_set(struct muster_writer *writer, const struct muster_data_set *set)
{
	muster_write_string(writer, "kind", "data set");
	muster_write_string(writer, "convention", set->convention);
	muster_write_string(writer, "title", set->title);
	muster_write_string(writer, "path", set->path);
	muster_write_real(writer, "sure", set->sure);
	muster_write_string(writer, "why", set->why);
	muster_write_integer(writer, "images", number_of(set->images));
	write_dimensions(writer, set);
	write_gaps(writer, set);
	muster_write_integer(writer, "thumbnails", number_of(set->thumbnails));
	muster_write_integer(writer, "beside", number_of(set->beside));
	write_strings(writer, "unexplained_names", set->unexplained_count, set->unexplained_names);
	return muster_write_integer(writer, "unexplained", number_of(set->unexplained));
}

static void write_list(struct muster_writer *writer, const char *name, const struct muster_component_list *list)
{
	write_strings(writer, name, list->count, list->names);
}

static enum muster_status write_enumerations(struct muster_writer *writer,
											 const struct muster_component_enumerations *enumerations)
{
	muster_write_string(writer, "kind", "enumerations");
	muster_write_string(writer, "multiprocessing_axis", enumerations->multiprocessing_axis);
	write_list(writer, "all_components", &enumerations->all);
	write_list(writer, "variable_components", &enumerations->variable);
	write_list(writer, "group_by", &enumerations->group_by);
	write_list(writer, "sequential_components", &enumerations->sequential);
	write_list(writer, "chosen_variable", &enumerations->chosen_variable);
	return muster_write_string(writer, "chosen_group_by", enumerations->chosen_group_by);
}

enum muster_status item_serialize(const void *item, struct muster_writer *writer)
{
	const struct muster_components *const components = item;

	return components->data_set ? write_data_set(writer, components->data_set)
								: write_enumerations(writer, components->enumerations);
}
