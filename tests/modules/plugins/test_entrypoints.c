/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "entrypoints.h"

static struct entry_points start(const char *text)
{
	return (struct entry_points){.at = text, .end = text + strlen(text)};
}

static void expect_next(struct entry_points *points, const char *group, const char *name, const char *object)
{
	cr_assert(entry_points_next(points));
	cr_expect_null(points->wrong, "line %u: %s", points->line, points->wrong);
	cr_expect_str_eq(points->point.group, group);
	cr_expect_str_eq(points->point.name, name);
	cr_expect_str_eq(points->point.object, object);
}

Test(entrypoints, reads_groups_and_objects)
{
	struct entry_points points = start("[console_scripts]\npip = pip._internal:main\r\n\n# comment\n[a.b]\n"
									   "  name:with colon=mod : Class.attr [extra1, extra2]\nmodule = mod\n");

	expect_next(&points, "console_scripts", "pip", "pip._internal:main");
	expect_next(&points, "a.b", "name:with colon", "mod:Class.attr");
	expect_next(&points, "a.b", "module", "mod");
	cr_expect_eq(points.line, 7);
	cr_expect_not(entry_points_next(&points));
}

Test(entrypoints, reads_lines_of_any_length)
{
	char text[1200] = "[g]\nlong = m:", name[420];
	struct entry_points points;

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	strcat(strcat(text, name), "\nnext = m:n");
	points = start(text);
	cr_assert(entry_points_next(&points));
	cr_expect_eq(strlen(points.point.object), 421);
	expect_next(&points, "g", "next", "m:n");
}

static void expect_wrong(const char *text, unsigned line)
{
	struct entry_points points = start(text);

	while (entry_points_next(&points) && !points.wrong)
		;
	cr_expect_not_null(points.wrong, "%s", text);
	cr_expect_eq(points.line, line);
}

Test(entrypoints, tells_lines_that_are_wrong)
{
	char text[4000] = "[g]\nx = ";

	expect_wrong("x = y:z\n", 1);
	expect_wrong("[g]\nno object\n", 2);
	expect_wrong("[g]\nx =\n", 2);
	expect_wrong("[g]\n= y\n", 2);
	expect_wrong("[g\nx = y\n", 1);
	expect_wrong("\n[]\n", 2);
	expect_wrong("[", 1);
	memset(text + strlen(text), 'x', 3000);
	expect_wrong(text, 2);
}

Test(entrypoints, goes_on_after_a_wrong_line)
{
	struct entry_points points = start("[g]\nwrong\nx = y\n");

	cr_assert(entry_points_next(&points));
	cr_expect_not_null(points.wrong);
	expect_next(&points, "g", "x", "y");
}

Test(entrypoints, stays_within_the_text)
{
	static const char text[] = "[g]\nx = y [z]\n";
	size_t size;

	for (size = 0; size < sizeof(text); size++) {
		char *const exact = malloc(size + 1);
		struct entry_points points = {.at = exact, .end = exact + size};
		cr_assert_not_null(exact);
		memcpy(exact, text, size);
		while (entry_points_next(&points))
			cr_assert_lt(size, sizeof(text));
		free(exact);
	}
}

Test(metadata, reads_headers_only)
{
	static const char text[] = "Metadata-Version: 2.1\nName: demo \r\nVersion:1.2\nSummary: x\n\nHome: body\n";
	char value[ENTRY_TEXT_MAX] = "";

	cr_expect(metadata_header(text, "Name", value));
	cr_expect_str_eq(value, "demo");
	cr_expect(metadata_header(text, "Version", value));
	cr_expect_str_eq(value, "1.2");
	cr_expect_not(metadata_header(text, "Home", value));
	cr_expect_not(metadata_header("", "Name", value));
	cr_expect_not(metadata_header("Name", "Name", value));
}
