/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Up to version 0.4 the metadata of a folder is in .zattrs and that of an array in .zarray; from 0.5 on both are in
 * zarr.json, what is OME's below attributes.ome. */

#include "zarr.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearby.h"

enum {
	WELLS_MAX = 1 << 14,
	LENGTH_MAX = 1 << 16, /* of a dimension */
};

struct plate {
	struct muster_scan *scan;
	const struct muster_source *source;
	struct found *found;
	bool is_new;                    /* from 0.5 on */
	size_t well, site, acquisition; /* axes */
	char first[PATH_MAX];           /* the path of the first image; empty until it is known */
};

/* A path below the plate and nowhere else. */
static bool is_below(const char *path)
{
	if (!path || *path == '\0' || *path == '/')
		return false;
	for (;;) {
		const size_t length = strcspn(path, "/");
		if (length == 0 || (length == 1 && *path == '.') || (length == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		if (path[length] == '\0')
			return true;
		path += length + 1;
	}
}

/* What the metadata of a folder says of OME's; borrowed from *whole, which is to be freed. */
static enum muster_status load(const struct plate *plate, const char *folder, json_t **whole, const json_t **ome)
{
	char path[PATH_MAX];
	const char *const name = plate->is_new ? "zarr.json" : ".zattrs";
	const int size = snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", name);
	enum muster_status status = MUSTER_OK;

	*whole = NULL;
	if (size > 0 && (size_t)size < sizeof(path))
		status = nearby_json(plate->scan, plate->source, path, whole);
	*ome = plate->is_new ? json_object_get(json_object_get(*whole, "attributes"), "ome") : *whole;
	return status;
}

static const char *name_at(const json_t *list, const json_t *index)
{
	if (!json_is_integer(index) || json_integer_value(index) < 0)
		return NULL;
	return json_string_value(json_object_get(json_array_get(list, (size_t)json_integer_value(index)), "name"));
}

/* By its row and column, or by its path, which says the same. */
static uint32_t add_well(struct plate *plate, const json_t *description, const json_t *well, const char *path)
{
	const char *row = name_at(json_object_get(description, "rows"), json_object_get(well, "rowIndex"));
	const char *column = name_at(json_object_get(description, "columns"), json_object_get(well, "columnIndex"));
	size_t row_length = row ? strlen(row) : 0;
	char name[WELL_SIZE];

	if (!row || !column) {
		row = path;
		row_length = strcspn(path, "/");
		column = path[row_length] ? path + row_length + 1 : "";
	}
	if (well_name(row, row_length, column, strlen(column), name))
		path = name;
	return axes_value(&plate->found->axes, plate->well, path, strlen(path));
}

static bool add_image(struct plate *plate, uint32_t well, const char *path, const json_t *acquisition)
{
	struct axes *const axes = &plate->found->axes;
	uint32_t numbers[COMPONENTS_MAX];
	char text[32];

	for (size_t i = 0; i < COMPONENTS_MAX; i++)
		numbers[i] = VALUE_NONE;
	numbers[plate->well] = well;
	numbers[plate->site] = axes_value(axes, plate->site, path, strlen(path));
	if (numbers[plate->site] == VALUE_NONE)
		return false;
	if (json_is_integer(acquisition)) {
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(acquisition));
		numbers[plate->acquisition] = axes_value(axes, plate->acquisition, text, strlen(text));
		if (numbers[plate->acquisition] == VALUE_NONE)
			return false;
	}
	plate->found->set.images++;
	return axes_row(axes, numbers);
}

static enum muster_status add_images(struct plate *plate, uint32_t well, const char *folder, const json_t *images)
{
	for (size_t i = 0; i < json_array_size(images); i++) {
		const json_t *const image = json_array_get(images, i);
		const char *const path = json_string_value(json_object_get(image, "path"));
		if (!is_below(path)) {
			muster_scan_finding(plate->scan, 0, "%s: image %zu has no path", folder, i);
			continue;
		}
		if (!add_image(plate, well, path, json_object_get(image, "acquisition")))
			return MUSTER_NO_MEMORY;
		if (plate->first[0] == '\0' &&
			snprintf(plate->first, sizeof(plate->first), "%s/%s", folder, path) >= (int)sizeof(plate->first))
			plate->first[0] = '\0';
	}
	return MUSTER_OK;
}

static enum muster_status read_well(struct plate *plate, const json_t *description, const json_t *well)
{
	const char *const path = json_string_value(json_object_get(well, "path"));
	const json_t *ome, *images;
	json_t *whole;
	uint32_t number;
	enum muster_status status;

	if (!is_below(path)) {
		muster_scan_finding(plate->scan, 0, "a well has no path");
		return MUSTER_OK;
	}
	number = add_well(plate, description, well, path);
	if (number == VALUE_NONE)
		return MUSTER_NO_MEMORY;
	status = load(plate, path, &whole, &ome);
	images = json_object_get(json_object_get(ome, "well"), "images");
	if (status == MUSTER_OK && !json_is_array(images))
		muster_scan_finding(plate->scan, 0, "well %s: no metadata of its images", path);
	else if (status == MUSTER_OK)
		status = add_images(plate, number, path, images);
	json_decref(whole);
	return status;
}

static enum muster_status read_wells(struct plate *plate, const json_t *description)
{
	const json_t *const wells = json_object_get(description, "wells");
	enum muster_status status = MUSTER_OK;

	if (json_array_size(wells) > WELLS_MAX)
		muster_scan_finding(plate->scan, 0, "of %zu wells the first %d are read", json_array_size(wells), WELLS_MAX);
	for (size_t i = 0; i < json_array_size(wells) && i < WELLS_MAX && status == MUSTER_OK; i++) {
		status = read_well(plate, description, json_array_get(wells, i));
		if (muster_scan_cancelled(plate->scan))
			return MUSTER_CANCELLED;
	}
	return status;
}

/* Axes were not named before 0.3: there were five. */
static const char *axis_at(const json_t *axes, size_t index)
{
	static const char *const old[] = {"t", "c", "z", "y", "x"};
	const json_t *const axis = json_array_get(axes, index);

	if (!axes)
		return index < sizeof(old) / sizeof(*old) ? old[index] : "";
	if (json_is_string(axis))
		return json_string_value(axis);
	return json_is_string(json_object_get(axis, "name")) ? json_string_value(json_object_get(axis, "name")) : "";
}

static bool add_lengths(struct plate *plate, const char *component, const json_t *length, const json_t *labels)
{
	struct found *const found = plate->found;
	const size_t axis = convention_component(found->convention, component);
	const json_int_t count = json_integer_value(length);

	found->axes.items[axis].is_whole = true;
	for (json_int_t i = 0; i < count && i < LENGTH_MAX; i++) {
		const char *const label = json_string_value(json_object_get(json_array_get(labels, (size_t)i), "label"));
		char text[32];
		uint32_t value;
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, i);
		value = axes_value(&found->axes, axis, text, strlen(text));
		if (value == VALUE_NONE || (label && !axes_label(&found->axes, axis, value, label)))
			return false;
	}
	return true;
}

static bool add_shape(struct plate *plate, const json_t *shape, const json_t *axes, const json_t *channels)
{
	for (size_t i = 0; i < json_array_size(shape); i++) {
		const char *const name = axis_at(axes, i);
		const json_t *const length = json_array_get(shape, i);
		bool done = true;
		if (strcmp(name, "c") == 0)
			done = add_lengths(plate, "channel", length, channels);
		else if (strcmp(name, "z") == 0)
			done = add_lengths(plate, "z_index", length, NULL);
		else if (strcmp(name, "t") == 0)
			done = add_lengths(plate, "timepoint", length, NULL);
		if (!done)
			return false;
	}
	return true;
}

/* The array of full resolution says how many there are. */
static enum muster_status read_array(struct plate *plate, const json_t *ome)
{
	const json_t *const scales = json_array_get(json_object_get(ome, "multiscales"), 0);
	const json_t *const set = json_array_get(json_object_get(scales, "datasets"), 0);
	const char *const path = json_string_value(json_object_get(set, "path"));
	char file[PATH_MAX];
	json_t *array;
	enum muster_status status;

	if (!is_below(path) || snprintf(file, sizeof(file), "%s/%s/%s", plate->first, path,
									plate->is_new ? "zarr.json" : ".zarray") >= (int)sizeof(file)) {
		muster_scan_finding(plate->scan, 0, "%s: no array of full resolution", plate->first);
		return MUSTER_OK;
	}
	status = nearby_json(plate->scan, plate->source, file, &array);
	if (status == MUSTER_OK && !add_shape(plate, json_object_get(array, "shape"), json_object_get(scales, "axes"),
										  json_object_get(json_object_get(ome, "omero"), "channels")))
		status = MUSTER_NO_MEMORY;
	json_decref(array);
	return status;
}

/* All images of a plate are taken alike; to look at each would be to read thousands of files. */
static enum muster_status read_image(struct plate *plate)
{
	const json_t *ome;
	json_t *whole;
	enum muster_status status;

	if (plate->first[0] == '\0')
		return MUSTER_OK;
	found_say(plate->found, "channels, planes and times are those of the first image, %s", plate->first);
	status = load(plate, plate->first, &whole, &ome);
	if (status == MUSTER_OK)
		status = read_array(plate, ome);
	json_decref(whole);
	return status;
}

static enum muster_status read_plate(struct plate *plate, const json_t *description)
{
	const struct convention *const convention = plate->found->convention;
	enum muster_status status;

	plate->well = convention_component(convention, "well");
	plate->site = convention_component(convention, "site");
	plate->acquisition = convention_component(convention, "acquisition");
	plate->found->set.sure = 1;
	found_say(plate->found, "metadata of a plate in %s", plate->is_new ? "zarr.json" : ".zattrs");
	status = read_wells(plate, description);
	if (status == MUSTER_OK)
		status = read_image(plate);
	return status == MUSTER_OK ? found_emit(plate->found, plate->scan, plate->source) : status;
}

static bool has(const struct muster_source *source, const char *name)
{
	return nearby_find(source, name) < muster_source_file_count(source);
}

/* Below what is an image lie chunks and nothing else, in thousands of folders. */
static bool ends_here(const json_t *whole, const json_t *ome)
{
	const char *const type = json_string_value(json_object_get(whole, "node_type"));

	return !whole || json_object_get(ome, "plate") || json_object_get(ome, "multiscales") ||
		   json_object_get(ome, "well") || (type && strcmp(type, "array") == 0);
}

enum muster_status zarr_read(struct muster_scan *scan, const struct muster_source *source,
							 const struct convention *convention, bool *is_zarr)
{
	struct plate plate = {.scan = scan, .source = source, .is_new = has(source, "zarr.json")};
	const json_t *ome, *description;
	struct found found;
	json_t *whole = NULL;
	enum muster_status status = MUSTER_OK;

	*is_zarr = has(source, ".zarray");
	if (!*is_zarr && (plate.is_new || has(source, ".zattrs"))) {
		status = load(&plate, "", &whole, &ome);
		*is_zarr = status == MUSTER_OK && ends_here(whole, ome);
		description = json_object_get(ome, "plate");
		if (*is_zarr && json_is_object(description)) {
			found_begin(&found, convention);
			plate.found = &found;
			status = read_plate(&plate, description);
			found_clear(&found);
		}
		json_decref(whole);
	}
	if (*is_zarr)
		muster_scan_prune(scan);
	return status;
}
