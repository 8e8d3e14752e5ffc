/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "axes.h"

#include <stdlib.h>
#include <string.h>

void axes_begin(struct axes *axes, const char *const *components, size_t count)
{
	*axes = (struct axes){.count = count};
	for (size_t i = 0; i < count; i++) {
		axes->items[i].name = components[i];
		axes->items[i].is_well = strcmp(components[i], "well") == 0;
	}
}

static void clear_axis(struct axis *axis)
{
	free(axis->values);
	free(axis->slots);
}

void axes_clear(struct axes *axes)
{
	for (size_t i = 0; i < axes->count; i++)
		clear_axis(&axes->items[i]);
	free(axes->rows);
	pool_free(&axes->pool);
	*axes = (struct axes){0};
}

static size_t hash_of(const char *text, size_t length)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ hash >> 32);
}

/* The value's slot, or the free one that it would take. */
static uint32_t *find_slot(const struct axis *axis, uint32_t *slots, size_t count, const char *text, size_t length)
{
	size_t place = hash_of(text, length) & (count - 1);

	while (slots[place]) {
		const struct axis_value *value = &axis->values[slots[place] - 1];
		if (value->length == length && memcmp(value->text, text, length) == 0)
			break;
		place = (place + 1) & (count - 1);
	}
	return &slots[place];
}

static bool grow_slots(struct axis *axis)
{
	const size_t count = axis->slot_count ? axis->slot_count * 2 : 64;
	uint32_t *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return false;
	for (uint32_t i = 0; i < axis->count; i++)
		*find_slot(axis, slots, count, axis->values[i].text, axis->values[i].length) = i + 1;
	free(axis->slots);
	axis->slots = slots;
	axis->slot_count = count;
	return true;
}

static bool grow_values(struct axis *axis)
{
	const size_t room = axis->room ? axis->room * 2 : 16;
	struct axis_value *values =
		room > UINT32_MAX / sizeof(*values) ? NULL : realloc(axis->values, room * sizeof(*values));

	if (!values)
		return false;
	axis->values = values;
	axis->room = room;
	return true;
}

uint32_t axes_value(struct axes *axes, size_t number, const char *text, size_t length)
{
	struct axis *axis = &axes->items[number];
	char *copy;
	uint32_t *slot;

	if (axis->count * 2 >= axis->slot_count && !grow_slots(axis))
		return VALUE_NONE;
	slot = find_slot(axis, axis->slots, axis->slot_count, text, length);
	if (*slot)
		return *slot - 1;
	if (axis->count == axis->room && !grow_values(axis))
		return VALUE_NONE;
	copy = pool_copy(&axes->pool, text, length);
	if (!copy)
		return VALUE_NONE;
	axis->values[axis->count] = (struct axis_value){.text = copy, .length = length, .number = (uint32_t)axis->count};
	*slot = (uint32_t)++axis->count;
	return *slot - 1;
}

bool axes_label(struct axes *axes, size_t axis, uint32_t value, const char *label)
{
	struct axis_value *labelled = &axes->items[axis].values[value];

	if (!labelled->label)
		labelled->label = pool_copy(&axes->pool, label, strlen(label));
	return labelled->label != NULL;
}

bool axes_row(struct axes *axes, const uint32_t *numbers)
{
	if (axes->row_count == axes->row_room) {
		const size_t room = axes->row_room ? axes->row_room * 2 : 256;
		uint32_t *rows = room > SIZE_MAX / sizeof(*rows) / COMPONENTS_MAX
							 ? NULL
							 : realloc(axes->rows, room * axes->count * sizeof(*rows));
		if (!rows)
			return false;
		axes->rows = rows;
		axes->row_room = room;
	}
	memcpy(axes->rows + axes->row_count++ * axes->count, numbers, axes->count * sizeof(*numbers));
	return true;
}

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* Numbers in texts by what they are worth, else bytewise: f9 before f10. */
static int natural(const char *a, const char *b)
{
	while (*a && *b) {
		size_t left, right;
		int order;
		if (!is_digit(*a) || !is_digit(*b)) {
			if (*a != *b)
				return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
			a++, b++;
			continue;
		}
		a += strspn(a, "0");
		b += strspn(b, "0");
		left = strspn(a, "0123456789");
		right = strspn(b, "0123456789");
		order = left != right ? (left > right) - (left < right) : memcmp(a, b, left);
		if (order)
			return order;
		a += left, b += right;
	}
	return (*a != '\0') - (*b != '\0');
}

static int by_text(const void *left, const void *right)
{
	const struct axis_value *a = left, *b = right;
	const int order = natural(a->text, b->text);

	return order ? order : strcmp(a->text, b->text);
}

/* Rows of two letters come after those of one: Z before AA. */
static int by_well(const void *left, const void *right)
{
	const struct axis_value *a = left, *b = right;
	const size_t one = strcspn(a->text, "0123456789"), other = strcspn(b->text, "0123456789");

	return one != other ? (one > other) - (one < other) : by_text(left, right);
}

static bool sort_values(struct axes *axes, size_t number)
{
	struct axis *axis = &axes->items[number];
	uint32_t *places = calloc(axis->count + 1, sizeof(*places));

	if (!places)
		return false;
	if (axis->count)
		qsort(axis->values, axis->count, sizeof(*axis->values), axis->is_well ? by_well : by_text);
	for (uint32_t i = 0; i < axis->count; i++)
		places[axis->values[i].number] = i;
	for (size_t i = 0; i < axes->row_count; i++) {
		uint32_t *value = &axes->rows[i * axes->count + number];
		if (*value == VALUE_NONE)
			axis->lacking = !axis->is_whole;
		else
			*value = places[*value];
	}
	free(places);
	return true;
}

/* Axes without values go, and their column of the rows. */
static void drop_empty(struct axes *axes)
{
	uint32_t *out = axes->rows;
	size_t kept[COMPONENTS_MAX], count = 0;

	for (size_t i = 0; i < axes->count; i++) {
		if (axes->items[i].count)
			kept[count++] = i;
		else
			clear_axis(&axes->items[i]);
	}
	for (size_t row = 0; row < axes->row_count; row++) {
		const uint32_t *in = axes->rows + row * axes->count;
		uint32_t numbers[COMPONENTS_MAX];
		for (size_t i = 0; i < count; i++)
			numbers[i] = in[kept[i]];
		for (size_t i = 0; i < count; i++)
			*out++ = numbers[i];
	}
	for (size_t i = 0; i < count; i++)
		axes->items[i] = axes->items[kept[i]];
	axes->count = count;
}

static bool is_expected(const char *name)
{
	return component_order(name, "timepoint") <= 0;
}

/* Whether all images that have the same on one axis have the same on the other. */
static bool depends(const struct axes *axes, size_t other, size_t on, uint32_t *seen)
{
	memset(seen, 0xff, axes->items[on].count * sizeof(*seen));
	for (size_t i = 0; i < axes->row_count; i++) {
		uint32_t *first = &seen[axes_at(axes, i, on)];
		const uint32_t value = axes_at(axes, i, other);
		if (*first == VALUE_NONE)
			*first = value;
		else if (*first != value)
			return false;
	}
	return true;
}

/* What a convention says besides may follow from another component, as wavelengths do from the channel: it makes no
 * combinations of its own. */
static bool judge_extra(struct axes *axes, size_t number)
{
	for (size_t on = 0; on < axes->count && axes->items[number].combined; on++) {
		uint32_t *seen;
		if (!axes->items[on].combined || on == number)
			continue;
		seen = calloc(axes->items[on].count, sizeof(*seen));
		if (!seen)
			return false;
		axes->items[number].combined = !depends(axes, number, on, seen);
		free(seen);
	}
	return true;
}

bool axes_settle(struct axes *axes)
{
	drop_empty(axes);
	for (size_t i = 0; i < axes->count; i++) {
		if (!sort_values(axes, i))
			return false;
		axes->items[i].combined = axes->items[i].count > 1 && !axes->items[i].lacking && !axes->items[i].is_whole;
	}
	for (size_t i = 0; i < axes->count; i++) {
		if (axes->items[i].combined && !is_expected(axes->items[i].name) && !judge_extra(axes, i))
			return false;
	}
	return true;
}
