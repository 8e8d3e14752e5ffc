/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is found in docstrings: the summary, and what the styles of numpy, Google and Sphinx say of a parameter. */
#include <criterion/criterion.h>

#include "readers/docstring.h"

static struct pool pool;

static void free_pool(void)
{
	pool_free(&pool);
}

TestSuite(docstring, .fini = free_pool);

static const char *text_of(const char *found)
{
	return found ? found : "(nothing)";
}

Test(docstring, summary_is_the_first_paragraph_in_one_line)
{
	static const char *const cases[][2] = {
		{"Feed it.", "Feed it."},
		{"Feed it\nwell.\n\nThey bite.", "Feed it well."},
		{"Feed it\n    well.\n  \t\n    They bite.\n", "Feed it well."},
		{"\n\n    Feed it\n    well,\n    and often.\n\n    They bite.\n    ", "Feed it well, and often."},
		{"", ""},
		{"\n   \n", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		cr_expect_str_eq(text_of(docstring_summary(&pool, cases[i][0])), cases[i][1], "case %zu", i);
}

static void expect_parameter(const char *doc, const char *name, const char *text)
{
	cr_expect_str_eq(text_of(docstring_parameter(&pool, doc, name)), text, "%s", name);
}

Test(docstring, numpy_describes_each_of_several_names)
{
	static const char doc[] = "Do it.\n\nParameters\n----------\nfirst, second, *rest : int\n    What comes.\n"
							  "`quoted`:\n    Not this.\nlast\n    The end,\n    at last.\n";

	expect_parameter(doc, "first", "What comes.");
	expect_parameter(doc, "second", "What comes.");
	expect_parameter(doc, "rest", "What comes.");
	expect_parameter(doc, "quoted", "Not this.");
	expect_parameter(doc, "last", "The end, at last.");
}

Test(docstring, numpy_takes_no_part_of_a_name_and_no_type_for_a_parameter)
{
	static const char doc[] = "Parameters\n----------\nfirst, second : int, str\n    What comes.\n";

	expect_parameter(doc, "fir", "(nothing)");
	expect_parameter(doc, "irst", "(nothing)");
	expect_parameter(doc, "secon", "(nothing)");
	expect_parameter(doc, "int", "(nothing)");
	expect_parameter(doc, "str", "(nothing)");
}
