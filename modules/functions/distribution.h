/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which distribution a Python package is of, and in which version, by the metadata that installers leave beside it. */
#ifndef MUSTER_FUNCTIONS_DISTRIBUTION_H
#define MUSTER_FUNCTIONS_DISTRIBUTION_H

#include <muster/module.h>

/* The keys of their facts begin with this, and those of modules do not. */
#define DISTRIBUTION_MARK '@'

/* Reads NAME.dist-info/METADATA, NAME.egg-info/PKG-INFO and NAME.egg-info in the folders, and keeps a fact of each. */
MUSTER_NODISCARD enum muster_status distributions_read(struct muster_scan *scan, const char *const *folders);

struct distribution {
	const char *name, *version; /* borrowed from a fact */
};

struct distributions {
	struct distribution_row *rows; /* by package */
	size_t count;
};

/* Takes the facts. MUSTER_OK, MUSTER_NO_MEMORY; to be freed in any case. */
MUSTER_NODISCARD enum muster_status distributions_collect(struct distributions *distributions,
														  struct muster_scan *scan);
void distributions_free(struct distributions *distributions);

/* The distribution of the module a.b.c at `path`, by its package a in the folder where both are installed; NULL where
 * there is none, or several and none of them has a name like the module's. */
const struct distribution *distributions_find(const struct distributions *distributions, const char *module,
											  const char *path);

#endif
