/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One file of a discovery: read by the module, or taken over from the last discovery. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "discovery/scan.h"
#include "discovery/source.h"

/* A file that changes while it is read is read again; after this many times it is left for the next discovery. */
#define ATTEMPTS 3

struct scan_mark scan_mark(const struct muster_scan *scan)
{
	return (struct scan_mark){scan->results.entry_count, scan->results.fact_count, scan->results.finding_count,
							  scan->sources.count, scan->sources.names.size};
}

void scan_undo(struct muster_scan *scan, const struct scan_mark *mark)
{
	scan->results.entry_count = mark->entries;
	scan->results.fact_count = mark->facts;
	scan->results.finding_count = mark->findings;
	scan->sources.count = mark->sources;
	scan->sources.names.size = mark->names;
}

/* The reader's answer: a broken file is a finding, one that cannot be read this time is the caller's to keep as it was;
 * anything else that is not good ends the discovery. */
static enum muster_status judge(struct muster_scan *scan, enum muster_status status)
{
	if (status == MUSTER_IO_ERROR && scan->problem.status == MUSTER_OK) {
		scan->trouble = scan->trouble ? scan->trouble : EIO;
		return MUSTER_OK;
	}
	if (status == MUSTER_OK || status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED) {
		if (status != MUSTER_OK && scan->group_findings == 0)
			muster_scan_finding(scan, 0, "%s", muster_status_text(status));
		return scan->problem.status;
	}
	if (scan->problem.status == MUSTER_OK)
		problem_set(&scan->problem, status, "%s: %s", scan->module->name, muster_status_text(status));
	return scan->problem.status;
}

enum muster_status scan_call_reader(struct muster_scan *scan, muster_reader *reader, void *data,
									struct muster_source *source, uint32_t group)
{
	enum muster_status status;

	scan->group = group;
	scan->group_findings = 0;
	scan->trouble = 0;
	status = judge(scan, reader(scan, source, data));
	if (status == MUSTER_OK)
		status = scan_end_fact(scan);
	scan->group = SOURCE_NONE;
	source_forget(source);
	return status;
}

/* As the last discovery met it; SOURCE_NONE. */
static uint32_t find_old(const struct muster_scan *scan, const struct scan_file *file)
{
	return scan->previous ? previous_file(scan->previous, file->walk, file->folder_old, file->name) : SOURCE_NONE;
}

/* The file could not be read: what it gave before is kept, and it is tried again. */
static enum muster_status keep_unread(struct muster_scan *scan, const struct scan_file *file, int error)
{
	const size_t first = scan->sources.count;
	const uint32_t old = find_old(scan, file);
	struct source record = {.kind = SOURCE_FILE, .walk = file->walk, .parent = file->folder, .group = (uint32_t)first};
	enum muster_status status;

	if (trouble_of(error) == TROUBLE_PROCESS)
		return scan_trouble(scan, file->path, error);
	if (old != SOURCE_NONE && scan->previous->sources.items[old].group == old)
		status = scan_take_over(scan, old, file->folder);
	else
		status = sources_add(&scan->sources, &record, file->name) == SOURCE_NONE ? problem_memory(&scan->problem)
																				 : MUSTER_OK;
	return status == MUSTER_OK ? scan_keep_troubled(scan, first, error) : status;
}

/* Settles the stamp of a file just read: 0, EAGAIN where it changed meanwhile, or another errno. What is racy was read
 * before the reader saw it; anything else is hashed before its stamp is looked at again, which tells of any change
 * since it was opened. */
static int settle(struct muster_scan *scan, uint32_t group, int descriptor)
{
	struct source *source = &scan->sources.items[group];
	struct stat about;
	struct stamp after;

	errno = 0;
	if (scan->job->content && !(source->flags & SOURCE_RACY)) {
		if (!hash_file(descriptor, &source->hash))
			return errno ? errno : EAGAIN;
		source->flags |= SOURCE_HASHED;
	}
	if (fstat(descriptor, &about) != 0)
		return errno;
	after = stamp_of(&about);
	return stamp_equal(&source->stamp, &after) ? 0 : EAGAIN;
}

/* A stamp that equals none: looked at again at the next check. */
static enum muster_status add_unsettled(struct muster_scan *scan, const struct scan_file *file, struct source *record,
										const char *why)
{
	record->stamp = (struct stamp){0};
	record->flags = 0;
	record->group = (uint32_t)scan->sources.count;
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	scan_finding(scan, record->group, 0, why);
	return MUSTER_OK;
}

/* Reads a racy file, so that what is hashed is what the reader is given. 0 or an errno. One that is larger than the
 * reader may have as a whole stays unread, and equals no stamp. */
static int freeze(struct muster_scan *scan, struct muster_source *source, struct source *record)
{
	const uint64_t limit = scan->job->max_file_size;
	int error;

	record->flags = 0;
	if (!stamp_racy(&record->stamp, stamp_now()))
		return 0;
	if (limit && source->size > limit) {
		record->stamp = (struct stamp){0};
		return 0;
	}
	error = source_freeze(source, &record->hash);
	record->flags = error ? 0 : SOURCE_HASHED | SOURCE_RACY;
	return error;
}

/* One try. 0, EAGAIN to try again, or another errno; *result is what came of it where that is 0. */
static int read_once(struct muster_scan *scan, const struct scan_file *file, struct source *record,
					 struct muster_source *source, enum muster_status *result)
{
	struct stat about;
	uint32_t group;
	int error;

	*result = MUSTER_OK;
	if (fstat(source->descriptor, &about) != 0)
		return errno;
	group = (uint32_t)scan->sources.count;
	record->stamp = stamp_of(&about);
	record->group = group;
	source->size = (uint64_t)about.st_size;
	error = freeze(scan, source, record);
	if (error)
		return error;
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE) {
		*result = problem_memory(&scan->problem);
		return 0;
	}
	*result = scan_call_reader(scan, file->reader, file->data, source, group);
	if (*result != MUSTER_OK || scan->trouble)
		return *result == MUSTER_OK ? scan->trouble : 0;
	return record->stamp.inode ? settle(scan, group, source->descriptor) : 0;
}

static enum muster_status read_open(struct muster_scan *scan, const struct scan_file *file, struct source *record,
									int descriptor)
{
	const char *base = strrchr(file->path, '/');
	struct muster_source source = {.scan = scan,
								   .path = file->path,
								   .name = base ? base + 1 : file->path,
								   .root = file->root,
								   .descriptor = descriptor,
								   .copy = -1};
	const struct scan_mark before = scan_mark(scan);
	enum muster_status result;

	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		const int error = read_once(scan, file, record, &source, &result);
		source_forget(&source);
		if (error == 0)
			return result;
		scan_undo(scan, &before);
		if (error != EAGAIN)
			return keep_unread(scan, file, error);
	}
	return add_unsettled(scan, file, record, "kept changing while it was read");
}

/* A file that may not be opened is a source without entries, so that a change of its mode is noticed. */
static enum muster_status keep_closed(struct muster_scan *scan, const struct scan_file *file, struct source *record,
									  int error)
{
	char text[160], reason[128];

	record->group = (uint32_t)scan->sources.count;
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	snprintf(text, sizeof(text), "cannot be opened: %s", strerror_r(error, reason, sizeof(reason)));
	scan_finding(scan, record->group, 0, text);
	return MUSTER_OK;
}

/* No file, or none that can be reached: a link to nothing, to a folder, in a circle. A file may take its place. */
static enum muster_status keep_type(struct muster_scan *scan, const struct scan_file *file, struct source *record,
									enum source_type type, int error)
{
	const uint32_t index = (uint32_t)scan->sources.count;
	char text[160], reason[128];

	record->kind = SOURCE_TYPE;
	record->group = SOURCE_NONE;
	record->stamp = (struct stamp){.size = type};
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	if (error == 0 || error == ENOENT || error == ENOTDIR)
		return MUSTER_OK;
	snprintf(text, sizeof(text), "cannot be reached: %s", strerror_r(error, reason, sizeof(reason)));
	scan_finding(scan, index, 0, text);
	return MUSTER_OK;
}

enum muster_status scan_read_file(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	cleanup_close int descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const int error = errno;

	scan->read++;
	if (descriptor >= 0)
		return read_open(scan, file, record, descriptor);
	if (trouble_of(error) != TROUBLE_NONE)
		return keep_unread(scan, file, error);
	if (error == ENOENT) /* gone since it was looked at */
		return keep_type(scan, file, record, SOURCE_IS_ABSENT, error);
	return keep_closed(scan, file, record, error);
}

/* What was hashed a while ago and found the same just now is racy no longer. */
static void take_source(struct muster_scan *scan, uint32_t old, uint32_t folder, uint32_t group)
{
	struct source source = scan->previous->sources.items[old];

	if (!stamp_racy(&source.stamp, stamp_now()))
		source.flags &= (uint8_t)~SOURCE_RACY;
	if (source.parent != SOURCE_NONE)
		source.parent = folder;
	source.group = group;
	if (sources_add(&scan->sources, &source,
					sources_name(&scan->previous->sources, &scan->previous->sources.items[old])) == SOURCE_NONE)
		problem_memory(&scan->problem);
}

enum muster_status scan_take_over(struct muster_scan *scan, uint32_t old, uint32_t folder)
{
	const struct previous *previous = scan->previous;
	const uint32_t group = (uint32_t)scan->sources.count;
	bool done = true;

	take_source(scan, old, folder, group);
	for (uint32_t i = previous->members.first[old]; i < previous->members.first[old + 1]; i++)
		take_source(scan, previous->members.rows[i], SOURCE_NONE, group);
	for (uint32_t i = previous->entries.first[old]; i < previous->entries.first[old + 1]; i++) {
		struct result_entry entry = previous->results.entries[previous->entries.rows[i]];
		entry.group = group;
		entry.ordinal = 0;
		done &= results_add_entry(&scan->results, &entry);
	}
	for (uint32_t i = previous->facts.first[old]; i < previous->facts.first[old + 1]; i++) {
		struct result_fact fact = previous->results.facts[previous->facts.rows[i]];
		fact.group = group;
		done &= results_add_fact(&scan->results, &fact);
	}
	done &= scan_take_findings(scan, old, group);
	return done ? scan->problem.status : problem_memory(&scan->problem);
}

/* Another name of a file that was visited already. It is kept as a source, since it is the one to read should the first
 * name go. */
static enum muster_status keep_alias(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	return MUSTER_OK;
}

/* Whether the file is not yet another name of one that was visited; notes that it was. */
static enum muster_status visit_inode(struct muster_scan *scan, const struct stamp *stamp, bool *first)
{
	const enum visit visit = visited_add(&scan->visited, stamp->device, stamp->inode);

	*first = visit == VISIT_FIRST;
	return visit == VISIT_NO_MEMORY ? problem_memory(&scan->problem) : MUSTER_OK;
}

enum muster_status scan_keep_file(struct muster_scan *scan, const struct scan_file *file)
{
	const uint32_t old = find_old(scan, file);
	struct source record = {.kind = SOURCE_FILE, .walk = file->walk, .parent = file->folder, .group = SOURCE_NONE};
	enum muster_status status;
	bool first;

	if (old == SOURCE_NONE) /* a link that led to no file */
		return keep_alias(scan, file, &record);
	record.stamp = scan->previous->sources.items[old].stamp;
	scan->files++;
	scan->met += scan->previous->sources.items[old].group == old;
	status = visit_inode(scan, &record.stamp, &first);
	if (status != MUSTER_OK)
		return status;
	if (!first || scan->previous->sources.items[old].group != old)
		return keep_alias(scan, file, &record);
	return scan_take_over(scan, old, file->folder);
}

enum muster_status scan_keep_troubled_file(struct muster_scan *scan, const struct scan_file *file, int error)
{
	const size_t first = scan->sources.count;
	enum muster_status status;

	if (trouble_of(error) == TROUBLE_PROCESS)
		return scan_trouble(scan, file->path, error);
	status = scan_keep_file(scan, file);
	return status == MUSTER_OK ? scan_keep_troubled(scan, first, error) : status;
}

/* Whether what is known of it holds without a look: compared by content, it may be another file by now; one that could
 * not be looked at and whose time has not come is not asked again. */
static bool is_known(const struct muster_scan *scan, uint32_t old)
{
	return !scan->job->content || scan->previous->sources.items[old].flags & SOURCE_TROUBLED;
}

enum muster_status scan_visit_file(struct muster_scan *scan, const struct scan_file *file)
{
	const struct previous *previous = scan->previous;
	const uint32_t old = find_old(scan, file);
	const bool unchanged = old != SOURCE_NONE && !previous->changed[old] && previous->sources.items[old].group == old;
	const bool known = unchanged && is_known(scan, old);
	struct source record = {.kind = SOURCE_FILE, .walk = file->walk, .parent = file->folder, .group = SOURCE_NONE};
	struct stat about;
	enum muster_status result = scan_progress(scan, file->path);
	const int error = result == MUSTER_OK && !known && stat(file->path, &about) != 0 ? errno : 0;
	bool first;

	if (result != MUSTER_OK)
		return result;
	if (trouble_of(error) != TROUBLE_NONE) /* a sibling leaves it to the discoverer */
		return scan->share.is_sibling ? MUSTER_OK : scan_keep_troubled_file(scan, file, error);
	if (!known && (error || !S_ISREG(about.st_mode)))
		return keep_type(scan, file, &record, source_type(error, &about), error);
	record.stamp = known ? previous->sources.items[old].stamp : stamp_of(&about);
	scan->files++;
	scan->met += old != SOURCE_NONE && previous->sources.items[old].group == old;
	result = visit_inode(scan, &record.stamp, &first);
	if (result != MUSTER_OK)
		return result;
	if (!first)
		return keep_alias(scan, file, &record);
	if (!unchanged)
		return share_read_file(scan, file, &record);
	return scan->share.is_sibling ? MUSTER_OK : scan_take_over(scan, old, file->folder);
}
