/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* All Python modules that facts were kept of, and following names through them: __all__, relative and star imports,
 * assignments, and what lazy_loader attaches. */
#ifndef MUSTER_SIGNATURES_PACKAGES_H
#define MUSTER_SIGNATURES_PACKAGES_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/module.h>

struct package_module {
	const char *name, *path;
	const struct muster_value *fact;
};

struct packages {
	struct package_module *modules; /* by name */
	size_t count;
	char missing[1024]; /* the module that the last name that was followed led to, and no fact is there of; "" */
};

/* Takes all facts of the scan. MUSTER_OK, MUSTER_NO_MEMORY. */
enum muster_status packages_collect(struct packages *packages, struct muster_scan *scan);
void packages_free(struct packages *packages);

/* Where a name leads: a definition, and the module that it stands in. */
struct package_definition {
	const struct package_module *module;
	const struct muster_value *value;
};

/* The definition that `name` (a.b.c, too) means in the module; false where it is none that is known. */
bool packages_resolve(struct packages *packages, const struct package_module *module, const char *name,
					  struct package_definition *definition);

/* Calls `each` with every public name of the module, some of them perhaps twice. Ends with what `each` ended with. */
enum muster_status packages_public(struct packages *packages, const struct package_module *module,
								   enum muster_status (*each)(void *data, const char *name), void *data);

#endif
