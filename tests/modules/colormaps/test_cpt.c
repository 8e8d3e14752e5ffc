/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

#include "cpt_colour.h"

static const struct format *const format = &format_cpt;

Test(cpt, reads_slices)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "slices.cpt", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED, "a step at the hinge");
	cr_expect(builder.map.has_hinge && builder.map.hinge == 0.5);
	cr_expect_not(builder.map.cyclic);
	has_colour(&builder, 0, 0, 0, 0, 1);
	has_colour(&builder, 0.125, 0, 0, 0.5, 1);
	has_colour(&builder, 0.49999, 128 / 255.0, 192 / 255.0, 1, 1);
	has_colour(&builder, 0.5, 0, 128 / 255.0, 0, 0.5);
	has_colour(&builder, 1, 250 / 255.0, 250 / 255.0, 250 / 255.0, 1);
	cr_assert_eq(builder.map.label_count, builder.map.stop_count);
	cr_expect_str_eq(builder.map.labels[0], "deep");
	cr_expect_str_eq(builder.map.labels[1], "middle");
	cr_expect(builder.map.has_background && builder.map.has_foreground && builder.map.has_nan);
	cr_expect_float_eq(builder.map.background.r, 51 / 255.0, 1e-6);
	cr_expect_float_eq(builder.map.nan.b, 128 / 255.0, 1e-6);
	builder_free(&builder);
}

Test(cpt, turns_hues_into_few_stops)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "hues.cpt", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect(builder.map.cyclic);
	cr_expect_eq(builder.map.stop_count, 7, "one for each sixth of a turn");
	has_colour(&builder, 1 / 12.0, 1, 0.5, 0, 1);
	has_colour(&builder, 0.5, 0, 1, 1, 1);
	has_colour(&builder, 0.75, 0.5, 0, 1, 1);
	has_colour(&builder, 1.5, 0, 1, 1, 1);
	cr_expect_float_eq(builder.map.nan.g, 0.5, 1e-6);
	builder_free(&builder);
}

Test(cpt, mixes_in_the_model_it_names)
{
	struct builder builder;

	cr_assert_eq(read_text(format, "# color_model = HSV\n0 255/0/0 1 0/255/0\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.5, 1, 1, 0, 1);
	builder_free(&builder);
	cr_assert_eq(read_text(format, "# COLOR_MODEL = RGB\n0 0-1-1 1 120-1-1\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.5, 0.5, 0.5, 0, 1);
	builder_free(&builder);
	cr_assert_eq(read_text(format, "# COLOR_MODEL = HSV\n0 60-1-1 1 -60-0.5-0.5\n", &builder), MUSTER_OK);
	has_colour(&builder, 0.5, 0.75, 0.1875, 0.1875, 1);
	has_colour(&builder, 0.25, 0.875, 0.875 * 0.5625, 0.109375, 1);
	builder_free(&builder);
}

Test(cpt, reads_categories)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "categories.cpt", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CATEGORICAL);
	cr_assert_eq(builder.map.stop_count, 4);
	has_colour(&builder, 0.1, 0, 0, 1, 1);
	has_colour(&builder, 0.6, 238 / 255.0, 118 / 255.0, 0, 1);
	has_colour(&builder, 0.9, 0, 0, 0, 0);
	cr_assert_eq(builder.map.label_count, 4);
	cr_expect_str_eq(builder.map.labels[0], "open water");
	cr_expect_str_eq(builder.map.labels[1], "sand");
	cr_expect_null(builder.map.labels[2]);
	cr_expect_str_eq(builder.map.labels[3], "rock");
	cr_expect(builder.map.has_nan && builder.map.nan.a == 0);
	builder_free(&builder);
}

Test(cpt, reads_the_columns_of_old)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "old.cpt", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	has_colour(&builder, 0.25, 0.5, 0.5, 0.5, 1);
	has_colour(&builder, 0.5, 1, 0, 0, 1);
	cr_expect_float_eq(builder.map.background.b, 3 / 255.0, 1e-6);
	builder_free(&builder);
}

Test(cpt, takes_extremes_of_form)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "huge.cpt", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	has_colour(&builder, 0.5, 1, 1, 1, 1);
	builder_free(&builder);
	cr_assert_eq(read_fixture(format, "latin1.cpt", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.labels[0], "caf\xe9");
	builder_free(&builder);
	cr_assert_eq(read_text(format, "0 - 1 - # nothing\n1 p20/5 2 - #102030\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_assert_eq(read_text(format, "0 - 1 - # nothing\n1 p20/5 2 -", &builder), MUSTER_OK, "%s", builder.trouble);
	has_colour(&builder, 0.2, 0, 0, 0, 0);
	has_colour(&builder, 0.7, 0.5, 0.5, 0.5, 1);
	builder_free(&builder);
}

/* By number or as a file, with or without its resolution; a lone letter is no pattern. */
Test(cpt, takes_patterns_for_half_ink_half_paper)
{
	static const char *const patterns[] = {"p5", "P5", "p20", "p200/5", "p7+r300", "p/usr/share/dots.png"};
	static const char *const others[] = {"p", "px", "5p"};
	struct builder builder;
	char text[64];

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		snprintf(text, sizeof(text), "0 %s 1 -\n", patterns[i]);
		cr_assert_eq(read_text(format, text, &builder), MUSTER_OK, "%s: %s", patterns[i], builder.trouble);
		has_colour(&builder, 0.5, 0.5, 0.5, 0.5, 1);
		builder_free(&builder);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		snprintf(text, sizeof(text), "0 %s 1 -\n", others[i]);
		cr_expect_eq(read_text(format, text, &builder), MUSTER_DAMAGED, "%s", others[i]);
		builder_free(&builder);
	}
}

Test(cpt, says_what_is_wrong_and_where)
{
	struct builder builder;

	fails(format, "gap.cpt", MUSTER_DAMAGED);
	fails(format, "nan.cpt", MUSTER_DAMAGED);
	fails(format, "infinite.cpt", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "# x\n0 red 1 blue\nkey green\n", &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 3);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "1 red 1 blue\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "# COLOR_MODEL = RGB\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(read_text(format, "# COLOR_MODEL = HSV\n0 1e300-1-1 1 0-0-0\n", &builder), MUSTER_DAMAGED);
	builder_free(&builder);
}

static bool reads_colour(const char *text, double r, double g, double b, double a)
{
	struct cpt_colour colour;
	const struct slice word = {text, strlen(text)};

	return cpt_colour(word, &colour) && fabs(colour.rgba.r * 255 - r) < 0.01 && fabs(colour.rgba.g * 255 - g) < 0.01 &&
		   fabs(colour.rgba.b * 255 - b) < 0.01 && fabs(colour.rgba.a - a) < 0.0001;
}

Test(cpt, knows_all_forms_of_a_colour)
{
	static const char *const bad[] = {"",       "256",     "1/2",     "1/2/3/4/5", "1/2/-3",  "0-2-1",  "1-1",
									  "#12345", "redd",    "red@",    "red@101",   "gray101", "gray5x", "nan",
									  "1e5",    "10/20/x", "0-0-0-0", "p",         "orange5", "1/2/3/"};

	cr_expect(reads_colour("128", 128, 128, 128, 1));
	cr_expect(reads_colour("1.5/2/254.5", 1.5, 2, 254.5, 1));
	cr_expect(reads_colour("#0aF102", 10, 241, 2, 1));
	cr_expect(reads_colour("120-1-0.5", 0, 127.5, 0, 1));
	cr_expect(reads_colour("20/30/40/10", 183.6, 160.65, 137.7, 1), "as gmt makecpt 6.4.0 has it");
	cr_expect(reads_colour("DarkOrange2@25", 238, 118, 0, 0.75));
	cr_expect(reads_colour("gray50", 127, 127, 127, 1));
	cr_expect(reads_colour("gray", 190, 190, 190, 1));
	cr_expect(reads_colour("grey100", 255, 255, 255, 1));
	cr_expect(reads_colour("lightred", 255, 128, 128, 1));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct cpt_colour colour;
		cr_expect_not(cpt_colour((struct slice){bad[i], strlen(bad[i])}, &colour), "'%s'", bad[i]);
	}
}

Test(cpt, a_name_ends_where_the_word_ends)
{
	struct cpt_colour colour;

	cr_expect_not(cpt_colour((struct slice){"red\0", 4}, &colour));
	cr_expect_not(cpt_colour((struct slice){"red\0002", 5}, &colour));
}

Test(cpt, is_told_by_its_content)
{
	cr_expect(sniffs(format, "slices.cpt"));
	cr_expect(sniffs(format, "hues.cpt"));
	cr_expect(sniffs(format, "categories.cpt"));
	cr_expect(sniffs(format, "old.cpt"));
	cr_expect_not(sniffs_text(format, "0 0 0 0\n1 1 1 1\n"), "a table with an index");
	cr_expect_not(sniffs_text(format, "0 red 1 green\n2 green 3 blue\n"));
	cr_expect_not(sniffs_text(format, "Read me first.\n"));
	cr_expect_not(sniffs_text(format, "# nothing but a comment\n"));
	refuses_noise(format);
}

Test(cpt, survives_damage)
{
	survives_cuts(format, "slices.cpt");
	survives_cuts(format, "hues.cpt");
	survives_changes(format, "slices.cpt");
	survives_changes(format, "hues.cpt");
	survives_changes(format, "categories.cpt");
	survives_changes(format, "old.cpt");
}
