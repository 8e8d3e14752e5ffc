/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a discoverer prints, on its way to the caller: line by line, and no more than a log can take. */
#ifndef MUSTER_OUTPUT_H
#define MUSTER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "discovery/report.h"

#define OUTPUT_LIMIT (64u << 10) /* bytes that are passed on */

struct output {
	char bytes[REPORT_TEXT_LIMIT];
	size_t filled, passed;
	bool dropping, over;
};

/* Reads once from @descriptor (non-blocking). 1: more may follow; 0: the end, or an error. */
int output_read(struct output *output, int descriptor);

/* Sends the next line (what there is of it, at the end or where it is too long) to @caller. False where there is
 * none. */
bool output_send(struct output *output, int caller);

#endif
