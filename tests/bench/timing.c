/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define LEAST 3
#define MOST  2000

int64_t timing_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

long timing_number(const char *text)
{
	return strtol(text, NULL, 10);
}

static int64_t one(int64_t (*once)(void *data), void *data)
{
	const int64_t start = timing_now();
	const int64_t own = once(data);

	return own ? own : timing_now() - start;
}

static int compare(const void *left, const void *right)
{
	const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

int timing_run(int64_t (*once)(void *data), void *data, long milliseconds)
{
	static int64_t times[MOST];
	struct rusage own, children;
	int count = 0;
	int64_t end;

	if (milliseconds && one(once, data) < 0)
		return 1;
	end = timing_now() + milliseconds * 1000000;
	while (count < (milliseconds ? LEAST : 1) || (count < MOST && timing_now() < end)) {
		times[count] = one(once, data);
		if (times[count++] < 0)
			return 1;
	}
	qsort(times, (size_t)count, sizeof(*times), compare);
	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	printf("%lld %d %ld %ld\n", (long long)times[count / 2], count, own.ru_maxrss, children.ru_maxrss);
	return 0;
}
