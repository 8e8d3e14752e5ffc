/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lists of lists of reals are packed by columns and read back as they were. */

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "value/item_writer.h"
#include "value/value.h"

static const struct muster_field fields[] = {{"rows", MUSTER_TYPE_LIST, "", 0}, {0}};

/* Writes @count rows of @columns reals each; row @odd (or none) has one real less. */
static struct buffer write_rows(size_t count, size_t columns, size_t odd, double value)
{
	struct muster_writer writer;
	struct buffer bytes = {0};

	writer_init(&writer, fields);
	muster_write_list(&writer, "rows");
	for (size_t i = 0; i < count; i++) {
		muster_write_list(&writer, NULL);
		for (size_t j = 0; j < columns - (i == odd); j++)
			muster_write_real(&writer, NULL, value + (double)(i * 100 + j));
		muster_write_end(&writer);
	}
	muster_write_end(&writer);
	cr_assert_eq(writer_finish(&writer, &bytes), MUSTER_OK);
	writer_free(&writer);
	return bytes;
}

static void expect_rows(const struct buffer *bytes, size_t count, size_t columns, size_t odd, double value)
{
	struct arena arena = {0};
	struct muster_value list;

	cr_assert_eq(value_decode_all(bytes->data, bytes->size, &arena, &list), MUSTER_OK);
	cr_assert_eq(muster_value_count(&list), count);
	for (size_t i = 0; i < count; i++) {
		const struct muster_value *row = muster_value_at(&list, i);
		cr_assert_eq(muster_value_type(row), MUSTER_TYPE_LIST);
		cr_assert_eq(muster_value_count(row), columns - (i == odd));
		for (size_t j = 0; j < columns - (i == odd); j++)
			cr_assert_eq(muster_value_real(muster_value_at(row, j)), value + (double)(i * 100 + j));
	}
	arena_free(&arena);
}

static bool is_matrix(const struct buffer *bytes)
{
	return bytes->data[0] >= 0xc7 && bytes->data[0] <= 0xd8; /* ext 8, 16, 32 and fixext, and reals */
}

Test(matrix, rows_of_small_reals_are_packed_by_columns)
{
	for (size_t count = 4; count < 40; count++) {
		for (size_t columns = 1; columns <= 15; columns++) {
			struct buffer bytes = write_rows(count, columns, SIZE_MAX, 0.5);
			cr_expect(is_matrix(&bytes));
			cr_expect_lt(bytes.size, count * columns * 4 + 8);
			expect_rows(&bytes, count, columns, SIZE_MAX, 0.5);
			buffer_free(&bytes);
		}
	}
}

Test(matrix, other_lists_stay_lists)
{
	const struct {
		size_t count, columns, odd;
		double value;
	} cases[] = {
		{3, 5, SIZE_MAX, 0.5}, {8, 5, 4, 0.5}, {8, 16, SIZE_MAX, 0.5}, {8, 5, SIZE_MAX, 0.1}, {0, 1, SIZE_MAX, 0}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buffer bytes = write_rows(cases[i].count, cases[i].columns, cases[i].odd, cases[i].value);
		cr_expect_not(is_matrix(&bytes));
		expect_rows(&bytes, cases[i].count, cases[i].columns, cases[i].odd, cases[i].value);
		buffer_free(&bytes);
	}
}

/* Every flip of every bit is either refused or decodes within its bounds (which the sanitizers watch). */
Test(matrix, damaged_matrices_do_no_harm)
{
	struct buffer bytes = write_rows(6, 3, SIZE_MAX, 0.5);

	for (size_t bit = 0; bit < bytes.size * 8; bit++) {
		unsigned char *copy = malloc(bytes.size);
		struct arena arena = {0};
		struct muster_value value;
		memcpy(copy, bytes.data, bytes.size);
		copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
		if (value_decode_all(copy, bytes.size, &arena, &value) == MUSTER_OK)
			cr_expect_leq(muster_value_count(&value), bytes.size);
		arena_free(&arena);
		free(copy);
	}
	for (size_t size = 0; size < bytes.size; size++) {
		struct arena arena = {0};
		struct muster_value value;
		cr_expect_eq(value_decode_all(bytes.data, size, &arena, &value), MUSTER_DAMAGED);
		arena_free(&arena);
	}
	buffer_free(&bytes);
}
