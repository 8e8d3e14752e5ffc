/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <criterion/criterion.h>
#include <string.h>

#include "qt.h"

/* A literal's bytes and their number. */
#define BYTES(text) (const unsigned char *)(text), sizeof(text) - 1

static const char whole[] = "\xa3\x02\x61I\x03\x62"
							"Cl\x04\xa1\x64Keys\x81\x61"
							"a";

Test(qt, reads_a_map)
{
	struct qt_metadata metadata = {0};

	cr_assert(qt_decode(&metadata, BYTES(whole)));
	cr_expect_str_eq(metadata.iid, "I");
	cr_expect_str_eq(metadata.class_name, "Cl");
}

Test(qt, passes_over_what_stands_before)
{
	struct qt_metadata metadata = {0};

	/* {_ 4: {_ "k": [_ 2, 3]}, 0: 16_0(5), 3: "C", 2: "I"} with a tag, and lists that have an end */
	cr_assert(qt_decode(&metadata, BYTES("\xbf\x04\xbf\x61k\x9f\x02\x03\xff\xff\x00\xc1\x18\x05\x03\x61"
										 "C\x02\x61"
										 "I\xff")));
	cr_expect_str_eq(metadata.iid, "I");
	cr_expect_str_eq(metadata.class_name, "C");
}

Test(qt, takes_only_texts_of_the_outermost_map)
{
	struct qt_metadata metadata = {0};

	cr_assert(qt_decode(&metadata, BYTES("\xa2\x04\xa1\x02\x61X\x02\x18\x2a")));
	cr_expect_str_eq(metadata.iid, "");
	cr_expect_str_eq(metadata.class_name, "");
}

Test(qt, refuses_what_is_no_map)
{
	struct qt_metadata metadata = {0};

	cr_expect_not(qt_decode(&metadata, BYTES("")));
	cr_expect_not(qt_decode(&metadata, BYTES("\x83\x02\x61I\x03")));
	cr_expect_not(qt_decode(&metadata, BYTES("\x05")));
	cr_expect_not(qt_decode(&metadata, BYTES("\xff")));
	cr_expect_not(qt_decode(&metadata, BYTES("\xa1\x02\xff")));
}

Test(qt, refuses_every_truncation)
{
	size_t size;

	/* up to the class there is nothing to answer with; what follows it is not looked at */
	for (size = 0; size < 8; size++) {
		struct qt_metadata metadata = {0};
		cr_expect_not(qt_decode(&metadata, (const unsigned char *)whole, size), "%zu bytes", size);
	}
}

Test(qt, survives_counts_that_lie, .timeout = 10)
{
	struct qt_metadata metadata = {0};

	cr_expect_not(qt_decode(&metadata, BYTES("\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x02")));
	cr_expect_not(qt_decode(&metadata, BYTES("\xa1\x02\x7b\x7f\xff\xff\xff\xff\xff\xff\xffI")));
	cr_expect_not(qt_decode(&metadata, BYTES("\xa1\x00\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01")));
}

Test(qt, refuses_what_is_nested_too_deeply)
{
	unsigned char bytes[1000];
	struct qt_metadata metadata = {0};

	memset(bytes, 0x81, sizeof(bytes));
	bytes[0] = 0xa1;
	bytes[1] = 0x00;
	cr_expect_not(qt_decode(&metadata, bytes, sizeof(bytes)));
}

Test(qt, leaves_out_texts_that_do_not_fit)
{
	unsigned char bytes[400] = {0xa2, 0x02, 0x79, 0x01, 0x2c}; /* 300 bytes of text */
	struct qt_metadata metadata = {0};

	memset(bytes + 5, 'x', 300);
	memcpy(bytes + 305,
		   "\x03\x62"
		   "Cl",
		   4);
	cr_assert(qt_decode(&metadata, bytes, 309));
	cr_expect_str_eq(metadata.iid, "");
	cr_expect_str_eq(metadata.class_name, "Cl");
}
