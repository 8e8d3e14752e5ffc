/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Functions and classes that Python packages offer. */
#ifndef MUSTER_FUNCTIONS_PYTHON_H
#define MUSTER_FUNCTIONS_PYTHON_H

#include "rule.h"

/* Reads all packages that the configuration names. MUSTER_OK, also in a build without Python. */
MUSTER_NODISCARD enum muster_status python_functions_read(struct muster_scan *scan, const struct rules *rules);

/* Emits what the packages offer, out of the facts of all their files. */
MUSTER_NODISCARD enum muster_status python_functions_emit(struct muster_scan *scan);

#endif
