/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An entry of signatures, on its way into the registry and out of it. */
#ifndef MUSTER_SIGNATURES_ITEM_H
#define MUSTER_SIGNATURES_ITEM_H

#include <muster/module.h>
#include <muster/signatures.h>

#include "call.h"
#include "native.h"

/* What is emitted: one of the two is set. deserialize() fills the public struct, which stands first. */
struct item {
	struct muster_signature signature;
	const struct native_entry *native;
	struct {
		const char *name, *module, *defined_in, *path, *prototype;
		const struct muster_value *definition; /* out of a fact */
		const struct call *call;
	} python;
};

extern const struct muster_field item_fields[];

enum muster_status item_serialize(const void *item, struct muster_writer *writer);
enum muster_status item_deserialize(const struct muster_entry *entry, void *item);
void item_clear(void *item);

#endif
