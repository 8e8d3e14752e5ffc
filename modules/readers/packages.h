/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* All Python modules that facts were kept of, and following names through them: __all__, relative and star imports,
 * assignments, and what lazy_loader attaches. */
#ifndef MUSTER_READERS_PACKAGES_H
#define MUSTER_READERS_PACKAGES_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/module.h>

#include "pool.h"

struct package_name;

struct package_module {
	const char *name, *path;
	const struct muster_value *fact; /* as package_fact.h describes it */
};

struct packages {
	struct package_module *modules; /* by name */
	size_t count;
	char missing[1024]; /* the module that the last name that was followed led to, and no fact is there of; "" */
	struct package_name **names; /* what names mean in modules: open addressing, a power of two of them */
	size_t name_count, name_room;
	unsigned question, listing; /* so that names in a circle are followed once */
	struct pool pool;
};

/* Takes all facts of the scan, which are those of package_fact.h. MUSTER_OK, MUSTER_NO_MEMORY; to be freed in any
 * case. */
MUSTER_NODISCARD enum muster_status packages_collect(struct packages *packages, struct muster_scan *scan);
void packages_free(struct packages *packages);

/* Where a name leads: a definition, and the module that it stands in. */
struct package_definition {
	const struct package_module *module;
	const struct muster_value *value;
};

/* The definition that `name` (a.b.c, too) means in the module; false where it is none that is known, and where memory
 * is wanting: then packages_failed(). */
bool packages_resolve(struct packages *packages, const struct package_module *module, const char *name,
					  struct package_definition *definition);
bool packages_failed(const struct packages *packages);

/* Calls `each` with every public name of the module, some of them perhaps twice, and with NULL where a star import
 * leads to a module that is not there (`missing`). Ends with what `each` ended with. */
enum muster_status packages_public(struct packages *packages, const struct package_module *module,
								   enum muster_status (*each)(void *data, const char *name), void *data);

#endif
