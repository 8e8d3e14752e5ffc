/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_ncl;

Test(ncl, reads_bytes)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "bytes.rgb", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0, 0, 0, 0, 1);
	has_colour(&builder, 0.5, 1, 0, 128 / 255.0, 1);
	has_colour(&builder, 1, 1, 1, 1, 1);
	builder_free(&builder);
}

Test(ncl, reads_fractions_between_comments_and_a_wrong_count)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "fractions.rgb", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.5, 0.5, 0.25, 1, 1);
	has_colour(&builder, 1, 1, 1, 1, 1);
	builder_free(&builder);
}

Test(ncl, leaves_sentinels_out)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "sentinel.rgb", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 2);
	has_colour(&builder, 0, 1, 0, 0, 1);
	has_colour(&builder, 1, 0, 1, 0, 1);
	builder_free(&builder);
}

Test(ncl, leaves_a_row_out_if_any_channel_is_a_sentinel)
{
	static const char *const rows[] = {"-1 0 0", "0 -1 0", "0 0 -1"};

	for (size_t i = 0; i < 3; i++) {
		struct builder builder;
		char text[64];
		snprintf(text, sizeof(text), "ncolors = 3\n1 2 3\n%s\n4 5 6\n", rows[i]);
		cr_assert_eq(read_text(format, text, &builder), MUSTER_OK, "%s", builder.trouble);
		cr_expect_eq(builder.map.stop_count, 2, "%s", rows[i]);
		builder_free(&builder);
	}
}

Test(ncl, is_not_a_table_of_other_numbers_than_bytes)
{
	static const char *const rows[] = {"1 2 255", "1 2 256", "-1 2 3", "1 2.5 3", "1 2 3 4"};

	for (size_t i = 0; i < 5; i++) {
		char text[256 * 8 + 16], *end = text;
		for (unsigned row = 0; row < 256; row++)
			end += sprintf(end, "%s\n", row == 100 ? rows[i] : "1 2 3");
		cr_expect_eq(sniffs_text(format, text), i == 0, "%s", rows[i]);
	}
}

Test(ncl, reads_ncview_without_header)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "ncview.ncmap", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 256);
	has_colour(&builder, 0, 0, 1, 0, 1);
	has_colour(&builder, 1, 1, 0, 127 / 255.0, 1);
	builder_free(&builder);
}

Test(ncl, says_where_a_row_is_wrong)
{
	struct builder builder;

	cr_expect_eq(read_fixture(format, "short-row.rgb", 0, &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 3);
	builder_free(&builder);
	fails(format, "huge.rgb", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "ncolors = 2\n/* never closed\n1 2 3\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
}

Test(ncl, is_told_by_its_content)
{
	is_known_only_to(format, "bytes.rgb");
	is_known_only_to(format, "fractions.rgb");
	is_known_only_to(format, "ncview.ncmap");
	cr_expect_not(sniffs_text(format, "ncolors of the rainbow\n1 2 3\n"));
	cr_expect_not(sniffs_text(format, "1 2 3\n4 5 6\n"), "too few rows to be ncview's");
	cr_expect_not(sniffs_text(format, "# Gist palette\n\nncolors= 1\n1 2 3\n"), "another program's");
	refuses_noise(format);
}

Test(ncl, survives_damage)
{
	survives_cuts(format, "fractions.rgb");
	survives_changes(format, "fractions.rgb");
	survives_changes(format, "sentinel.rgb");
}
