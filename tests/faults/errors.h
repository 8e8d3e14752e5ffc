/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What tests/faults/errors.py and its shim share: a file that both map. The shim gets its path in MUSTER_ERRORS. */
#ifndef MUSTER_ERRORS_H
#define MUSTER_ERRORS_H

#include <stdatomic.h>
#include <stdint.h>

enum { ERRORS_ROOT = 1024, ERRORS_PATH = 240, ERRORS_SEEN = 1024 };

/* Bits of errors.calls. */
enum errors_call {
	ERRORS_OPEN = 1,
	ERRORS_READ = 2,
	ERRORS_STAT = 4,
	ERRORS_LIST = 8,
	ERRORS_WRITE = 16,
	ERRORS_SYNC = 32,
	ERRORS_NAME = 64, /* rename and link */
	ERRORS_MAKE = 128 /* mkdir */
};

/* errors.py knows the places of the members. */
struct errors {
	uint32_t calls;         /* of these kinds */
	int32_t error;          /* fails with this; 0: only count */
	uint32_t at;            /* the call of this number, from 1; 0: all of them */
	atomic_uint count;      /* calls so far, of all processes */
	atomic_uint hits;       /* those that failed */
	char root[ERRORS_ROOT]; /* a call counts if it concerns this path, one below, or a file in memory */
	struct {
		char function[16], path[ERRORS_PATH];
	} seen[ERRORS_SEEN]; /* the first calls, in order */
};

#endif
