/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const format = &format_svg;

Test(svg, reads_attributes)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "small.svg", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 4);
	cr_expect_eq(builder.map.kind, MUSTER_COLORMAP_MIXED);
	has_colour(&builder, 0, 0, 0, 0, 1);
	has_colour(&builder, 0.25, 1, 136 / 255.0, 0, 1);
	has_colour(&builder, 0.375, 1, (136 / 255.0 + 1) / 2, 0.5, 0.5);
	has_colour(&builder, 0.5, 0, 128 / 255.0, 0, 1);
	has_colour(&builder, 1, 0, 128 / 255.0, 0, 1);
	builder_free(&builder);
}

Test(svg, reads_styles_percent_and_names)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "styled.svg", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 4);
	has_colour(&builder, 0, 0.2, 0.4, 0.6, 1);
	has_colour(&builder, 0.2, 0.2, 0.4, 0.6, 0.75);
	cr_expect_eq(builder.map.stops[2].position, builder.map.stops[1].position, "offsets never go back");
	has_colour(&builder, 0.40001, 0, 128 / 255.0, 0, 0.5);
	has_colour(&builder, 1, 171 / 255.0, 205 / 255.0, 239 / 255.0, 1);
	builder_free(&builder);
}

Test(svg, refuses_entities_that_grow)
{
	fails(format, "bomb.svg", MUSTER_UNSUPPORTED);
}

Test(svg, fetches_nothing)
{
	struct builder builder;

	cr_assert_eq(read_fixture(format, "external.svg", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 2);
	builder_free(&builder);
}

Test(svg, says_where_a_stop_is_wrong)
{
	struct builder builder;

	fails(format, "bad-colour.svg", MUSTER_DAMAGED);
	fails(format, "nan.svg", MUSTER_DAMAGED);
	cr_expect_eq(read_text(format, "<svg>\n<linearGradient>\n<stop offset='1e999'/></linearGradient></svg>", &builder),
				 MUSTER_DAMAGED);
	cr_expect_eq(builder.line, 3);
	builder_free(&builder);
}

Test(svg, refuses_a_document_that_ends_early_or_is_no_utf_8)
{
	struct builder builder;

	cr_expect_eq(read_text(format, "<svg><linearGradient><stop offset='0'/><stop offset='1'/>", &builder),
				 MUSTER_DAMAGED);
	builder_free(&builder);
	cr_expect_eq(
		read_text(format, "<svg><linearGradient id='\xff\xfe'><stop offset='0'/></linearGradient></svg>", &builder),
		MUSTER_DAMAGED);
	builder_free(&builder);
}

Test(svg, is_a_plain_shape_with_one_gradient)
{
	is_known_only_to(format, "small.svg");
	is_known_only_to(format, "styled.svg");
	cr_expect_not(sniffs(format, "icon.svg"), "a curve is drawn");
	cr_expect_not(sniffs_text(format, "<svg><linearGradient/><linearGradient/><stop/><stop/><rect/></svg>"));
	cr_expect_not(sniffs_text(format, "<svg><linearGradient><stop/></linearGradient><rect/></svg>"));
	cr_expect_not(sniffs_text(format, "<svg><linearGradient><stop/><stop/></linearGradient><rect/><rect/></svg>"));
	cr_expect_not(sniffs_text(format, "<svg><linearGradient><stop/><stop/></linearGradient><text/></svg>"));
	refuses_noise(format);
}

Test(svg, survives_damage)
{
	survives_cuts(format, "styled.svg");
	survives_changes(format, "small.svg");
	survives_changes(format, "styled.svg");
	survives_changes(format, "bomb.svg");
}
