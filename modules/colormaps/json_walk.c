/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "json_walk.h"
#include "readers/json.h"

static void skip_space(struct json_walk *walk)
{
	while (walk->at < walk->end && *walk->at != '\0' && strchr(" \t\r\n", *walk->at))
		walk->at++;
}

/* Past a string whose opening quote `at` is on; the end where it is never closed. */
static const char *string_end(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\' && at + 1 < end)
			at++;
	return at < end ? at + 1 : end;
}

/* Past the value `at` is on. Brackets are only counted: whether they match is for the parser to say. */
static const char *value_end(const char *at, const char *end)
{
	size_t depth = 0;

	while (at < end) {
		const char c = *at;

		if (c == '"') {
			at = string_end(at, end);
			if (depth == 0)
				return at;
			continue;
		}
		if (c == '[' || c == '{')
			depth++;
		if (depth == 0 && (c == ',' || c == ']' || c == '}'))
			return at;
		at++;
		if ((c == ']' || c == '}') && --depth == 0)
			return at;
	}
	return end;
}

bool json_walk_begin(struct json_walk *walk, const struct input *input, char open)
{
	walk->at = input->data;
	walk->end = input->data + input->size;
	walk->keyed = open == '{';
	if (input->size >= 3 && memcmp(walk->at, "\xef\xbb\xbf", 3) == 0)
		walk->at += 3;
	skip_space(walk);
	if (walk->at == walk->end || *walk->at != open)
		return false;
	walk->at++;
	return true;
}

static bool take_key(struct json_walk *walk, struct slice *key)
{
	if (*walk->at != '"')
		return false;
	key->at = walk->at;
	walk->at = string_end(walk->at, walk->end);
	key->length = (size_t)(walk->at - key->at);
	skip_space(walk);
	if (walk->at == walk->end || *walk->at != ':')
		return false;
	walk->at++;
	skip_space(walk);
	return true;
}

enum muster_status json_walk_next(struct json_walk *walk, struct slice *key, struct slice *value)
{
	*key = (struct slice){NULL, 0};
	skip_space(walk);
	if (walk->at < walk->end && *walk->at == ',') {
		walk->at++;
		skip_space(walk);
	}
	if (walk->at == walk->end)
		return MUSTER_DAMAGED;
	if (*walk->at == ']' || *walk->at == '}')
		return MUSTER_NOT_FOUND;
	if (walk->keyed && !take_key(walk, key))
		return MUSTER_DAMAGED;
	value->at = walk->at;
	walk->at = value_end(walk->at, walk->end);
	value->length = (size_t)(walk->at - value->at);
	return value->length > 0 ? MUSTER_OK : MUSTER_DAMAGED;
}

/* Member `index`. What is cut off ends the file: it is damage once, and nothing follows it. */
static enum muster_status find(const struct input *input, char open, size_t index, struct slice *key,
							   struct slice *value)
{
	struct json_walk walk;
	enum muster_status status = MUSTER_OK;
	size_t number = 0;

	if (!json_walk_begin(&walk, input, open))
		return index > 0 ? MUSTER_NOT_FOUND : MUSTER_DAMAGED;
	if (input->resume && index > 0) {
		if (*input->resume >= input->size)
			return MUSTER_NOT_FOUND;
		walk.at = input->data + *input->resume;
		number = index;
	}
	for (;; number++) {
		status = json_walk_next(&walk, key, value);
		if (status != MUSTER_OK || number == index)
			break;
	}
	if (input->resume)
		*input->resume = status == MUSTER_DAMAGED ? input->size : (size_t)(walk.at - input->data);
	return status == MUSTER_DAMAGED && number < index ? MUSTER_NOT_FOUND : status;
}

static enum muster_status load(struct slice slice, json_t **value, json_error_t *error)
{
	return json_read(value, slice.at, slice.length, JSON_DECODE_ANY, error);
}

/* A key that is no text leaves the map without a name. */
static enum muster_status take_name(struct builder *builder, struct slice key)
{
	json_error_t error;
	json_t *name;
	const enum muster_status status = load(key, &name, &error);

	if (status != MUSTER_OK)
		return status == MUSTER_DAMAGED ? MUSTER_OK : status;
	builder_name(builder, json_string_value(name), json_string_length(name));
	json_decref(name);
	return MUSTER_OK;
}

enum muster_status json_walk_load(const struct input *input, char open, size_t index, struct builder *builder,
								  json_t **member)
{
	struct slice key, value;
	json_error_t error;
	enum muster_status status = find(input, open, index, &key, &value);

	*member = NULL;
	if (status == MUSTER_DAMAGED)
		return builder_trouble(builder, status, 0, "map %zu: the file ends too early or is no JSON", index + 1);
	if (status == MUSTER_OK && key.at)
		status = take_name(builder, key);
	if (status != MUSTER_OK)
		return status;
	status = load(value, member, &error);
	if (status == MUSTER_DAMAGED)
		return builder_trouble(builder, status, 0, "map %zu: %s", index + 1, error.text);
	return status;
}

/* What follows white space at `at`, or NUL. */
static char first_visible(const char *at, const char *end)
{
	struct json_walk walk = {at, end, false};

	skip_space(&walk);
	return walk.at < end ? *walk.at : '\0';
}

/* The key may stand on any level and the text may be no JSON: reading will tell. */
static bool has_key(struct slice slice, const char *key, char opens)
{
	const size_t length = strlen(key);
	const char *at = slice.at, *const end = slice.at + slice.length;

	while ((size_t)(end - at) >= length + 2 && (at = memchr(at, '"', (size_t)(end - at) - length - 1))) {
		const char *colon = at + length + 2;

		at++;
		if (memcmp(at, key, length) != 0 || at[length] != '"' || first_visible(colon, end) != ':')
			continue;
		colon = memchr(colon, ':', (size_t)(end - colon));
		if (first_visible(colon + 1, end) == opens)
			return true;
	}
	return false;
}

bool json_walk_first_has(const struct input *input, char open, const char *key, char opens)
{
	struct json_walk walk;
	struct slice name, value;

	return json_walk_begin(&walk, input, open) && json_walk_next(&walk, &name, &value) == MUSTER_OK &&
		   value.at[0] == '{' && has_key(value, key, opens);
}
