/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A host's own cache with each allocation of a call refused in turn: a clean status, nothing left, and what was in the
 * cache still there. */

#include <criterion/criterion.h>

#include "sanitizer.h"

#ifndef SANITIZED

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <muster/muster.h>

#include "refuse.h"

static char folder[] = "/tmp/muster-no-memory.XXXXXX";
static struct muster *muster;
static struct muster_cache *cache;
static int64_t turn; /* so that each attempt adds something else */

static enum muster_status serialize(const void *item, struct muster_writer *writer, void *data)
{
	(void)data;
	if (*(const int64_t *)item < 0)
		return MUSTER_UNSUPPORTED;
	return muster_write_integer(writer, "number", *(const int64_t *)item);
}

static enum muster_status deserialize(const struct muster_entry *entry, void *item, void *data)
{
	(void)data;
	*(int64_t *)item = muster_entry_integer(entry, "number", -1);
	return MUSTER_OK;
}

static const struct muster_field fields[] = {{"number", MUSTER_TYPE_INTEGER, "A number", 0}, {0}};

static const struct muster_cache_options description = {.size = sizeof(description),
														.name = "test-memory",
														.version = "1",
														.fields = fields,
														.item_size = sizeof(int64_t),
														.serialize = serialize,
														.deserialize = deserialize};

/* The context keeps a message for this thread from its first failure on. */
static void begin(void)
{
	char config[64], store[64], system[64];
	const char *overrides[] = {store, system, NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};
	const struct muster_registry *registry;
	FILE *file;

	cr_assert_not_null(mkdtemp(folder));
	snprintf(config, sizeof(config), "%s/muster.conf", folder);
	snprintf(store, sizeof(store), "muster.store=%s/store", folder);
	snprintf(system, sizeof(system), "muster.system_store=%s/system", folder);
	file = fopen(config, "w");
	cr_assert(file && fclose(file) == 0);
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_assert_eq(muster_cache_open(muster, &description, &cache), MUSTER_OK);
	cr_assert_eq(muster_cache_load(cache, &registry), MUSTER_NOT_FOUND);
}

static void end(void)
{
	char command[64];

	muster_cache_close(cache);
	muster_close(muster);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(no_memory_host, .init = begin, .fini = end);

static bool clean(enum muster_status status)
{
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu: %s", status, refused,
			  muster_last_message(muster));
	return status == MUSTER_OK;
}

static int64_t number_now(const char *key)
{
	const struct muster_registry *registry;
	const struct muster_entry *entry;
	int64_t found;

	refusing = false; /* what is there is not what is tried */
	cr_assert_eq(muster_cache_load(cache, &registry), MUSTER_OK, "%s", muster_last_message(muster));
	entry = muster_registry_find(registry, key);
	found = entry ? muster_entry_integer(entry, "number", -1) : -1;
	muster_registry_release(registry);
	return found;
}

static bool attempt_open(void)
{
	struct muster_cache *opened;
	const bool done = clean(muster_cache_open(muster, &description, &opened));

	cr_assert(done || !opened);
	muster_cache_close(opened);
	return done;
}

Test(no_memory_host, opening)
{
	refuse_each_and_onwards(attempt_open);
}

static bool attempt_save(void)
{
	const int64_t value = ++turn, bad = -1;
	struct muster_batch *batch;
	enum muster_status status = muster_batch_open(cache, &batch);
	bool done;

	if (status == MUSTER_OK) {
		muster_batch_add(batch, "saved", &value);
		muster_batch_add(batch, "bad", &bad);
		muster_batch_depend(batch, "/etc/passwd");
		muster_batch_environment(batch, "HOME");
		status = muster_cache_save(cache, batch);
	}
	muster_batch_close(batch);
	done = clean(status);
	if (done)
		cr_assert_eq(number_now("saved"), value);
	return done;
}

Test(no_memory_host, saving)
{
	refuse_each_and_onwards(attempt_save);
}

static bool attempt_put(void)
{
	const int64_t value = ++turn;
	const bool done = clean(muster_cache_put(cache, "put", &value));

	if (done)
		cr_assert_eq(number_now("put"), value);
	cr_assert_eq(number_now("first"), 0, "lost after %zu", refused);
	return done;
}

Test(no_memory_host, adding)
{
	const int64_t first = 0;

	cr_assert_eq(muster_cache_put(cache, "first", &first), MUSTER_OK);
	refuse_each_and_onwards(attempt_put);
}

/* More than a journal holds: the blob is written anew. */
static bool attempt_merge(void)
{
	const int64_t value = ++turn;
	struct muster_batch *batch;
	enum muster_status status;
	char key[32];
	bool done;

	refusing = false;
	cr_assert_eq(muster_batch_open(cache, &batch), MUSTER_OK);
	for (int i = 0; i < 4000; i++) {
		snprintf(key, sizeof(key), "entry number %d", i);
		muster_batch_add(batch, key, &value);
	}
	refusing = true;
	status = muster_cache_merge(cache, batch);
	refusing = false;
	muster_batch_close(batch);
	done = clean(status);
	cr_assert_eq(number_now("first"), 0, "lost after %zu", refused);
	if (done)
		cr_assert_eq(number_now("entry number 3999"), value);
	return done;
}

Test(no_memory_host, folding)
{
	const int64_t first = 0;

	cr_assert_eq(muster_cache_put(cache, "other", &first), MUSTER_OK);
	cr_assert_eq(muster_cache_put(cache, "first", &first), MUSTER_OK);
	refuse_each_and_onwards(attempt_merge);
}

static bool attempt_load(void)
{
	const struct muster_registry *registry;
	const bool done = clean(muster_cache_load(cache, &registry));

	cr_assert(done == (registry != NULL));
	if (done)
		cr_assert_eq(muster_registry_count(registry), 2);
	muster_registry_release(registry);
	return done;
}

Test(no_memory_host, loading_what_was_added)
{
	const int64_t value = 1;

	cr_assert_eq(muster_cache_put(cache, "one", &value), MUSTER_OK);
	cr_assert_eq(muster_cache_put(cache, "two", &value), MUSTER_OK);
	refuse_each_and_onwards(attempt_load);
}

static enum muster_status discover(struct muster_batch *batch, void *data)
{
	(void)data;
	return muster_batch_add(batch, "found", &turn);
}

/* What was found is answered even where it could not be kept. */
static bool attempt_get(void)
{
	const struct muster_registry *registry;
	bool done;

	turn++;
	refusing = false;
	cr_assert_eq(muster_cache_clear(cache), MUSTER_OK);
	refusing = true;
	done = clean(muster_cache_get(cache, discover, NULL, &registry));
	refusing = false;
	cr_assert(done == (registry != NULL));
	if (done)
		cr_assert_eq(muster_entry_integer(muster_registry_find(registry, "found"), "number", -1), turn);
	muster_registry_release(registry);
	return done;
}

static bool attempt_get_again(void)
{
	const struct muster_registry *registry;
	const bool done = clean(muster_cache_get(cache, discover, NULL, &registry));

	refusing = false;
	cr_assert(done == (registry != NULL));
	muster_registry_release(registry);
	return done;
}

Test(no_memory_host, getting)
{
	refuse_each_and_onwards(attempt_get);
	cr_assert(attempt_get_again());
	refuse_each_and_onwards(attempt_get_again);
}

/* Both are gone, or the call said that they may not be. */
static bool attempt_clear(void)
{
	const struct muster_registry *registry;
	const int64_t value = 1;
	bool done;

	refusing = false;
	cr_assert_eq(muster_cache_put(cache, "one", &value), MUSTER_OK);
	refusing = true;
	done = clean(muster_cache_clear(cache));
	refusing = false;
	if (done)
		cr_assert_eq(muster_cache_load(cache, &registry), MUSTER_NOT_FOUND);
	return done;
}

Test(no_memory_host, clearing)
{
	refuse_each_and_onwards(attempt_clear);
}

static bool attempt_gc(void)
{
	return clean(muster_gc(muster, MUSTER_GC_DRY_RUN, NULL, NULL, NULL));
}

static bool attempt_list(void)
{
	const char **names;
	size_t count;
	const bool done = clean(muster_caches(muster, &names, &count));

	cr_assert(done == (names != NULL) && count == done);
	muster_caches_free(names);
	return done;
}

static bool attempt_examine(void)
{
	struct muster_state *state;
	const bool done = clean(muster_examine(muster, "test-memory", &state));

	muster_state_free(state);
	return done;
}

Test(no_memory_host, looking)
{
	const int64_t value = 1;

	cr_assert_eq(muster_cache_put(cache, "one", &value), MUSTER_OK);
	cr_assert_eq(muster_cache_put(cache, "two", &value), MUSTER_OK);
	refuse_each_and_onwards(attempt_gc);
	refuse_each_and_onwards(attempt_list);
	refuse_each_and_onwards(attempt_examine);
}

#else

Test(no_memory_host, is_tried_without_the_sanitizer)
{
	cr_skip("the sanitizer has its own malloc()");
}

#endif
