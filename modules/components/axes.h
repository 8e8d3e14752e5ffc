/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The dimensions of one data set as they are found out: for each component the different values, and for each image
 * which value of each it has. */
#ifndef MUSTER_COMPONENTS_AXES_H
#define MUSTER_COMPONENTS_AXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "convention.h"
#include "readers/pool.h"

/* In place of a value: the image has none. */
#define VALUE_NONE UINT32_MAX

struct axis_value {
	const char *text, *label; /* label: NULL for none */
	size_t length;
	uint32_t number; /* in the order of coming, until they are sorted */
};

struct axis {
	const char *name;
	struct axis_value *values;
	size_t count, room;
	uint32_t *slots; /* open addressing: number + 1 of the value, 0 for none; a power of two of them */
	size_t slot_count;
	bool is_well;
	bool is_whole; /* every image has all values, as files with many channels have */
	bool lacking;  /* some image has no value */
	bool combined; /* takes part in combinations; axes_settle() decides */
};

struct axes {
	struct axis items[COMPONENTS_MAX];
	size_t count;
	uint32_t *rows; /* `count` numbers for each image */
	size_t row_count, row_room;
	struct pool pool;
};

/* One axis for each of the components, whose names are borrowed. */
void axes_begin(struct axes *axes, const char *const *components, size_t count);
void axes_clear(struct axes *axes);

/* The number of the value, which is copied where it is new; VALUE_NONE without memory. */
uint32_t axes_value(struct axes *axes, size_t axis, const char *text, size_t length);

/* What people call the value; copied. The first label stays. False without memory. */
bool axes_label(struct axes *axes, size_t axis, uint32_t value, const char *label);

/* Adds an image; `numbers` has one for each axis. False without memory. */
bool axes_row(struct axes *axes, const uint32_t *numbers);

/* Once all are there: sorts the values, forgets axes without any, and finds out which are independent. False without
 * memory. */
bool axes_settle(struct axes *axes);

/* The value of an image. */
static inline uint32_t axes_at(const struct axes *axes, size_t row, size_t axis)
{
	return axes->rows[row * axes->count + axis];
}

#endif
