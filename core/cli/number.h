/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Numbers as people and programs read them. */
#ifndef CLI_NUMBER_H
#define CLI_NUMBER_H

#include <stdint.h>

#include "text.h"

/* Room for number_real()'s text. */
#define NUMBER_REAL_SIZE 32

/* The shortest text that reads back as @real: as a float where @real is one exactly, else as a double. With a point
 * and without a locale; "nan", "inf" and "-inf" for what is no number. */
void number_real(char text[NUMBER_REAL_SIZE], double real);

/* These add to @text: 18,204 · 61 kB, 1.9 MB · 0.7 ms, 41 ms, 1.2 s · 12 s, 5 min, 2 h, 7 d · 8.4 : 1 */
void number_count(struct text *text, uint64_t count);
void number_bytes(struct text *text, uint64_t bytes);
void number_milliseconds(struct text *text, double milliseconds);
void number_age(struct text *text, double seconds);
void number_ratio(struct text *text, uint64_t raw, uint64_t packed);

/* @count and the word for it: 1 file, 2 files. */
void number_of(struct text *text, uint64_t count, const char *one, const char *many);

/* Room for number_time()'s text. */
#define NUMBER_TIME_SIZE 40

/* Nanoseconds since 1970 as ISO 8601 in UTC, to the second. */
void number_time(char text[NUMBER_TIME_SIZE], int64_t nanoseconds);

#endif
