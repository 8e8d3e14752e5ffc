/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Running one discovery, in a worker or (isolation = none) right here, up to a blob in memory that was checked. */
#ifndef MUSTER_LAUNCH_H
#define MUSTER_LAUNCH_H

#include "lookup/lookup.h"
#include "worker/worker.h"

/* What came back. */
struct launched {
	unsigned char *bytes; /* of the blob; malloc */
	size_t size;
	size_t read;    /* files that were read, and sources gone */
	char phase[32]; /* that it failed in */
};

/* @old (or NULL) is the stale blob to build on. @describe: only what the module says of itself. */
enum muster_status launch(const struct question *question, const struct candidate *old, bool describe,
						  struct launched *launched, struct problem *problem);

#endif
