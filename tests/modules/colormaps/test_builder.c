/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct muster_rgba red = {1, 0, 0, 1}, green = {0, 1, 0, 1}, blue = {0, 0, 1, 1};

Test(builder, sorts_and_scales)
{
	struct builder builder;

	builder_init(&builder);
	builder_stop(&builder, 30, blue);
	builder_label(&builder, "last", 4);
	builder_stop(&builder, 10, red);
	builder_stop(&builder, 15, green);
	builder.map.has_hinge = true;
	builder.map.hinge = 20;
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	cr_expect_eq(builder.map.stop_count, 3);
	cr_expect_eq(builder.map.stops[1].position, 0.25);
	cr_expect_eq(builder.map.hinge, 0.5);
	cr_expect_eq(builder.map.label_count, 3);
	cr_expect_null(builder.map.labels[0]);
	cr_expect_str_eq(builder.map.labels[2], "last");
	has_colour(&builder, 0.25, 0, 1, 0, 1);
	builder_free(&builder);
}

Test(builder, keeps_steps_and_nothing_idle)
{
	struct builder builder;

	builder_init(&builder);
	builder_stop(&builder, 0, red);
	builder_stop(&builder, 1, green);
	builder_stop(&builder, 1, red);
	builder_stop(&builder, 1, blue);
	builder_stop(&builder, 1, blue);
	builder_label(&builder, "b", 1);
	builder_stop(&builder, 2, blue);
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	cr_assert_eq(builder.map.stop_count, 4);
	cr_expect_str_eq(builder.map.labels[2], "b");
	has_colour(&builder, 0.4999, 0, 1, 0, 1);
	has_colour(&builder, 0.5, 0, 0, 1, 1);
	builder_free(&builder);
}

Test(builder, repeats_are_no_steps)
{
	struct builder builder;

	builder_init(&builder);
	builder_stop(&builder, 0, red);
	builder_stop(&builder, 1, green);
	builder_stop(&builder, 1, green);
	builder_stop(&builder, 2, blue);
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	cr_expect_eq(builder.map.stop_count, 3);
	builder_free(&builder);
}

Test(builder, keeps_a_range_and_widens_it)
{
	struct builder builder;

	builder_init(&builder);
	builder.has_range = true;
	builder.range_high = 100;
	builder_stop(&builder, 25, red);
	builder_stop(&builder, 200, blue);
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_expect_eq(builder.map.stops[0].position, 0.125);
	cr_expect_eq(builder.map.stops[1].position, 1);
	builder_free(&builder);
}

Test(builder, categories_share_equally)
{
	struct builder builder;

	builder_init(&builder);
	builder.map.kind = MUSTER_COLORMAP_CATEGORICAL;
	builder_stop(&builder, 0, red);
	builder_stop(&builder, 1, red);
	builder_stop(&builder, 2, blue);
	builder_stop(&builder, 3, green);
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_assert_eq(builder.map.stop_count, 4, "equal colours stay two categories");
	cr_expect_eq(builder.map.stops[3].position, 0.75);
	has_colour(&builder, 0.49, 1, 0, 0, 1);
	has_colour(&builder, 0.51, 0, 0, 1, 1);
	builder_free(&builder);
}

Test(builder, clamps_colours)
{
	struct builder builder;
	const struct muster_rgba wide = {-1, 2, INFINITY, 0.5F}, none = {NAN, 0, 0, 1};

	builder_init(&builder);
	builder_stop(&builder, 0, wide);
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_expect_eq(builder.map.stops[0].position, 0);
	has_colour(&builder, 0.5, 0, 1, 1, 0.5);
	builder_stop(&builder, 1, none);
	cr_expect_eq(builder_finish(&builder), MUSTER_DAMAGED);
	builder_free(&builder);
}

Test(builder, refuses_what_is_no_map)
{
	struct builder builder;

	builder_init(&builder);
	cr_expect_eq(builder_finish(&builder), MUSTER_DAMAGED);
	builder_stop(&builder, NAN, red);
	cr_expect_eq(builder_finish(&builder), MUSTER_DAMAGED);
	cr_expect_neq(builder.trouble[0], '\0');
	builder_free(&builder);
	for (int i = 0; i < 70000; i++)
		builder_stop(&builder, i, red);
	cr_expect_eq(builder_finish(&builder), MUSTER_DAMAGED, "more stops than are believed");
	builder_free(&builder);
}

Test(builder, takes_the_widest_range)
{
	struct builder builder;

	builder_init(&builder);
	builder_stop(&builder, -1.7e308, red);
	builder_stop(&builder, 0, green);
	builder_stop(&builder, 1.7e308, blue);
	cr_assert_eq(builder_finish(&builder), MUSTER_OK);
	cr_expect_eq(builder.map.stops[1].position, 0.5);
	builder_free(&builder);
}

Test(builder, cuts_texts_between_characters)
{
	struct builder builder;
	char text[400];

	memset(text, 'x', sizeof(text));
	text[255] = '\xC3';
	text[256] = '\xA9';
	builder_init(&builder);
	builder_name(&builder, text, sizeof(text));
	cr_expect_eq(strlen(builder.map.name), 255);
	builder_name(&builder, "a\0b", 3);
	cr_expect_str_eq(builder.map.name, "a");
	builder_free(&builder);
}
