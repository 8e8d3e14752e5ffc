/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

static void write_all(struct output *output, const char *data, size_t size)
{
	while (size > 0 && !output->error) {
		const ssize_t written = write(output->descriptor, data, size);
		if (written < 0 && errno != EINTR)
			output->error = errno;
		if (written > 0) {
			data += written;
			size -= (size_t)written;
		}
	}
}

int output_flush(struct output *output)
{
	write_all(output, output->buffer, output->used);
	output->used = 0;
	return output->error;
}

void output_bytes(struct output *output, const void *data, size_t size)
{
	if (output->into) {
		text_add_bytes(output->into, data, size);
		return;
	}
	if (size > sizeof(output->buffer) - output->used)
		output_flush(output);
	if (size > sizeof(output->buffer)) {
		write_all(output, data, size);
		return;
	}
	memcpy(output->buffer + output->used, data, size);
	output->used += size;
}

void output_text(struct output *output, const char *text)
{
	output_bytes(output, text, strlen(text));
}

void output_char(struct output *output, char byte)
{
	if (output->into || output->used == sizeof(output->buffer))
		output_bytes(output, &byte, 1);
	else
		output->buffer[output->used++] = byte;
}

void output_spaces(struct output *output, size_t count)
{
	while (count-- > 0)
		output_char(output, ' ');
}

/* For short texts: what is over a kilobyte is cut. */
void output_format(struct output *output, const char *format, ...)
{
	char text[1024];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length > 0)
		output_bytes(output, text, (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1);
}
