/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_gwyddion;

Test(gwyddion, has_the_rows_as_stops)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "gwyddion-three", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	has_colour(&builder, 0.125, 0.5, 0, 0, 0.75);
	has_colour(&builder, 0.25, 1, 0, 0, 0.5);
	has_colour(&builder, 1, 1, 1, 1, 1);
	builder_free(&builder);
}

Test(gwyddion, keeps_a_first_position_above_0)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "gwyddion-crlf", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stops[0].position, 0.5);
	has_colour(&builder, 0.75, 0.5, 0, 0, 1);
	builder_free(&builder);
}

Test(gwyddion, says_where_a_row_is_short)
{
	struct builder builder;

	cr_expect_eq(read_fixture(format, "gwyddion-short", 0, &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 2);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "Gwyddion resource GwyGradient\n0 0 nan 0 1\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "Gwyddion resource GwyGradient\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
}

Test(gwyddion, takes_the_widest_numbers)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "gwyddion-huge", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	is_sound(&builder);
	builder_free(&builder);
}

Test(gwyddion, is_told_by_its_first_line)
{
	is_known_only_to(format, "gwyddion-three");
	is_known_only_to(format, "gwyddion-crlf");
	cr_expect_not(sniffs_text(format, "Gwyddion resource GwyGLMaterial\n0 0 0 0 1\n"));
	refuses_noise(format);
}

Test(gwyddion, survives_damage)
{
	survives_cuts(format, "gwyddion-three");
	survives_changes(format, "gwyddion-three");
}
