/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "found.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gaps.h"

enum {
	VALUES_MAX = 4096, /* that are listed */
	KEY_MAX = 1000,    /* bytes of a path that are its key */
	TEXT_MAX = 1024,
};

void found_begin(struct found *found, const struct convention *convention)
{
	*found = (struct found){.convention = convention};
	axes_begin(&found->axes, convention->components, convention->component_count);
	found->set.convention = convention->name;
	found->set.title = convention->title;
}

void found_clear(struct found *found)
{
	axes_clear(&found->axes);
}

void found_say(struct found *found, const char *format, ...)
{
	const size_t used = strlen(found->why);
	const size_t room = sizeof(found->why) - used;
	const char *const comma = used ? "; " : "";
	va_list arguments;
	int size = snprintf(found->why + used, room, "%s", comma);

	if (size < 0 || (size_t)size >= room)
		return;
	va_start(arguments, format);
	if (vsnprintf(found->why + used + (size_t)size, room - (size_t)size, format, arguments) < 0)
		found->why[used] = '\0';
	va_end(arguments);
}

bool found_add(struct found *found, const struct naming *naming, const struct naming *folder)
{
	uint32_t numbers[COMPONENTS_MAX];
	size_t i;

	for (i = 0; i < found->axes.count; i++) {
		const struct naming *const says = naming->texts[i] ? naming : folder;
		numbers[i] = VALUE_NONE;
		if (!says->texts[i])
			continue;
		numbers[i] = axes_value(&found->axes, i, says->texts[i], says->lengths[i]);
		if (numbers[i] == VALUE_NONE)
			return false;
	}
	found->set.images++;
	return axes_row(&found->axes, numbers);
}

static bool has_labels(const struct axis *axis)
{
	size_t i;

	for (i = 0; i < axis->count; i++)
		if (axis->values[i].label)
			return true;
	return false;
}

static bool fill_dimension(struct pool *pool, const struct axis *axis, struct muster_dimension *dimension)
{
	const size_t count = axis->count < VALUES_MAX ? axis->count : VALUES_MAX;
	const char **const values = pool_alloc(pool, count * sizeof(*values));
	const char **const labels = has_labels(axis) ? pool_alloc(pool, count * sizeof(*labels)) : NULL;
	size_t i;

	for (i = 0; values && !pool->failed && i < count; i++) {
		values[i] = axis->values[i].text;
		if (labels)
			labels[i] = axis->values[i].label;
	}
	*dimension = (struct muster_dimension){
		.component = axis->name,
		.varies = axis->count > 1 || axis->lacking,
		.count = axis->count,
		.value_count = count,
		.values = values,
		.labels = labels,
	};
	return !pool->failed;
}

static bool fill_dimensions(struct found *found)
{
	struct axes *const axes = &found->axes;
	struct muster_dimension *const dimensions = pool_alloc(&axes->pool, (axes->count + 1) * sizeof(*dimensions));
	size_t i;

	for (i = 0; dimensions && i < axes->count; i++)
		if (!fill_dimension(&axes->pool, &axes->items[i], &dimensions[i]))
			return false;
	found->set.dimensions = dimensions;
	found->set.dimension_count = axes->count;
	return dimensions != NULL;
}

static size_t put_coordinate(char *text, size_t used, const struct muster_coordinate *coordinate, const char *before)
{
	const bool is_well = strcmp(coordinate->component, "well") == 0;
	const int size = snprintf(text + used, TEXT_MAX - used, "%s%s%s%s", before, is_well ? "" : coordinate->component,
							  is_well ? "" : " ", coordinate->value);

	return size < 0 || (size_t)size >= TEXT_MAX - used ? TEXT_MAX - 1 : used + (size_t)size;
}

/* B07 lacks channel 3. */
static const char *describe(struct pool *pool, const struct muster_gap *gap)
{
	char text[TEXT_MAX] = "";
	size_t used = put_coordinate(text, 0, &gap->coordinates[0], ""), i;

	for (i = 1; i < gap->coordinate_count; i++)
		used = put_coordinate(text, used, &gap->coordinates[i], i == 1 ? " lacks " : " ");
	if (gap->coordinate_count == 1 && used < TEXT_MAX - 1)
		snprintf(text + used, TEXT_MAX - used, " has no images");
	return pool_copy(pool, text, strlen(text));
}

static bool fill_gap(struct axes *axes, const struct gap *gap, struct muster_gap *filled)
{
	struct muster_coordinate *const coordinates = pool_alloc(&axes->pool, gap->count * sizeof(*coordinates));
	size_t i;

	for (i = 0; coordinates && i < gap->count; i++) {
		const struct axis *const axis = &axes->items[gap->axes[i]];
		coordinates[i] = (struct muster_coordinate){axis->name, axis->values[gap->values[i]].text};
	}
	filled->coordinates = coordinates;
	filled->coordinate_count = gap->count;
	filled->text = coordinates ? describe(&axes->pool, filled) : NULL;
	return filled->text != NULL;
}

static bool fill_gaps(struct found *found)
{
	struct gaps gaps;
	struct muster_gap *filled;

	if (!gaps_find(&found->axes, &gaps))
		return false;
	if (gaps.too_many)
		found_say(found, "too many combinations to look for gaps in");
	found->set.missing = gaps.missing;
	filled = pool_alloc(&found->axes.pool, gaps.count * sizeof(*filled));
	if (!filled)
		return false;
	found->set.gaps = filled;
	for (; found->set.gap_count < gaps.count; found->set.gap_count++)
		if (!fill_gap(&found->axes, &gaps.items[found->set.gap_count], &filled[found->set.gap_count]))
			return false;
	return true;
}

static enum muster_status keep_fact(const struct found *found, struct muster_scan *scan)
{
	struct muster_writer *const fact = muster_scan_fact(scan, "components");
	size_t i;

	if (!fact)
		return MUSTER_NO_MEMORY;
	muster_write_list(fact, "names");
	for (i = 0; i < found->axes.count; i++)
		muster_write_string(fact, NULL, found->axes.items[i].name);
	return muster_write_end(fact);
}

enum muster_status found_emit(struct found *found, struct muster_scan *scan, const struct muster_source *source)
{
	const struct muster_components item = {.data_set = &found->set};
	const char *const path = muster_source_path(source);
	const size_t length = strlen(path);
	enum muster_status status;

	if (found->set.images == 0)
		return MUSTER_OK;
	if (!axes_settle(&found->axes) || !fill_dimensions(found) || !fill_gaps(found))
		return MUSTER_NO_MEMORY;
	found->set.path = path;
	found->set.why = found->why;
	found->set.unexplained_names = found->unexplained;
	status = keep_fact(found, scan);
	return status == MUSTER_OK ? muster_scan_emit(scan, length > KEY_MAX ? path + (length - KEY_MAX) : path, &item)
							   : status;
}
