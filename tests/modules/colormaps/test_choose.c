/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *chosen(const char *name, const char *extension)
{
	struct bytes bytes = fixture(name);
	const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "stem"};
	const struct format *format = format_choose(&input, extension);

	free(bytes.data);
	return format;
}

Test(choose, goes_by_content)
{
	static const struct {
		const char *name;
		const struct format *format;
	} files[] = {
		{"slices.cpt", &format_cpt},          {"hues.cpt", &format_cpt},         {"categories.cpt", &format_cpt},
		{"percent-rules", &format_grass},     {"value-rules", &format_grass},    {"mixed-rules", &format_grass},
		{"blends.ggr", &format_ggr},          {"old.ggr", &format_ggr},          {"named.gpl", &format_gpl},
		{"letters.lut", &format_lut_text},    {"indexed.lut", &format_lut_text}, {"reals.lut", &format_lut_text},
		{"percent.spk", &format_spk},         {"knots.sao", &format_sao},        {"bytes.rgb", &format_ncl},
		{"gwyddion-three", &format_gwyddion},
	};
	static const char *const extensions[] = {NULL, "", "txt", "cpt", "ggr", "gpl", "sao", "rgb"};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		for (size_t k = 0; k < sizeof(extensions) / sizeof(*extensions); k++) {
			if (files[i].format == &format_grass && extensions[k] && strcmp(extensions[k], "cpt") == 0)
				continue; /* see below */
			cr_expect_eq(chosen(files[i].name, extensions[k]), files[i].format, "%s as .%s", files[i].name,
						 extensions[k] ? extensions[k] : "");
		}
}

Test(choose, breaks_ties_by_extension)
{
	const struct input input = {.data = "0 red\n1 blue\n", .size = 13, .stem = "stem"};

	cr_assert(format_cpt.sniff(&input) && format_grass.sniff(&input));
	cr_expect_eq(format_choose(&input, "CPT"), &format_cpt);
	cr_expect_eq(format_choose(&input, NULL), &format_grass);
	cr_expect_eq(format_choose(&input, "ggr"), &format_grass);
}

Test(choose, leaves_the_rest_alone)
{
	const struct input input = {.data = "Notes about these maps.\n", .size = 24, .stem = "stem"};

	cr_expect_null(format_choose(&input, "cpt"));
	cr_expect(format_expected("ncmap"));
	cr_expect(format_expected("LUT"));
	cr_expect_not(format_expected("txt"));
	cr_expect_not(format_expected(NULL));
}
