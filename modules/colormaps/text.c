/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The longest number that is believed; longer ones are noise. */
#define NUMBER_LENGTH 63

/* How much of a file is looked at to tell text from other bytes. */
#define PLAUSIBLE_LENGTH 4096

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct slice slice_from(struct slice slice, size_t offset)
{
	return (struct slice){slice.at + offset, slice.length - offset};
}

struct text text_of(const struct input *input)
{
	struct text text = {{input->data, input->size}, 0};

	if (slice_begins(text.rest, "\xEF\xBB\xBF"))
		text.rest = slice_from(text.rest, 3);
	return text;
}

bool text_line(struct text *text, struct slice *line)
{
	struct slice *rest = &text->rest;
	size_t end = 0;

	if (rest->length == 0)
		return false;
	while (end < rest->length && rest->at[end] != '\n' && rest->at[end] != '\r')
		end++;
	*line = (struct slice){rest->at, end};
	if (end + 1 < rest->length && rest->at[end] == '\r' && rest->at[end + 1] == '\n')
		end++;
	*rest = slice_from(*rest, end < rest->length ? end + 1 : end);
	text->line++;
	return true;
}

bool text_plausible(const struct input *input)
{
	const size_t size = input->size < PLAUSIBLE_LENGTH ? input->size : PLAUSIBLE_LENGTH;

	for (size_t i = 0; i < size; i++) {
		const unsigned char c = (unsigned char)input->data[i];
		if (c == 0x7F || (c < ' ' && !is_space((char)c)))
			return false;
	}
	return size > 0;
}

struct slice slice_trim(struct slice slice)
{
	while (slice.length > 0 && is_space(slice.at[0]))
		slice = slice_from(slice, 1);
	while (slice.length > 0 && is_space(slice.at[slice.length - 1]))
		slice.length--;
	return slice;
}

bool slice_word(struct slice *rest, struct slice *word)
{
	size_t length = 0;

	while (rest->length > 0 && is_space(rest->at[0]))
		*rest = slice_from(*rest, 1);
	while (length < rest->length && !is_space(rest->at[length]))
		length++;
	*word = (struct slice){rest->at, length};
	*rest = slice_from(*rest, length);
	return length > 0;
}

bool slice_part(struct slice *rest, char separator, struct slice *part)
{
	if (!rest->at)
		return false;
	*part = slice_before(*rest, separator);
	if (part->length < rest->length)
		*rest = slice_from(*rest, part->length + 1);
	else
		*rest = (struct slice){NULL, 0};
	return true;
}

struct slice slice_before(struct slice slice, char mark)
{
	const char *found = slice.length > 0 ? memchr(slice.at, mark, slice.length) : NULL;

	if (found)
		slice.length = (size_t)(found - slice.at);
	return slice;
}

bool slice_is(struct slice slice, const char *text)
{
	return strlen(text) == slice.length && slice_begins(slice, text);
}

bool slice_is_any_case(struct slice slice, const char *text)
{
	return strlen(text) == slice.length && slice_begins_any_case(slice, text);
}

bool slice_begins(struct slice slice, const char *text)
{
	const size_t length = strlen(text);

	return length <= slice.length && (length == 0 || memcmp(slice.at, text, length) == 0);
}

bool slice_begins_any_case(struct slice slice, const char *text)
{
	const size_t length = strlen(text);

	return length <= slice.length && (length == 0 || strncasecmp(slice.at, text, length) == 0);
}

/* The number at the start of `slice` and how many bytes it takes; 0 where there is none. strtod() alone would also
 * take "inf", "nan" and hexadecimal numbers, and read on past the slice. */
static size_t number_at(struct slice slice, double *number)
{
	char copy[NUMBER_LENGTH + 1];
	size_t length = 0;
	char *end;

	while (length < slice.length && slice.at[length] != '\0' && strchr("+-.0123456789eE", slice.at[length])) {
		if (length == NUMBER_LENGTH)
			return 0;
		copy[length] = slice.at[length];
		length++;
	}
	copy[length] = '\0';
	*number = strtod(copy, &end);
	return isfinite(*number) ? (size_t)(end - copy) : 0;
}

bool slice_number(struct slice word, double *number)
{
	return word.length > 0 && number_at(word, number) == word.length;
}

bool slice_take_number(struct slice *rest, double *number)
{
	struct slice slice = *rest;
	size_t length;

	while (slice.length > 0 && is_space(slice.at[0]))
		slice = slice_from(slice, 1);
	length = number_at(slice, number);
	if (length == 0)
		return false;
	*rest = slice_from(slice, length);
	return true;
}

bool slice_take(struct slice *rest, char mark)
{
	struct slice slice = *rest;

	while (slice.length > 0 && is_space(slice.at[0]))
		slice = slice_from(slice, 1);
	if (slice.length == 0 || slice.at[0] != mark)
		return false;
	*rest = slice_from(slice, 1);
	return true;
}

size_t slice_numbers(struct slice *rest, double *numbers, size_t limit)
{
	size_t count = 0;

	while (count < limit) {
		struct slice ahead = *rest, word;

		if (!slice_word(&ahead, &word) || !slice_number(word, &numbers[count]))
			break;
		*rest = ahead;
		count++;
	}
	return count;
}
