/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_grass;

Test(grass, reads_percentages_with_steps)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "percent-rules", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	cr_expect_eq(builder.map.stop_count, 4);
	has_colour(&builder, 0.1, 1, 0, 0, 1);
	has_colour(&builder, 0.3, 0.5, 0.5, 0, 1);
	has_colour(&builder, 0.5, 0, 0, 1, 1);
	has_colour(&builder, 1, 16 / 255.0, 32 / 255.0, 48 / 255.0, 1);
	cr_expect_float_eq(builder.map.nan.r, 127 / 255.0, 1e-6);
	cr_expect(builder.map.has_background && builder.map.has_foreground && builder.map.has_nan);
	builder_free(&builder);
}

Test(grass, reads_values_in_any_order)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "value-rules", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	has_colour(&builder, 0, 10 / 255.0, 20 / 255.0, 30 / 255.0, 1);
	has_colour(&builder, 3 / 4.5, 1, 1, 1, 1);
	has_colour(&builder, 1, 100 / 255.0, 128 / 255.0, 1, 1);
	cr_expect_not(builder.map.has_nan);
	builder_free(&builder);
}

Test(grass, puts_percentages_around_values)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "mixed-rules", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_assert_eq(builder.map.stop_count, 4);
	has_colour(&builder, 0, 1, 0, 0, 1);
	has_colour(&builder, 0.25, 1, 1, 1, 1);
	has_colour(&builder, 0.75, 1, 1, 1, 1);
	has_colour(&builder, 1, 0, 0, 1, 1);
	builder_free(&builder);
	cr_assert_eq(read_text(format, "0% blue\n0 white\n100% red\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.5, 1, 1, 1, 1);
	builder_free(&builder);
}

Test(grass, refuses_what_is_no_rule)
{
	struct builder builder;

	fails(format, "huge-rules", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "0 0 0 0\n1 256 0 0\n", &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 2);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "nv white\n", &builder), MUSTER_DAMAGED, "no colour for any value");
	builder_free(&builder);
}

Test(grass, takes_the_widest_values)
{
	struct builder builder;

	cr_assert_eq(read_text(format, "-1.7e308 red\n0 white\n1.7e308 blue\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.5, 1, 1, 1, 1);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "-1.7e308 red\n0% white\n1.7e308 blue\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
}

Test(grass, is_told_by_its_content)
{
	cr_expect(sniffs(format, "percent-rules"));
	cr_expect(sniffs(format, "value-rules"));
	cr_expect(sniffs(format, "mixed-rules"));
	cr_expect_not(sniffs_text(format, "0 darkorange2\n"), "a name that GRASS does not know");
	cr_expect_not(sniffs_text(format, "# only\n"));
	refuses_noise(format);
}

Test(grass, survives_damage)
{
	survives_cuts(format, "percent-rules");
	survives_changes(format, "percent-rules");
	survives_changes(format, "value-rules");
	survives_changes(format, "mixed-rules");
}
