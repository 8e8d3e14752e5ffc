/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reading.h"
#include "text.h"

static struct slice slice_of(const char *text)
{
	return (struct slice){text, strlen(text)};
}

Test(text, lines_end_in_three_ways)
{
	const char data[] = "\xEF\xBB\xBFone\ntwo\r\nthree\rfour\r\n\nsix";
	const struct input input = {.data = data, .size = sizeof(data) - 1};
	static const char *const lines[] = {"one", "two", "three", "four", "", "six"};
	struct text text = text_of(&input);
	struct slice line;

	for (unsigned i = 0; i < 6; i++) {
		cr_assert(text_line(&text, &line));
		cr_expect(slice_is(line, lines[i]), "line %u", i);
		cr_expect_eq(text.line, i + 1);
	}
	cr_expect_not(text_line(&text, &line));
}

Test(text, words_and_parts)
{
	struct slice rest = slice_of("  a\tbc \v"), part;

	cr_assert(slice_word(&rest, &part) && slice_is(part, "a"));
	cr_assert(slice_word(&rest, &part) && slice_is(part, "bc"));
	cr_expect_not(slice_word(&rest, &part));
	rest = slice_of("a,,");
	cr_assert(slice_part(&rest, ',', &part) && slice_is(part, "a"));
	cr_assert(slice_part(&rest, ',', &part) && slice_is(part, ""));
	cr_assert(slice_part(&rest, ',', &part) && slice_is(part, ""));
	cr_expect_not(slice_part(&rest, ',', &part));
	cr_expect(slice_is(slice_trim(slice_of(" \r\n x y \t")), "x y"));
	cr_expect(slice_is(slice_before(slice_of("ab;c"), ';'), "ab"));
	cr_expect(slice_begins_any_case(slice_of("Color_Model"), "COLOR"));
	cr_expect_not(slice_is(slice_of("abc"), "ab"));
}

Test(text, numbers_are_decimal_and_finite)
{
	static const char *const bad[] = {"", "-", ".", "e5", "nan", "inf", "-inf", "0x10", "1e999", "1,5", "1 2", "12a"};
	double number;

	cr_expect(slice_number(slice_of("-12.5e1"), &number) && number == -125);
	cr_expect(slice_number(slice_of("+.5"), &number) && number == 0.5);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_expect_not(slice_number(slice_of(bad[i]), &number), "'%s' is %g", bad[i], number);
}

Test(text, takes_numbers_and_marks)
{
	struct slice rest = slice_of(" (1.5, -2e2)x");
	double x = 0, y = 0;

	cr_assert(slice_take(&rest, '(') && slice_take_number(&rest, &x) && slice_take(&rest, ',') &&
			  slice_take_number(&rest, &y) && slice_take(&rest, ')'));
	cr_expect(x == 1.5 && y == -200);
	cr_expect_not(slice_take_number(&rest, &x));
	cr_expect(slice_is(rest, "x"));
}

Test(text, never_reads_past_a_slice)
{
	const struct slice slice = {"12345", 2};
	double number;

	cr_expect(slice_number(slice, &number) && number == 12);
}
