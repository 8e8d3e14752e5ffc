/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "source/listing.h"
#include "store/store_folder.h"

/* Gets each file of a store. */
struct visitor {
	enum muster_status (*visit)(struct visitor *visitor, int folder, const char *module, const char *name);
	struct problem *problem;
	const struct store *all;
	const char *store;
	size_t *removed;
	enum muster_status (*each)(void *data, const char *module, const char *path);
	enum muster_status (*each_file)(void *data, int folder, const char *module, const char *name);
	void *data;
};

static enum muster_status visit_module(struct visitor *visitor, const char *module)
{
	cleanup_close int folder = -1;
	struct listing listing;
	enum muster_status status = store_open_module(visitor->store, module, &folder, visitor->problem);

	if (status)
		return status == MUSTER_NOT_FOUND ? MUSTER_OK : status;
	const int error = listing_read(&listing, folder);
	if (error)
		return problem_errno(visitor->problem, error, visitor->store, "list");
	for (size_t i = 0; !status && i < listing.count; i++)
		status = visitor->visit(visitor, folder, module, listing_at(&listing, i));
	listing_free(&listing);
	return status;
}

static enum muster_status visit_all(struct visitor *visitor)
{
	cleanup_close int store = open(visitor->store, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct listing listing;
	enum muster_status status = MUSTER_OK;

	if (store < 0 && errno == ENOENT)
		return MUSTER_OK;
	const int error = store < 0 ? errno : listing_read(&listing, store);
	if (error)
		return problem_errno(visitor->problem, error, visitor->store, "list");
	for (size_t i = 0; !status && i < listing.count; i++) {
		const char *name = listing_at(&listing, i);
		if (listing.items[i].type == DT_DIR && store_check_names(name, NULL, NULL, NULL) == MUSTER_OK)
			status = visit_module(visitor, name);
	}
	listing_free(&listing);
	return status;
}

static enum muster_status visit(struct visitor *visitor, const char *module)
{
	const enum muster_status status = store_check_names(module, NULL, NULL, visitor->problem);

	if (status)
		return status;
	return module ? visit_module(visitor, module) : visit_all(visitor);
}

static enum muster_status remove_one(struct visitor *visitor, int folder, const char *module, const char *name)
{
	const enum store_kind kind = store_kind(name);

	if (kind == STORE_LOCK)
		store_remove_lock(folder, name);
	if (kind == STORE_LOCK || kind == STORE_JOURNAL || kind == STORE_OTHER)
		return MUSTER_OK;
	if (unlinkat(folder, name, 0)) {
		if (errno == ENOENT)
			return MUSTER_OK;
		return problem_errno(visitor->problem, errno, module, "remove its files");
	}
	*visitor->removed += kind == STORE_BLOB || kind == STORE_FAILURE;
	return MUSTER_OK;
}

static bool has_blob(int folder, const char *key)
{
	struct listing listing;
	bool found = false;

	if (listing_read(&listing, folder))
		return true;
	for (size_t i = 0; !found && i < listing.count; i++)
		found = store_is_blob_of(listing_at(&listing, i), key);
	listing_free(&listing);
	return found;
}

/* A blob without its journal would look whole and be old, so the blob is gone for good before its journal goes. The
 * journal stays where somebody adds to the cache again: a journal without its blob is passed over. */
static enum muster_status remove_journal(struct visitor *visitor, int folder, const char *module, const char *name)
{
	__attribute__((cleanup(store_unlock))) int lock = -1;
	char key[128], file[256];
	bool waited;
	int error = 0;

	if (store_kind(name) != STORE_JOURNAL)
		return MUSTER_OK;
	snprintf(key, sizeof(key), "%.*s", (int)strcspn(name, "."), name);
	if (store_lock(visitor->all, module, key, 0, NULL, NULL, &lock, &waited, NULL) == MUSTER_TIMED_OUT)
		return MUSTER_OK;
	if (!has_blob(folder, key)) {
		error = store_sync(folder);
		if (!error && unlinkat(folder, name, 0) && errno != ENOENT)
			error = errno;
	}
	store_unlock(&lock);
	snprintf(file, sizeof(file), "%s.lock", key);
	store_remove_lock(folder, file);
	return error ? problem_errno(visitor->problem, error, module, "remove its files") : MUSTER_OK;
}

enum muster_status store_clear(const struct store *store, const char *module, size_t *removed, struct problem *problem)
{
	struct visitor visitor = {
		.visit = remove_one, .problem = problem, .all = store, .store = store_writable(store), .removed = removed};
	enum muster_status status;

	*removed = 0;
	if (!visitor.store)
		return MUSTER_OK;
	status = visit(&visitor, module);
	visitor.visit = remove_journal;
	return status ? status : visit(&visitor, module);
}

static enum muster_status tell_one(struct visitor *visitor, int folder, const char *module, const char *name)
{
	const enum store_kind kind = store_kind(name);
	cleanup_free char *path = NULL;

	(void)folder;
	if (kind != STORE_BLOB && kind != STORE_FAILURE && kind != STORE_JOURNAL)
		return MUSTER_OK;
	if (asprintf(&path, "%s/%s/%s", visitor->store, module, name) < 0) {
		path = NULL;
		return problem_memory(visitor->problem);
	}
	return visitor->each(visitor->data, module, path);
}

enum muster_status store_each(const struct store *store, const char *module,
							  enum muster_status (*each)(void *data, const char *module, const char *path), void *data,
							  struct problem *problem)
{
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; !status && i < store->count; i++) {
		struct visitor visitor = {
			.visit = tell_one, .problem = problem, .store = store->folders[i], .each = each, .data = data};
		status = visit(&visitor, module);
	}
	return status;
}

static enum muster_status tell_file(struct visitor *visitor, int folder, const char *module, const char *name)
{
	return visitor->each_file(visitor->data, folder, module, name);
}

enum muster_status store_each_file(const struct store *store,
								   enum muster_status (*each)(void *data, int folder, const char *module,
															  const char *name),
								   void *data, struct problem *problem)
{
	struct visitor visitor = {
		.visit = tell_file, .problem = problem, .store = store_writable(store), .each_file = each, .data = data};

	return visitor.store ? visit(&visitor, NULL) : MUSTER_OK;
}
