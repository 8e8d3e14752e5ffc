/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "values.h"

#include <inttypes.h>

#include "base64.h"
#include "number.h"

#define DEPTH_LIMIT 32

static void add_bytes(struct text *text, const struct muster_value *value)
{
	size_t size;
	const unsigned char *data = muster_value_bytes(value, &size);
	char group[4];

	for (size_t i = 0; i < size; i += 3) {
		base64_group(group, data + i, size - i);
		text_add_bytes(text, group, sizeof(group));
	}
}

static void add_real(struct text *text, double real)
{
	char digits[NUMBER_REAL_SIZE];

	number_real(digits, real);
	text_add(text, digits);
}

static void add_value(struct text *text, const struct muster_value *value, unsigned depth);

static void add_members(struct text *text, const struct muster_value *value, unsigned depth)
{
	for (size_t i = 0; i < muster_value_count(value); i++) {
		const char *key = muster_value_key(value, i);
		if (i > 0)
			text_add(text, ", ");
		if (key) {
			text_escape(text, key);
			text_add(text, ": ");
		}
		add_value(text, muster_value_at(value, i), depth + 1);
	}
}

/* The outermost list goes without brackets. */
static void add_list(struct text *text, const struct muster_value *value, unsigned depth)
{
	const bool map = muster_value_type(value) == MUSTER_TYPE_MAP;

	if (depth > DEPTH_LIMIT) { /* far deeper than a blob may be */
		text_add(text, "...");
		return;
	}
	if (depth > 0)
		text_add(text, map ? "{" : "[");
	add_members(text, value, depth);
	if (depth > 0)
		text_add(text, map ? "}" : "]");
}

static void add_value(struct text *text, const struct muster_value *value, unsigned depth)
{
	switch (muster_value_type(value)) {
	case MUSTER_TYPE_NIL:
		text_add(text, depth > 0 ? "none" : "");
		break;
	case MUSTER_TYPE_STRING:
		text_escape(text, muster_value_string(value));
		break;
	case MUSTER_TYPE_INTEGER:
		text_format(text, "%" PRId64, muster_value_integer(value));
		break;
	case MUSTER_TYPE_REAL:
		add_real(text, muster_value_real(value));
		break;
	case MUSTER_TYPE_BOOLEAN:
		text_add(text, muster_value_boolean(value) ? "yes" : "no");
		break;
	case MUSTER_TYPE_BYTES:
		add_bytes(text, value);
		break;
	case MUSTER_TYPE_LIST:
	case MUSTER_TYPE_MAP:
		add_list(text, value, depth);
		break;
	}
}

void value_text(struct text *text, const struct muster_value *value)
{
	add_value(text, value, 0);
}

void value_cell(struct text *text, const struct muster_value *value)
{
	const enum muster_type inner = muster_value_type(muster_value_at(value, 0));

	if (inner == MUSTER_TYPE_LIST || inner == MUSTER_TYPE_MAP)
		number_of(text, muster_value_count(value), "item", "items");
	else
		value_text(text, value);
}
