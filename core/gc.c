/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Removing what nobody used for long, and what is too much, from the store that may be written to. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "memory.h"
#include "store_folder.h"

#define SECOND INT64_C(1000000000)

/* A writer that has not given its file a name after this long was killed. */
#define UNPUBLISHED_AGE 3600

/* What is removed first stands first. */
enum need {
	NEED_NONE, /* of other options, another module file, a module that is gone or switched off */
	NEED_HOST, /* a host's own cache: whether its host still comes is not known */
	NEED_NOW,  /* what a module is answered from now */
};

struct item {
	const char *module, *name;
	char key[17]; /* "": none */
	enum store_kind kind;
	enum need need;
	uint64_t bytes;
	int64_t used; /* nanoseconds since 1970 */
	bool gone;
};

struct gc {
	struct muster *muster;
	unsigned flags;
	muster_removal *removal;
	void *data;
	struct arena arena;
	struct item *items;
	size_t count, capacity;
	uint64_t bytes; /* of what is left */
	struct muster_gc_result result;
};

/* The key before the ending, where the name has one. */
static void find_key(const char *name, char key[17])
{
	const char *dot = strrchr(name, '.');

	key[0] = '\0';
	if (dot && dot - name >= 16 && strspn(dot - 16, "0123456789abcdef") >= 16)
		snprintf(key, 17, "%.16s", dot - 16);
}

/* A file system may not keep when a file was read; when it was written is then the best that is known. */
static int64_t last_used(const struct stat *status)
{
	const int64_t read = (int64_t)status->st_atim.tv_sec, written = (int64_t)status->st_mtim.tv_sec;

	return (read > written ? read : written) * SECOND;
}

static enum muster_status add_item(void *data, int folder, const char *module, const char *name)
{
	struct gc *gc = data;
	struct item item = {.kind = store_kind(name)};
	struct stat status;

	if (item.kind == STORE_LOCK || item.kind == STORE_OTHER || fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return MUSTER_OK;
	if (gc->count == gc->capacity) {
		const size_t capacity = gc->capacity ? gc->capacity * 2 : 64;
		struct item *items = reallocarray(gc->items, capacity, sizeof(*items));
		if (!items)
			return MUSTER_NO_MEMORY;
		gc->items = items;
		gc->capacity = capacity;
	}
	item.module = arena_string(&gc->arena, module);
	item.name = arena_string(&gc->arena, name);
	item.bytes = (uint64_t)status.st_size;
	item.used = last_used(&status);
	find_key(name, item.key);
	gc->items[gc->count++] = item;
	gc->bytes += item.bytes;
	return item.module && item.name ? MUSTER_OK : MUSTER_NO_MEMORY;
}

/* Of a module that is there but cannot be asked now, everything is kept: its configuration will be mended. */
static enum need need_of(const struct gc *gc, const struct item *item)
{
	struct question question;
	struct problem problem;
	enum muster_status status;
	char key[17];

	host_key(item->module, key);
	if (strcmp(item->key, key) == 0)
		return NEED_HOST;
	status = cache_question(gc->muster, item->module, &question, &problem);
	if (status == MUSTER_NOT_FOUND)
		return NEED_NONE;
	return status != MUSTER_OK || strcmp(item->key, question.key) == 0 ? NEED_NOW : NEED_NONE;
}

static int by_need(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if (a->need != b->need)
		return a->need < b->need ? -1 : 1;
	return (a->used > b->used) - (a->used < b->used);
}

/* A journal is nothing without its blob, and is used when that is. */
static struct item *blob_of(struct gc *gc, const struct item *journal)
{
	for (size_t i = 0; i < gc->count; i++) {
		struct item *item = &gc->items[i];
		if (item->kind == STORE_BLOB && strcmp(item->module, journal->module) == 0 &&
			strcmp(item->key, journal->key) == 0)
			return item;
	}
	return NULL;
}

static void judge(struct gc *gc)
{
	for (size_t i = 0; i < gc->count; i++)
		gc->items[i].need = gc->items[i].kind == STORE_UNPUBLISHED ? NEED_NONE : need_of(gc, &gc->items[i]);
	for (size_t i = 0; i < gc->count; i++) {
		struct item *journal = &gc->items[i], *blob = journal->kind == STORE_JOURNAL ? blob_of(gc, journal) : NULL;
		if (blob && journal->used > blob->used)
			blob->used = journal->used;
	}
	if (gc->count)
		qsort(gc->items, gc->count, sizeof(*gc->items), by_need);
}

static void tell(struct gc *gc, struct item *item, const char *reason)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s/%s", store_writable(&gc->muster->store), item->module, item->name);
	item->gone = true;
	gc->bytes -= item->bytes;
	gc->result.removed++;
	gc->result.removed_bytes += item->bytes;
	if (gc->removal)
		gc->removal(gc->data, path, item->bytes, reason);
}

/* The file is there no more, or would not be; false where it stays. */
static bool remove_file(struct gc *gc, const struct item *item)
{
	cleanup_close int folder = -1;

	if (gc->flags & MUSTER_DRY_RUN)
		return true;
	if (store_open_module(store_writable(&gc->muster->store), item->module, &folder, NULL) != MUSTER_OK)
		return false;
	return unlinkat(folder, item->name, 0) == 0 || errno == ENOENT;
}

/* After a power failure, too: a blob without its journal would look whole and be old. */
static bool is_gone_for_good(const struct gc *gc, const struct item *blob)
{
	cleanup_close int folder = -1;

	if (gc->flags & MUSTER_DRY_RUN)
		return true;
	return store_open_module(store_writable(&gc->muster->store), blob->module, &folder, NULL) == MUSTER_OK &&
		   store_sync(folder) == 0;
}

static void remove_item(struct gc *gc, struct item *item, const char *reason)
{
	struct item *journal = NULL;

	if (!remove_file(gc, item))
		return;
	tell(gc, item, reason);
	for (size_t i = 0; item->kind == STORE_BLOB && i < gc->count; i++) {
		struct item *other = &gc->items[i];
		if (other->kind == STORE_JOURNAL && !other->gone && blob_of(gc, other) == item)
			journal = other;
	}
	if (journal && is_gone_for_good(gc, item) && remove_file(gc, journal))
		tell(gc, journal, reason);
}

/* What is being made anew at this moment is in use, whatever else is true of it. */
static void remove_unless_locked(struct gc *gc, struct item *item, const char *reason)
{
	const struct store *store = &gc->muster->store;
	__attribute__((cleanup(store_unlock))) int lock = -1;
	bool waited;

	if (!(gc->flags & MUSTER_DRY_RUN) && *item->key &&
		store_lock(store, item->module, item->key, 0, NULL, NULL, &lock, &waited, NULL) == MUSTER_TIMED_OUT)
		return;
	remove_item(gc, item, reason);
}

/* Locks that nobody holds, and folders with nothing left in them. */
static void sweep(struct gc *gc, const struct item *item)
{
	cleanup_close int folder = -1, store = -1;
	char name[32];

	if (gc->flags & MUSTER_DRY_RUN ||
		store_open_module(store_writable(&gc->muster->store), item->module, &folder, NULL) != MUSTER_OK)
		return;
	if (*item->key) {
		snprintf(name, sizeof(name), "%s.lock", item->key);
		store_remove_lock(folder, name);
	}
	store = open(store_writable(&gc->muster->store), O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (store >= 0)
		unlinkat(store, item->module, AT_REMOVEDIR); /* only where it is empty */
}

static void remove_old(struct gc *gc, int64_t max_age)
{
	const int64_t now = stamp_now();
	char reason[64];

	for (size_t i = 0; i < gc->count; i++) {
		struct item *item = &gc->items[i];
		const int64_t age = (now - item->used) / SECOND;
		if (item->gone)
			continue;
		if (item->kind == STORE_UNPUBLISHED && age > UNPUBLISHED_AGE) {
			remove_item(gc, item, "left behind by a writer that was killed");
		} else if (item->kind == STORE_JOURNAL && !blob_of(gc, item)) {
			remove_unless_locked(gc, item, "its blob is gone");
		} else if (max_age && age > max_age && item->need != NEED_NOW && item->kind != STORE_JOURNAL &&
				   item->kind != STORE_UNPUBLISHED) {
			snprintf(reason, sizeof(reason), "not used for %lld days", (long long)(age / 86400));
			remove_unless_locked(gc, item, reason);
		}
	}
}

static void remove_most(struct gc *gc, uint64_t max_size)
{
	for (size_t i = 0; max_size && i < gc->count && gc->bytes > max_size; i++) {
		struct item *item = &gc->items[i];
		if (!item->gone && item->kind != STORE_JOURNAL && item->kind != STORE_UNPUBLISHED)
			remove_unless_locked(gc, item, "over the limit of size (gc_max_size)");
	}
}

static int64_t limit(const struct muster *muster, const char *key)
{
	int64_t value = 0;

	config_number(muster->config, key, &value);
	return value;
}

static enum muster_status collect(struct gc *gc, struct problem *problem)
{
	enum muster_status status = store_each_file(&gc->muster->store, add_item, gc, problem);

	if (status == MUSTER_NO_MEMORY)
		problem_memory(problem);
	return status;
}

enum muster_status muster_gc(struct muster *muster, unsigned flags, muster_removal *removal, void *data,
							 struct muster_gc_result *result)
{
	struct gc gc = {.muster = muster, .flags = flags, .removal = removal, .data = data};
	struct problem problem = {0};
	enum muster_status status;

	if (!muster)
		return MUSTER_BAD_ARGUMENT;
	status = collect(&gc, &problem);
	if (status == MUSTER_OK) {
		judge(&gc);
		remove_old(&gc, limit(muster, "gc_max_age"));
		remove_most(&gc, (uint64_t)limit(muster, "gc_max_size"));
	}
	for (size_t i = 0; i < gc.count; i++) {
		if (gc.items[i].gone)
			sweep(&gc, &gc.items[i]);
		else
			gc.result.left++;
	}
	gc.result.left_bytes = gc.bytes;
	if (result)
		*result = gc.result;
	free(gc.items);
	arena_free(&gc.arena);
	return context_end(muster, status, &problem);
}
