/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A struct muster_function as fields of an entry, and back. */
#ifndef MUSTER_FUNCTIONS_ITEM_H
#define MUSTER_FUNCTIONS_ITEM_H

#include <muster/module.h>

/* The schema. */
extern const struct muster_field item_fields[];

enum muster_status item_serialize(const void *item, struct muster_writer *writer);
enum muster_status item_deserialize(const struct muster_entry *entry, void *item);
void item_clear(void *item);

#endif
