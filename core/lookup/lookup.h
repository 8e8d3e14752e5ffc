/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Is there a blob, and does it pass muster? If not: discover, once. */
#ifndef MUSTER_CACHE_INNER_H
#define MUSTER_CACHE_INNER_H

#include "blob/blob.h"
#include "blob/meta.h"
#include "context/handle.h"
#include "source/sources.h"
#include "source/validity.h"

enum rule { RULE_BLOB, RULE_MODULE, RULE_AGE, RULE_COMPLETE, RULE_SOURCES, RULE_COUNT };

struct rule_result {
	bool checked, passed;
	char detail[256];
};

/* A blob in a store and how it stands. */
struct candidate {
	enum muster_status status; /* MUSTER_OK, or why it is not readable */
	size_t folder;             /* of the store */
	bool readable;             /* blob and meta are there, and of this module or cache */
	bool fresh;                /* all rules pass, or all but RULE_COMPLETE, and the time to try again has not come */
	bool retry;                /* it is incomplete, and the time has come to try again what could not be read */
	struct blob blob;
	struct hash base; /* of a host's cache: the blob in the store, where this one is that and what was added to it */
	struct meta meta;
	unsigned char *meta_bytes;
	char *path;
	struct rule_result rules[RULE_COUNT];
	struct sources sources;
	bool sources_read;
	unsigned char *unchanged; /* for each source; NULL where they were not looked at */
	size_t changed;
};

/* What a host wants of the blob of its own cache. */
struct wanted {
	char version[64];
	uint32_t format;
	const struct muster_field *fields;
};

/* What holds for a module, or for a host's own cache, at this moment. */
struct question {
	struct slot *slot;
	struct policy policy;
	char key[17];
	struct stamp module;         /* of its file */
	bool retry;                  /* what could not be read last time is tried at once */
	bool host;                   /* a host's own cache: there is no module */
	const struct wanted *wanted; /* of such a cache; NULL: somebody looks at it who is not its host */
};

/* Fills @question. MUSTER_NOT_FOUND (no such module, or switched off), MUSTER_BAD_CONFIG, MUSTER_IO_ERROR. */
enum muster_status cache_question(struct muster *muster, const char *module, struct question *question,
								  struct problem *problem);

/* Looks into one folder of the store; @sources_too: at the sources, as far as the policy goes. What is wrong is in the
 * rules. MUSTER_NO_MEMORY only. */
enum muster_status cache_look(const struct question *question, size_t folder, bool sources_too,
							  struct candidate *candidate);

/* Looks into all folders: the first fresh one, else the first readable one, else the first that is there but of no use,
 * with its reason, else none. MUSTER_NO_MEMORY only, and @candidate is then empty. */
enum muster_status cache_look_all(const struct question *question, bool sources_too, struct candidate *candidate);
void cache_candidate_free(struct candidate *candidate);

/* Looks at the sources of a readable candidate, as far as the policy goes, and settles whether it is fresh.
 * MUSTER_NO_MEMORY only. */
enum muster_status cache_judge_sources(const struct question *question, struct candidate *candidate);

/* Says why a candidate that was found is of no use after all. */
void cache_fail_blob(struct candidate *candidate, enum muster_status status, const char *why);

/* Which rule fails first, as one sentence; NULL where all pass. */
const char *cache_reason(const struct candidate *candidate);

/* How long to wait after so many failures in a row, nanoseconds. */
int64_t cache_back_off(const struct policy *policy, int64_t attempts);

/* The failure that is kept for this module and has not expired. False where there is none. @now in nanoseconds. */
bool cache_failure(const struct question *question, int64_t now, struct problem *problem);

/* Keeps the failure, if the same module would fail again. */
void cache_keep_failure(const struct question *question, const char *phase, const struct problem *problem);

/* The registry: out of the slot, the store, or a discovery. @outcome may be NULL. */
enum muster_status cache_get(const struct question *question, unsigned flags, const struct muster_registry **registry,
							 struct muster_outcome *outcome, struct problem *problem);

/* Of the candidate, which is used up. */
enum muster_status cache_registry(const struct question *question, struct candidate *candidate,
								  const struct muster_registry **registry, struct problem *problem);

/* Every byte of the blob checked. MUSTER_OK, MUSTER_DAMAGED … */
enum muster_status cache_verify(const struct blob *blob, struct problem *problem);

#endif
