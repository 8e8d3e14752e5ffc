/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which combinations of values have no image. */
#ifndef MUSTER_COMPONENTS_GAPS_H
#define MUSTER_COMPONENTS_GAPS_H

#include "axes.h"

/* As many gaps as are described. */
enum { GAPS_MAX = 100 };

/* Values on some axes, with which there is no image at all. */
struct gap {
	size_t count;
	uint8_t axes[COMPONENTS_MAX];
	uint32_t values[COMPONENTS_MAX];
};

struct gaps {
	uint64_t missing; /* combinations; UINT64_MAX for more than can be counted */
	struct gap items[GAPS_MAX];
	size_t count;
	bool too_many; /* combinations, to look for gaps in them */
};

/* The gaps in settled axes; those of few values come first. False without memory. */
bool gaps_find(const struct axes *axes, struct gaps *gaps);

#endif
