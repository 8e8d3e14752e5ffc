/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions that shared libraries export. */
#ifndef MUSTER_FUNCTIONS_NATIVE_H
#define MUSTER_FUNCTIONS_NATIVE_H

#include "choice.h"
#include "dpkg.h"
#include "rule.h"

/* What the reader is handed. */
struct native {
	const struct choice *choice;
	const struct rules *rules;
	const char *const *debug_paths;
	struct dpkg *dpkg;
};

/* A muster_reader for one library; `data` is a struct native. */
enum muster_status native_read(struct muster_scan *scan, const struct muster_source *source, void *data);

#endif
