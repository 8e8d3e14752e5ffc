/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_ggr;

/* At `t` of a map, red of a black to white segment. */
static void has_gray(const struct builder *builder, double t, double level)
{
	has_colour(builder, t, level, level, level, 1);
}

/* Expected values from the definitions: half of the way is done at the middle of a segment. */
Test(ggr, reads_every_blend)
{
	const double pi = acos(-1);
	struct builder builder;

	cr_assert_eq(read_fixture(format, "blends.ggr", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.name, "All the blends");
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	has_colour(&builder, 0.025, 0.25, 0.25, 0.25, 0.75);
	has_gray(&builder, 0.12, 0.5);
	has_gray(&builder, 0.15, pow(0.5, log(0.5) / log(0.2)));
	has_gray(&builder, 0.225, (1 + sin(pi * (0.25 - 0.5))) / 2);
	has_gray(&builder, 0.285, (1 + sin(pi * (0.85 - 0.5))) / 2);
	has_gray(&builder, 0.32, sqrt(1 - 0.8 * 0.8));
	has_gray(&builder, 0.48, 1 - sqrt(1 - 0.8 * 0.8));
	has_colour(&builder, 0.7499, 1, 0, 0, 1);
	has_colour(&builder, 0.75, 0, 0, 1, 1);
	builder_free(&builder);
}

Test(ggr, has_a_stop_in_the_middle_only_where_that_bends_the_line)
{
	struct builder builder;

	cr_assert_eq(read_text(format, "GIMP Gradient\n1\n0.5 0.75 1 0 0 0 1 1 1 1 1 0 0\n", &builder), MUSTER_OK);
	cr_expect_eq(builder.map.stop_count, 2);
	builder_free(&builder);
	cr_assert_eq(read_text(format, "GIMP Gradient\n1\n0.5 0.6 1 0 0 0 1 1 1 1 1 0 0\n", &builder), MUSTER_OK);
	cr_expect_eq(builder.map.stop_count, 3);
	builder_free(&builder);
}

Test(ggr, follows_curves_closely)
{
	struct builder builder;

	cr_assert_eq(read_text(format, "GIMP Gradient\n1\n0 0.3 1 0 0 0 1 1 1 1 1 1 0\n", &builder), MUSTER_OK);
	for (double t = 0; t < 1; t += 1.0 / 256)
		has_gray(&builder, t, pow(t, log(0.5) / log(0.3)));
	cr_expect_lt(builder.map.stop_count, 100);
	builder_free(&builder);
}

Test(ggr, turns_either_way)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "turns.ggr", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.name, "");
	has_colour(&builder, 0.25, 1, 1, 0, 1);
	has_colour(&builder, 0.625, 1, 0, 1, 1);
	has_colour(&builder, 0.75, 0, 0, 1, 1);
	has_colour(&builder, 0.875, 0, 1, 1, 1);
	builder_free(&builder);
	cr_assert_eq(read_text(format, "GIMP Gradient\n1\n0 0.5 1 1 0 0 1 1 0 0 1 0 1\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.5, 0, 1, 1, 1);
	builder_free(&builder);
}

Test(ggr, reads_old_files_without_a_name)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "old.ggr", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_null(builder.map.name);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.25, 0.5, 0, 0.5, 1);
	has_colour(&builder, 0.625, 0.25, 0, 0.75, 1);
	builder_free(&builder);
}

Test(ggr, knows_foreground_and_background)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "ends.ggr", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	has_colour(&builder, 0, 0, 0, 0, 1);
	has_colour(&builder, 0.25, 0.5, 0.5, 0.5, 0.5);
	has_colour(&builder, 0.5, 0, 0, 0, 0);
	has_colour(&builder, 1, 1, 1, 1, 1);
	builder_free(&builder);
}

Test(ggr, says_what_is_wrong)
{
	struct builder builder;

	fails(format, "negative.ggr", MUSTER_DAMAGED);
	fails(format, "short.ggr", MUSTER_DAMAGED);
	fails(format, "nan.ggr", MUSTER_DAMAGED);
	fails(format, "blend.ggr", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "GIMP Gradient\nName: x\n1\n0 0.6 0.5 1 0 0 1 0 1 0 1 0 0\n", &builder),
				 MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 4);
	builder_free(&builder);
}

Test(ggr, survives_damage)
{
	cr_expect(sniffs(format, "old.ggr"));
	refuses_noise(format);
	survives_cuts(format, "ends.ggr");
	survives_changes(format, "blends.ggr");
	survives_changes(format, "turns.ggr");
}
