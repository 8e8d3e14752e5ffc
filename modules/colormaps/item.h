/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A colour map as an entry of the registry, and back. */
#ifndef MUSTER_COLORMAPS_ITEM_H
#define MUSTER_COLORMAPS_ITEM_H

#include <muster/colormaps.h>
#include <muster/module.h>

extern const struct muster_field item_fields[];

/* The key for a map called `name`: without white space around it, control characters made spaces. `stem` likewise
 * where nothing is left. Freed by the caller; NULL without memory. */
char *item_key(const char *name, const char *stem);

enum muster_status item_serialize(const void *item, struct muster_writer *writer);
enum muster_status item_deserialize(const struct muster_entry *entry, void *item);
void item_clear(void *item);

#endif
