/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A source that cannot be looked at for a reason that passes keeps its old answer, and is tried again. */

#include <stdio.h>
#include <string.h>

#include "discovery/scan.h"

/* How a finding about it begins, by which it is known once the trouble has passed. */
#define TROUBLE_TEXT "not read this time: "

enum muster_status scan_trouble(struct muster_scan *scan, const char *path, int error)
{
	char reason[128];

	if (error == ENOMEM) /* of a worker with a limit, that becomes the limit */
		return problem_memory(&scan->problem);
	if (trouble_of(error) == TROUBLE_PROCESS)
		return problem_set(&scan->problem, MUSTER_LIMIT_EXCEEDED, "%s: %s: cannot be read: %s", scan->module->name,
						   path, strerror_r(error, reason, sizeof(reason)));
	scan->trouble = scan->trouble ? scan->trouble : error;
	return MUSTER_IO_ERROR;
}

enum muster_status scan_keep_troubled(struct muster_scan *scan, size_t first, int error)
{
	char text[160], reason[128];

	for (size_t i = first; i < scan->sources.count; i++) {
		struct source *source = &scan->sources.items[i];
		if (source->kind == SOURCE_ENVIRONMENT)
			continue;
		source->flags |= SOURCE_TROUBLED;
		source->flags &= (uint8_t)~SOURCE_RACY;
	}
	if (scan->problem.status != MUSTER_OK || first >= scan->sources.count)
		return scan->problem.status;
	snprintf(text, sizeof(text), TROUBLE_TEXT "%s", strerror_r(error, reason, sizeof(reason)));
	scan_finding(scan, (uint32_t)first, 0, text);
	return MUSTER_OK;
}

bool scan_take_findings(struct muster_scan *scan, uint32_t old, uint32_t index)
{
	const struct previous *previous = scan->previous;
	const bool troubled = previous->sources.items[old].flags & SOURCE_TROUBLED && previous->changed[old];
	bool done = true;

	for (uint32_t i = previous->findings.first[old]; i < previous->findings.first[old + 1]; i++) {
		struct result_finding finding = previous->results.findings[previous->findings.rows[i]];
		if (troubled && strncmp(finding.text, TROUBLE_TEXT, strlen(TROUBLE_TEXT)) == 0)
			continue;
		finding.source = index;
		done &= results_add_finding(&scan->results, &finding);
	}
	return done;
}
