/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One discovery under way: what a module is handed as `struct muster_scan`. */
#ifndef MUSTER_SCAN_H
#define MUSTER_SCAN_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <muster/module.h>

#include "base/trouble.h"
#include "blob/previous.h"
#include "blob/results.h"
#include "discovery/job.h"
#include "discovery/report.h"
#include "discovery/share.h"
#include "source/listing.h"
#include "source/visited.h"
#include "value/item_writer.h"

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
	int trouble;             /* the error that kept it from looking at something (trouble.h); 0 */
	struct looks {
		uint32_t *slots; /* sources; SOURCE_NONE: free */
		size_t count, capacity;
	} looks;                 /* those with SOURCE_BELOW or SOURCE_COMMON, by group and path */
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

/* A look at @path gave an error that is no fact about it (trouble.h). Of the process's own: ends the discovery with
 * MUSTER_LIMIT_EXCEEDED. Else MUSTER_IO_ERROR, for the reader to pass on: what its group was before is kept. */
enum muster_status scan_trouble(struct muster_scan *scan, const char *path, int error);

/* The sources from number @first on could not be looked at this time: they are tried again, and a finding about the
 * first of them says why. */
enum muster_status scan_keep_troubled(struct muster_scan *scan, size_t first, int error);

/* Adds a look at the type of a path that groups share: with SOURCE_BELOW for all below the folder @group, with
 * SOURCE_COMMON (@group SOURCE_NONE) for all. Once each. */
enum muster_status scan_share_look(struct muster_scan *scan, uint32_t group, const struct source *source,
								   const char *path);

/* The folder whose files share looks at @path by the readers of the file that heads @group; SOURCE_NONE. */
uint32_t scan_sharing_folder(const struct muster_scan *scan, uint32_t group, const char *path);

/* Adds again what the files below folder @old of the last discovery shared, those that changed left out, for the same
 * folder, which is @folder now. */
enum muster_status scan_take_looks(struct muster_scan *scan, uint32_t old, uint32_t folder, bool all);

/* Lists a folder between two looks at its stamp; @source gets its stamp, flags and hash. 0 or an errno. */
int scan_list_folder(const struct muster_scan *scan, const char *path, struct listing *listing, struct source *source);

/* Writes FOLDER/NAME; false where it is too long. */
bool scan_join(char joined[PATH_MAX], const char *folder, const char *name);

/* Calls @found for each path that matches @pattern, which is absolute and tidy: *, ? and [] match within one name.
 * The folders that are listed for it are added as sources. A folder that cannot be listed is given to @unlisted with
 * the error, and is not added. */
struct scan_pattern {
	enum muster_status (*found)(void *data, const char *path);
	enum muster_status (*unlisted)(void *data, const char *folder, int error);
	void *data;
	uint32_t group; /* of the sources that are added */
	uint8_t flags;  /* of them */
};

enum muster_status scan_match(struct muster_scan *scan, const struct scan_pattern *pattern, const char *path);

/* One spelling for a path: without empty components and without a slash at the end. False where it is not absolute or
 * too long. */
bool scan_tidy(const char *path, char tidied[PATH_MAX]);

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

/* Takes over what the last discovery found in the file, without a look at it. What it was not known to be is kept out.
 * The caller marks what was added as troubled. */
enum muster_status scan_keep_file(struct muster_scan *scan, const struct scan_file *file);

/* The file could not be looked at: scan_keep_file(), scan_trouble() and scan_keep_troubled() in one. */
enum muster_status scan_keep_troubled_file(struct muster_scan *scan, const struct scan_file *file, int error);

/* A folder that a walk of folders came to. */
struct scan_folder {
	uint32_t old; /* as the last discovery knew it, or SOURCE_NONE */
	const char *path, *root;
	const struct listing *listing;
	const char *files; /* glob of the names that the reader is to see, or NULL */
	muster_reader *reader;
	void *data;
};

/* Takes over what the last discovery found in folder @old, which cannot be listed now. The caller marks it. */
enum muster_status scan_keep_folder(struct muster_scan *scan, uint32_t old, uint32_t parent);

/* Adds @record, which has all but its group, and calls the reader, unless the folder was visited by another path. */
enum muster_status scan_visit_folder(struct muster_scan *scan, const struct scan_folder *folder, struct source *record);

/* Adds the unchanged folder @old again with what the last discovery found in it; scan->problem says what went wrong.
 * False where it is to be read nevertheless. */
bool scan_take_folder(struct muster_scan *scan, uint32_t old, uint32_t parent, const char *path);

/* Calls the reader for the head of @group, and forgets what was made for it. */
enum muster_status scan_call_reader(struct muster_scan *scan, muster_reader *reader, void *data,
									struct muster_source *source, uint32_t group);

/* The group that @old heads: its sources, entries, facts and findings; of findings not the one that said that it could
 * not be looked at. */
enum muster_status scan_take_over(struct muster_scan *scan, uint32_t old, uint32_t folder);

/* Adds the findings about source @old again, for source @index. False without memory. */
bool scan_take_findings(struct muster_scan *scan, uint32_t old, uint32_t index);

#endif
