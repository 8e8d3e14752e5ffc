/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_sao;

Test(sao, has_a_stop_for_every_knot_of_any_channel)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "knots.sao", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 5); /* 0, 0.25 twice, 0.5, 1 */
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	has_colour(&builder, 0, 0, 0, 1, 1);
	has_colour(&builder, 0.125, 0.25, 0.125, 0.5, 1);
	has_colour(&builder, 0.25, 0.5, 0.25, 0.5, 1);
	has_colour(&builder, 0.5, 1, 0.5, 1 / 3.0, 1);
	has_colour(&builder, 1, 1, 1, 0, 1);
	builder_free(&builder);
}

Test(sao, takes_carriage_returns_and_no_end_of_line)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "crlf.sao", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 2);
	has_colour(&builder, 0.5, 0.5, 0, 0.5, 1);
	builder_free(&builder);
}

Test(sao, keeps_the_ends_of_a_channel_that_stops_early)
{
	struct builder builder;

	cr_assert_eq(
		read_text(format, "PSEUDOCOLOR\nRED:\n(0.4,0.2)(0.6,0.8)\nGREEN:\n(0,0)(1,1)\nBLUE:\n(0.5,0.5)\n", &builder),
		MUSTER_OK);
	has_colour(&builder, 0, 0.2, 0, 0.5, 1);
	has_colour(&builder, 0.5, 0.5, 0.5, 0.5, 1);
	has_colour(&builder, 1, 0.8, 1, 0.5, 1);
	builder_free(&builder);
}

Test(sao, holds_one_map)
{
	struct builder builder;

	cr_expect_eq(read_fixture(format, "knots.sao", 1, &builder), MUSTER_NOT_FOUND);
	builder_free(&builder);
}

Test(sao, says_where_a_knot_is_none)
{
	struct builder builder;

	cr_expect_eq(read_fixture(format, "nan.sao", 0, &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 3);
	builder_free(&builder);
	fails(format, "no-blue.sao", MUSTER_DAMAGED);
}

Test(sao, takes_the_widest_numbers)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "huge.sao", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	is_sound(&builder);
	builder_free(&builder);
}

Test(sao, is_told_by_its_content)
{
	is_known_only_to(format, "knots.sao");
	is_known_only_to(format, "crlf.sao");
	cr_expect_not(sniffs_text(format, "# PSEUDOCOLOR\nRED:\n(0,0)\n"));
	refuses_noise(format);
}

Test(sao, survives_damage)
{
	survives_cuts(format, "knots.sao");
	survives_changes(format, "knots.sao");
	survives_changes(format, "crlf.sao");
}
