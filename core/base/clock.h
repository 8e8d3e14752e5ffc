/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The clock for deadlines: it never goes back, and is the same in all processes. */
#ifndef MUSTER_CLOCK_H
#define MUSTER_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The moment @wait milliseconds from now; a wait of more than a year is one of a year. */
static inline int64_t clock_deadline(int64_t wait)
{
	const int64_t year = INT64_C(366) * 24 * 3600 * 1000;

	return clock_milliseconds() + (wait < 0 ? 0 : wait > year ? year : wait);
}

/* The same with its fraction, for telling people how long something took. */
static inline double clock_precise(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

#endif
