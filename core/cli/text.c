/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

const char *text_get(const struct text *text)
{
	return text->data ? text->data : "";
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->data)
		text->data[0] = '\0';
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

/* Half a message, or a list that is not whole, would be worse than none. */
static _Noreturn void out_of_memory(void)
{
	fputs("muster: out of memory\n", stderr);
	_exit(1);
}

static void text_reserve(struct text *text, size_t more)
{
	size_t size = text->size ? text->size : 64;

	if (more >= SIZE_MAX / 4 - text->length)
		out_of_memory();
	while (size <= text->length + more)
		size *= 2;
	if (size == text->size)
		return;
	text->data = realloc(text->data, size);
	if (!text->data)
		out_of_memory();
	text->size = size;
}

void text_add_bytes(struct text *text, const char *data, size_t size)
{
	text_reserve(text, size);
	memcpy(text->data + text->length, data, size);
	text->length += size;
	text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *data)
{
	text_add_bytes(text, data, strlen(data));
}

void text_format(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	text_reserve(text, (size_t)length);
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

/* The number of bytes that @lead announces, and its share of the code point; 0 for none. */
static size_t lead_length(unsigned char lead, uint32_t *point)
{
	if (lead < 0x80) {
		*point = lead;
		return 1;
	}
	if (lead >= 0xc2 && lead < 0xe0) {
		*point = lead & 0x1fu;
		return 2;
	}
	if (lead >= 0xe0 && lead < 0xf0) {
		*point = lead & 0x0fu;
		return 3;
	}
	*point = lead & 0x07u;
	return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

size_t text_decode(const char *data, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const size_t length = lead_length((unsigned char)data[0], point);

	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)data[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | ((unsigned char)data[i] & 0x3fu);
	}
	if (*point < least[length] || *point > 0x10ffff || (*point >= 0xd800 && *point < 0xe000))
		return 0;
	return length;
}

bool text_is_harmful(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x2028 && point <= 0x202e) ||
		   (point >= 0x2066 && point <= 0x2069) || point == 0x200e || point == 0x200f || point == 0x061c;
}

void text_escape_bytes(struct text *text, const char *data, size_t size)
{
	size_t plain = 0, at = 0;

	while (at < size) {
		uint32_t point = 0;
		const size_t length = text_decode(data + at, &point);
		if (length && !text_is_harmful(point)) {
			at += length;
			continue;
		}
		text_add_bytes(text, data + plain, at - plain);
		for (plain = at + (length ? length : 1); at < plain; at++)
			text_format(text, "\\x%02x", (unsigned char)data[at]);
	}
	text_add_bytes(text, data + plain, at - plain);
}

void text_escape(struct text *text, const char *data)
{
	text_escape_bytes(text, data, strlen(data));
}

/* wcwidth() knows only the characters of the locale; of all others each takes one column. */
static size_t point_width(uint32_t point)
{
	const int width = point < 0x80 ? 1 : wcwidth((wchar_t)point);

	return width < 0 ? 1 : (size_t)width;
}

/* Goes through @data until @limit columns are full; gives the columns taken, and the bytes in @used. */
static size_t walk_columns(const char *data, size_t limit, size_t *used)
{
	size_t width = 0, at = 0;

	while (data[at]) {
		uint32_t point = 0;
		const size_t length = text_decode(data + at, &point);
		const size_t columns = point_width(point);
		if (columns > limit - width)
			break;
		width += columns;
		at += length ? length : 1;
	}
	*used = at;
	return width;
}

size_t text_width(const char *data)
{
	size_t used;

	return walk_columns(data, SIZE_MAX, &used);
}

size_t text_fitting(const char *data, size_t width)
{
	size_t used;

	walk_columns(data, width, &used);
	return used;
}
