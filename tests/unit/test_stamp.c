/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/stamp.h"

#include <criterion/criterion.h>

#define SECOND INT64_C(1000000000)
#define MILLI  INT64_C(1000000)
#define NOW    (1700000000 * SECOND + 500 * MILLI)

static bool racy(int64_t modified, int64_t changed)
{
	return stamp_racy(&(struct stamp){.modified = modified, .changed = changed}, NOW);
}

Test(stamp, of_a_file)
{
	const struct stat about = {.st_dev = 1,
							   .st_ino = UINT64_MAX,
							   .st_size = 3,
							   .st_mode = S_IFREG,
							   .st_mtim = {4, 999999999},
							   .st_ctim = {-1, 1}};
	const struct stamp stamp = stamp_of(&about);

	cr_assert_eq(stamp.device, 1);
	cr_assert_eq(stamp.inode, UINT64_MAX);
	cr_assert_eq(stamp.size, 3);
	cr_assert_eq(stamp.modified, 5 * SECOND - 1);
	cr_assert_eq(stamp.changed, 1 - SECOND);
}

/* What a folder's size means differs between file systems; its names are what counts. */
Test(stamp, of_a_folder_has_no_size)
{
	const struct stat about = {.st_size = 4096, .st_mode = S_IFDIR};

	cr_assert_eq(stamp_of(&about).size, 0);
}

/* Anyone may set any time on a file of theirs, and some file systems keep it. */
Test(stamp, of_times_past_all_measure)
{
	const struct stat one = {.st_mtim = {INT64_MAX, 999999999}, .st_ctim = {INT64_MIN, 0}};
	const struct stat other = {.st_mtim = {INT64_MAX - 1, 999999999}, .st_ctim = {INT64_MIN, 0}};
	const struct stamp a = stamp_of(&one), b = stamp_of(&other);

	cr_assert_not(stamp_equal(&a, &b));
	stamp_racy(&a, NOW);
}

Test(stamp, any_difference_counts)
{
	const struct stamp stamp = {1, 2, 3, 4, 5};
	const struct stamp others[] = {{2, 2, 3, 4, 5}, {1, 3, 3, 4, 5}, {1, 2, 4, 4, 5}, {1, 2, 3, 3, 5}, {1, 2, 3, 4, 4}};

	cr_assert(stamp_equal(&stamp, &stamp));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		cr_assert_not(stamp_equal(&stamp, &others[i]));
}

Test(stamp, settled)
{
	cr_assert_not(racy(NOW - 30 * MILLI, NOW - 30 * MILLI));
	cr_assert_not(racy(NOW - 1000 * SECOND, NOW - 30 * MILLI));
	cr_assert_not(racy(0, 1));
	cr_assert_not(racy(-5 * SECOND, -5 * SECOND - 1));
}

Test(stamp, changed_within_the_last_ticks)
{
	cr_assert(racy(NOW, NOW));
	cr_assert(racy(NOW - 10 * MILLI, NOW - 10 * MILLI));
	cr_assert(racy(NOW - 1000 * SECOND, NOW - 10 * MILLI)); /* a time that was set, just now */
	cr_assert(racy(NOW - 10 * MILLI, NOW - 1000 * SECOND));
}

/* Whole seconds: a file system that keeps no more, FAT only every second one. */
Test(stamp, coarse_times_take_two_seconds)
{
	const int64_t whole = NOW / SECOND * SECOND;

	cr_assert(racy(whole, whole));
	cr_assert(racy(whole - SECOND, whole - SECOND));
	cr_assert_not(racy(whole - 2 * SECOND, whole - 2 * SECOND));
	cr_assert_not(racy(whole - SECOND, whole - SECOND + 1));
}

/* Archives hold files of the future. That alone must not have them read again for ever; but where the change time,
 * which cannot be set, lies in the future, the clock went back and will come by that moment again. */
Test(stamp, times_in_the_future)
{
	cr_assert_not(racy(NOW + 1000 * SECOND, NOW - 30 * MILLI));
	cr_assert(racy(NOW + 1000 * SECOND, NOW - 10 * MILLI));
	cr_assert(racy(NOW - 1000 * SECOND, NOW + 1));
	cr_assert(racy(NOW + 1000 * SECOND, NOW + 1000 * SECOND));
}
