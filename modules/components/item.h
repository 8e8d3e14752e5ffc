/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What muster_entry_item() answers to and from the fields of an entry. */
#ifndef MUSTER_COMPONENTS_ITEM_H
#define MUSTER_COMPONENTS_ITEM_H

#include <muster/components.h>
#include <muster/module.h>

extern const struct muster_field item_fields[];

enum muster_status item_serialize(const void *item, struct muster_writer *writer);
enum muster_status item_deserialize(const struct muster_entry *entry, void *item);
void item_clear(void *item);

#endif
