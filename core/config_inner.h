/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the parts of the configuration share. */
#ifndef MUSTER_CONFIG_INNER_H
#define MUSTER_CONFIG_INNER_H

#include "arena.h"
#include "config.h"

/* One key that the core itself knows. */
struct config_key {
	const char *name;
	const char *fallback; /* NULL: none */
	bool for_muster, for_module;
	/* MUSTER_OK or MUSTER_BAD_CONFIG with why; the number it stands for, where it stands for one. */
	enum muster_status (*parse)(const char *value, int64_t *number, struct problem *problem);
};

/* Ended by one without a name. */
extern const struct config_key config_keys[];

/* NULL where [section] has no such key of the core's. */
const struct config_key *config_find_key(const char *section, const char *name);

/* A wrong line of a section, for config_module_error(). */
struct config_fault {
	struct config_fault *next;
	const char *section, *text;
};

struct config {
	struct setting *settings; /* sorted when all is read */
	size_t count, capacity;
	struct setting *own; /* those that go to modules, sorted likewise */
	size_t own_count;
	struct config_fault *faults, **last_fault;
	size_t errors;
	const char *home; /* that a leading ~/ stands for; NULL */
	struct arena arena;
};

/* Reports, counts and remembers a wrong line. @section may be NULL. */
void config_fault(struct config *config, const struct config_options *options, const char *section, const char *origin,
				  const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Takes a line that reads well: merges it, or reports what is wrong with it. @more: it goes on from the line before. */
enum muster_status config_add(struct config *config, const struct config_options *options, const char *section,
							  const char *key, const char *value, const char *origin, bool more);

/* Reads one file into the config. A wrong line is reported and left out. MUSTER_OK, MUSTER_NOT_FOUND, MUSTER_REFUSED,
 * MUSTER_IO_ERROR, MUSTER_NO_MEMORY. */
enum muster_status config_read_file(struct config *config, const struct config_options *options, const char *path,
									struct problem *problem);

/* Bytes with an optional K, M or G. */
enum muster_status config_parse_size(const char *value, int64_t *bytes, struct problem *problem);

#endif
