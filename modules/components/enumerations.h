/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The enumerations: what programs may offer as choices. */
#ifndef MUSTER_COMPONENTS_ENUMERATIONS_H
#define MUSTER_COMPONENTS_ENUMERATIONS_H

#include "convention.h"

/* Emits them, from the conventions and the facts of all data sets. MUSTER_BAD_CONFIG where the operator's choice is
 * none. */
enum muster_status enumerations_emit(struct muster_scan *scan, const struct conventions *conventions);

#endif
