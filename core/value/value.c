/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value/value.h"

#include <stdlib.h>
#include <string.h>

#include <mpack.h>

static bool read_token(const unsigned char **data, size_t *size, mpack_token_t *token)
{
	mpack_tokbuf_t state = MPACK_TOKBUF_INITIAL_VALUE;
	const char *place = (const char *)*data;

	if (*size == 0 || mpack_read(&state, &place, size, token) != MPACK_OK)
		return false;
	*data = (const unsigned char *)place;
	return true;
}

static enum muster_status decode_bytes(const unsigned char **data, size_t *size, const mpack_token_t *token,
									   struct muster_value *value)
{
	const char *bytes = (const char *)*data;
	uint32_t length = token->length;

	if (length > *size)
		return MUSTER_DAMAGED;
	*data += length;
	*size -= length;
	value->type = MUSTER_TYPE_BYTES;
	if (token->type == MPACK_TOKEN_STR) { /* exactly one NUL, at the end */
		if (length == 0 || memchr(bytes, 0, length) != bytes + length - 1)
			return MUSTER_DAMAGED;
		value->type = MUSTER_TYPE_STRING;
		length--;
	}
	value->count = length;
	value->bytes = bytes;
	return MUSTER_OK;
}

static double read_float(const unsigned char *place)
{
	const uint32_t bits = (uint32_t)place[0] << 24 | (uint32_t)place[1] << 16 | (uint32_t)place[2] << 8 | place[3];
	float number;

	memcpy(&number, &bits, sizeof(number));
	return (double)number;
}

static void fill_matrix(struct muster_value *rows, size_t count, size_t columns, const unsigned char *reals)
{
	struct muster_value *cells = rows + count;

	for (size_t i = 0; i < count; i++) {
		rows[i] =
			(struct muster_value){.type = MUSTER_TYPE_LIST, .count = (uint32_t)columns, .items = cells + i * columns};
		for (size_t j = 0; j < columns; j++)
			cells[i * columns + j] =
				(struct muster_value){.type = MUSTER_TYPE_REAL, .real = read_float(reals + 4 * (j * count + i))};
	}
}

static enum muster_status decode_matrix(const unsigned char **data, size_t *size, struct arena *arena, size_t *budget,
										const mpack_token_t *token, struct muster_value *value)
{
	const size_t length = token->length;
	const size_t columns = length && length <= *size ? **data : 0;
	const size_t rows = columns ? (length - 1) / (4 * columns) : 0;
	struct muster_value *items;

	if (token->data.ext_type != VALUE_MATRIX || rows == 0 || 1 + 4 * columns * rows != length ||
		rows * (columns + 1) > *budget)
		return MUSTER_DAMAGED;
	*budget -= rows * (columns + 1);
	items = arena_alloc(arena, rows * (columns + 1) * sizeof(*items));
	if (!items)
		return MUSTER_NO_MEMORY;
	fill_matrix(items, rows, columns, *data + 1);
	value->type = MUSTER_TYPE_LIST;
	value->count = (uint32_t)rows;
	value->items = items;
	*data += length;
	*size -= length;
	return MUSTER_OK;
}

static enum muster_status decode(const unsigned char **data, size_t *size, struct arena *arena, size_t *budget,
								 unsigned depth, struct muster_value *value);

static enum muster_status decode_items(const unsigned char **data, size_t *size, struct arena *arena, size_t *budget,
									   unsigned depth, const mpack_token_t *token, struct muster_value *value)
{
	const bool map = token->type == MPACK_TOKEN_MAP;
	const size_t count = (size_t)token->length * (map ? 2 : 1);
	struct muster_value *items;
	enum muster_status status = MUSTER_OK;

	if (depth == 0 || count > *size || count > *budget)
		return MUSTER_DAMAGED;
	*budget -= count;
	items = arena_alloc(arena, count * sizeof(*items));
	if (!items)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count && status == MUSTER_OK; i++) {
		status = decode(data, size, arena, budget, depth - 1, &items[i]);
		if (status == MUSTER_OK && map && i % 2 == 0 && items[i].type != MUSTER_TYPE_STRING)
			status = MUSTER_DAMAGED;
	}
	value->type = map ? MUSTER_TYPE_MAP : MUSTER_TYPE_LIST;
	value->count = token->length;
	value->items = items;
	return status;
}

static enum muster_status decode(const unsigned char **data, size_t *size, struct arena *arena, size_t *budget,
								 unsigned depth, struct muster_value *value)
{
	mpack_token_t token;

	*value = (struct muster_value){.type = MUSTER_TYPE_NIL};
	if (!read_token(data, size, &token))
		return MUSTER_DAMAGED;
	switch (token.type) {
	case MPACK_TOKEN_NIL:
		return MUSTER_OK;
	case MPACK_TOKEN_BOOLEAN:
		value->type = MUSTER_TYPE_BOOLEAN;
		value->boolean = mpack_unpack_boolean(token);
		return MUSTER_OK;
	case MPACK_TOKEN_UINT:
		value->type = MUSTER_TYPE_INTEGER;
		value->integer = (int64_t)mpack_unpack_uint(token);
		return value->integer < 0 ? MUSTER_DAMAGED : MUSTER_OK;
	case MPACK_TOKEN_SINT:
		value->type = MUSTER_TYPE_INTEGER;
		value->integer = mpack_unpack_sint(token);
		return MUSTER_OK;
	case MPACK_TOKEN_FLOAT:
		value->type = MUSTER_TYPE_REAL;
		value->real = mpack_unpack_float_fast(token);
		return MUSTER_OK;
	case MPACK_TOKEN_BIN:
	case MPACK_TOKEN_STR:
		return decode_bytes(data, size, &token, value);
	case MPACK_TOKEN_ARRAY:
	case MPACK_TOKEN_MAP:
		return decode_items(data, size, arena, budget, depth, &token, value);
	case MPACK_TOKEN_EXT:
		return decode_matrix(data, size, arena, budget, &token, value);
	case MPACK_TOKEN_CHUNK:
		break;
	}
	return MUSTER_DAMAGED;
}

enum muster_status value_decode(const unsigned char **data, size_t *size, struct arena *arena, size_t *budget,
								struct muster_value *value)
{
	return decode(data, size, arena, budget, VALUE_DEPTH, value);
}

enum muster_status value_decode_all(const unsigned char *data, size_t size, struct arena *arena,
									struct muster_value *value)
{
	size_t budget = size;
	const enum muster_status status = value_decode(&data, &size, arena, &budget, value);

	return status == MUSTER_OK && size ? MUSTER_DAMAGED : status;
}

enum muster_type muster_value_type(const struct muster_value *value)
{
	return value ? (enum muster_type)value->type : MUSTER_TYPE_NIL;
}

const char *muster_value_string(const struct muster_value *value)
{
	return muster_value_type(value) == MUSTER_TYPE_STRING ? value->bytes : NULL;
}

int64_t muster_value_integer(const struct muster_value *value)
{
	return muster_value_type(value) == MUSTER_TYPE_INTEGER ? value->integer : 0;
}

double muster_value_real(const struct muster_value *value)
{
	if (muster_value_type(value) == MUSTER_TYPE_INTEGER)
		return (double)value->integer;
	return muster_value_type(value) == MUSTER_TYPE_REAL ? value->real : 0;
}

bool muster_value_boolean(const struct muster_value *value)
{
	return muster_value_type(value) == MUSTER_TYPE_BOOLEAN && value->boolean;
}

const void *muster_value_bytes(const struct muster_value *value, size_t *size)
{
	const enum muster_type type = muster_value_type(value);

	*size = 0;
	if (type != MUSTER_TYPE_BYTES && type != MUSTER_TYPE_STRING)
		return NULL;
	*size = value->count;
	return value->bytes;
}

size_t muster_value_count(const struct muster_value *value)
{
	const enum muster_type type = muster_value_type(value);

	return type == MUSTER_TYPE_LIST || type == MUSTER_TYPE_MAP ? value->count : 0;
}

const struct muster_value *muster_value_at(const struct muster_value *value, size_t index)
{
	if (index >= muster_value_count(value))
		return NULL;
	return &value->items[value->type == MUSTER_TYPE_MAP ? index * 2 + 1 : index];
}

const char *muster_value_key(const struct muster_value *value, size_t index)
{
	if (muster_value_type(value) != MUSTER_TYPE_MAP || index >= value->count)
		return NULL;
	return value->items[index * 2].bytes;
}

const struct muster_value *muster_value_get(const struct muster_value *value, const char *key)
{
	for (size_t i = 0; muster_value_type(value) == MUSTER_TYPE_MAP && i < value->count; i++) {
		if (strcmp(value->items[i * 2].bytes, key) == 0)
			return &value->items[i * 2 + 1];
	}
	return NULL;
}

static void pack(struct buffer *buffer, mpack_token_t token)
{
	mpack_tokbuf_t state = MPACK_TOKBUF_INITIAL_VALUE;
	char *place = (char *)buffer_reserve(buffer, MPACK_MAX_TOKEN_LEN);
	size_t room = MPACK_MAX_TOKEN_LEN;

	if (place && mpack_write(&state, &place, &room, &token) == MPACK_OK)
		buffer->size += MPACK_MAX_TOKEN_LEN - room;
}

void pack_nil(struct buffer *buffer)
{
	pack(buffer, mpack_pack_nil());
}

void pack_boolean(struct buffer *buffer, bool truth)
{
	pack(buffer, mpack_pack_boolean(truth));
}

/* libmpack 1.0.5 cuts some negative numbers (-129, -32769, below -2^31), so these are packed here. */
static void pack_negative(struct buffer *buffer, int64_t number)
{
	const unsigned width = number >= INT8_MIN ? 1 : number >= INT16_MIN ? 2 : number >= INT32_MIN ? 4 : 8;
	unsigned char bytes[9] = {width == 1 ? 0xd0 : width == 2 ? 0xd1 : width == 4 ? 0xd2 : 0xd3};

	for (unsigned i = 0; i < width; i++)
		bytes[1 + i] = (unsigned char)((uint64_t)number >> (8 * (width - 1 - i)));
	buffer_append(buffer, bytes, 1 + width);
}

void pack_integer(struct buffer *buffer, int64_t number)
{
	if (number < -32)
		pack_negative(buffer, number);
	else
		pack(buffer, mpack_pack_sint(number));
}

void pack_real(struct buffer *buffer, double number)
{
	pack(buffer, mpack_pack_float_fast(number)); /* four bytes where they are exact */
}

void pack_bytes(struct buffer *buffer, const void *data, size_t size)
{
	pack(buffer, mpack_pack_bin((mpack_uint32_t)size));
	buffer_append(buffer, data, size);
}

void pack_string(struct buffer *buffer, const char *text)
{
	if (!text) {
		pack_nil(buffer);
		return;
	}
	pack(buffer, mpack_pack_str((mpack_uint32_t)(strlen(text) + 1)));
	buffer_string(buffer, text);
}

void pack_list(struct buffer *buffer, size_t count)
{
	pack(buffer, mpack_pack_array((mpack_uint32_t)count));
}

void pack_map(struct buffer *buffer, size_t count)
{
	pack(buffer, mpack_pack_map((mpack_uint32_t)count));
}

#define LEAST_ROWS 4
#define FLOAT_HEAD 0xca

/* How many reals each of the @count lists of @size bytes at @rows has; 0 where they are not all the same. */
static size_t matrix_columns(const unsigned char *rows, size_t size, size_t count)
{
	const size_t columns = size && rows[0] >> 4 == 9 ? rows[0] & 15 : 0;
	const size_t stride = 1 + 5 * columns;

	if (columns == 0 || count < LEAST_ROWS || size != count * stride)
		return 0;
	for (size_t i = 0; i < size; i++) {
		const size_t within = i % stride;
		if (within == 0 ? rows[i] != rows[0] : (within - 1) % 5 == 0 && rows[i] != FLOAT_HEAD)
			return 0;
	}
	return columns;
}

void pack_matrix(struct buffer *buffer, size_t start, size_t head, size_t count)
{
	const size_t size = buffer->size - start - head;
	const size_t columns = buffer->failed ? 0 : matrix_columns(buffer->data + start + head, size, count);
	unsigned char *rows = columns ? malloc(size) : NULL;

	if (!rows) /* without memory, too: as a list it is as good */
		return;
	memcpy(rows, buffer->data + start + head, size);
	buffer->size = start;
	pack(buffer, mpack_pack_ext(VALUE_MATRIX, (mpack_uint32_t)(1 + 4 * columns * count)));
	buffer_append(buffer, &(unsigned char){(unsigned char)columns}, 1);
	for (size_t j = 0; j < columns; j++) {
		for (size_t i = 0; i < count; i++)
			buffer_append(buffer, rows + i * (1 + 5 * columns) + 2 + 5 * j, 4);
	}
	free(rows);
}
