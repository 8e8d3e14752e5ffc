/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes that grow. A buffer that could not grow stays failed, so that only the end of a run of appends is looked at. */
#ifndef MUSTER_BUFFER_H
#define MUSTER_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	unsigned char *data;
	size_t size, capacity;
	bool failed;
};

void buffer_free(struct buffer *buffer);

/* Room for @size more bytes, not yet counted; NULL without memory. */
unsigned char *buffer_reserve(struct buffer *buffer, size_t size);

/* The bytes' offset. */
size_t buffer_append(struct buffer *buffer, const void *data, size_t size);

/* @text with its NUL. */
size_t buffer_string(struct buffer *buffer, const char *text);

void buffer_u32(struct buffer *buffer, uint32_t number);
void buffer_u64(struct buffer *buffer, uint64_t number);

/* Little-endian numbers at any address. */
uint32_t load_u32(const void *place);
uint64_t load_u64(const void *place);
void store_u32(void *place, uint32_t number);
void store_u64(void *place, uint64_t number);

#endif
