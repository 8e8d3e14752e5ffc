/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the groups of a convention's expressions stand for. */
#ifndef MUSTER_COMPONENTS_ROLES_H
#define MUSTER_COMPONENTS_ROLES_H

#include "convention.h"

/* Gives each group of the expressions its role, and so the convention its components. MUSTER_OK or MUSTER_BAD_CONFIG.
 */
enum muster_status roles_read(struct muster_scan *scan, struct convention *convention);

/* The components of OME-Zarr, which has no expressions. */
enum muster_status roles_of_zarr(struct convention *convention);

/* What the groups took of `name`, which has just matched. */
void roles_fill(const struct expression *expression, const struct convention *convention, const char *name,
				struct naming *naming);

#endif
