/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which rule a function or class of Python meets: by its annotations, decorators and attributes. */
#ifndef MUSTER_FUNCTIONS_PYTHON_RULES_H
#define MUSTER_FUNCTIONS_PYTHON_RULES_H

#include "readers/python.h"
#include "rule.h"

struct python_rules {
	const struct rules *rules;
	const struct python_attribute **given; /* those of the file's functions, f.x = …, by name; in its pool */
	size_t given_count;
	bool is_listed;
};

/* Before each file. */
void python_rules_next(struct python_rules *rules);

/* The rule for a definition of the source; NULL where none holds. */
const struct rule *python_rules_find(struct python_rules *rules, struct python_source *source,
									 const struct python_definition *definition);

#endif
