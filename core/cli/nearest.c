/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "nearest.h"

#include <ctype.h>
#include <string.h>

#define LENGTH_LIMIT 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, removals, exchanges and swaps of neighbours, upper and lower case alike; both at most LENGTH_LIMIT. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][LENGTH_LIMIT + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			const int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
			row[j] = least(last[j - 1] + (x != y), least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) && y == tolower((unsigned char)a[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[b_length];
}

/* How far @candidate is from @name; more than @limit for too far. One within the other is near, however long. */
static size_t name_distance(const char *name, const char *candidate, size_t limit)
{
	const size_t length = strlen(name), other = strlen(candidate);
	size_t distance = limit + 1;

	if (length <= LENGTH_LIMIT && other <= LENGTH_LIMIT && (length > other ? length - other : other - length) <= limit)
		distance = edit_distance(name, length, candidate, other);
	if (distance > limit && length >= 3 && strcasestr(candidate, name))
		distance = limit;
	return distance;
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	const size_t limit = 1 + strlen(nearest->name) / 3;
	const size_t distance = name_distance(nearest->name, candidate, limit);
	size_t place = NEAREST_COUNT;

	if (distance > limit)
		return;
	while (place > 0 && (!nearest->found[place - 1] || nearest->distance[place - 1] > distance))
		place--;
	if (place == NEAREST_COUNT)
		return;
	for (size_t i = NEAREST_COUNT - 1; i > place; i--) {
		nearest->found[i] = nearest->found[i - 1];
		nearest->distance[i] = nearest->distance[i - 1];
	}
	nearest->found[place] = candidate;
	nearest->distance[place] = distance;
}

void nearest_text(const struct nearest *nearest, const char *prefix, struct text *text)
{
	for (size_t i = 0; i < NEAREST_COUNT && nearest->found[i]; i++) {
		const bool last = i + 1 == NEAREST_COUNT || !nearest->found[i + 1];
		text_add(text, i == 0 ? "did you mean " : last ? " or " : ", ");
		text_add(text, prefix);
		text_escape(text, nearest->found[i]);
		if (last)
			text_add(text, "?");
	}
}
