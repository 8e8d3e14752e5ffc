/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Python classes that register themselves by being derived from a base. */
#ifndef MUSTER_PLUGINS_CLASS_REGISTRY_H
#define MUSTER_PLUGINS_CLASS_REGISTRY_H

#include "kind.h"

/* Emits the classes of all kinds that are read so, from the facts of all files. MUSTER_OK, or a reason to end. */
MUSTER_NODISCARD enum muster_status class_registry_emit(struct muster_scan *scan, const struct kinds *kinds);

#endif
