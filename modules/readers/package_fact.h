/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The fact that is kept of one Python file, under its module's name: {package, all?, bindings, definitions}. What
 * describes a definition is the affair of the discovery module, but for its `name`. */
#ifndef MUSTER_READERS_PACKAGE_FACT_H
#define MUSTER_READERS_PACKAGE_FACT_H

#include <muster/module.h>

#include "python.h"

/* Writes a definition of the source as a map. */
typedef void package_definition_writer(struct muster_writer *writer, struct python_source *source,
									   const struct python_definition *definition, void *data);

/* What reads files of packages: the interpreter, and globs on names of modules that are left out, ended by NULL. */
struct package_reader {
	struct python *python;
	const char *const *exclude;
	package_definition_writer *write;
	void *data; /* of the writer */
};

/* Reads the file and keeps a fact of it, or a finding. MUSTER_OK, MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status package_fact_keep(struct muster_scan *scan, const struct muster_source *file,
													  const struct package_reader *reader);

#endif
