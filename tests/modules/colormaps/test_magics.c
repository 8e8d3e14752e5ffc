/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_magics;

Test(magics, reads_colours_as_it_writes_them)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "palettes.json", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.name, "test_five");
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CATEGORICAL);
	cr_expect_eq(builder.map.stop_count, 5);
	has_colour(&builder, 0.1, 7 / 255.0, 9 / 255.0, 13 / 255.0, 1);
	has_colour(&builder, 0.3, 0, 0, 0, 0);
	has_colour(&builder, 0.5, 1, 0, 0.2, 1);
	has_colour(&builder, 0.7, 0.2, 0.4, 0.6, 0.5);
	has_colour(&builder, 0.9, 0, 0.4, 0, 1);
	builder_free(&builder);
}

Test(magics, knows_its_names_and_draws_unknown_ones_red)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "palettes.json", 1, &builder), MUSTER_OK, "%s", builder.trouble);
	has_colour(&builder, 0.1, 0, 1, 0, 1);
	has_colour(&builder, 0.3, 0, 0.55, 0.19, 1);
	has_colour(&builder, 0.6, 0.1, 0.2, 0.3, 1);
	has_colour(&builder, 0.9, 1, 0, 0, 1);
	builder_free(&builder);
}

Test(magics, reads_the_older_layout)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "palettes-old.json", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.name, "old_two");
	has_colour(&builder, 0.2, 0, 0.9, 1, 1);
	has_colour(&builder, 0.8, 0.45, 0.64, 1, 1);
	builder_free(&builder);
}

/* All maps of a fixture in one pass, as the module reads them. */
static size_t count_in_one_pass(const char *name, size_t *damaged)
{
	struct bytes bytes = fixture(name);
	size_t resume = 0, good = 0;
	const struct input input = {bytes.data, bytes.size, "stem", &resume};

	*damaged = 0;
	for (size_t index = 0;; index++) {
		struct builder builder;
		enum muster_status status;

		builder_init(&builder);
		status = format->read(&input, index, &builder);
		builder_free(&builder);
		if (status == MUSTER_NOT_FOUND)
			break;
		good += status == MUSTER_OK;
		*damaged += status == MUSTER_DAMAGED;
	}
	free(bytes.data);
	return good;
}

Test(magics, reads_the_sound_maps_around_bad_ones)
{
	size_t damaged;
	struct builder builder;

	cr_expect_eq(count_in_one_pass("palettes.json", &damaged), 3);
	cr_expect_eq(damaged, 2);
	cr_assert_eq(read_fixture(format, "palettes.json", 4, &builder), MUSTER_OK);
	cr_expect_str_eq(builder.map.name, "test_last");
	builder_free(&builder);
}

Test(magics, refuses_what_is_no_utf_8_and_no_json)
{
	struct builder builder;

	cr_expect_eq(read_text(format, "{\"a\": {\"contour_shade_colour_list\": [\"\xff\"]}}", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "{\"a\": {\"contour_shade_colour_list\": [\"red\"", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "{\"a\": {\"contour_shade_colour_list\": []}}", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "{\"a\" {}}", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "{}", &builder), MUSTER_NOT_FOUND);
	builder_free(&builder);
}

Test(magics, takes_huge_numbers)
{
	struct builder builder;

	cr_assert_eq(read_text(format,
						   "{\"a\": {\"contour_shade_colour_list\": [\"rgb(1e308,0,1e999)\", \"hsl(1e308,0,1e308)\", "
						   "\"rgb(-1e308,0.5,0)\"]}}",
						   &builder),
				 MUSTER_OK, "%s", builder.trouble);
	is_sound(&builder);
	builder_free(&builder);
}

Test(magics, is_told_by_its_content)
{
	is_known_only_to(format, "palettes.json");
	is_known_only_to(format, "palettes-old.json");
	cr_expect_not(sniffs(format, "contours.json"), "a style that uses a palette");
	refuses_noise(format);
}

Test(magics, survives_damage)
{
	survives_cuts(format, "palettes.json");
	survives_changes(format, "palettes.json");
	survives_changes(format, "palettes-old.json");
}
