/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base64.h"
#include "number.h"
#include "text.h"

/* What goes before a value or a name: a comma, and in the outermost list or object a line break. */
static void separate(struct json *json)
{
	const uint64_t bit = UINT64_C(1) << (json->depth % JSON_DEPTH_LIMIT);

	if (json->named) {
		json->named = false;
		return;
	}
	if (json->depth == 0)
		return;
	if (json->filled & bit)
		output_char(json->output, ',');
	if (json->depth == 1)
		output_text(json->output, "\n  ");
	json->filled |= bit;
}

void json_begin(struct json *json, char bracket)
{
	separate(json);
	output_char(json->output, bracket);
	json->depth++;
	json->filled &= ~(UINT64_C(1) << (json->depth % JSON_DEPTH_LIMIT));
}

void json_end(struct json *json, char bracket)
{
	const bool filled = json->filled >> (json->depth % JSON_DEPTH_LIMIT) & 1;

	json->depth--;
	if (json->depth == 0 && filled)
		output_char(json->output, '\n');
	output_char(json->output, bracket);
	if (json->depth == 0)
		output_char(json->output, '\n');
}

static void put_point(struct output *output, uint32_t point)
{
	output_format(output, "\\u%04x", (unsigned)point);
}

/* Bytes that are no UTF-8, and characters that stand for such bytes: see the head of json.h. */
static void put_raw(struct output *output, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		put_point(output, 0xef00u + (unsigned char)data[i]);
}

static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

static void put_special(struct output *output, const char *data, size_t length, uint32_t point)
{
	static const char named[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
	const char *found = point < 0x80 ? memchr(named, (int)point, sizeof(named) - 1) : NULL;

	if (length == 0 || (point >= 0xef80 && point <= 0xefff)) {
		put_raw(output, data, length ? length : 1);
	} else if (found) {
		output_char(output, '\\');
		output_char(output, letters[found - named]);
	} else if (point < 0x20 || (point >= 0x7f && point < 0xa0)) {
		put_point(output, point);
	} else {
		output_bytes(output, data, length);
	}
}

static void put_string(struct output *output, const char *text)
{
	const size_t size = strlen(text);
	size_t at = 0;

	output_char(output, '"');
	while (at < size) {
		uint32_t point = 0;
		size_t length = 0;
		while (at + length < size && is_plain((unsigned char)text[at + length]))
			length++;
		output_bytes(output, text + at, length);
		at += length;
		if (at == size)
			break;
		length = text_decode(text + at, &point);
		put_special(output, text + at, length, point);
		at += length ? length : 1;
	}
	output_char(output, '"');
}

void json_name(struct json *json, const char *name)
{
	separate(json);
	put_string(json->output, name);
	output_char(json->output, ':');
	json->named = true;
}

void json_string(struct json *json, const char *text)
{
	if (!text) {
		json_null(json);
		return;
	}
	separate(json);
	put_string(json->output, text);
}

void json_integer(struct json *json, int64_t number)
{
	separate(json);
	output_format(json->output, "%" PRId64, number);
}

void json_size(struct json *json, uint64_t number)
{
	separate(json);
	output_format(json->output, "%" PRIu64, number);
}

void json_number(struct json *json, const char *digits)
{
	separate(json);
	output_text(json->output, digits);
}

void json_real(struct json *json, double number)
{
	char text[NUMBER_REAL_SIZE];

	if (!isfinite(number)) {
		json_null(json);
		return;
	}
	separate(json);
	number_real(text, number);
	output_text(json->output, text);
}

void json_measured(struct json *json, double number)
{
	const double thousandths = number * 1000 + 0.5;

	json_real(json, thousandths > 0 && thousandths < 1e15 ? (double)(int64_t)thousandths / 1000 : number);
}

void json_boolean(struct json *json, bool truth)
{
	separate(json);
	output_text(json->output, truth ? "true" : "false");
}

void json_null(struct json *json)
{
	separate(json);
	output_text(json->output, "null");
}

static void put_bytes(struct json *json, const struct muster_value *value)
{
	size_t size;
	const unsigned char *data = muster_value_bytes(value, &size);
	char group[4];

	separate(json);
	output_char(json->output, '"');
	for (size_t i = 0; i < size; i += 3) {
		base64_group(group, data + i, size - i);
		output_bytes(json->output, group, sizeof(group));
	}
	output_char(json->output, '"');
}

static void put_list(struct json *json, const struct muster_value *value)
{
	const bool map = muster_value_type(value) == MUSTER_TYPE_MAP;

	if (json->depth + 1 >= JSON_DEPTH_LIMIT) { /* far deeper than a blob may be */
		json_null(json);
		return;
	}
	json_begin(json, map ? '{' : '[');
	for (size_t i = 0; i < muster_value_count(value); i++) {
		if (map)
			json_name(json, muster_value_key(value, i));
		json_value(json, muster_value_at(value, i));
	}
	json_end(json, map ? '}' : ']');
}

void json_value(struct json *json, const struct muster_value *value)
{
	switch (muster_value_type(value)) {
	case MUSTER_TYPE_NIL:
		json_null(json);
		break;
	case MUSTER_TYPE_STRING:
		json_string(json, muster_value_string(value));
		break;
	case MUSTER_TYPE_INTEGER:
		json_integer(json, muster_value_integer(value));
		break;
	case MUSTER_TYPE_REAL:
		json_real(json, muster_value_real(value));
		break;
	case MUSTER_TYPE_BOOLEAN:
		json_boolean(json, muster_value_boolean(value));
		break;
	case MUSTER_TYPE_BYTES:
		put_bytes(json, value);
		break;
	case MUSTER_TYPE_LIST:
	case MUSTER_TYPE_MAP:
		put_list(json, value);
		break;
	}
}
