/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the parts of the configuration share: the object while it is filled, the core's keys, values. */
#ifndef MUSTER_CONFIG_INNER_H
#define MUSTER_CONFIG_INNER_H

#include "base/arena.h"
#include "config/config.h"

/* One key that the core itself knows. */
struct config_key {
	const char *name;
	const char *fallback;                   /* NULL: none */
	bool for_muster, for_module, for_cache; /* which sections take it; cache: [cache:NAME] */
	/* MUSTER_OK or MUSTER_BAD_CONFIG with why; the number it stands for, where it stands for one. */
	enum muster_status (*parse)(const char *value, int64_t *number, struct problem *problem);
};

/* Ended by one without a name. */
extern const struct config_key config_keys[];

/* Whether the section is of a host's own cache, and not of a module. */
bool config_is_cache(const char *section);

/* NULL where [section] has no such key of the core's. */
const struct config_key *config_find_key(const char *section, const char *name);

/* A setting as it was met; of those with one section and key the last one holds. */
struct met_setting {
	struct setting setting;
	size_t turn;
};

struct met_section {
	const char *name, *origin;
};

struct config_error {
	const char *module; /* NULL: no module's */
	const char *text;
};

struct config {
	struct arena arena;
	const struct config_options *options; /* while it is filled */
	const char *home;                     /* what ~/ stands for while it is filled, or NULL */
	bool failed;                          /* memory ran out */

	struct met_setting *met;
	size_t met_count, met_capacity;
	struct met_section *sections;
	size_t section_count, section_capacity;
	struct config_error *errors;
	size_t error_count, error_capacity;

	struct setting *settings; /* merged and sorted */
	size_t setting_count;
	struct setting *own; /* those of them that go to modules */
	size_t own_count;
};

/* Two folders of configuration: the vendors' and that of the system's operator. */
struct config_folders {
	const char *vendor, *system;
};

/* config_read() with other folders than those that were built in. */
enum muster_status config_read_folders(struct config **config, const struct config_folders *folders,
									   const struct config_options *options, struct problem *problem);

/* Reads one INI file. Wrong lines are kept in @config. MUSTER_OK, MUSTER_NOT_FOUND, MUSTER_REFUSED, MUSTER_IO_ERROR,
 * MUSTER_NO_MEMORY. */
enum muster_status config_read_file(struct config *config, const char *path, struct problem *problem);

/* Notes that [@name] was written at @origin; false, after a report, where that is no name for a section. Both strings
 * live as long as @config. */
bool config_add_section(struct config *config, const char *name, const char *origin);

/* Checks and keeps a setting, or reports it; all strings but @value live as long as @config. */
void config_add(struct config *config, const char *section, const char *key, const char *value, const char *origin);

/* Sorts and merges what was met into settings and own. False without memory. */
bool config_merge(struct config *config);

/* Reports and keeps what is wrong at @origin (NULL: the text says where) as the trouble of the module that @section
 * belongs to (NULL: none). */
void config_wrong(struct config *config, const char *section, const char *origin, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* White space, whatever the host's locale. */
static inline bool config_is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Bytes with an optional K, M or G. */
enum muster_status config_parse_size(const char *value, int64_t *bytes, struct problem *problem);

/* Words that are absolute paths: others would depend on where a program was started. The number is of no meaning. */
enum muster_status config_parse_folders(const char *value, int64_t *number, struct problem *problem);

/* A value of the same words, each path tidied (path.h), so that one folder has one spelling and with it one key. Words
 * that begin with ~/ are in @home, or left out where that is NULL: who has no home folder has nothing in it. NULL
 * without memory. */
char *config_tidy_paths(struct arena *arena, const char *value, const char *home);

#endif
