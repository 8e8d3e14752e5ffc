/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/stamp.h"

#include <time.h>

#define SECOND INT64_C(1000000000)

/* The kernel stamps files by its tick, at most 10 ms (HZ = 100); two of them are safe. */
#define TICKS (SECOND / 50)

/* Times without a fraction come from file systems that keep whole seconds, FAT even only even ones. */
#define COARSE (2 * SECOND)

/* Past the year 2262 the number wraps: it still tells times apart, and some file systems keep any time set by hand. */
static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)((uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec);
}

struct stamp stamp_of(const struct stat *about)
{
	return (struct stamp){
		.device = about->st_dev,
		.inode = about->st_ino,
		.size = S_ISDIR(about->st_mode) ? 0 : (uint64_t)about->st_size,
		.modified = nanoseconds(about->st_mtim),
		.changed = nanoseconds(about->st_ctim),
	};
}

bool stamp_racy(const struct stamp *stamp, int64_t now)
{
	const int64_t latest = stamp->modified > stamp->changed ? stamp->modified : stamp->changed;
	const bool coarse = stamp->modified % SECOND == 0 && stamp->changed % SECOND == 0;

	/* Only the change time cannot be set by hand; a modification time in the future says nothing. */
	return (latest < now ? latest : stamp->changed) > now - (coarse ? COARSE : TICKS);
}

int64_t stamp_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return nanoseconds(now);
}
