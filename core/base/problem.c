/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/problem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A newline or an escape from a hostile file name must not reach a terminal or look like a message of its own. */
static void copy_printable(char *to, size_t size, const char *from)
{
	size_t used = 0;

	for (; *from && used + 5 < size; from++) {
		const unsigned char byte = (unsigned char)*from;
		if (byte < 0x20 || byte == 0x7f)
			used += (size_t)snprintf(to + used, size - used, "\\x%02x", byte);
		else
			to[used++] = (char)byte;
	}
	to[used] = '\0';
}

enum muster_status problem_set(struct problem *problem, enum muster_status status, const char *format, ...)
{
	char text[sizeof(problem->text)];
	va_list arguments;

	if (!problem)
		return status;
	va_start(arguments, format);
	if (vsnprintf(text, sizeof(text), format, arguments) < 0)
		text[0] = '\0';
	va_end(arguments);
	problem->status = status;
	copy_printable(problem->text, sizeof(problem->text), text);
	return status;
}

enum muster_status problem_errno(struct problem *problem, int error, const char *what, const char *verb)
{
	enum muster_status status = MUSTER_IO_ERROR;
	char reason[128];

	if (error == ENOMEM)
		status = MUSTER_NO_MEMORY;
	else if (error == ENOENT || error == ENOTDIR)
		status = MUSTER_NOT_FOUND;
	return problem_set(problem, status, "%s: cannot %s: %s", what, verb, strerror_r(error, reason, sizeof(reason)));
}

enum muster_status problem_memory(struct problem *problem)
{
	return problem_set(problem, MUSTER_NO_MEMORY, "%s", muster_status_text(MUSTER_NO_MEMORY));
}
