/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_spk;

Test(spk, reads_percent_where_nothing_else_is_said)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "percent.spk", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	has_colour(&builder, 0, 1, 0, 0, 1);
	has_colour(&builder, 0.25, 1, 0.5, 0.5, 1);
	has_colour(&builder, 1, 0, 0, 1, 1);
	builder_free(&builder);
}

Test(spk, keeps_places_in_percent)
{
	struct builder builder;

	cr_assert_eq(read_text(format, "20 100 0 0\n80 0 0 0\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.2, 1, 0, 0, 1);
	has_colour(&builder, 0.5, 0.5, 0, 0, 1);
	has_colour(&builder, 0.9, 0, 0, 0, 1);
	builder_free(&builder);
}

Test(spk, scales_values)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "by-value.spk", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	has_colour(&builder, 0, 0, 0, 0.1, 1);
	has_colour(&builder, 0.8, 0.22, 0.07, 0.36, 1);
	has_colour(&builder, 1, 1, 1, 1, 1);
	builder_free(&builder);
}

Test(spk, makes_levels_categories_in_order)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "by-level.spk", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CATEGORICAL);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.1, 0, 0, 1, 1);
	has_colour(&builder, 0.5, 0, 0.6, 0.3, 1);
	has_colour(&builder, 0.9, 1, 0.9, 0, 1);
	builder_free(&builder);
}

Test(spk, refuses_what_it_does_not_know)
{
	struct builder builder;

	fails(format, "unknown-mapping.spk", MUSTER_UNSUPPORTED);
	fails(format, "nan.spk", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "0 0 0 0\n100 101 0 0\n", &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 2);
	builder_free(&builder);
}

Test(spk, takes_the_widest_numbers)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "huge.spk", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	has_colour(&builder, 0.5, 0.5, 0.5, 0.5, 1);
	builder_free(&builder);
}

Test(spk, is_told_by_its_content)
{
	is_known_only_to(format, "percent.spk");
	is_known_only_to(format, "by-value.spk");
	is_known_only_to(format, "by-level.spk");
	cr_expect_not(sniffs_text(format, "0 0 0 0\n255 255 255 255\n"), "bytes");
	cr_expect_not(sniffs_text(format, "-1 5 24 82\n1 0 0 0\n"), "keys of another range");
	cr_expect_not(sniffs_text(format, "100 0 0 0\n0 0 0 0\n"), "keys that go down");
	cr_expect_not(sniffs_text(format, "0 0 0 0\n"), "one row");
	refuses_noise(format);
}

Test(spk, survives_damage)
{
	survives_cuts(format, "by-value.spk");
	survives_changes(format, "percent.spk");
	survives_changes(format, "by-level.spk");
}
