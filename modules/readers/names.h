/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A set of names. */
#ifndef MUSTER_READERS_NAMES_H
#define MUSTER_READERS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/status.h>

/* Zero it before use. */
struct names {
	char **slots; /* open addressing; a power of two of them */
	size_t count, room;
};

void names_clear(struct names *names);

/* Adds a copy of `name`. *known is that in the set; *is_new: it was not there before. MUSTER_OK or MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status names_add(struct names *names, const char *name, const char **known, bool *is_new);

#endif
