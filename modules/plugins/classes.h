/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* All Python classes that facts were kept of, and from which each is derived, across modules and packages. */
#ifndef MUSTER_PLUGINS_CLASSES_H
#define MUSTER_PLUGINS_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/module.h>

#include "readers/packages.h"

/* A base: one of the classes, or where it is none, its name (package.module.Class). */
struct class_base {
	struct class *class;
	const char *outside;
};

struct class
{
	const struct package_module *module;
	const struct muster_value *value; /* as class_fact.h describes it */
	const char *name;                 /* package.module.Class */
	const struct class_base *bases;
	size_t base_count;
	unsigned asked;
};

struct classes {
	struct packages packages;
	struct class *rows; /* by module, and in the order of the source */
	struct class **by_value;
	size_t count;
	struct pool pool;
	unsigned question;
};

/* Takes all facts of the scan. MUSTER_OK, MUSTER_NO_MEMORY; to be freed in any case. */
MUSTER_NODISCARD enum muster_status classes_collect(struct classes *classes, struct muster_scan *scan);
void classes_free(struct classes *classes);

/* The class that a full name leads to, by whatever imports; NULL. */
struct class *classes_find(struct classes *classes, const char *name);

/* The full name of what a name (a.b, too) is in the module, wherever it is defined; NULL. */
const char *classes_full_name(struct classes *classes, const struct package_module *module, const char *name);

/* The attribute as the class has it, or the nearest of its bases; NULL where none does. */
const struct muster_value *classes_attribute(struct classes *classes, struct class *class, const char *name);

/* The text of an attribute's value, also where it is that of a member of an enumeration (Kind.DISK.value); NULL. */
const char *classes_text(struct classes *classes, const struct class *class, const struct muster_value *value);

#endif
