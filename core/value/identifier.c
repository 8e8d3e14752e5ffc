/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value/identifier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/buffer.h"

/* not <ctype.h>: what is a letter must not depend on the locale of the host */
static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char upper(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return (c >= 'A' && c <= 'Z') || is_digit(c) ? c : '_';
}

size_t identifier_make(const char *key, uint32_t number, char *identifier)
{
	size_t length = 0;
	bool gap = false;

	for (; *key; key++) {
		const char c = upper(*key);
		if (c == '_') {
			gap = length > 0;
			continue;
		}
		if (gap || (length == 0 && is_digit(c)))
			identifier[length++] = '_';
		identifier[length++] = c;
		gap = false;
	}
	if (length == 0)
		identifier[length++] = 'X';
	identifier[length] = '\0';
	if (number > 1)
		length += (size_t)sprintf(identifier + length, "_%u", number);
	return length;
}

/* Identifiers that are taken, by hash, never 0; two different ones with one hash merely get a number too many. */
struct taken {
	uint64_t *slots;
	size_t mask;
	struct buffer scratch;
};

/* Takes the identifier of @key with @number, where it is free. */
static bool take(struct taken *taken, const char *key, uint32_t number)
{
	char *identifier;
	uint64_t hash;
	size_t place;

	taken->scratch.size = 0;
	identifier = (char *)buffer_reserve(&taken->scratch, IDENTIFIER_ROOM(strlen(key)));
	if (!identifier)
		return false;
	hash = XXH3_64bits(identifier, identifier_make(key, number, identifier)) | 1;
	for (place = (size_t)(hash >> 1) & taken->mask; taken->slots[place]; place = (place + 1) & taken->mask) {
		if (taken->slots[place] == hash)
			return false;
	}
	taken->slots[place] = hash;
	return true;
}

/* Four digits are enough for nearly all; thousands with one identifier, as names without a Latin letter have, need
 * more. */
static uint32_t nth_number(uint64_t hash, unsigned turn)
{
	if (turn == 0)
		return 1000 + (uint32_t)(hash % 9000);
	if (turn == 1)
		return 10000000 + (uint32_t)((hash >> 16) % 90000000);
	return 1000000000 + (uint32_t)((hash + turn) % UINT32_C(3000000000));
}

static uint32_t take_number(struct taken *taken, const char *key)
{
	const uint64_t hash = XXH3_64bits(key, strlen(key));
	unsigned turn = 0;

	while (!take(taken, key, nth_number(hash, turn)) && !taken->scratch.failed)
		turn++;
	return nth_number(hash, turn);
}

bool identifier_numbers(const char *(*key)(const void *keys, size_t index), const void *keys, size_t count,
						uint32_t *numbers)
{
	struct taken taken = {0};
	size_t slots = 64;
	bool done;

	while (slots / 2 < count)
		slots *= 2;
	taken.slots = calloc(slots, sizeof(*taken.slots));
	taken.mask = slots - 1;
	taken.scratch.failed = !taken.slots;
	for (size_t i = count; i-- > 0 && !taken.scratch.failed;)
		numbers[i] = take(&taken, key(keys, i), 1) ? 1 : 0;
	for (size_t i = 0; i < count && !taken.scratch.failed; i++) {
		if (numbers[i] == 0)
			numbers[i] = take_number(&taken, key(keys, i));
	}
	done = !taken.scratch.failed;
	buffer_free(&taken.scratch);
	free(taken.slots);
	return done;
}
