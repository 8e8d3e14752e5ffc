/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h> /* for what the compiler has built in: the library stays out of the start */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Every decimal of FLT_DIG (DBL_DIG) digits survives the way to a float (double) and back, so fewer need no try:
 * %g drops the zeros at the end. The command never sets LC_NUMERIC. */
void number_real(char text[NUMBER_REAL_SIZE], double real)
{
	const bool narrow = fabs(real) <= FLT_MAX && (double)(float)real == real;
	const int most = narrow ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;

	if (!signbit(real) && real < 1e6 && real == (double)(int)real) { /* most are, in lists of colours */
		snprintf(text, NUMBER_REAL_SIZE, "%d", (int)real);
		return;
	}
	for (int digits = narrow ? FLT_DIG : DBL_DIG; digits <= most; digits++) {
		snprintf(text, NUMBER_REAL_SIZE, "%.*g", digits, real);
		if (narrow ? strtof(text, NULL) == (float)real : strtod(text, NULL) == real)
			return;
	}
}

void number_count(struct text *text, uint64_t count)
{
	char digits[24];
	const int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text_add_bytes(text, ",", 1);
		text_add_bytes(text, digits + i, 1);
	}
}

/* One decimal below ten, as far as it is not rounded up to ten. */
static void add_scaled(struct text *text, double number, const char *unit)
{
	text_format(text, "%.*f%s", number < 9.95 ? 1 : 0, number, unit);
}

void number_bytes(struct text *text, uint64_t bytes)
{
	static const char *const units[] = {" kB", " MB", " GB", " TB", " PB", " EB"};
	double number = (double)bytes / 1000;
	size_t unit = 0;

	if (bytes < 1000) {
		text_format(text, "%" PRIu64 " B", bytes);
		return;
	}
	for (; number >= 999.5; unit++)
		number /= 1000;
	add_scaled(text, number, units[unit]);
}

/* Without what comes after the point. */
static int64_t whole(double number)
{
	return number < 1e15 ? (int64_t)number : (int64_t)1e15;
}

void number_milliseconds(struct text *text, double milliseconds)
{
	const double seconds = milliseconds / 1000;

	if (milliseconds < 0.095)
		text_format(text, "%.2f ms", milliseconds);
	else if (milliseconds < 999.5)
		add_scaled(text, milliseconds, " ms");
	else if (seconds < 59.95)
		text_format(text, "%.1f s", seconds);
	else
		text_format(text, "%" PRId64 " min %02" PRId64 " s", whole(seconds + 0.5) / 60, whole(seconds + 0.5) % 60);
}

void number_age(struct text *text, double seconds)
{
	if (seconds < 120)
		text_format(text, "%.0f s", seconds);
	else if (seconds < 120 * 60)
		text_format(text, "%" PRId64 " min", whole(seconds / 60));
	else if (seconds < 48 * 3600)
		text_format(text, "%" PRId64 " h", whole(seconds / 3600));
	else
		text_format(text, "%" PRId64 " d", whole(seconds / 86400));
}

void number_ratio(struct text *text, uint64_t raw, uint64_t packed)
{
	if (packed > 0)
		add_scaled(text, (double)raw / (double)packed, " : 1");
}

void number_of(struct text *text, uint64_t count, const char *one, const char *many)
{
	number_count(text, count);
	text_format(text, " %s", count == 1 ? one : many);
}

void number_time(char text[NUMBER_TIME_SIZE], int64_t nanoseconds)
{
	const int64_t second = 1000000000;
	const time_t time = (time_t)(nanoseconds / second - (nanoseconds % second < 0));
	struct tm parts;

	if (!gmtime_r(&time, &parts) || strftime(text, NUMBER_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		strcpy(text, "");
}
