/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file cache.h
 * Caches that a host fills by itself: the manager under the modules, for who discovers without one.
 *
 * A host says what its cache is (struct muster_cache_options), and then either asks for everything in one call,
 *
 *     muster_cache_get(cache, discover, data, &registry)
 *
 * which calls `discover` at most once however many threads and processes ask at the same time, or does it by hand:
 * load; if that is a miss, find the items, put them into a batch, save the batch. What comes back is a registry as that
 * of a module, read with the functions of registry.h; muster_entry_item() gives the host's own C struct.
 *
 * Such a cache is kept in the same store, in the same kind of blob and under the same rules of trust and validity as
 * what modules find: `muster status`, `explain`, `verify`, `clear` and `gc` know it by its name. The section
 * [cache:NAME] of the configuration may set `max_age`, `check_mtimes`, `timeout` (how long to wait for another that
 * fills the cache) and `enabled`, and then overrides what the host says.
 *
 * Many processes may add to one cache at once, entry by entry (muster_cache_put()): nothing that was added is lost, and
 * the cache is not written anew for each.
 *
 * All functions may be called from any number of threads at once, with one cache too, but for those that take a batch:
 * a batch belongs to one thread at a time. Where something is not done, or a cache is missed, muster_last_message() of
 * the context tells why.
 */
#ifndef MUSTER_CACHE_H
#define MUSTER_CACHE_H

#include <muster/context.h>
#include <muster/writer.h>

MUSTER_BEGIN_DECLARATIONS

struct muster_cache;
struct muster_batch; /**< items and what they depend on, on their way into a cache */

/** How the sources of a cache are looked at when it is loaded: the configuration's `check_mtimes`. Since 0.1. */
enum muster_cache_check {
	MUSTER_CACHE_CHECK_DEFAULT = 0, /**< as [muster] says */
	MUSTER_CACHE_CHECK_NOTHING = 1, /**< not at all: only its age counts */
	MUSTER_CACHE_CHECK_FOLDERS = 2, /**< folders, by time; not files */
	MUSTER_CACHE_CHECK_ALL = 3,     /**< files and folders, by time and size */
	MUSTER_CACHE_CHECK_CONTENT = 4, /**< files and folders, by what is in them */
};

/** For muster_cache_options.max_age: never too old. Since 0.1. */
#define MUSTER_CACHE_NO_AGE_LIMIT (-1)

/** What a cache is. Zero it, set `size`, then what is wanted; members without "optional" must be set. Strings and the
 * list of fields are copied; the functions must stay callable until the cache is closed and the last registry that came
 * from it is released. The three on items are like those of struct muster_module, and get `data`: functions of their
 * arguments alone, which may run on any thread. Members may be appended. Since 0.1. */
struct muster_cache_options {
	size_t size;         /**< sizeof(struct muster_cache_options) */
	const char *name;    /**< [a-z][a-z0-9_-]*, at most 63 bytes, no module's; best begins with the program's */
	const char *version; /**< of what discovers: [0-9A-Za-z.+~_-]+, at most 63 bytes. Another one is a miss */
	/** Optional, in place of `version`: asked each time one is needed, from any thread, never from two at once. */
	const char *(*get_version)(void *data);
	void *data;          /**< passed on to get_version() and to the functions on items */
	uint32_t format;     /**< optional, of what serialize() writes: another one is a miss */
	const char *summary; /**< optional, one line for people */

	const struct muster_field *fields; /**< the schema of the entries; at most 64; another one is a miss */
	size_t item_size;                  /**< bytes of the C struct that is added and that deserialize() fills */

	/** Writes the fields of @p item. MUSTER_OK, or a reason why this item is left out (kept as a finding). */
	enum muster_status (*serialize)(const void *item, struct muster_writer *writer, void *data);

	/** Fills @p item, which is zeroed, from @p entry. Strings may be borrowed from the entry. Optional: without it
	 * muster_entry_item() answers NULL, and loading takes nothing apart before it is asked for. With it, all items are
	 * made when the cache is loaded, and one that cannot be made is a miss of the whole. */
	enum muster_status (*deserialize)(const struct muster_entry *entry, void *item, void *data);

	/** Frees what deserialize() took for @p item (not the item itself). Optional. */
	void (*clear)(void *item, void *data);

	int64_t max_age;                      /**< seconds; 0: as [muster] says; or MUSTER_CACHE_NO_AGE_LIMIT */
	enum muster_cache_check check_mtimes; /**< optional */
};

/** Describes a cache; nothing is read yet. On MUSTER_OK @p *cache is to be closed with muster_cache_close(); otherwise
 * it is NULL. A process may open one cache more than once.
 *
 * MUSTER_OK, MUSTER_BAD_ARGUMENT (and the message says what is wrong), MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status
muster_cache_open(struct muster *muster, const struct muster_cache_options *options, struct muster_cache **cache);

/** Closes the cache, before or after its context; registries got from it stay valid until released. NULL is allowed.
 * Not while another thread is inside a call with the same cache. Since 0.1. */
MUSTER_API void muster_cache_close(struct muster_cache *cache);

/** What is in the cache, if it is valid now. On MUSTER_OK @p *registry is a reference to be given back with
 * muster_registry_release(); otherwise it is NULL. Looks anew each time.
 *
 * MUSTER_OK. A miss: MUSTER_NOT_FOUND (there is none), MUSTER_STALE (of another version, format or schema, too old, or
 * a source changed), MUSTER_DAMAGED (also: an item could not be made), MUSTER_REFUSED (others may have written it),
 * MUSTER_UNSUPPORTED (of a later muster), MUSTER_BAD_CONFIG (`enabled = no`). Or MUSTER_NO_MEMORY, MUSTER_BAD_ARGUMENT,
 * MUSTER_IO_ERROR. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_cache_load(struct muster_cache *cache,
																 const struct muster_registry **registry);

/** Finds the items of a cache: adds them to @p batch, and says before it looks at a file or folder that they depend on
 * it. MUSTER_OK, or a reason for which nothing is kept. It must not call muster with the same cache, but for the
 * functions on @p batch. Since 0.1. */
typedef enum muster_status muster_cache_discover(struct muster_batch *batch, void *data);

/** muster_cache_load(), and where that is a miss, @p discover on this thread, muster_cache_save(), and what was saved.
 * Of all threads and processes that ask at the same time one discovers; the others wait, at most for the key `timeout`
 * and a second, and then find what was saved. Where there is no store to write to, or no lock to be had in it, each
 * discovers for itself. That something found could not be kept is logged, and no failure.
 *
 * As muster_cache_load() for errors that are no miss; what @p discover answered; MUSTER_CANCELLED, where
 * muster_cancel() was called while waiting; MUSTER_LIMIT_EXCEEDED; MUSTER_DAMAGED where deserialize() refuses what
 * serialize() wrote. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_cache_get(struct muster_cache *cache,
																muster_cache_discover *discover, void *data,
																const struct muster_registry **registry);

/** An empty batch for @p cache. On MUSTER_OK @p *batch is to be freed with muster_batch_close(), before the cache is
 * closed. MUSTER_OK, MUSTER_BAD_ARGUMENT, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_batch_open(struct muster_cache *cache,
																 struct muster_batch **batch);

/** Frees a batch, saved or not. NULL is allowed. Since 0.1. */
MUSTER_API void muster_batch_close(struct muster_batch *batch);

/** Adds one item under @p key (1 to 1,024 bytes), in place of one added under this key before: serialize() is called
 * at once, nothing of @p item is kept. An item that serialize() refuses is left out, which is kept as a finding
 * (`muster status -v`) and counted by muster_batch_left_out().
 *
 * MUSTER_OK (also where the item was left out), MUSTER_BAD_ARGUMENT, MUSTER_LIMIT_EXCEEDED, MUSTER_NO_MEMORY; after
 * the last two the batch cannot be saved. Since 0.1. */
MUSTER_API enum muster_status muster_batch_add(struct muster_batch *batch, const char *key, const void *item);

/** The number of items that were left out. Since 0.1. */
MUSTER_API size_t muster_batch_left_out(const struct muster_batch *batch);

/** Makes the cache depend on the file or folder at @p path, which is stamped as it is now, so call this before looking
 * at it. Of a file its content matters, of a folder the names in it, of what is not there that something appears. A
 * relative path begins at the working directory of this moment.
 *
 * MUSTER_OK, MUSTER_BAD_ARGUMENT (no path, or a longer one than PATH_MAX), MUSTER_IO_ERROR (there is no working
 * directory any more, or the path cannot be looked at for a reason that may pass, such as EIO or ESTALE),
 * MUSTER_LIMIT_EXCEEDED (no descriptors are left), MUSTER_NO_MEMORY. After an error the batch cannot be saved.
 * Since 0.1. */
MUSTER_API enum muster_status muster_batch_depend(struct muster_batch *batch, const char *path);

/** Makes the cache depend on an environment variable; returns its value, or NULL where it is not set. Since 0.1. */
MUSTER_API const char *muster_batch_environment(struct muster_batch *batch, const char *name);

/** Puts what is in @p batch in place of all that is in the cache. Once this returned MUSTER_OK, it is on the disk.
 * After an error the cache is as it was, except that after MUSTER_IO_ERROR it may hold the batch as a whole: the disk
 * failed only when the new name of the file was to be made durable.
 *
 * MUSTER_OK, MUSTER_BAD_ARGUMENT, MUSTER_BAD_CONFIG (`enabled = no`), MUSTER_UNSUPPORTED (there is no store to write
 * to), MUSTER_REFUSED, MUSTER_CANCELLED, MUSTER_LIMIT_EXCEEDED, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_cache_save(struct muster_cache *cache,
																 const struct muster_batch *batch);

/** Adds what is in @p batch to the cache, each entry in place of one with the same key, and its sources to those the
 * cache depends on; all of it or nothing. What other processes add at the same time is not lost. Once this returned
 * MUSTER_OK, it is on the disk.
 *
 * The age of the cache stays that of its beginning. Where it is not valid (of another version, too old, or found stale
 * by muster_cache_load() with this @p cache), it begins anew with the batch.
 *
 * As muster_cache_save(), and MUSTER_TIMED_OUT where another held the cache for longer than the key `timeout`;
 * MUSTER_UNSUPPORTED also where the store's file system has no locks. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_cache_merge(struct muster_cache *cache,
																  const struct muster_batch *batch);

/** muster_cache_merge() of one item that depends on nothing. Where serialize() refuses it, its answer. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_cache_put(struct muster_cache *cache, const char *key,
																const void *item);

/** Removes what is in the cache from the store that may be written to. MUSTER_OK (also where nothing was there),
 * MUSTER_IO_ERROR, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API enum muster_status muster_cache_clear(struct muster_cache *cache);

/** The names of all hosts' caches in the stores, sorted, ended by NULL; @p *names is freed with muster_caches_free().
 * @p count may be NULL. MUSTER_OK, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_caches(struct muster *muster, const char ***names, size_t *count);

/** Frees what muster_caches() gave. NULL is allowed. Since 0.1. */
MUSTER_API void muster_caches_free(const char **names);

MUSTER_END_DECLARATIONS

#endif
