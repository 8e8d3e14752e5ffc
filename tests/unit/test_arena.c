/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/arena.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "random.h"

Test(arena, is_zeroed_aligned_and_apart)
{
	struct arena arena = {0};
	struct random random = {1};
	unsigned char *places[2000];
	size_t sizes[2000];

	for (size_t i = 0; i < 2000; i++) {
		sizes[i] = random_below(&random, i % 100 ? 300 : 100000);
		places[i] = arena_alloc(&arena, sizes[i]);
		cr_assert_not_null(places[i]);
		cr_assert_eq((uintptr_t)places[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			cr_assert(places[i][j] == 0);
		memset(places[i], (int)(i % 255 + 1), sizes[i]);
	}
	for (size_t i = 0; i < 2000; i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			cr_assert(places[i][j] == i % 255 + 1);
	}
	arena_free(&arena);
	cr_assert_null(arena.chunks);
}

Test(arena, sizes_that_cannot_be_had)
{
	struct arena arena = {0};
	char *text = arena_string(&arena, "kept");

	cr_assert_null(arena_alloc(&arena, SIZE_MAX));
	cr_assert_null(arena_alloc(&arena, SIZE_MAX / 2));
	cr_assert_null(arena_alloc(&arena, SIZE_MAX / 2 + 1));
	cr_assert_null(arena_copy(&arena, "", SIZE_MAX));
	cr_assert_str_eq(text, "kept");
	cr_assert_not_null(arena_alloc(&arena, 8));
	arena_free(&arena);
}

Test(arena, copies)
{
	struct arena arena = {0};
	char text[] = "a text";
	char *copy = arena_string(&arena, text);
	char *bytes = arena_copy(&arena, "a\0b", 3);

	text[0] = 'b';
	cr_assert_str_eq(copy, "a text");
	cr_assert_arr_eq(bytes, "a\0b", 4);
	cr_assert_null(arena_string(&arena, NULL));
	cr_assert_str_eq(arena_string(&arena, ""), "");
	cr_assert_str_eq(arena_copy(&arena, NULL, 0), "");
	cr_assert_str_eq(arena_format(&arena, "%d %s", 1, "b"), "1 b");
	arena_free(&arena);
}

Test(arena, formats_are_cut_not_overrun)
{
	struct arena arena = {0};
	char *text = arena_format(&arena, "%*d", 10000, 1);

	cr_assert_eq(strlen(text), 4095);
	arena_free(&arena);
}
