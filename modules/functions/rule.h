/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Rules of the configuration, sections [functions:RULE], that say by what a function shows how it takes and gives its
 * data. The first rule by name whose conditions are all met gives the contract. */
#ifndef MUSTER_FUNCTIONS_RULE_H
#define MUSTER_FUNCTIONS_RULE_H

#include <muster/module.h>

extern const struct muster_option rule_options[];

struct rule;

struct rules {
	struct rule *rules;
	size_t count;
	bool by_attribute; /* one of them asks for attributes */
};

/* What a function shows. */
struct rule_function {
	const char *name, *returns;
	const char *takes; /* the types of all parameters, with ", " between them, and "..."; NULL: beyond reason */
	const char *const *decorators, *const *attributes; /* of Python: without the @; as in `contract = "X"` */
	size_t decorator_count, attribute_count;
};

/* Reads all sections. MUSTER_OK, MUSTER_NO_MEMORY or MUSTER_BAD_CONFIG; rules_clear() in any case. */
MUSTER_NODISCARD enum muster_status rules_read(struct muster_scan *scan, struct rules *rules);

void rules_clear(struct rules *rules);

/* The rule for a function; NULL where none holds. */
const struct rule *rules_find(const struct rules *rules, const struct rule_function *function);

/* Whether a rule was not met for want of memory, so that what was found is not to be kept. */
bool rules_starved(const struct rules *rules);

const char *rule_contract(const struct rule *rule);

/* Ended by NULL. */
const char *const *rule_tags(const struct rule *rule);

#endif
