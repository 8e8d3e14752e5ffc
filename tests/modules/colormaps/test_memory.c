/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every reader with every one of its allocations refused. */
#include "../refusing.h"
#include "reading.h"

/* Reads the first map with allocation `n` refused; true where it came to that. */
static bool refuse(const struct format *format, const struct input *input, long n)
{
	struct builder builder;
	enum muster_status status;
	bool reached;

	builder_init(&builder);
	left = n;
	status = format_read(format, input, 0, &builder);
	reached = left < 0;
	left = -1;
	if (reached)
		cr_expect_eq(status, MUSTER_NO_MEMORY, "%s: allocation %ld", format->name, n);
	else
		cr_expect_eq(status, MUSTER_OK, "%s: %s", format->name, builder.trouble);
	builder_free(&builder);
	return reached;
}

Test(memory, may_end_anywhere)
{
	static const struct {
		const char *name;
		const struct format *format;
	} files[] = {
		{"slices.cpt", &format_cpt},          {"hues.cpt", &format_cpt},
		{"categories.cpt", &format_cpt},      {"value-rules", &format_grass},
		{"blends.ggr", &format_ggr},          {"named.gpl", &format_gpl},
		{"indexed.lut", &format_lut_text},    {"knots.sao", &format_sao},
		{"bytes.rgb", &format_ncl},           {"percent.spk", &format_spk},
		{"gwyddion-three", &format_gwyddion},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct bytes bytes = fixture(files[i].name);
		const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "stem"};
		long n = 0;

		while (refuse(files[i].format, &input, n))
			n++;
		cr_expect_gt(n, 0, "%s allocates nothing", files[i].name);
		free(bytes.data);
	}
}
