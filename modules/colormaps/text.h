/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lines, words and numbers of hostile text. Nothing here allocates or looks past what it was given. */
#ifndef MUSTER_COLORMAPS_TEXT_H
#define MUSTER_COLORMAPS_TEXT_H

#include "builder.h"

/* Some bytes of the input. */
struct slice {
	const char *at;
	size_t length;
};

/* Where reading lines has come to. */
struct text {
	struct slice rest;
	unsigned line; /* number of the line got last, from 1 */
};

/* The start of the input, past a byte order mark. */
struct text text_of(const struct input *input);

/* The next line, without its end (LF, CRLF or CR). False past the last one. */
bool text_line(struct text *text, struct slice *line);

/* True where the first bytes are text: no control characters but white space. */
bool text_plausible(const struct input *input);

/* Without white space around it. */
struct slice slice_trim(struct slice slice);

/* Takes the next word between white space off `rest`. False where none is left. */
bool slice_word(struct slice *rest, struct slice *word);

/* Takes what is before the next `separator` (or all) off `rest`. False where `rest` is at an end: at is NULL then, so
 * that "a,," has three parts. */
bool slice_part(struct slice *rest, char separator, struct slice *part);

/* What is before the first `mark`, or all of it. */
struct slice slice_before(struct slice slice, char mark);

bool slice_is(struct slice slice, const char *text);
bool slice_is_any_case(struct slice slice, const char *text);
bool slice_begins(struct slice slice, const char *text);
bool slice_begins_any_case(struct slice slice, const char *text);

/* All of `word` as a finite decimal number. */
bool slice_number(struct slice word, double *number);

/* Takes a finite decimal number (white space before it allowed) off `rest`, as far as it goes. False, and nothing
 * taken, where there is none. */
bool slice_take_number(struct slice *rest, double *number);

/* Takes white space and then `mark` off `rest`. False, and nothing taken, where something else stands there. */
bool slice_take(struct slice *rest, char mark);

/* As many as `limit` numbers between white space, commas not allowed; the count. Stops at the first word that is no
 * number; `rest` then begins with it. */
size_t slice_numbers(struct slice *rest, double *numbers, size_t limit);

#endif
