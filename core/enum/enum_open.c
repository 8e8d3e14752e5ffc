/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Enumerations of a context: of what was found, or the minimal set, for which nothing is looked for. */

#include <string.h>

#include "enum/enumeration.h"
#include "lookup/lookup.h"

/* NULL where there is none, or one without a word. */
static const char *minimal_of(const struct muster *muster, const char *module)
{
	const char *minimal = config_value(muster->config, module, "minimal");

	return minimal && minimal[strspn(minimal, " \t\r\n\v\f")] ? minimal : NULL;
}

static bool is_headless(const struct muster *muster)
{
	int64_t headless = 0;

	config_parse(MUSTER_OPTION_BOOLEAN, config_value(muster->config, "muster", "headless"), &headless, NULL, NULL);
	return headless;
}

static enum muster_status open_minimal(struct muster *muster, const char *module, const char *field,
									   const char *minimal, struct muster_enum **enumeration, struct problem *problem)
{
	struct question question; /* is the module there, and to be used? */
	char **words;
	enum muster_status status = cache_question(muster, module, &question, problem);

	if (status != MUSTER_OK)
		return status;
	if (!minimal)
		return problem_set(problem, MUSTER_NOT_FOUND, "%s: there is no minimal set (minimal = … in [%s])", module,
						   module);
	if (field && strcmp(field, "key") != 0)
		return problem_set(problem, MUSTER_UNSUPPORTED,
						   "%s: a minimal set has keys and no field %s (headless = no gives all)", module, field);
	words = config_words(minimal);
	if (!words)
		return problem_memory(problem);
	status = enum_of_words((const char *const *)words, enumeration, problem);
	config_words_free(words);
	return status;
}

/* With a blob that turns out to be damaged while it is read, the second registry is a new one. */
static enum muster_status open_found(struct muster *muster, const char *module, const char *field, unsigned flags,
									 struct muster_enum **enumeration, struct problem *problem)
{
	const bool cached = flags & MUSTER_ENUM_CACHED;
	enum muster_status status = MUSTER_DAMAGED;

	for (int turn = 0; turn < (cached ? 1 : 2) && status == MUSTER_DAMAGED; turn++) {
		const struct muster_registry *registry;
		status = cached ? muster_get_cached(muster, module, &registry) : muster_get(muster, module, &registry);
		if (status != MUSTER_OK)
			return status; /* said already */
		status = enum_of_registry(registry, field, enumeration, problem);
		muster_registry_release(registry);
	}
	return context_end(muster, status, problem);
}

enum muster_status muster_enum_open(struct muster *muster, const char *module, const char *field, unsigned flags,
									struct muster_enum **enumeration)
{
	struct problem problem = {0};
	const char *minimal;
	enum muster_status status;

	if (!muster || !module || !enumeration || flags & ~(unsigned)(MUSTER_ENUM_MINIMAL | MUSTER_ENUM_CACHED))
		return MUSTER_BAD_ARGUMENT;
	*enumeration = NULL;
	minimal = minimal_of(muster, module);
	if (!(flags & MUSTER_ENUM_MINIMAL) && !(minimal && is_headless(muster)))
		return open_found(muster, module, field, flags, enumeration, &problem);
	status = open_minimal(muster, module, field, minimal, enumeration, &problem);
	return context_end(muster, status, &problem);
}
