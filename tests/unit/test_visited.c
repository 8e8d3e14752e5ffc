/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/visited.h"

#include <criterion/criterion.h>

#include "random.h"

Test(visited, once_is_first)
{
	struct visited visited = {0};

	cr_assert_eq(visited_add(&visited, 1, 2), VISIT_FIRST);
	cr_assert_eq(visited_add(&visited, 1, 2), VISIT_AGAIN);
	cr_assert_eq(visited_add(&visited, 2, 1), VISIT_FIRST);
	cr_assert_eq(visited_add(&visited, 2, 2), VISIT_FIRST);
	cr_assert_eq(visited_add(&visited, 1, 2), VISIT_AGAIN);
	cr_assert_eq(visited_add(&visited, UINT64_MAX, UINT64_MAX), VISIT_FIRST);
	cr_assert_eq(visited_add(&visited, UINT64_MAX, UINT64_MAX), VISIT_AGAIN);
	visited_free(&visited);
	cr_assert_eq(visited_add(&visited, 1, 2), VISIT_FIRST);
	visited_free(&visited);
}

/* No file has inode 0: where a file system says so, it says nothing, and nothing may be left out for it. */
Test(visited, inode_zero_is_always_first)
{
	struct visited visited = {0};

	cr_assert_eq(visited_add(&visited, 1, 0), VISIT_FIRST);
	cr_assert_eq(visited_add(&visited, 1, 0), VISIT_FIRST);
	visited_free(&visited);
}

/* Inodes in a row, far apart, and the same on several devices. */
Test(visited, many)
{
	struct visited visited = {0};

	for (unsigned round = 0; round < 2; round++) {
		const enum visit expected = round ? VISIT_AGAIN : VISIT_FIRST;
		struct random random = {5};
		for (uint64_t i = 1; i <= 50000; i++) {
			cr_assert_eq(visited_add(&visited, 7, i), expected);
			cr_assert_eq(visited_add(&visited, 8, i << 40), expected);
			cr_assert_eq(visited_add(&visited, 100 + i, 12), expected);
			cr_assert_eq(visited_add(&visited, 9, random_next(&random) | 1), expected);
		}
	}
	cr_assert_eq(visited.count, 200000);
	visited_free(&visited);
}
