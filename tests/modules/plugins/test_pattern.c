/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <criterion/criterion.h>
#include <string.h>

#include "readers/pattern.h"

static struct pattern *compiled(const char *text)
{
	struct pattern *pattern;
	char why[256];

	cr_assert_eq(pattern_compile(&pattern, text, why, sizeof why), MUSTER_OK, "%s", why);
	return pattern;
}

static bool matches(struct pattern *pattern, const char *name, const char *stem)
{
	return pattern_matches(pattern, name, strlen(name), stem, strlen(stem));
}

Test(pattern, matches_whole_names_only)
{
	struct pattern *const pattern = compiled("clap_entry|main");

	cr_expect(matches(pattern, "clap_entry", ""));
	cr_expect(matches(pattern, "main", ""));
	cr_expect_not(matches(pattern, "mainly", ""));
	cr_expect_not(matches(pattern, "clap_entry_point", ""));
	cr_expect_not(matches(pattern, "my_clap_entry", ""));
	cr_expect_not(matches(pattern, "main\n", ""));
	cr_expect_not(pattern_has_stem(pattern));
	pattern_free(pattern);
}

/* So that no byte that a name of a file may have is left out. */
Test(pattern, a_point_is_any_character)
{
	struct pattern *const pattern = compiled("lib.+so");

	cr_expect(matches(pattern, "lib\n\t\x7f so", ""));
	cr_expect_not(matches(pattern, "libso", ""));
	pattern_free(pattern);
}

Test(pattern, holds_the_stem_against_the_file)
{
	struct pattern *const pattern = compiled("PyInit_(?<stem>\\w+)");

	cr_expect(pattern_has_stem(pattern));
	cr_expect(matches(pattern, "PyInit__heapq", "_heapq"));
	cr_expect_not(matches(pattern, "PyInit__heapq", "heapq"));
	cr_expect_not(matches(pattern, "PyInit__heapq", "_heapqs"));
	cr_expect_not(matches(pattern, "PyInit_", ""));
	pattern_free(pattern);
}

Test(pattern, takes_a_stem_that_was_not_met_for_none)
{
	struct pattern *const pattern = compiled("x(?<stem>y)?");

	cr_expect(matches(pattern, "xy", "y"));
	cr_expect_not(matches(pattern, "x", ""));
	pattern_free(pattern);
}

Test(pattern, says_what_is_wrong_with_an_expression)
{
	struct pattern *pattern;
	char why[256] = "";

	cr_expect_eq(pattern_compile(&pattern, "gst_(plugin", why, sizeof why), MUSTER_BAD_CONFIG);
	cr_expect_null(pattern);
	cr_expect_not_null(strstr(why, "at character 12"), "%s", why);
}

Test(pattern, gives_up_on_expressions_that_never_end, .timeout = 20)
{
	struct pattern *const pattern = compiled("(a+)+b");

	cr_expect_not(matches(pattern, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", ""));
	pattern_free(pattern);
}
