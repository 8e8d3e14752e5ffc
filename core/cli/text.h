/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Text that grows, made fit for people: nothing of an entry or a path reaches a terminal unescaped. */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed to begin with, freed with text_free(). Without memory the program ends, with exit status 1. */
struct text {
	char *data; /* ended by NUL; NULL while nothing was added */
	size_t length, size;
};

/* Never NULL. */
const char *text_get(const struct text *text);
void text_clear(struct text *text);
void text_free(struct text *text);

void text_add_bytes(struct text *text, const char *data, size_t size);
void text_add(struct text *text, const char *data);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds @data with control characters, characters that reorder or break lines, and bytes that are no UTF-8 as \xNN.
 * @size ends at a NUL or a line break. */
void text_escape_bytes(struct text *text, const char *data, size_t size);
void text_escape(struct text *text, const char *data);

/* The number of bytes of the UTF-8 character at @data and its code point; 0 where there is none. A character that is
 * cut off is none, for neither a NUL nor a line break continues it. */
size_t text_decode(const char *data, uint32_t *point);

/* Control characters of both sets, line and paragraph separators, and those that turn the direction of writing. */
bool text_is_harmful(uint32_t point);

/* How many columns @data takes. */
size_t text_width(const char *data);

/* How many bytes of @data fit into @width columns. */
size_t text_fitting(const char *data, size_t width);

#endif
