/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One file of a discovery: read by the module, or taken over from the last discovery. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "scan.h"
#include "source.h"

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

/* The reader's answer: a broken file is a finding, anything else that is not good ends the discovery. */
static enum muster_status judge(struct muster_scan *scan, enum muster_status status)
{
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
	status = judge(scan, reader(scan, source, data));
	if (status == MUSTER_OK)
		status = scan_end_fact(scan);
	scan->group = SOURCE_NONE;
	source_forget(source);
	return status;
}

/* Settles the stamp of a file just read. False where it changed meanwhile. */
static bool settle(struct muster_scan *scan, uint32_t group, int descriptor)
{
	struct source *source = &scan->sources.items[group];
	struct stat status;
	struct stamp after;
	bool racy;

	if (fstat(descriptor, &status) != 0)
		return false;
	after = stamp_of(&status);
	if (!stamp_equal(&source->stamp, &after))
		return false;
	racy = stamp_racy(&after, stamp_now());
	if (!racy && !scan->job->content)
		return true;
	if (!hash_file(descriptor, &source->hash))
		return false;
	source->flags = (uint8_t)(SOURCE_HASHED | (racy ? SOURCE_RACY : 0));
	return true;
}

static enum muster_status read_open(struct muster_scan *scan, const struct scan_file *file, struct source *record,
									int descriptor)
{
	const char *base = strrchr(file->path, '/');
	struct muster_source source = {
		.scan = scan, .path = file->path, .name = base ? base + 1 : file->path, .root = file->root};
	const struct scan_mark before = scan_mark(scan);

	source.descriptor = descriptor;
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		struct stat status;
		uint32_t group;
		enum muster_status result;
		scan_undo(scan, &before);
		if (fstat(descriptor, &status) != 0)
			break;
		group = (uint32_t)scan->sources.count;
		record->stamp = stamp_of(&status);
		record->group = group;
		source.size = (uint64_t)status.st_size;
		if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
			return problem_memory(&scan->problem);
		result = scan_call_reader(scan, file->reader, file->data, &source, group);
		if (result != MUSTER_OK || settle(scan, group, descriptor))
			return result;
	}
	scan_undo(scan, &before);
	record->stamp = (struct stamp){0}; /* equal to nothing: looked at again at the next check */
	record->group = (uint32_t)scan->sources.count;
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	scan_finding(scan, record->group, 0, "kept changing while it was read");
	return MUSTER_OK;
}

/* A file that cannot be opened is a source without entries, so that a change of its mode is noticed. */
static enum muster_status keep_unreadable(struct muster_scan *scan, const struct scan_file *file, struct source *record,
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

enum muster_status scan_read_file(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	cleanup_close int descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	scan->read++;
	if (descriptor >= 0)
		return read_open(scan, file, record, descriptor);
	if (errno == ENOENT) /* gone since the folder was listed, whose stamp tells the next check */
		return MUSTER_OK;
	return keep_unreadable(scan, file, record, errno);
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
	for (uint32_t i = previous->findings.first[old]; i < previous->findings.first[old + 1]; i++) {
		struct result_finding finding = previous->results.findings[previous->findings.rows[i]];
		finding.source = group;
		done &= results_add_finding(&scan->results, &finding);
	}
	return done ? scan->problem.status : problem_memory(&scan->problem);
}

/* Another name of a file that was visited already. It is kept as a source, since it is the one to read should the first
 * name go. */
static enum muster_status keep_alias(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	record->group = SOURCE_NONE;
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	return MUSTER_OK;
}

/* A link that leads nowhere: what it leads to may come. */
static enum muster_status keep_absent(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	record->kind = SOURCE_ABSENT;
	record->group = SOURCE_NONE;
	if (sources_add(&scan->sources, record, file->name) == SOURCE_NONE)
		return problem_memory(&scan->problem);
	return MUSTER_OK;
}

enum muster_status scan_visit_file(struct muster_scan *scan, const struct scan_file *file)
{
	const struct previous *previous = scan->previous;
	const uint32_t old = previous ? previous_file(previous, file->walk, file->folder_old, file->name) : SOURCE_NONE;
	const bool unchanged = old != SOURCE_NONE && !previous->changed[old] && previous->sources.items[old].group == old;
	struct source record = {.kind = SOURCE_FILE, .walk = file->walk, .parent = file->folder, .group = SOURCE_NONE};
	struct stat status;
	enum muster_status result = scan_progress(scan, file->path);

	if (result != MUSTER_OK)
		return result;
	if (unchanged && !scan->job->content) /* compared by content, it may be another file by now */
		record.stamp = previous->sources.items[old].stamp;
	else if (stat(file->path, &status) != 0)
		return errno == ENOENT ? keep_absent(scan, file, &record) : MUSTER_OK;
	else if (!S_ISREG(status.st_mode))
		return MUSTER_OK;
	else
		record.stamp = stamp_of(&status);
	scan->files++;
	scan->met += old != SOURCE_NONE && previous->sources.items[old].group == old;
	switch (visited_add(&scan->visited, record.stamp.device, record.stamp.inode)) {
	case VISIT_NO_MEMORY:
		return problem_memory(&scan->problem);
	case VISIT_AGAIN:
		return keep_alias(scan, file, &record);
	case VISIT_FIRST:
		break;
	}
	if (!unchanged)
		return share_read_file(scan, file, &record);
	return scan->share.is_sibling ? MUSTER_OK : scan_take_over(scan, old, file->folder);
}
