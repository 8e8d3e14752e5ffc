/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The keys that the core itself knows, with their defaults. config/muster.conf explains them to people. */

#include <string.h>

#include "config/config_inner.h"

#define LEAST_MEMORY (INT64_C(16) << 20)

static enum muster_status choice(const char *value, const char *const *names, int64_t *number, struct problem *problem,
								 const char *wanted)
{
	for (*number = 0; names[*number]; ++*number) {
		if (strcmp(value, names[*number]) == 0)
			return MUSTER_OK;
	}
	return problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%s\" (%s)", value, wanted);
}

static enum muster_status parse_duration(const char *value, int64_t *seconds, struct problem *problem)
{
	return config_parse(MUSTER_OPTION_DURATION, value, seconds, NULL, problem);
}

static enum muster_status parse_timeout(const char *value, int64_t *seconds, struct problem *problem)
{
	const enum muster_status status = parse_duration(value, seconds, problem);

	if (status == MUSTER_OK && *seconds < 1)
		return problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%s\" (at least 1s is wanted)", value);
	return status;
}

/* With less a worker cannot even be told what to do. */
static enum muster_status parse_memory(const char *value, int64_t *bytes, struct problem *problem)
{
	const enum muster_status status = config_parse_size(value, bytes, problem);

	if (status == MUSTER_OK && *bytes && *bytes < LEAST_MEMORY)
		return problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%s\" (at least 16M is wanted, or 0 for no limit)",
						   value);
	return status;
}

static enum muster_status parse_jobs(const char *value, int64_t *jobs, struct problem *problem)
{
	const enum muster_status status = config_parse(MUSTER_OPTION_INTEGER, value, jobs, NULL, problem);

	if (status == MUSTER_OK && (*jobs < 0 || *jobs > CONFIG_MOST_JOBS))
		return problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%s\" (0 to %d is wanted)", value, CONFIG_MOST_JOBS);
	return status;
}

static enum muster_status parse_boolean(const char *value, int64_t *truth, struct problem *problem)
{
	return config_parse(MUSTER_OPTION_BOOLEAN, value, truth, NULL, problem);
}

static enum muster_status parse_check_mtimes(const char *value, int64_t *mode, struct problem *problem)
{
	static const char *const names[] = {"no", "dirs", "yes", "content", NULL}; /* as enum check_mtimes */

	return choice(value, names, mode, problem, "no, dirs, yes or content is wanted");
}

static enum muster_status parse_stale(const char *value, int64_t *serve, struct problem *problem)
{
	static const char *const names[] = {"wait", "serve", NULL};

	return choice(value, names, serve, problem, "wait or serve is wanted");
}

static enum muster_status parse_isolation(const char *value, int64_t *isolated, struct problem *problem)
{
	static const char *const names[] = {"none", "worker", NULL};

	return choice(value, names, isolated, problem, "worker or none is wanted");
}

static enum muster_status parse_words(const char *value, int64_t *number, struct problem *problem)
{
	*number = 0;
	return config_parse(MUSTER_OPTION_WORDS, value, NULL, NULL, problem);
}

static enum muster_status parse_path(const char *value, int64_t *number, struct problem *problem)
{
	*number = 0;
	return value[0] == '/'
			   ? MUSTER_OK
			   : problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%s\" (an absolute path is wanted)", value);
}

enum muster_status config_parse_folders(const char *value, int64_t *number, struct problem *problem)
{
	enum muster_status status = config_parse(MUSTER_OPTION_WORDS, value, NULL, NULL, problem);
	char **words = config_words(value);

	if (!words)
		status = problem_memory(problem);
	for (size_t i = 0; status == MUSTER_OK && words[i]; i++)
		status = parse_path(words[i], number, problem);
	config_words_free(words);
	return status;
}

const struct config_key config_keys[] = {
	{"check_mtimes", "yes", true, true, true, parse_check_mtimes},
	{"enabled", "yes", true, true, true, parse_boolean},
	{"gc_max_age", "90d", true, false, false, parse_duration},
	{"gc_max_size", "1G", true, false, false, config_parse_size},
	{"headless", "no", true, false, false, parse_boolean},
	{"isolation", "worker", true, true, false, parse_isolation},
	{"jobs", "0", true, true, false, parse_jobs},
	{"max_age", "7d", true, true, true, parse_duration},
	{"max_file_size", "64M", true, true, false, config_parse_size},
	{"memory_limit", "2G", true, true, false, parse_memory},
	{"minimal", NULL, false, true, false, parse_words},
	{"modules", NULL, true, false, false, config_parse_folders},
	{"retry_after", "1m", true, true, false, parse_duration},
	{"stale", "wait", true, true, false, parse_stale},
	{"store", NULL, true, false, false, parse_path},
	{"system_store", NULL, true, false, false, parse_path},
	{"timeout", "60s", true, true, true, parse_timeout},
	{"worker", MUSTER_WORKER_PROGRAM, true, false, false, parse_path},
	{0},
};

bool config_is_cache(const char *section)
{
	return strncmp(section, CONFIG_CACHE, strlen(CONFIG_CACHE)) == 0;
}

const struct config_key *config_find_key(const char *section, const char *name)
{
	const bool in_muster = strcmp(section, "muster") == 0, of_cache = config_is_cache(section);

	if (strchr(section, ':') && !of_cache) /* all keys of these are the module's own */
		return NULL;
	for (const struct config_key *key = config_keys; key->name; key++) {
		const bool wanted = in_muster ? key->for_muster : of_cache ? key->for_cache : key->for_module;
		if (wanted && strcmp(key->name, name) == 0)
			return key;
	}
	return NULL;
}
