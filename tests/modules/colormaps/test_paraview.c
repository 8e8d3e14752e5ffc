/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_paraview;

static void read_preset(size_t index, const char *name, struct builder *builder)
{
	cr_assert_eq(read_fixture(format, "presets.json", index, builder), MUSTER_OK, "%s", builder->trouble);
	cr_assert(builder->map.name);
	cr_expect_str_eq(builder->map.name, name);
}

/* Moreland's table of this very map has 141 176 254 and 221 221 221 a quarter and a half along. */
Test(paraview, goes_through_white_between_distinct_hues)
{
	struct builder builder;

	read_preset(0, "Blue to Red", &builder);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CONTINUOUS);
	has_colour(&builder, 0, 59 / 255.0, 76 / 255.0, 192 / 255.0, 1);
	has_colour(&builder, 0.25, 141 / 255.0, 176 / 255.0, 254 / 255.0, 1);
	has_colour(&builder, 0.5, 221 / 255.0, 221 / 255.0, 221 / 255.0, 1);
	has_colour(&builder, 1, 180 / 255.0, 4 / 255.0, 38 / 255.0, 1);
	cr_expect(builder.map.has_nan && builder.map.nan.r == 1 && builder.map.nan.b == 0);
	builder_free(&builder);
}

/* The grey of L* = 50 is 118.9 of 255. */
Test(paraview, goes_through_lab)
{
	struct builder builder;

	read_preset(1, "Gr\xc3\xa4ys", &builder);
	has_colour(&builder, 0.5, 0.4663, 0.4663, 0.4663, 1);
	cr_expect_not(builder.map.has_nan);
	builder_free(&builder);
}

/* However far it goes round through other spaces on the way. */
Test(paraview, a_colour_stays_itself_between_two_of_it)
{
	static const char *const spaces[] = {"RGB", "Step", "Lab", "CIELAB", "HSV", "Diverging"};
	char text[512];

	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		struct builder builder;

		snprintf(
			text, sizeof(text),
			"[{\"ColorSpace\": \"%s\", \"RGBPoints\": [0, 0.1, 0.2, 1, 1, 0.1, 0.2, 1, 2, 1, 0.9, 0, 3, 1, 0.9, 0]}]",
			spaces[i]);
		cr_assert_eq(read_text(format, text, &builder), MUSTER_OK, "%s", builder.trouble);
		has_colour(&builder, 1 / 6.0, 0.1, 0.2, 1, 1);
		has_colour(&builder, 5 / 6.0, 1, 0.9, 0, 1);
		builder_free(&builder);
	}
}

Test(paraview, goes_round_the_hues_either_way)
{
	struct builder builder;

	read_preset(2, "Through Green", &builder);
	has_colour(&builder, 0.25, 1, 1, 0, 1);
	has_colour(&builder, 0.5, 0, 1, 0, 1);
	builder_free(&builder);
	read_preset(3, "Through Magenta", &builder);
	has_colour(&builder, 0.25, 1, 0, 0.5, 1);
	has_colour(&builder, 0.5, 1, 0, 1, 1);
	builder_free(&builder);
}

Test(paraview, holds_a_step_up_to_its_point)
{
	struct builder builder;

	read_preset(4, "Steps", &builder);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	has_colour(&builder, 0.1, 0, 1, 0, 1);
	has_colour(&builder, 0.49, 0, 1, 0, 1);
	has_colour(&builder, 0.51, 0, 0, 1, 1);
	builder_free(&builder);
}

Test(paraview, takes_the_widest_numbers_without_name_or_space)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "presets.json", 5, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_null(builder.map.name);
	has_colour(&builder, 0.5, 0.25, 0.5, 1, 1);
	cr_expect(builder.map.has_background && builder.map.background.b == 0.5f);
	cr_expect_not(builder.map.has_foreground);
	builder_free(&builder);
}

Test(paraview, labels_indexed_colours)
{
	struct builder builder;

	read_preset(6, "Classes", &builder);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CATEGORICAL);
	cr_assert_eq(builder.map.label_count, 3);
	cr_expect_str_eq(builder.map.labels[0], "none");
	cr_expect_str_eq(builder.map.labels[1], "1");
	cr_expect_str_eq(builder.map.labels[2], "many");
	has_colour(&builder, 0.5, 1, 0, 0, 1);
	builder_free(&builder);
	cr_expect_eq(read_fixture(format, "presets.json", 7, &builder), MUSTER_NOT_FOUND);
	builder_free(&builder);
}

Test(paraview, reads_the_sound_map_behind_bad_ones)
{
	const enum muster_status expected[] = {MUSTER_DAMAGED, MUSTER_DAMAGED, MUSTER_UNSUPPORTED,
										   MUSTER_DAMAGED, MUSTER_DAMAGED, MUSTER_DAMAGED,
										   MUSTER_DAMAGED, MUSTER_OK,      MUSTER_NOT_FOUND};

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		struct builder builder;

		cr_expect_eq(read_fixture(format, "presets-bad.json", i, &builder), expected[i], "map %zu", i);
		cr_expect_eq(builder.trouble[0] != '\0', expected[i] != MUSTER_OK && expected[i] != MUSTER_NOT_FOUND);
		builder_free(&builder);
	}
}

Test(paraview, counts_points_from_one_where_it_names_a_bad_one)
{
	struct builder builder;

	cr_assert_eq(read_text(format, "[{\"RGBPoints\": [0, 1, 1, 1, 1, 0, null, 0, 2, 1, 1, 1]}]", &builder),
				 MUSTER_DAMAGED);
	cr_expect(strstr(builder.trouble, "point 2 "), "%s", builder.trouble);
	builder_free(&builder);
}

Test(paraview, survives_deep_nesting)
{
	static char deep[40000];
	struct builder builder;

	memset(deep, '[', sizeof(deep) - 1);
	cr_expect_eq(read_text(format, deep, &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	memset(deep + sizeof(deep) / 2, ']', sizeof(deep) / 2 - 1);
	cr_expect_eq(read_text(format, deep, &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_not(sniffs_text(format, deep));
}

Test(paraview, is_told_by_its_content)
{
	is_known_only_to(format, "presets.json");
	cr_expect_not(sniffs_text(format, "[{\"RGBPoints\": 4}]"));
	cr_expect_not(sniffs_text(format, "{\"RGBPoints\": [0, 0, 0, 0]}"));
	refuses_noise(format);
}

Test(paraview, survives_damage)
{
	survives_cuts(format, "presets-bad.json");
	survives_changes(format, "presets.json");
	survives_changes(format, "presets-bad.json");
}
