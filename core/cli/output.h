/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Standard output, buffered, with its first error kept to be told at the end. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stddef.h>

struct text;

struct output {
	int descriptor;
	struct text *into; /* where it is set, all goes there instead */
	int error;         /* errno of the first write that failed; nothing is written after it */
	size_t used;
	char buffer[1 << 16];
};

void output_bytes(struct output *output, const void *data, size_t size);
void output_text(struct output *output, const char *text);
void output_char(struct output *output, char byte);
void output_spaces(struct output *output, size_t count);
void output_format(struct output *output, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes what is buffered; 0 or the errno of the first error. */
int output_flush(struct output *output);

#endif
