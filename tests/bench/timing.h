/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Timing a call again and again inside one process. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stdbool.h>

/* Calls @once, and prints `WALL_NS CPU_NS CALLS PEAK_KB CHILDREN_PEAK_KB`: the medians of a call's wall clock and CPU
 * time (user and system, of this process and of the children that it waited for). @turn says how often: `40` for as
 * many calls as 40 ms take, at least three, after one that does not count; `2x` for exactly two. A call that returns
 * false ends the benchmark. Returns the exit status for main(). */
int timing_run(bool (*once)(void *data), void *data, const char *turn);

/* Inside a call: the clocks start here, so that what the call did before does not count. */
void timing_start(void);

/* The number in @text, for command lines that `run` makes. */
long timing_number(const char *text);

#endif
