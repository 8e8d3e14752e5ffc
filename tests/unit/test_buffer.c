/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/buffer.h"

#include <criterion/criterion.h>
#include <string.h>

Test(buffer, appends_in_order)
{
	struct buffer buffer = {0};

	cr_assert_eq(buffer_append(&buffer, "abc", 3), 0);
	cr_assert_eq(buffer_string(&buffer, "de"), 3);
	cr_assert_eq(buffer_append(&buffer, NULL, 0), 6);
	cr_assert_eq(buffer.size, 6);
	cr_assert_arr_eq(buffer.data, "abcde", 6);
	buffer_free(&buffer);
	cr_assert_null(buffer.data);
	cr_assert_eq(buffer.capacity, 0);
}

Test(buffer, keeps_everything_while_it_grows)
{
	struct buffer buffer = {0};

	for (uint32_t i = 0; i < 100000; i++)
		cr_assert_eq(buffer_append(&buffer, &i, sizeof(i)), i * sizeof(i));
	for (uint32_t i = 0; i < 100000; i++)
		cr_assert_eq(memcmp(buffer.data + i * sizeof(i), &i, sizeof(i)), 0);
	buffer_free(&buffer);
}

Test(buffer, reserved_room_is_not_counted)
{
	struct buffer buffer = {0};
	unsigned char *room = buffer_reserve(&buffer, 1000);

	cr_assert_not_null(room);
	cr_assert_eq(buffer.size, 0);
	memset(room, 7, 1000);
	cr_assert_eq(buffer_reserve(&buffer, 1000), room);
	buffer_free(&buffer);
}

Test(buffer, no_room_at_all_is_no_failure)
{
	struct buffer buffer = {0};

	cr_assert_not_null(buffer_reserve(&buffer, 0));
	cr_assert_not(buffer.failed);
	buffer_free(&buffer);
}

/* Sizes that cannot be had: the bytes so far stay, all later appends do nothing. */
Test(buffer, stays_failed)
{
	static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 3, SIZE_MAX / 2, SIZE_MAX / 2 + 1};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct buffer buffer = {0};
		buffer_append(&buffer, "abc", 3);
		cr_assert_null(buffer_reserve(&buffer, sizes[i]));
		cr_assert(buffer.failed);
		cr_assert_eq(buffer_append(&buffer, "d", 1), 3);
		cr_assert_null(buffer_reserve(&buffer, 1));
		cr_assert_eq(buffer.size, 3);
		cr_assert_arr_eq(buffer.data, "abc", 3);
		buffer_free(&buffer);
	}
}

Test(buffer, numbers_are_little_endian_at_any_address)
{
	struct buffer buffer = {0};
	unsigned char place[9];

	buffer_append(&buffer, "x", 1);
	buffer_u32(&buffer, 0x01020304);
	buffer_u64(&buffer, UINT64_C(0x1112131415161718));
	cr_assert_eq(buffer.size, 13);
	cr_assert_arr_eq(buffer.data, "x\x04\x03\x02\x01\x18\x17\x16\x15\x14\x13\x12\x11", 13);
	cr_assert_eq(load_u32(buffer.data + 1), 0x01020304);
	cr_assert_eq(load_u64(buffer.data + 5), UINT64_C(0x1112131415161718));
	store_u32(place + 1, 0xfffefdfc);
	cr_assert_arr_eq(place + 1, "\xfc\xfd\xfe\xff", 4);
	store_u64(place + 1, UINT64_MAX - 1);
	cr_assert_eq(load_u64(place + 1), UINT64_MAX - 1);
	buffer_free(&buffer);
}
