/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The layered INI configuration: what was set, where, and what holds for a module. Immutable once read. */
#ifndef MUSTER_CONFIG_H
#define MUSTER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/module.h>

#include "base/problem.h"
#include "source/validity.h"

/* One effective setting: layers and repeated lines are merged already. Owned by the config. */
struct setting {
	const char *section; /* "muster", MODULE or MODULE:NAME */
	const char *key;
	const char *value;  /* continuation lines joined by newlines */
	const char *origin; /* "FILE:LINE", "MUSTER_HEADLESS", "command line" or "default" */
};

/* Where to read from. */
struct config_options {
	const char *file;             /* instead of all other files, or NULL */
	const char *const *overrides; /* "section.key=value", ended by NULL; or NULL */
	bool privileged;              /* no environment, no user files */
	/* Gets each wrong line as "FILE:LINE: WHY (MEND)". */
	void (*report)(void *data, const char *text);
	void *data;
};

#define CONFIG_MOST_JOBS 64

/* The core's own settings as they hold for one module: its section over [muster] over the defaults. */
struct policy {
	int64_t max_age; /* seconds; 0: never too old */
	enum check_mtimes check_mtimes;
	int64_t timeout; /* seconds, at least 1 */
	bool serve_stale;
	bool isolated;
	bool enabled;
	uint64_t max_file_size; /* bytes a source may have to be read */
	uint64_t memory_limit;  /* bytes of address space for a worker; 0: none */
	unsigned jobs;          /* processes that may read files side by side; 0: as many as there are processors */
	int64_t retry_after;    /* seconds from the first failure to the next try; doubles up to a day */
};

/* How the sections of hosts' own caches begin; their names come behind it. */
#define CONFIG_CACHE "cache:"

struct config;

/* Reads all layers of DESIGN.md's "Configuration". Wrong lines are reported, counted and left out; a file that nobody
 * named and that is not there is none of it; one that is not to be trusted is reported as a whole.
 * MUSTER_OK; for a named file also MUSTER_NOT_FOUND, MUSTER_REFUSED, MUSTER_IO_ERROR; MUSTER_NO_MEMORY. */
enum muster_status config_read(struct config **config, const struct config_options *options, struct problem *problem);
void config_free(struct config *config);

size_t config_errors(const struct config *config);

/* Whether [module] or one of its [module:…] sections has a wrong line; @text gets the first one's message. */
bool config_module_error(const struct config *config, const char *module, const char **text);

/* The value of a core key in [section] (falling back to [muster] where the key is good for both, then to the default);
 * NULL where it has none. */
const char *config_value(const struct config *config, const char *section, const char *key);

/* The number that a key of [muster] stands for: seconds, bytes … */
void config_number(const struct config *config, const char *key, int64_t *value);

/* The words of a value, "double quotes" keeping white space together, ended by NULL; freed with config_words_free().
 * NULL without memory. A value of NULL has no words. */
char **config_words(const char *value);
void config_words_free(char **words);

void config_policy(const struct config *config, const char *module, struct policy *policy);

/* The same of a host's own cache, whose host says @max_age (0: nothing) and @check_mtimes (negative: nothing): its
 * section [cache:NAME] over that over [muster]. */
void config_cache_policy(const struct config *config, const char *cache, int64_t max_age, int check_mtimes,
						 struct policy *policy);

/* All settings by section and key, core defaults included (origin "default"). */
const struct setting *config_settings(const struct config *config, size_t *count);

/* Those that go to the module: `paths` and every key that is not the core's in [module] and [module:…], in the order
 * of section and key. They, and nothing else of the configuration, decide what a module finds. Fills @first and @count
 * with a span of an array owned by the config. */
const struct setting *config_module_settings(const struct config *config, const char *module, size_t *count);

/* After the modules present are known: reports and counts sections that are neither "muster" nor a module's, with the
 * nearest name. @modules ended by NULL. */
enum muster_status config_check_sections(struct config *config, const char *const *modules,
										 const struct config_options *options);

/* Checks and reads one value of an option type: the text of the trouble goes to @problem as MUSTER_BAD_CONFIG.
 * Durations give seconds. NULL results are allowed. */
enum muster_status config_parse(enum muster_option_type type, const char *value, int64_t *integer, double *real,
								struct problem *problem);

/* The name in @names (ended by NULL) nearest to @name by edit distance, or NULL where none is near enough to help. */
const char *config_nearest(const char *name, const char *const *names);

#endif
