/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sets of names, of any size. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "readers/names.h"

enum { COUNT = 1000 };

Test(names, are_new_once)
{
	static const char *first[COUNT];
	struct names names = {0};

	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < COUNT; i++) {
			const char *known;
			char text[16];
			bool is_new;

			snprintf(text, sizeof(text), "name %u", i);
			cr_assert_eq(names_add(&names, text, &known, &is_new), MUSTER_OK);
			cr_expect_eq(is_new, round == 0, "%s", text);
			cr_expect_str_eq(known, text);
			cr_expect(round == 0 || known == first[i], "the one in the set does not move");
			first[i] = known;
		}
	cr_expect_eq(names.count, COUNT);
	names_clear(&names);
}
