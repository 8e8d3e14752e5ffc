/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"

static const struct format *const raw = &format_lut_raw, *const text = &format_lut_text;

/* Red grows, green falls, blue is 100; `size` bytes of that and then of 7. */
static struct bytes planes(size_t size)
{
	struct bytes bytes = bytes_of("", 0);

	bytes.data = realloc(bytes.data, size + 1);
	cr_assert(bytes.data);
	for (size_t i = 0; i < size; i++)
		bytes.data[i] = (char)(i < 256 ? i : i < 512 ? 511 - i : i < 768 ? 100 : 7);
	bytes.data[size] = '\0';
	bytes.size = size;
	return bytes;
}

Test(lut, reads_planes)
{
	static const size_t sizes[] = {768, 970};

	for (size_t i = 0; i < 2; i++) {
		struct bytes bytes = planes(sizes[i]);
		struct builder builder;

		cr_expect(sniffs_bytes(raw, &bytes));
		cr_assert_eq(read_bytes(raw, &bytes, 0, &builder), MUSTER_OK);
		cr_expect_eq(builder.map.stop_count, 256);
		has_colour(&builder, 0, 0, 1, 100 / 255.0, 1);
		has_colour(&builder, 1, 1, 0, 100 / 255.0, 1);
		builder_free(&builder);
		free(bytes.data);
	}
}

Test(lut, knows_planes_by_size_and_bytes)
{
	struct bytes bytes = planes(767);

	cr_expect_not(sniffs_bytes(raw, &bytes));
	free(bytes.data);
	bytes = planes(768);
	memset(bytes.data, 'x', 768);
	cr_expect_not(sniffs_bytes(raw, &bytes), "a text of 768 bytes");
	free(bytes.data);
}

Test(lut, reads_the_header_of_nih_image)
{
	static const char file[32 + 9] = {'I', 'C', 'O', 'L', 0, 3, 0, 3, [32] = '\xFF', 0, 0, 0, '\xFF', 0, 0, 0, '\xFF'};
	struct bytes bytes = bytes_of(file, sizeof(file));
	struct builder builder;

	cr_expect(sniffs_bytes(raw, &bytes));
	cr_assert_eq(read_bytes(raw, &bytes, 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.25, 0.5, 0.5, 0, 1);
	has_colour(&builder, 1, 0, 0, 1, 1);
	builder_free(&builder);
	for (bytes.size = 0; bytes.size < sizeof(file); bytes.size++) {
		cr_expect_eq(read_bytes(raw, &bytes, 0, &builder), MUSTER_DAMAGED, "%zu bytes", bytes.size);
		builder_free(&builder);
	}
	bytes.size = sizeof(file);
	bytes.data[6] = '\xFF'; /* 65,283 colours, or fewer than none */
	cr_expect_eq(read_bytes(raw, &bytes, 0, &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	bytes.data[6] = bytes.data[7] = 0;
	cr_expect_eq(read_bytes(raw, &bytes, 0, &builder), MUSTER_DAMAGED);
	builder_free(&builder);
	free(bytes.data);
}

Test(lut, reads_texts)
{
	struct builder builder;

	cr_assert_eq(read_fixture(text, "letters.lut", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.5, 1, 0, 0, 1);
	builder_free(&builder);
	cr_assert_eq(read_fixture(text, "indexed.lut", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0.5, 128 / 255.0, 0, 0, 1);
	has_colour(&builder, 1, 1, 0, 1, 1);
	builder_free(&builder);
	cr_assert_eq(read_fixture(text, "reals.lut", 0, &builder), MUSTER_OK, "%s", builder.trouble);
	cr_expect_eq(builder.map.stop_count, 3);
	has_colour(&builder, 0, 0.5, 0.25, 0, 1);
	builder_free(&builder);
}

Test(lut, refuses_what_is_no_table)
{
	fails(text, "huge.lut", MUSTER_DAMAGED);
	fails(text, "jump.lut", MUSTER_DAMAGED);
	cr_expect_not(sniffs(text, "jump.lut"));
	cr_expect_not(sniffs_text(text, "0 0 0\n"), "one row");
	cr_expect_not(sniffs_text(text, "0 0\n1 1\n"));
	cr_expect_not(sniffs_text(text, "# one\ncolours = 2\n0 0 0\n1 1 1\n"), "more than one line of headings");
	cr_expect_not(sniffs_text(text, "RGB_Mapping Something\n0 0 0 0\n1 1 1 1\n"), "a heading of another format");
	refuses_noise(text);
}

Test(lut, survives_damage)
{
	cr_expect(sniffs(text, "letters.lut"));
	cr_expect(sniffs(text, "indexed.lut"));
	cr_expect(sniffs(text, "reals.lut"));
	survives_cuts(text, "letters.lut");
	survives_changes(text, "letters.lut");
	survives_changes(text, "indexed.lut");
	survives_changes(text, "reals.lut");
}
