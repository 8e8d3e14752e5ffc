/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A registry as the library makes it from a blob; what hosts see of it is in <muster/registry.h>. */
#ifndef MUSTER_REGISTRY_INNER_H
#define MUSTER_REGISTRY_INNER_H

#include <muster/registry.h>

#include "blob/blob.h"
#include "blob/meta.h"

/* The module or host that makes the items of a registry for muster_entry_item(). A registry retains its owner for as
 * long as it lives. Any thread may call these functions. */
struct registry_owner {
	/* The bytes of an item; 0 if none can be made, with a message left if there should be some. */
	size_t (*item_size)(struct registry_owner *owner);
	/* Fills @item, which is zeroed. Only after item_size() said that it can be done. */
	enum muster_status (*deserialize)(struct registry_owner *owner, const struct muster_entry *entry, void *item);
	/* Frees what deserialize() took. */
	void (*clear)(struct registry_owner *owner, void *item);
	void (*release)(struct registry_owner *owner);
	void (*retain)(struct registry_owner *owner); /* by who makes a registry of it */
};

/* Takes @blob, @path (or NULL) and @meta (with the bytes it was decoded from), in any case; @owner only on MUSTER_OK,
 * and it may be NULL. MUSTER_DAMAGED, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. */
enum muster_status registry_make(struct muster_registry **registry, struct blob *blob, char *path, struct meta *meta,
								 unsigned char *meta_bytes, struct registry_owner *owner, struct problem *problem);

/* Makes the items of all entries. Where one cannot be made, what deserialize() answered, and @key is that entry's;
 * MUSTER_NO_MEMORY; where not all entries can be read, muster_registry_status(). */
enum muster_status registry_make_items(const struct muster_registry *registry, const char **key);

const struct meta *registry_meta(const struct muster_registry *registry);
const struct blob *registry_blob(const struct muster_registry *registry);

/* An entry's place in key order. */
size_t registry_position(const struct muster_entry *entry);

/* The entry's fields as a list in schema order, behind the three that every entry has. */
#define ENTRY_FIXED_FIELDS 3

/* The part of the key that the module emitted, and which of several with that key this is (1: the first). */
uint32_t registry_ordinal(const struct muster_entry *entry);
const struct muster_value *registry_values(const struct muster_entry *entry, size_t *count);

#endif
