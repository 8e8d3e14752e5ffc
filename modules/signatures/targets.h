/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Some packages, modules or functions of the paths, and no more files than they need. */
#ifndef MUSTER_SIGNATURES_TARGETS_H
#define MUSTER_SIGNATURES_TARGETS_H

#include "readers/package_fact.h"

/* Keeps facts of the files that hold the targets, and of those that their public names lead to. */
enum muster_status targets_read(struct muster_scan *scan, const char *const *targets, struct package_reader *reader);

#endif
