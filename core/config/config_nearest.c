/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which of some names was meant. */

#include <stdint.h>
#include <string.h>

#include "config/config.h"

#define LENGTH_LIMIT 64

static size_t least(size_t a, size_t b, size_t c)
{
	const size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* Letters to add, remove, change or swap with the next. Names longer than the limit are far from everything. */
static size_t distance(const char *a, const char *b)
{
	const size_t rows = strlen(a), columns = strlen(b);
	size_t table[3][LENGTH_LIMIT + 1];

	if (rows > LENGTH_LIMIT || columns > LENGTH_LIMIT)
		return SIZE_MAX;
	for (size_t j = 0; j <= columns; j++)
		table[0][j] = j;
	for (size_t i = 1; i <= rows; i++) {
		size_t *row = table[i % 3], *before = table[(i + 2) % 3], *earlier = table[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			row[j] = least(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < row[j])
				row[j] = earlier[j - 2] + 1;
		}
	}
	return table[rows % 3][columns];
}

const char *config_nearest(const char *name, const char *const *names)
{
	const char *nearest = NULL;
	size_t shortest = strlen(name) / 3 + 1; /* one letter in three may be wrong, one always */

	for (; *names; names++) {
		const size_t found = distance(name, *names);
		if (found <= shortest && (!nearest || found < shortest)) {
			shortest = found;
			nearest = *names;
		}
	}
	return nearest;
}
