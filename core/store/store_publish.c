/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "source/listing.h"
#include "store/store_folder.h"

static enum muster_status publish(const struct store *store, int folder, const char *module, const char *name,
								  const void *data, size_t size, char **path, struct problem *problem)
{
	cleanup_free char *whole = NULL;
	enum muster_status status;

	if (asprintf(&whole, "%s/%s/%s", store_writable(store), module, name) < 0) {
		whole = NULL;
		return problem_memory(problem);
	}
	const int error = store_write(folder, name, data, size);
	if (error) {
		status = problem_errno(problem, error, whole, "write");
		return status == MUSTER_NOT_FOUND ? problem_set(problem, MUSTER_IO_ERROR, "%s: its folder is gone", whole)
										  : status;
	}
	if (path) {
		*path = whole;
		whole = NULL;
	}
	return MUSTER_OK;
}

/* What is left of another version only takes room, so that failing to remove it is no failure. */
static void remove_others(int folder, const char *name, const char *key)
{
	struct listing listing;
	char failure[256];

	snprintf(failure, sizeof(failure), "%s.failure", key);
	unlinkat(folder, failure, 0);
	if (listing_read(&listing, folder))
		return;
	for (size_t i = 0; i < listing.count; i++) {
		const char *other = listing_at(&listing, i);
		if (store_is_blob_of(other, key) && strcmp(other, name) != 0)
			unlinkat(folder, other, 0);
	}
	listing_free(&listing);
}

enum muster_status store_publish(const struct store *store, const char *module, const char *version, const char *key,
								 const void *data, size_t size, char **path, struct problem *problem)
{
	enum muster_status status = store_check_names(module, version, key, problem);
	cleanup_close int folder = -1;
	char name[256];

	*path = NULL;
	status = status ? status : store_make_module(store, module, &folder, problem);
	if (status)
		return status;
	snprintf(name, sizeof(name), "%s-%s.muster", version, key);
	status = publish(store, folder, module, name, data, size, path, problem);
	if (!status)
		remove_others(folder, name, key);
	return status;
}

enum muster_status store_publish_failure(const struct store *store, const char *module, const char *key,
										 const void *data, size_t size, struct problem *problem)
{
	enum muster_status status = store_check_names(module, NULL, key, problem);
	cleanup_close int folder = -1;
	char name[256];

	status = status ? status : store_make_module(store, module, &folder, problem);
	if (status)
		return status;
	snprintf(name, sizeof(name), "%s.failure", key);
	return publish(store, folder, module, name, data, size, NULL, problem);
}
