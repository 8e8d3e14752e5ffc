/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Timing a call again and again inside one process. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stdbool.h>
#include <stdint.h>

/* Monotonic, nanoseconds. */
int64_t timing_now(void);

/* Calls @once until @milliseconds are used up, at least three times, after one call that does not count (0: only
 * once), and prints `MEDIAN_NS CALLS PEAK_KB CHILDREN_PEAK_KB`. @once gives the time that it took itself where it knows
 * better, else 0; a negative one ends the benchmark. The exit status for main(). */
int timing_run(int64_t (*once)(void *data), void *data, long milliseconds);

/* The number in @text, for command lines that `run` makes. */
long timing_number(const char *text);

#endif
