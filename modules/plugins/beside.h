/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Small text files that lie beside the one that is read. */
#ifndef MUSTER_PLUGINS_BESIDE_H
#define MUSTER_PLUGINS_BESIDE_H

#include <stddef.h>

#include <muster/module.h>

/* Makes the group of `source` depend on the file `name` in the same folder, and reads the first `max` bytes of it.
 * *text ends with NUL, is freed with free(), and is NULL where the file cannot be read. MUSTER_OK, or what ends the
 * discovery. */
MUSTER_NODISCARD enum muster_status beside_read(struct muster_scan *scan, const struct muster_source *source,
												const char *name, size_t max, char **text, size_t *size);

#endif
