/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value/identifier.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(identifier, examples)
{
	static const struct {
		const char *key;
		uint32_t number;
		const char *identifier;
	} examples[] = {
		{"tab20b", 1, "TAB20B"},
		{"tab20b", 0, "TAB20B"},
		{"tab20b", 2, "TAB20B_2"},
		{"viridis#2", 1, "VIRIDIS_2"},
		{"20b", 1, "_20B"},
		{"-20b", 1, "_20B"},
		{"9", 4294967295u, "_9_4294967295"},
		{"", 1, "X"},
		{"", 3, "X_3"},
		{"_", 1, "X"},
		{"__init__", 1, "INIT"},
		{"a b-c/d.e", 1, "A_B_C_D_E"},
		{"a - b", 1, "A_B"},
		{"a+", 1, "A"},
		{"a+", 2, "A_2"},
		{"Z\303\274rich", 1, "Z_RICH"},
		{"\303\274", 1, "X"},
		{"\xff\x80\x01\x7f", 1, "X"},
		{"@[`{/:", 1, "X"}, /* next to the letters and digits */
		{"AZaz09", 1, "AZAZ09"},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		const size_t room = IDENTIFIER_ROOM(strlen(examples[i].key));
		char *identifier = malloc(room); /* to the byte, for the sanitizer */
		cr_assert_eq(identifier_make(examples[i].key, examples[i].number, identifier), strlen(examples[i].identifier));
		cr_assert_str_eq(identifier, examples[i].identifier);
		free(identifier);
	}
}

/* What C and C++ keep for themselves, and Python's Enum: __ anywhere, _ at an end but before a digit. */
static void assert_free_to_use(const char *identifier, size_t length)
{
	cr_assert_eq(strspn(identifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"), length);
	cr_assert_null(strstr(identifier, "__"), "%s", identifier);
	cr_assert_null(strchr("0123456789", identifier[0]));
	cr_assert(identifier[0] != '_' || (length > 1 && strchr("0123456789", identifier[1])), "%s", identifier);
	cr_assert_neq(identifier[length - 1], '_');
}

Test(identifier, every_byte_gives_a_name)
{
	for (unsigned byte = 1; byte < 256; byte++) {
		for (unsigned other = 1; other < 256; other++) {
			const char key[] = {(char)byte, '_', (char)other, 0};
			char identifier[IDENTIFIER_ROOM(3)];
			assert_free_to_use(identifier, identifier_make(key, 1 + byte % 2, identifier));
		}
	}
}

static const char *word_at(const void *words, size_t index)
{
	return ((const char *const *)words)[index];
}

static const char *name_of(const char *const *words, const uint32_t *numbers, size_t index)
{
	static char names[4][64];

	identifier_make(words[index], numbers[index], names[index % 4]);
	return names[index % 4];
}

Test(identifier, the_last_in_order_has_the_plain_one)
{
	static const char *const words[] = {"GRAY", "Gray", "blue", "gray"};
	uint32_t numbers[4];

	cr_assert(identifier_numbers(word_at, words, 4, numbers));
	cr_assert_str_eq(name_of(words, numbers, 2), "BLUE");
	cr_assert_str_eq(name_of(words, numbers, 3), "GRAY");
	/* the same on every machine, and for ever */
	cr_assert_str_eq(name_of(words, numbers, 0), "GRAY_9584");
	cr_assert_str_eq(name_of(words, numbers, 1), "GRAY_3118");
}

Test(identifier, a_number_that_is_a_name_already)
{
	const char *words[] = {"GRAY", "gray", "gray_0000"};
	uint32_t numbers[3], others[3];
	char name[16];

	cr_assert(identifier_numbers(word_at, words, 2, numbers));
	snprintf(name, sizeof(name), "gray_%u", numbers[0]);
	words[2] = name;
	cr_assert(identifier_numbers(word_at, words, 3, others));
	cr_assert_eq(others[1], 1);
	cr_assert_eq(others[2], 1);
	cr_assert_neq(others[0], numbers[0]);
	cr_assert_gt(others[0], 1);
}

Test(identifier, none)
{
	cr_assert(identifier_numbers(word_at, NULL, 0, NULL));
}

static const char *line_at(const void *lines, size_t index)
{
	return (const char *)lines + index * 8;
}

static int compare_numbers(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

/* Names in a script that is not Latin have all the same identifier; that must not cost the square of their number. */
Test(identifier, many_of_one_identifier)
{
	const unsigned count = 200000;
	char *lines = malloc(count * 8);
	uint32_t *numbers = malloc(count * sizeof(*numbers));

	for (unsigned i = 0; i < count; i++) { /* U+4E00 on, two of them, each of three bytes */
		const unsigned one = 0x4e00 + i / 1000, other = 0x4e00 + i % 1000;
		snprintf(lines + i * 8, 8, "%c%c%c%c%c%c", 0xe0 | one >> 12, 0x80 | (one >> 6 & 63), 0x80 | (one & 63),
				 0xe0 | other >> 12, 0x80 | (other >> 6 & 63), 0x80 | (other & 63));
	}
	cr_assert(identifier_numbers(line_at, lines, count, numbers));
	cr_assert_eq(numbers[count - 1], 1);
	qsort(numbers, count, sizeof(*numbers), compare_numbers);
	for (unsigned i = 1; i < count; i++)
		cr_assert_lt(numbers[i - 1], numbers[i]);
	free(numbers);
	free(lines);
}
