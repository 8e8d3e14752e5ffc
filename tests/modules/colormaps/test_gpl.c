/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_gpl;

Test(gpl, reads_names_and_colours)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "named.gpl", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.name, "Caf\xe9");
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_CATEGORICAL);
	cr_assert_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.5, 0, 1, 0, 1);
	cr_assert_eq(builder.map.label_count, 3);
	cr_expect_str_eq(builder.map.labels[0], "Red thing");
	cr_expect_null(builder.map.labels[1]);
	cr_expect_str_eq(builder.map.labels[2], "Blau f\xfcr");
	builder_free(&builder);
}

Test(gpl, takes_the_stem_where_the_name_is_empty)
{
	struct bytes bytes = fixture("crlf.gpl");
	const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "the stem"};
	struct builder builder;

	builder_init(&builder);
	cr_assert_eq(format_read(format, &input, 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_str_eq(builder.map.name, "the stem");
	cr_expect_str_eq(builder.map.format, "gpl");
	cr_expect_eq(builder.map.stop_count, 2);
	cr_expect_str_eq(builder.map.labels[1], "six");
	builder_free(&builder);
	builder_init(&builder);
	cr_expect_eq(format_read(format, &input, 1, &builder), MUSTER_NOT_FOUND);
	builder_free(&builder);
	free(bytes.data);
}

Test(gpl, says_what_is_wrong)
{
	struct builder builder;

	fails(format, "bright.gpl", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "GIMP Palette\n", &builder), MUSTER_DAMAGED, "no colour");
	builder_free(&builder);
	cr_expect_eq(read_text(format, "GIMP Palette\n1 2 3\n-1 0 0 x\n", &builder), MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 3);
	builder_free(&builder);
}

Test(gpl, survives_damage)
{
	cr_expect(sniffs(format, "named.gpl"));
	cr_expect(sniffs(format, "crlf.gpl"));
	cr_expect_not(sniffs_text(format, "GIMP Gradient\n"));
	refuses_noise(format);
	survives_cuts(format, "named.gpl");
	survives_changes(format, "named.gpl");
}
