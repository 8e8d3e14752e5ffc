/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A string that grows, up to a limit. Once anything failed, all that follows does nothing: only the status at the end
 * need be looked at. */
#ifndef MUSTER_READERS_TEXT_H
#define MUSTER_READERS_TEXT_H

#include <stddef.h>

#include <muster/status.h>

struct text {
	char *bytes; /* ended by NUL; NULL before the first byte */
	size_t length, room, limit;
	enum muster_status status; /* MUSTER_OK, MUSTER_NO_MEMORY, or MUSTER_LIMIT_EXCEEDED */
};

/* An empty text of at most `limit` bytes. */
void text_init(struct text *text, size_t limit);

void text_free(struct text *text);

/* Empties it and forgets what failed; keeps its memory. */
void text_reset(struct text *text);

/* Takes all the memory that the text may come to, so that its bytes never move. */
void text_reserve(struct text *text);

/* Inserts `size` bytes at the offset `at`, which is not past the end. */
void text_insert(struct text *text, size_t at, const char *bytes, size_t size);

/* Appends a string. */
void text_add(struct text *text, const char *string);

/* Inserts a string at the offset `at`. */
void text_put(struct text *text, size_t at, const char *string);

/* Takes out `size` bytes from the offset `at` on, which must be there. */
void text_cut(struct text *text, size_t at, size_t size);

/* The byte at the offset `at`; NUL at the end and past it. */
char text_at(const struct text *text, size_t at);

#endif
