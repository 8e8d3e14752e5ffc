/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a worker tells its caller while it works: records on a pipe, each a type, a length and bytes. Only trusted as
 * far as checked. */
#ifndef MUSTER_REPORT_H
#define MUSTER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"

enum report_type {
	REPORT_PROGRESS = 1, /* files, read, entries, path */
	REPORT_PHASE = 2,    /* the text names it: "load", "discover", "combine", "serialize", "write", "unload" */
	REPORT_OUTPUT = 3,   /* one line that the module printed, or a detail for the log */
	REPORT_FAILURE = 4,  /* a status and why: the discovery gave up by itself */
	REPORT_DONE = 5,     /* the blob is complete */
	REPORT_ENDED = 6,    /* from the supervisor: the wait status, and in `read` an enum supervisor_reason */
};

/* With its head a record fits into PIPE_BUF: it is written whole, and never waits where poll() said that it can go. */
#define REPORT_TEXT_LIMIT 4000

struct report {
	enum report_type type;
	uint64_t files, read, entries; /* REPORT_PROGRESS */
	uint32_t number;               /* a status or a wait status */
	const char *text;              /* never NULL */
};

/* Writes a record whole (restarting on EINTR); longer texts are cut. False where the reader is gone. */
bool report_send(int descriptor, const struct report *report);

/* Takes records apart as they arrive. */
struct report_reader {
	unsigned char bytes[REPORT_TEXT_LIMIT + 64];
	size_t filled;
};

/* Reads once from @descriptor (which may be non-blocking) and hands each complete record to @receive. 1: more may
 * follow; 0: the end; -1: broken record or read error. */
int report_receive(struct report_reader *reader, int descriptor, void (*receive)(void *data, const struct report *),
				   void *data);

#endif
