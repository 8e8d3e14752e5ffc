/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is kept of a Python file, so that names can be followed across files without reading any of them again. */
#ifndef MUSTER_SIGNATURES_FACTS_H
#define MUSTER_SIGNATURES_FACTS_H

#include "readers/package_fact.h"

/* Writes a definition with all that is said of how it is called. */
package_definition_writer facts_write;

#endif
