/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wrap.h"

#include <string.h>

#include "text.h"

#define LEAST_WIDTH 20

/* The bytes of @text that go on a line: up to the last space that fits, or the first one where none does. */
static size_t line_length(const char *text, size_t width)
{
	const size_t fitting = text_fitting(text, width);
	size_t length = fitting;

	if (text[fitting] == '\0')
		return fitting;
	while (length > 0 && text[length] != ' ')
		length--;
	return length > 0 ? length : strcspn(text, " ");
}

void wrap_text(struct output *output, const struct terminal *terminal, size_t indent, const char *text)
{
	const size_t columns = terminal->columns;
	const size_t width = columns > indent + LEAST_WIDTH ? columns - indent : LEAST_WIDTH;

	while (terminal->present) {
		const size_t length = line_length(text, width);
		if (text[length] == '\0')
			break;
		output_bytes(output, text, length);
		output_char(output, '\n');
		output_spaces(output, indent);
		text += length + 1;
	}
	output_text(output, text);
	output_char(output, '\n');
}
