/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What names mean in Python modules: a table of all of them. */
#ifndef MUSTER_READERS_PACKAGE_NAMES_H
#define MUSTER_READERS_PACKAGE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "packages.h"
#include "python.h"

/* One way how a name comes about; of the same name the later ones in the source come first. */
struct package_binding {
	const struct package_binding *earlier;
	size_t index;
	enum python_binding_kind kind;
	const char *name, *module, *original; /* "", where there is none */
	int64_t level;
};

/* A row of a fact's bindings. */
struct package_binding package_binding_at(const struct muster_value *bindings, size_t index);

/* What a name means in a module; "*" has the star imports. Of no module: the module of that name. */
struct package_name {
	const struct package_module *module;
	const char *name;
	const struct muster_value *definition;
	const struct package_binding *bindings;
	enum { PACKAGE_NAME_OPEN, PACKAGE_NAME_FOUND, PACKAGE_NAME_ABSENT } state;
	struct package_definition found;
	unsigned asked;
};

/* The first `length` bytes of `name`; NULL where they are not there. */
struct package_name *package_names_find(const struct packages *packages, const struct package_module *module,
										const char *name, size_t length);

/* The same, made where it is not there; NULL without memory (packages_failed()). The name must outlive the table. */
struct package_name *package_names_make(struct packages *packages, const struct package_module *module,
										const char *name);

/* Adds the module, what it defines and what it binds. */
void package_names_add(struct packages *packages, const struct package_module *module);

#endif
