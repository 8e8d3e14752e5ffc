/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A registry from the bytes of a blob, as the cache opens it. */
#ifndef TEST_OPEN_REGISTRY_H
#define TEST_OPEN_REGISTRY_H

#include "blob/stored_registry.h"
#include "blob_maker.h"

/* Takes @blob in any case; NULL in *@registry where it fails. */
static inline enum muster_status registry_of_blob(struct blob *blob, struct registry_owner *owner,
												  struct muster_registry **registry)
{
	struct meta meta;
	unsigned char *bytes;
	enum muster_status status = blob_section(blob, BLOB_META, &bytes, NULL);

	*registry = NULL;
	if (status == MUSTER_OK)
		status = meta_decode(&meta, bytes, blob->sections[BLOB_META].raw);
	if (status == MUSTER_OK)
		return registry_make(registry, blob, NULL, &meta, bytes, owner, NULL);
	free(bytes);
	blob_close(blob);
	return status;
}

/* The registry of what @maker holds; NULL where that fails. */
static inline struct muster_registry *registry_of(struct maker *maker)
{
	const struct file file = maker_file(maker, NULL);
	struct muster_registry *registry = NULL;
	struct blob blob;

	if (file.bytes && blob_open_bytes(&blob, file.bytes, file.size, NULL) == MUSTER_OK)
		registry_of_blob(&blob, NULL, &registry);
	return registry;
}

#endif
