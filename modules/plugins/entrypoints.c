/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "entrypoints.h"

#include <string.h>

/* A run of bytes. */
struct span {
	const char *at;
	size_t length;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

static struct span trimmed(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	while (end > at && is_blank(end[-1]))
		end--;
	return (struct span){at, (size_t)(end - at)};
}

static bool copy(char out[ENTRY_TEXT_MAX], struct span span)
{
	if (span.length == 0 || span.length >= ENTRY_TEXT_MAX || memchr(span.at, '\0', span.length))
		return false;
	memcpy(out, span.at, span.length);
	out[span.length] = '\0';
	return true;
}

/* module : attribute [extras], with blanks anywhere */
static bool copy_object(char out[ENTRY_TEXT_MAX], struct span value)
{
	const char *const extras = memchr(value.at, '[', value.length);
	const char *const end = extras ? extras : value.at + value.length;
	char *from, *to;

	if (!copy(out, trimmed(value.at, end)))
		return false;
	for (from = to = out; *from != '\0'; from++)
		if (!is_blank(*from))
			*to++ = *from;
	*to = '\0';
	return true;
}

static const char *take_line(struct entry_points *points, struct span line)
{
	const char *const end = line.at + line.length, *const equals = memchr(line.at, '=', line.length);

	if (*line.at == '[') {
		points->point.group[0] = '\0';
		if (end[-1] != ']' || !copy(points->point.group, trimmed(line.at + 1, end - 1)))
			return "this is no name of a group in brackets";
		return NULL;
	}
	if (!equals)
		return "neither [group] nor name = object";
	if (points->point.group[0] == '\0')
		return "an entry point stands outside any group";
	if (!copy(points->point.name, trimmed(line.at, equals)) ||
		!copy_object(points->point.object, trimmed(equals + 1, end)))
		return "the name or the object is missing or too long";
	return NULL;
}

bool entry_points_next(struct entry_points *points)
{
	while (points->at < points->end) {
		const char *const newline = memchr(points->at, '\n', (size_t)(points->end - points->at));
		const struct span line = trimmed(points->at, newline ? newline : points->end);
		points->at = newline ? newline + 1 : points->end;
		points->line++;
		if (line.length == 0 || *line.at == '#')
			continue;
		points->wrong = take_line(points, line);
		if (points->wrong || *line.at != '[')
			return true;
	}
	return false;
}

bool metadata_header(const char *text, const char *header, char value[ENTRY_TEXT_MAX])
{
	const size_t length = strlen(header);

	while (*text != '\0' && *text != '\n' && *text != '\r') { /* an empty line ends the headers */
		const char *const end = text + strcspn(text, "\n");
		if (strncmp(text, header, length) == 0 && text[length] == ':')
			return copy(value, trimmed(text + length + 1, end));
		text = *end == '\0' ? end : end + 1;
	}
	return false;
}
