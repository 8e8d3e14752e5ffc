/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One discovery under way: what a module is handed as `struct muster_scan`. */
#ifndef MUSTER_SCAN_H
#define MUSTER_SCAN_H

#include <stdatomic.h>
#include <stdbool.h>

#include <muster/module.h>

#include "job.h"
#include "listing.h"
#include "previous.h"
#include "report.h"
#include "results.h"
#include "share.h"
#include "visited.h"
#include "writer.h"

struct muster_scan {
	const struct muster_module *module;
	const struct job *job;
	struct previous *previous; /* NULL: everything is new */
	struct sources sources;
	struct results results;
	struct visited visited, pruned; /* pruned: folders whose folders are not to be visited */
	struct share share;
	struct muster_writer item, fact;
	struct buffer packed;    /* an item's fields, or a fact's map */
	char *fact_key;          /* of the fact being written; NULL: none is */
	uint16_t walks;          /* begun so far */
	uint32_t group;          /* the source whose reader runs; SOURCE_NONE outside readers */
	unsigned group_findings; /* that it left */
	size_t fact_cursor;
	struct arena fact_arena; /* of the fact that combine() looks at */
	char ***words;           /* handed out by muster_scan_words() */
	size_t word_lists;
	const char **sections;
	size_t files, read, met;      /* come to; of them read; of them known from the last discovery */
	int64_t reported;             /* when progress was last told, nanoseconds */
	const atomic_bool *cancelled; /* may be NULL */
	void (*report)(void *data, const struct report *report); /* may be NULL */
	void *report_data;
	struct problem problem;
};

/* Checks the job's settings against the module's options on the way. @previous may be NULL. MUSTER_OK,
 * MUSTER_BAD_CONFIG (where it was set, and the nearest name), MUSTER_NO_MEMORY: scan->problem says why. */
enum muster_status scan_init(struct muster_scan *scan, const struct muster_module *module, const struct job *job,
							 struct previous *previous);
void scan_free(struct muster_scan *scan);

/* Ends a fact that is still being written. */
enum muster_status scan_end_fact(struct muster_scan *scan);

/* A finding about any source. */
void scan_finding(struct muster_scan *scan, uint32_t source, unsigned line, const char *text);

/* Tells how far it has come, if it is time to; MUSTER_CANCELLED once that is wanted. */
enum muster_status scan_progress(struct muster_scan *scan, const char *path);

/* Variables that the last discovery asked for, and that readers not called again did not ask for this time. */
enum muster_status scan_take_environment(struct muster_scan *scan);

/* A file that a walk came to. */
struct scan_file {
	uint32_t folder, folder_old; /* sources, or SOURCE_NONE */
	uint16_t walk;
	const char *path, *name, *root; /* name as it is kept: relative to the folder, or the path */
	muster_reader *reader;
	void *data;
};

/* What is there by now, to go back to. */
struct scan_mark {
	size_t entries, facts, findings, sources, names;
};

struct scan_mark scan_mark(const struct muster_scan *scan);
void scan_undo(struct muster_scan *scan, const struct scan_mark *mark);

/* Opens a new or changed file and calls the reader. @record, which has all but its group, is filled with its stamp. */
enum muster_status scan_read_file(struct muster_scan *scan, const struct scan_file *file, struct source *record);

/* Calls the reader for the file, or takes over what the last discovery found in it. */
enum muster_status scan_visit_file(struct muster_scan *scan, const struct scan_file *file);

/* A folder that a walk of folders came to. */
struct scan_folder {
	uint32_t old; /* as the last discovery knew it, or SOURCE_NONE */
	const char *path, *root;
	const struct listing *listing;
	const char *files; /* glob of the names that the reader is to see, or NULL */
	muster_reader *reader;
	void *data;
};

/* Adds @record, which has all but its group, and calls the reader, unless the folder was visited by another path. */
enum muster_status scan_visit_folder(struct muster_scan *scan, const struct scan_folder *folder, struct source *record);

/* Adds the unchanged folder @old again with what the last discovery found in it; scan->problem says what went wrong.
 * False where it is to be read nevertheless. */
bool scan_take_folder(struct muster_scan *scan, uint32_t old, uint32_t parent, const char *path);

/* Calls the reader for the head of @group, and forgets what was made for it. */
enum muster_status scan_call_reader(struct muster_scan *scan, muster_reader *reader, void *data,
									struct muster_source *source, uint32_t group);

/* The group that @old heads: its sources, entries, facts and findings. */
enum muster_status scan_take_over(struct muster_scan *scan, uint32_t old, uint32_t folder);

#endif
