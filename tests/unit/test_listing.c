/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/listing.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/muster-listing-XXXXXX";
static int folder;
static struct listing listing;

static void begin(void)
{
	cr_assert_not_null(mkdtemp(path));
	folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(folder, 0);
}

static void end(void)
{
	for (size_t i = 0; i < listing.count; i++)
		unlinkat(folder, listing_at(&listing, i), listing.items[i].type == DT_DIR ? AT_REMOVEDIR : 0);
	listing_free(&listing);
	close(folder);
	cr_assert_eq(rmdir(path), 0);
}

TestSuite(listing, .init = begin, .fini = end);

static void make_file(const char *name)
{
	const int file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	cr_assert_geq(file, 0);
	close(file);
}

static void read_again(void)
{
	listing_free(&listing);
	cr_assert_eq(listing_read(&listing, folder), 0);
}

Test(listing, of_an_empty_folder)
{
	struct hash nothing = hash_bytes(NULL, 0), hash;

	read_again();
	cr_assert_eq(listing_hash(&listing, &hash), 0);
	cr_assert_eq(listing.count, 0);
	cr_assert(hash_equal(&hash, &nothing));
}

Test(listing, sorted_by_bytes_with_types)
{
	static const char *const expected[] = {"..a", "10", "9", "B", "a", "a b\n", "fifo", "folder", "link", "\xff\x01"};
	static const unsigned char types[] = {DT_REG, DT_REG,  DT_REG, DT_REG, DT_REG,
										  DT_REG, DT_FIFO, DT_DIR, DT_LNK, DT_REG};

	make_file("a");
	make_file("9");
	make_file("\xff\x01");
	make_file("10");
	make_file("a b\n");
	make_file("..a");
	make_file("B");
	cr_assert_eq(mkdirat(folder, "folder", 0700), 0);
	cr_assert_eq(mkfifoat(folder, "fifo", 0600), 0);
	cr_assert_eq(symlinkat("nowhere", folder, "link"), 0);
	read_again();
	cr_assert_eq(listing.count, 10);
	for (size_t i = 0; i < 10; i++) {
		cr_assert_str_eq(listing_at(&listing, i), expected[i]);
		cr_assert_eq(listing.items[i].type, types[i], "%s", expected[i]);
	}
}

Test(listing, of_many_names)
{
	char name[16];

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "%u", i * 7919 % 1000);
		make_file(name);
	}
	read_again();
	cr_assert_eq(listing.count, 1000);
	for (size_t i = 1; i < listing.count; i++)
		cr_assert_lt(strcmp(listing_at(&listing, i - 1), listing_at(&listing, i)), 0);
}

Test(listing, hash_is_of_names_and_types)
{
	struct hash one, two, three;

	make_file("a");
	make_file("bc");
	read_again();
	cr_assert_eq(listing_hash(&listing, &one), 0);
	read_again();
	cr_assert_eq(listing_hash(&listing, &two), 0);
	cr_assert(hash_equal(&one, &two));
	cr_assert_eq(renameat(folder, "bc", folder, "b"), 0);
	read_again();
	cr_assert_eq(listing_hash(&listing, &two), 0);
	cr_assert_not(hash_equal(&one, &two));
	cr_assert_eq(unlinkat(folder, "b", 0), 0);
	cr_assert_eq(mkdirat(folder, "b", 0700), 0);
	read_again();
	cr_assert_eq(listing_hash(&listing, &three), 0);
	cr_assert_not(hash_equal(&two, &three));
}

Test(listing, of_what_is_no_folder)
{
	int file;

	make_file("a");
	file = openat(folder, "a", O_RDONLY | O_CLOEXEC);
	cr_assert_eq(listing_read(&listing, file), ENOTDIR);
	cr_assert_eq(listing_read(&listing, -1), EBADF);
	cr_assert_eq(listing.count, 0);
	close(file);
	read_again();
}
