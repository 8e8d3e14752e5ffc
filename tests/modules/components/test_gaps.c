/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Axes and their gaps against what plain counting says, and with every allocation refused. */

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../refusing.h"
#include "gaps.h"

enum { AXES = 4, VALUES = 4, CUBE = VALUES * VALUES * VALUES * VALUES };

static const char *const names[AXES] = {"well", "site", "channel", "z_index"};

static unsigned draw(unsigned below_this)
{
	static uint64_t state = 42;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % below_this;
}

/* Values in an order that is not theirs; the number of axis i in a place of the cube. */
static unsigned digit(unsigned place, unsigned axis)
{
	for (; axis > 0; axis--)
		place /= VALUES;
	return place % VALUES;
}

static bool fill(struct axes *axes, const bool *there, unsigned size)
{
	uint32_t numbers[AXES];

	axes_begin(axes, names, AXES);
	for (unsigned k = 0; k < size; k++) {
		const unsigned place = (k * 37 + 11) % size;
		for (unsigned i = 0; i < AXES; i++) {
			char text[16];
			snprintf(text, sizeof(text), i == 0 ? "%c01" : "%u",
					 i == 0 ? (int)('A' + digit(place, i)) : (int)digit(place, i));
			if (there[place] && (numbers[i] = axes_value(axes, i, text, strlen(text))) == VALUE_NONE)
				return false;
		}
		if (there[place] && !axes_row(axes, numbers))
			return false;
	}
	return axes_settle(axes);
}

static bool covers(const struct axes *axes, const struct gap *gap, unsigned place)
{
	for (size_t i = 0; i < gap->count; i++) {
		const struct axis *const axis = &axes->items[gap->axes[i]];
		unsigned number = 0;
		while (strcmp(names[number], axis->name) != 0)
			number++;
		const char *const text = axis->values[gap->values[i]].text;
		if ((unsigned)(number == 0 ? text[0] - 'A' : atoi(text)) != digit(place, number))
			return false;
	}
	return true;
}

/* Whether the place is a combination of values that there are: some image has each. */
static bool is_combination(const bool *there, unsigned place)
{
	for (unsigned i = 0; i < AXES; i++) {
		bool has_value = false;
		for (unsigned k = 0; k < CUBE; k++)
			has_value |= there[k] && digit(k, i) == digit(place, i);
		if (!has_value)
			return false;
	}
	return true;
}

static bool implies(const struct gap *wide, const struct gap *narrow)
{
	size_t found = 0;

	for (size_t i = 0; i < wide->count; i++)
		for (size_t k = 0; k < narrow->count; k++)
			found += wide->axes[i] == narrow->axes[k] && wide->values[i] == narrow->values[k];
	return found == wide->count;
}

static void compare(const bool *there)
{
	struct axes axes;
	struct gaps gaps;
	uint64_t missing = 0;

	cr_assert(fill(&axes, there, CUBE));
	cr_assert(gaps_find(&axes, &gaps));
	cr_expect_not(gaps.too_many);
	for (unsigned place = 0; place < CUBE; place++) {
		size_t covered = 0;
		for (size_t i = 0; i < gaps.count; i++)
			covered += covers(&axes, &gaps.items[i], place);
		cr_expect(!there[place] || covered == 0, "what is there is no gap");
		if (there[place] || !is_combination(there, place))
			continue;
		missing++;
		cr_expect(covered > 0 || gaps.count == GAPS_MAX, "what is missing is in a gap");
	}
	cr_expect_eq(gaps.missing, missing);
	for (size_t i = 0; i < gaps.count; i++)
		for (size_t k = 0; k < gaps.count; k++)
			cr_expect(i == k || !implies(&gaps.items[i], &gaps.items[k]), "no gap is a part of another");
	axes_clear(&axes);
}

Test(gaps, are_those_that_counting_finds)
{
	bool there[CUBE];

	for (unsigned round = 0; round < 200; round++) {
		const unsigned share = draw(100) + 1;
		for (unsigned place = 0; place < CUBE; place++)
			there[place] = draw(100) < share;
		compare(there);
	}
}

Test(gaps, of_whole_slices_are_told_in_one)
{
	bool there[CUBE];
	struct axes axes;
	struct gaps gaps;

	for (unsigned place = 0; place < CUBE; place++)
		there[place] = digit(place, 0) != 2 || digit(place, 2) != 3;
	cr_assert(fill(&axes, there, CUBE));
	cr_assert(gaps_find(&axes, &gaps));
	cr_expect_eq(gaps.missing, VALUES * VALUES);
	cr_assert_eq(gaps.count, 1);
	cr_expect_eq(gaps.items[0].count, 2);
	cr_expect_str_eq(axes.items[gaps.items[0].axes[0]].values[gaps.items[0].values[0]].text, "C01");
	cr_expect_str_eq(axes.items[gaps.items[0].axes[1]].values[gaps.items[0].values[1]].text, "3");
	axes_clear(&axes);
}

/* A diagonal of many values: its combinations are more than anyone could look at. */
Test(gaps, are_not_looked_for_among_too_many_combinations)
{
	struct axes axes;
	struct gaps gaps;
	uint32_t numbers[AXES];
	char text[16];

	axes_begin(&axes, names, AXES);
	for (unsigned k = 0; k < 70000; k++) {
		snprintf(text, sizeof(text), "%u", k);
		for (unsigned i = 0; i < AXES; i++)
			numbers[i] = axes_value(&axes, i, text, strlen(text));
		cr_assert(axes_row(&axes, numbers));
	}
	cr_assert(axes_settle(&axes));
	cr_assert(gaps_find(&axes, &gaps));
	cr_expect(gaps.too_many);
	cr_expect_eq(gaps.count, 0);
	cr_expect_eq(gaps.missing, UINT64_MAX);
	axes_clear(&axes);
}

Test(gaps, survive_refused_allocations)
{
	bool there[CUBE], done = false;

	for (unsigned place = 0; place < CUBE; place++)
		there[place] = place % 5 != 0;
	for (long n = 0; !done; n++) {
		struct axes axes;
		struct gaps gaps;
		left = n;
		done = fill(&axes, there, CUBE) && gaps_find(&axes, &gaps);
		cr_expect_eq(done, left >= 0, "allocation %ld", n);
		left = -1;
		axes_clear(&axes);
	}
}
