/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* For every selection of axes, those of few first, a bit for each combination of their values tells whether an image
 * has it. A combination without an image is a gap, unless a part of it is one already. */

#include "gaps.h"

#include <stdlib.h>
#include <string.h>

enum {
	COMBINED_MAX = 8,           /* axes that are combined */
	COMBINATIONS_MAX = 1 << 24, /* of all values */
};

struct search {
	const struct axes *axes;
	struct gaps *gaps;
	uint8_t numbers[COMBINED_MAX]; /* of the axes that are combined */
	size_t count;
	uint64_t combinations;
	unsigned char *bits[1 << COMBINED_MAX]; /* by the selection of axes, itself bits */
};

static size_t values_on(const struct search *search, size_t axis)
{
	return search->axes->items[search->numbers[axis]].count;
}

static size_t size_of(const struct search *search, unsigned selection)
{
	size_t size = 1;

	for (size_t i = 0; i < search->count; i++)
		size *= selection >> i & 1 ? values_on(search, i) : 1;
	return size;
}

/* The number of a combination among those of the selection; `values` has one for each combined axis. */
static size_t place_of(const struct search *search, unsigned selection, const uint32_t *values)
{
	size_t place = 0;

	for (size_t i = 0; i < search->count; i++) {
		if (selection >> i & 1)
			place = place * values_on(search, i) + values[i];
	}
	return place;
}

static void values_of(const struct search *search, unsigned selection, size_t place, uint32_t *values)
{
	for (size_t i = search->count; i-- > 0;) {
		if (selection >> i & 1) {
			values[i] = (uint32_t)(place % values_on(search, i));
			place /= values_on(search, i);
		}
	}
}

static bool has(const unsigned char *bits, size_t place)
{
	return bits[place / 8] >> place % 8 & 1;
}

static bool mark(struct search *search, unsigned selection)
{
	unsigned char *bits = calloc(size_of(search, selection) / 8 + 1, 1);
	uint32_t values[COMBINED_MAX];

	search->bits[selection] = bits;
	for (size_t row = 0; bits && row < search->axes->row_count; row++) {
		size_t place;
		for (size_t i = 0; i < search->count; i++)
			values[i] = axes_at(search->axes, row, search->numbers[i]);
		place = place_of(search, selection, values);
		bits[place / 8] |= (unsigned char)(1u << place % 8);
	}
	return bits != NULL;
}

/* Whether a combination of fewer axes is missing already. */
static bool is_covered(const struct search *search, unsigned selection, const uint32_t *values)
{
	for (size_t i = 0; i < search->count; i++) {
		const unsigned fewer = selection & ~(1u << i);
		if (fewer != selection && fewer && !has(search->bits[fewer], place_of(search, fewer, values)))
			return true;
	}
	return false;
}

static void add_gap(struct search *search, unsigned selection, const uint32_t *values)
{
	struct gap *gap = &search->gaps->items[search->gaps->count++];

	gap->count = 0;
	for (size_t i = 0; i < search->count; i++) {
		if (selection >> i & 1) {
			gap->axes[gap->count] = search->numbers[i];
			gap->values[gap->count++] = values[i];
		}
	}
}

static void look(struct search *search, unsigned selection)
{
	const size_t size = size_of(search, selection);
	uint32_t values[COMBINED_MAX];

	for (size_t place = 0; place < size && search->gaps->count < GAPS_MAX; place++) {
		if (has(search->bits[selection], place))
			continue;
		values_of(search, selection, place, values);
		if (!is_covered(search, selection, values))
			add_gap(search, selection, values);
	}
}

static size_t bits_in(unsigned selection)
{
	size_t count = 0;

	for (; selection; selection &= selection - 1)
		count++;
	return count;
}

/* Those of the first axes come first. */
static bool look_in_all(struct search *search)
{
	const unsigned all = (1u << search->count) - 1;

	for (size_t size = 1; size <= search->count; size++) {
		for (unsigned selection = 1; selection <= all; selection++) {
			if (bits_in(selection) != size)
				continue;
			if (!search->bits[selection] && !mark(search, selection))
				return false;
			look(search, selection);
		}
	}
	return true;
}

static uint64_t count_missing(const struct search *search)
{
	const unsigned char *bits = search->bits[(1u << search->count) - 1];
	uint64_t missing = 0;

	for (size_t place = 0; place < search->combinations; place++)
		missing += !has(bits, place);
	return missing;
}

/* How many combinations there are; false for more than are looked at. */
static bool choose_axes(struct search *search)
{
	search->combinations = 1;
	for (size_t i = 0; i < search->axes->count; i++) {
		const struct axis *axis = &search->axes->items[i];
		if (!axis->combined)
			continue;
		if (search->count == COMBINED_MAX || search->combinations > UINT64_MAX / axis->count)
			search->combinations = UINT64_MAX;
		else
			search->combinations *= axis->count;
		if (search->count < COMBINED_MAX)
			search->numbers[search->count++] = (uint8_t)i;
	}
	return search->combinations <= COMBINATIONS_MAX;
}

bool gaps_find(const struct axes *axes, struct gaps *gaps)
{
	struct search search = {.axes = axes, .gaps = gaps};
	bool done;

	memset(gaps, 0, sizeof(*gaps));
	if (!choose_axes(&search)) {
		gaps->too_many = true; /* images of the same combination are few: what is left is near enough */
		gaps->missing = search.combinations == UINT64_MAX       ? UINT64_MAX
						: search.combinations > axes->row_count ? search.combinations - axes->row_count
																: 0;
		return true;
	}
	if (search.count == 0)
		return true;
	done = mark(&search, (1u << search.count) - 1);
	if (done)
		gaps->missing = count_missing(&search);
	if (gaps->missing)
		done = look_in_all(&search);
	for (size_t i = 0; i < sizeof(search.bits) / sizeof(*search.bits); i++)
		free(search.bits[i]);
	return done;
}
