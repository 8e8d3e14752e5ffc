/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The names most like one that was not found. */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

#include "text.h"

#define NEAREST_COUNT 3

/* Zeroed with the name set; the names offered are borrowed. */
struct nearest {
	const char *name;
	const char *found[NEAREST_COUNT]; /* best first; NULL where there are fewer */
	size_t distance[NEAREST_COUNT];
};

void nearest_offer(struct nearest *nearest, const char *candidate);

/* Adds "did you mean A, B or C?" for as many as were found, each after @prefix; nothing for none. */
void nearest_text(const struct nearest *nearest, const char *prefix, struct text *text);

#endif
