/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What one folder holds. */
#ifndef MUSTER_COMPONENTS_FOLDER_H
#define MUSTER_COMPONENTS_FOLDER_H

#include <muster/module.h>

/* The reader; `conventions` is a struct conventions. Emits the data sets in the folder. */
enum muster_status folder_read(struct muster_scan *scan, const struct muster_source *source, void *conventions);

#endif
