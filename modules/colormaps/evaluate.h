/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the expressions of a Python module come to, as far as tables of colours need it: literals, names, parts and sums
 * of lists, and the constructors of colour maps. Nothing is run: what would need that is unknown. */
#ifndef MUSTER_COLORMAPS_EVALUATE_H
#define MUSTER_COLORMAPS_EVALUATE_H

#include "readers/python.h"

#include "value.h"

struct variable {
	const char *name; /* NULL: a free place */
	struct value value;
	size_t order;
};

struct evaluation {
	struct pool *pool;
	struct variable *variables; /* open addressing, a power of two of them */
	size_t count, room;
	size_t steps; /* taken so far: what takes too many is unknown */
	bool is_cut;  /* there were too many */
};

/* False where more steps would be too many: then all others are too. */
bool evaluation_take(struct evaluation *evaluation, size_t count);

/* The value; unknown also without memory (pool->failed). */
struct value evaluate(struct evaluation *evaluation, const struct python_expression *expression);

/* The variable of that name; NULL where there is none. */
struct variable *evaluation_find(const struct evaluation *evaluation, const char *name);

/* Gives the variable a value. */
void evaluation_set(struct evaluation *evaluation, const char *name, struct value value);

/* Two strings as one; "" without memory. */
const char *evaluation_joined(struct evaluation *evaluation, const char *left, const char *right);

/* The list backwards; unknown where it is none. */
struct value evaluation_reversed(struct evaluation *evaluation, struct value list);

#endif
