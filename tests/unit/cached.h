/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A question to the cache without a module or a configuration: two stores, and blobs that a test puts there. */
#ifndef TEST_CACHED_H
#define TEST_CACHED_H

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "blob/blob_writer.h"
#include "blob/results.h"
#include "lookup/lookup.h"
#include "tree.h"

#define CACHED_KEY "0123456789abcdef"
#define SECOND     INT64_C(1000000000)

static struct muster cached_muster;
static struct slot cached_slot;
static struct question question;
static char cached_folders[2][PATH_MAX];

static inline void cached_retain(struct registry_owner *owner)
{
	(void)owner;
}

static inline void begin_cached(void)
{
	make_root();
	cr_assert_eq(chmod(root, 0755), 0);
	cached_muster = (struct muster){.store.count = 2, .store.writable = {true}};
	pthread_mutex_init(&cached_muster.state, NULL);
	pthread_mutex_init(&cached_muster.telling, NULL);
	for (int i = 0; i < 2; i++) {
		snprintf(cached_folders[i], PATH_MAX, "%s/store%d", root, i);
		cached_muster.store.folders[i] = cached_folders[i];
	}
	cached_slot = (struct slot){.owner = {.retain = cached_retain, .release = cached_retain},
								.muster = &cached_muster,
								.name = "maker",
								.path = "/module.so"};
	question = (struct question){.slot = &cached_slot,
								 .policy = {.max_age = 1000,
											.check_mtimes = CHECK_YES,
											.timeout = 10,
											.enabled = true,
											.max_file_size = 1 << 20,
											.memory_limit = 1 << 20,
											.retry_after = 60},
								 .key = CACHED_KEY,
								 .module = {1, 2, 3, 4, 5}};
}

/* The meta of a blob that fits the question. */
static inline struct meta fitting_meta(void)
{
	return (struct meta){.module = "maker",
						 .version = "1",
						 .summary = "",
						 .path = "/module.so",
						 .stamp = question.module,
						 .abi_major = MUSTER_ABI_MAJOR,
						 .created = stamp_now()};
}

static inline enum muster_status write_cached(const struct meta *meta, const struct sources *sources, uint32_t flags,
											  int descriptor)
{
	struct results results = {0};
	struct buffer table = {0}, packed = {0};
	struct blob_writer writer;

	cr_assert_eq(blob_writer_init(&writer, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(results_write(&results, 0, &writer), MUSTER_OK);
	sources_encode(sources, &table);
	meta_encode(meta, &packed);
	cr_assert_eq(blob_writer_section(&writer, BLOB_SOURCES, table.data, table.size), MUSTER_OK);
	cr_assert_eq(blob_writer_section(&writer, BLOB_INDEX, NULL, 0), MUSTER_OK);
	cr_assert_eq(blob_writer_section(&writer, BLOB_META, packed.data, packed.size), MUSTER_OK);
	cr_assert_eq(blob_writer_finish(&writer, flags), MUSTER_OK);
	blob_writer_free(&writer);
	buffer_free(&table);
	buffer_free(&packed);
	results_free(&results);
	return MUSTER_OK;
}

/* Publishes a blob in one of the stores. */
static inline void publish_flagged(size_t folder, const struct meta *meta, const struct sources *sources,
								   uint32_t flags)
{
	static const struct sources none;
	struct store store = {.folders = {cached_folders[folder]}, .writable = {true}, .count = 1};
	cleanup_close int descriptor = memfd_create("blob", MFD_CLOEXEC);
	cleanup_free unsigned char *bytes = NULL;
	cleanup_free char *path = NULL;
	size_t size;

	write_cached(meta, sources ? sources : &none, flags, descriptor);
	cr_assert_eq(blob_read_back(descriptor, &bytes, &size, NULL), MUSTER_OK);
	cr_assert_eq(store_publish(&store, "maker", meta->version, CACHED_KEY, bytes, size, &path, NULL), MUSTER_OK);
}

static inline void publish_blob(size_t folder, const struct meta *meta, const struct sources *sources)
{
	publish_flagged(folder, meta, sources, 0);
}

/* Puts bytes that are no blob where one is looked for. */
static inline void publish_damage(size_t folder)
{
	struct store store = {.folders = {cached_folders[folder]}, .writable = {true}, .count = 1};
	cleanup_free char *path = NULL;

	cr_assert_eq(store_publish(&store, "maker", "1", CACHED_KEY, "damaged", 7, &path, NULL), MUSTER_OK);
}

#endif
