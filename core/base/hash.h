/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* 128 bits of XXH3: against damage and for telling contents apart, not against forgery. */
#ifndef MUSTER_HASH_H
#define MUSTER_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash {
	unsigned char bytes[16]; /* canonical order, the same on every machine */
};

struct hash hash_bytes(const void *data, size_t size);
bool hash_equal(const struct hash *a, const struct hash *b);

/* The hash of bytes that come in parts: begin (NULL without memory), feed, and end, which frees the state. */
struct XXH3_state_s *hash_begin(void);
void hash_feed(struct XXH3_state_s *state, const void *data, size_t size);
struct hash hash_end(struct XXH3_state_s *state);

/* The content behind @descriptor from its beginning to its end; false where it cannot be read or is no
 * ordinary file, and *hash is then of no use. The file offset stays. */
bool hash_file(int descriptor, struct hash *hash);

/* 16 hexadecimal digits of the hash and a NUL, for names. */
void hash_name(const struct hash *hash, char name[17]);

#endif
