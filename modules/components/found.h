/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A data set that was found, on its way to becoming an entry. */
#ifndef MUSTER_COMPONENTS_FOUND_H
#define MUSTER_COMPONENTS_FOUND_H

#include <muster/components.h>
#include <muster/module.h>

#include "axes.h"
#include "convention.h"

enum {
	WHY_SIZE = 512,
	UNEXPLAINED_MAX = 100, /* names that are listed */
};

struct found {
	const struct convention *convention;
	struct axes axes;
	struct muster_data_set set; /* but for dimensions and gaps, which follow from the axes */
	const char *unexplained[UNEXPLAINED_MAX];
	char why[WHY_SIZE];
};

void found_begin(struct found *found, const struct convention *convention);
void found_clear(struct found *found);

/* Adds a reason. */
void found_say(struct found *found, const char *format, ...) MUSTER_PRINTF(2, 3);

/* Adds an image whose name says this; what the name does not say, `folder` does. False without memory. */
bool found_add(struct found *found, const struct naming *naming, const struct naming *folder);

/* Emits the data set under the path of the source, and keeps its components as a fact. A set without images is none. */
enum muster_status found_emit(struct found *found, struct muster_scan *scan, const struct muster_source *source);

#endif
