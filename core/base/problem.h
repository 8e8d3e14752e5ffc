/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A status with the sentence that goes with it, on its way up to a caller. */
#ifndef MUSTER_PROBLEM_H
#define MUSTER_PROBLEM_H

#include <stdarg.h>

#include <muster/status.h>

struct problem {
	enum muster_status status;
	char text[1024]; /* WHAT: WHY (MEND), cut where it is longer; no newline */
};

/* Fills @problem (or nothing, where it is NULL) and returns @status. Control characters in the text become \xNN. */
enum muster_status problem_set(struct problem *problem, enum muster_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "WHAT: cannot VERB: strerror". The status is MUSTER_NO_MEMORY for ENOMEM, MUSTER_NOT_FOUND for ENOENT and ENOTDIR,
 * else MUSTER_IO_ERROR. */
enum muster_status problem_errno(struct problem *problem, int error, const char *what, const char *verb);

/* MUSTER_NO_MEMORY with its sentence. */
enum muster_status problem_memory(struct problem *problem);

#endif
