/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "discovery/discovery.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "blob/assemble.h"
#include "blob/meta.h"
#include "discovery/scan.h"
#include "module/loader.h"

static void send_phase(const struct discovery_observer *observer, const char *phase)
{
	const struct report report = {.type = REPORT_PHASE, .text = phase};

	if (observer->report)
		observer->report(observer->data, &report);
}

/* The same input gives the same bytes, where a build asks for it. */
static bool reproducible(const struct job *job, int64_t *created)
{
	const char *epoch = job_environment(job, "SOURCE_DATE_EPOCH");
	int64_t seconds;

	if (!epoch || config_parse(MUSTER_OPTION_INTEGER, epoch, &seconds, NULL, NULL) != MUSTER_OK || seconds < 0 ||
		seconds > INT64_MAX / 1000000000)
		return false;
	*created = seconds * 1000000000;
	return true;
}

/* One of the module's two calls. */
static enum muster_status call(struct muster_scan *scan, enum muster_status (*slot)(struct muster_scan *))
{
	enum muster_status status = slot(scan);

	if (scan->problem.status != MUSTER_OK)
		return scan->problem.status;
	if (status != MUSTER_OK)
		return problem_set(&scan->problem, status, "%s: gave up: %s", scan->module->name, muster_status_text(status));
	return scan_end_fact(scan);
}

static enum muster_status discover(struct muster_scan *scan, const struct discovery_observer *observer)
{
	enum muster_status status = MUSTER_OK;

	if (scan->job->describe)
		return MUSTER_OK;
	send_phase(observer, "discover");
	status = call(scan, scan->module->discover);
	if (status == MUSTER_OK)
		status = scan_take_environment(scan);
	if (status == MUSTER_OK && module_has(scan->module, combine)) {
		send_phase(observer, "combine");
		status = call(scan, scan->module->combine);
	}
	return status;
}

/* How often in a row sources were tried in vain. Those that the last discovery left troubled and whose time had not
 * come were not tried; then only more of them than before begin a new count. */
static void fill_trouble(struct meta_trouble *trouble, const struct muster_scan *scan)
{
	const struct previous *previous = scan->previous;
	const struct meta_trouble before = previous ? previous->trouble : (struct meta_trouble){0};
	size_t count = 0;

	for (size_t i = 0; i < scan->sources.count; i++)
		count += (scan->sources.items[i].flags & SOURCE_TROUBLED) != 0;
	*trouble = (struct meta_trouble){.sources = count};
	if (count == 0)
		return;
	trouble->attempts = previous && previous->retried ? before.attempts + 1 : 1;
	trouble->tried = stamp_now();
	if (before.attempts && !previous->retried && count <= before.sources)
		*trouble = (struct meta_trouble){count, before.attempts, before.tried};
}

static void fill_meta(struct meta *meta, const struct muster_scan *scan, double started)
{
	const struct muster_module *module = scan->module;

	*meta = (struct meta){
		.module = module->name,
		.version = module->version,
		.summary = module->summary,
		.path = scan->job->path,
		.stamp = scan->job->stamp,
		.abi_major = module->abi_major,
		.abi_minor = module->abi_minor,
		.created = stamp_now(),
		.discover_ms = clock_precise() - started,
		.content = scan->job->content,
		.fields = (struct muster_field *)module->fields,
		.options = (struct muster_option *)(module_has(module, options) ? module->options : NULL),
		.section_options =
			(struct muster_option *)(module_has(module, section_options) ? module->section_options : NULL),
	};
	fill_trouble(&meta->trouble, scan);
	if (reproducible(scan->job, &meta->created))
		meta->discover_ms = 0;
}

static enum muster_status write_blob(struct muster_scan *scan, struct blob_writer *writer, double started)
{
	struct meta meta;
	enum muster_status status = compose_body(writer, &scan->results, &scan->sources, scan->item.field_count);

	if (status != MUSTER_OK)
		return status;
	fill_meta(&meta, scan, started);
	return compose_end(writer, &scan->results, &scan->sources, &meta);
}

static enum muster_status write_out(struct muster_scan *scan, int blob, const struct discovery_observer *observer,
									double started, struct problem *problem)
{
	struct blob_writer writer;
	enum muster_status status;

	send_phase(observer, "write");
	status = blob_writer_init(&writer, blob, scan->previous ? &scan->previous->blob : NULL);
	if (status == MUSTER_OK)
		status = write_blob(scan, &writer, started);
	if (status != MUSTER_OK)
		*problem = writer.problem;
	blob_writer_free(&writer);
	return status;
}

static void send_done(const struct muster_scan *scan, const struct discovery_observer *observer)
{
	const size_t before = scan->previous ? compose_groups(&scan->previous->sources) : 0;
	const struct report report = {.type = REPORT_DONE,
								  .files = scan->files,
								  .read = scan->read + (before > scan->met ? before - scan->met : 0),
								  .entries = scan->results.entry_count,
								  .text = ""};

	if (observer->report)
		observer->report(observer->data, &report);
}

/* An old blob that cannot be built upon costs time and nothing else; the log tells. */
static bool open_previous(struct previous *previous, const struct job *job, int old_blob,
						  const struct discovery_observer *observer)
{
	const enum muster_status status =
		previous_open(previous, old_blob, job->unchanged, job->unchanged ? job->unchanged_count : 0);
	char text[128];
	const struct report report = {.type = REPORT_OUTPUT, .text = text};

	if (status == MUSTER_OK)
		return true;
	snprintf(text, sizeof(text), "the old blob is not built upon: %s", muster_status_text(status));
	if (observer->report)
		observer->report(observer->data, &report);
	return false;
}

enum muster_status discovery_run(const struct muster_module *module, const struct job *job, int old_blob, int blob,
								 const struct discovery_observer *observer, struct problem *problem)
{
	const double started = clock_precise();
	struct previous previous;
	const bool builds_on = old_blob >= 0 && open_previous(&previous, job, old_blob, observer);
	struct muster_scan scan;
	enum muster_status status;

	status = scan_init(&scan, module, job, builds_on ? &previous : NULL);
	scan.report = observer->report;
	scan.report_data = observer->data;
	scan.cancelled = observer->cancelled;
	if (status == MUSTER_OK)
		status = discover(&scan, observer);
	if (status == MUSTER_OK)
		status = write_out(&scan, blob, observer, started, problem);
	else
		*problem = scan.problem;
	if (status == MUSTER_OK)
		send_done(&scan, observer);
	scan_free(&scan);
	if (builds_on)
		previous_close(&previous);
	return status;
}
