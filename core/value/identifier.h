/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names that C, C++ and Python accept, made from keys. */
#ifndef MUSTER_IDENTIFIER_H
#define MUSTER_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the longest identifier of a key of @length bytes: a leading _, a number behind and a NUL. */
#define IDENTIFIER_ROOM(length) ((length) + 16)

/* Letters in upper case, one _ for what is neither letter nor digit between them, a leading _ before a digit, X where
 * nothing is left, _NUMBER behind where @number is over 1. Returns the length.
 *
 * No keyword of the three languages is without a small letter. Two _ in a row, and one in front of a letter, are C's
 * and C++'s own; one at both ends is Enum's of Python. */
size_t identifier_make(const char *key, uint32_t number, char *identifier);

/* The numbers that make the identifiers of @count keys unique, which are in bytewise order and each there once:
 * @key gives the one at an index of @keys. False without memory.
 *
 * Of keys with one identifier the last has it without a number: small letters come behind capitals and marks. The
 * others' numbers follow from their keys, not from counting, so that one more key leaves theirs as they are, and
 * no program that was written with a name comes to mean another entry by it. */
bool identifier_numbers(const char *(*key)(const void *keys, size_t index), const void *keys, size_t count,
						uint32_t *numbers);

#endif
