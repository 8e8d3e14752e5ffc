/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "timing.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define LEAST 3
#define MOST  2000

struct times {
	int64_t wall, cpu;
};

static struct times started;

static int64_t clock_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t nanoseconds(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_usec * 1000;
}

static struct times times_now(void)
{
	struct rusage children;

	getrusage(RUSAGE_CHILDREN, &children);
	return (struct times){.wall = clock_of(CLOCK_MONOTONIC),
						  .cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) + nanoseconds(children.ru_utime) +
								 nanoseconds(children.ru_stime)};
}

void timing_start(void)
{
	started = times_now();
}

long timing_number(const char *text)
{
	return strtol(text, NULL, 10);
}

static int compare(const void *left, const void *right)
{
	const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static int64_t median(int64_t *times, int count)
{
	qsort(times, (size_t)count, sizeof(*times), compare);
	return times[count / 2];
}

static void report(int64_t *wall, int64_t *cpu, int count)
{
	struct rusage own, children;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	printf("%lld %lld %d %ld %ld\n", (long long)median(wall, count), (long long)median(cpu, count), count,
		   own.ru_maxrss, children.ru_maxrss);
}

int timing_run(bool (*once)(void *data), void *data, const char *turn)
{
	static int64_t wall[MOST], cpu[MOST];
	char *unit;
	const long number = strtol(turn, &unit, 10);
	const bool exactly = *unit == 'x';
	const int least = exactly ? (int)number : LEAST;
	int64_t end;
	int count = 0;

	if (!exactly && !once(data))
		return 1;
	end = clock_of(CLOCK_MONOTONIC) + (exactly ? 0 : number * 1000000);
	while (count < MOST && (count < least || clock_of(CLOCK_MONOTONIC) < end)) {
		struct times now;
		timing_start();
		if (!once(data))
			return 1;
		now = times_now();
		wall[count] = now.wall - started.wall;
		cpu[count++] = now.cpu - started.cpu;
	}
	report(wall, cpu, count);
	return 0;
}
