/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/captured.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int output_read(struct output *output, int descriptor)
{
	const size_t room = sizeof(output->bytes) - 1 - output->filled;
	const ssize_t got = room ? read(descriptor, output->bytes + output->filled, room) : 0;

	if (!room)
		return 1;
	if (got > 0)
		output->filled += (size_t)got;
	else
		output->over = got == 0 || (errno != EINTR && errno != EAGAIN);
	return !output->over;
}

/* The bytes of the next line with its newline; 0 where it is not complete. */
static size_t line_size(const struct output *output)
{
	const char *newline = memchr(output->bytes, '\n', output->filled);

	if (newline)
		return (size_t)(newline - output->bytes) + 1;
	return output->over || output->filled == sizeof(output->bytes) - 1 ? output->filled : 0;
}

static void pass_on(struct output *output, size_t size, int caller)
{
	char text[REPORT_TEXT_LIMIT];

	memcpy(text, output->bytes, size);
	text[size - (text[size - 1] == '\n')] = '\0';
	report_send(caller, &(struct report){.type = REPORT_OUTPUT, .text = text});
}

bool output_send(struct output *output, int caller)
{
	const size_t size = line_size(output);

	if (!size)
		return false;
	output->passed += output->dropping ? 0 : size;
	if (!output->dropping && output->passed <= OUTPUT_LIMIT) {
		pass_on(output, size, caller);
	} else if (!output->dropping) {
		output->dropping = true;
		report_send(caller, &(struct report){.type = REPORT_OUTPUT, .text = "(what follows was dropped)"});
	}
	output->filled -= size;
	memmove(output->bytes, output->bytes + size, output->filled);
	return true;
}
