/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A host's own cache: it has a slot as a module has, so that it is looked for, judged and read in the same way. */
#ifndef MUSTER_HOST_H
#define MUSTER_HOST_H

#include <muster/cache.h>

#include "cache/journal.h"
#include "cache/merge.h"
#include "lookup/lookup.h"

struct muster_cache {
	struct slot slot; /* first, so that a registry leads back to its cache */
	atomic_size_t references;
	struct muster_cache_options options; /* with copies of all it points to */
	struct arena arena;
	struct journal_place place; /* under the slot's `lock`, which one thread holds that writes */
	struct hash stale;          /* the blob that was last found stale; under `loading`; zero: none */
};

/* What holds for @cache now; @wanted is filled and borrowed by the question. A cache that is switched off is
 * MUSTER_BAD_CONFIG. */
enum muster_status host_question(struct muster_cache *cache, struct wanted *wanted, struct question *question,
								 struct problem *problem);

/* The same for who is not the host: @slot is filled and borrowed by the question. */
void host_question_by_name(struct muster *muster, const char *name, struct slot *slot, struct question *question);

/* The key under which a cache of this name is kept. */
void host_key(const char *name, char key[17]);

/* Where there is a cache of that name: its blob with what was added to it since, judged by the policy that the host
 * left in it. MUSTER_OK, MUSTER_NOT_FOUND (there is none), MUSTER_NO_MEMORY. */
enum muster_status host_examine(struct question *question, struct candidate *candidate, struct problem *problem);

/* What is in the cache, with the items made; a miss is what muster_cache_load() says. */
enum muster_status host_load(struct muster_cache *cache, const struct question *question,
							 const struct muster_registry **registry, struct problem *problem);

/* The lock under which a cache is written. MUSTER_OK, MUSTER_UNSUPPORTED, MUSTER_TIMED_OUT, MUSTER_CANCELLED. */
enum muster_status host_lock(const struct question *question, int *lock, struct problem *problem);

/* What is merged as a blob that begins its life at @created (0: now). */
enum muster_status host_compose(const struct muster_cache *cache, const struct question *question, struct merge *merge,
								int64_t created, double started, struct composed *composed, struct problem *problem);

/* Puts it in place of what is there, and of what was added to that. */
enum muster_status host_publish(const struct question *question, const struct composed *composed,
								struct problem *problem);

/* Writes what was added into the blob. False where that is not done. */
bool host_fold(struct muster_cache *cache, const struct question *question);

/* The registry of what was composed, which is used up, with the items made. */
enum muster_status host_adopt(const struct question *question, struct composed *composed,
							  const struct muster_registry **registry, struct problem *problem);

#endif
