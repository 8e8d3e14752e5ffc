/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is kept of a Python file, so that names can be followed across files without reading any of them again. */
#ifndef MUSTER_SIGNATURES_FACTS_H
#define MUSTER_SIGNATURES_FACTS_H

#include <muster/module.h>

#include "readers/python.h"

/* Reads the source and keeps one fact under the module's dotted name: package, all, bindings, definitions. */
enum muster_status facts_keep(struct muster_scan *scan, const struct muster_source *source, struct python *python);

#endif
