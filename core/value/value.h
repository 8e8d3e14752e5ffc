/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* MessagePack in memory: values as readers see them, and packing them. Strings are packed with their NUL, so that a
 * decoded value points into the bytes it was decoded from. */
#ifndef MUSTER_VALUE_H
#define MUSTER_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/registry.h>

#include "base/arena.h"
#include "base/buffer.h"

struct muster_value {
	uint8_t type;   /* enum muster_type */
	uint32_t count; /* bytes without the NUL; values; pairs */
	union {
		int64_t integer;
		double real;
		bool boolean;
		const char *bytes;
		const struct muster_value *items; /* of a map: key, value, key, value … */
	};
};

/* The MessagePack extension that a matrix is packed as: a byte for the number of columns, then each column's reals. */
#define VALUE_MATRIX 1

/* Nesting that is decoded and written. */
#define VALUE_DEPTH 32

/* Decodes one value from *@data, which moves past it; @data must outlive the value. @budget is how many values may
 * still be made; it bounds the memory that hostile bytes can ask for. MUSTER_OK, MUSTER_DAMAGED, MUSTER_NO_MEMORY. */
enum muster_status value_decode(const unsigned char **data, size_t *size, struct arena *arena, size_t *budget,
								struct muster_value *value);

/* Decodes exactly one value from all of @data. */
enum muster_status value_decode_all(const unsigned char *data, size_t size, struct arena *arena,
									struct muster_value *value);

void pack_nil(struct buffer *buffer);
void pack_boolean(struct buffer *buffer, bool truth);
void pack_integer(struct buffer *buffer, int64_t number);
void pack_real(struct buffer *buffer, double number);
void pack_bytes(struct buffer *buffer, const void *data, size_t size);
void pack_string(struct buffer *buffer, const char *text); /* NULL packs nil */
void pack_list(struct buffer *buffer, size_t count);
void pack_map(struct buffer *buffer, size_t count);

/* A list of @count values stands at the end of the buffer, from @start on, its head of @head bytes first. Where they
 * are lists of equally many reals of four bytes each (stops of a colour map, points of a curve), the list is packed
 * again by columns, which compress far better; else it stays as it is. */
void pack_matrix(struct buffer *buffer, size_t start, size_t head, size_t count);

#endif
