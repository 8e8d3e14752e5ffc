/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Memory that is freed all at once. */
#ifndef MUSTER_ARENA_H
#define MUSTER_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_chunk *chunks;
};

/* Zeroed, aligned for any type, alive until arena_free(); NULL without memory. */
void *arena_alloc(struct arena *arena, size_t size);

/* @text copied; NULL for NULL and without memory. */
char *arena_string(struct arena *arena, const char *text);

/* @size bytes copied, followed by a NUL. */
char *arena_copy(struct arena *arena, const void *data, size_t size);

char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

void arena_free(struct arena *arena);

#endif
