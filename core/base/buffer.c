/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/buffer.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

unsigned char *buffer_reserve(struct buffer *buffer, size_t size)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 256;
	unsigned char *data;

	if (buffer->failed)
		return NULL;
	if (buffer->data && size <= buffer->capacity - buffer->size)
		return buffer->data + buffer->size;
	while (capacity - buffer->size < size && capacity <= SIZE_MAX / 2)
		capacity *= 2;
	data = capacity - buffer->size < size ? NULL : realloc(buffer->data, capacity);
	if (!data) {
		buffer->failed = true;
		return NULL;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return data + buffer->size;
}

size_t buffer_append(struct buffer *buffer, const void *data, size_t size)
{
	const size_t offset = buffer->size;
	unsigned char *place = buffer_reserve(buffer, size);

	if (place && size) {
		memcpy(place, data, size);
		buffer->size += size;
	}
	return offset;
}

size_t buffer_string(struct buffer *buffer, const char *text)
{
	return buffer_append(buffer, text, strlen(text) + 1);
}

void buffer_u32(struct buffer *buffer, uint32_t number)
{
	number = htole32(number);
	buffer_append(buffer, &number, sizeof(number));
}

void buffer_u64(struct buffer *buffer, uint64_t number)
{
	number = htole64(number);
	buffer_append(buffer, &number, sizeof(number));
}

uint32_t load_u32(const void *place)
{
	uint32_t number;

	memcpy(&number, place, sizeof(number));
	return le32toh(number);
}

uint64_t load_u64(const void *place)
{
	uint64_t number;

	memcpy(&number, place, sizeof(number));
	return le64toh(number);
}

void store_u32(void *place, uint32_t number)
{
	number = htole32(number);
	memcpy(place, &number, sizeof(number));
}

void store_u64(void *place, uint64_t number)
{
	number = htole64(number);
	memcpy(place, &number, sizeof(number));
}
