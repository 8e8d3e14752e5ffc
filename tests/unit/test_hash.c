/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/hash.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "random.h"

/* The test vector of XXH3 for no input: the same on every machine and with every version. */
Test(hash, of_nothing)
{
	static const unsigned char expected[] = {0x99, 0xaa, 0x06, 0xd3, 0x01, 0x47, 0x98, 0xd8,
											 0x60, 0x01, 0xc3, 0x24, 0x46, 0x8d, 0x49, 0x7f};
	const struct hash hash = hash_bytes(NULL, 0);
	char name[17];

	cr_assert_arr_eq(hash.bytes, expected, sizeof(expected));
	hash_name(&hash, name);
	cr_assert_str_eq(name, "99aa06d3014798d8");
}

Test(hash, sees_every_bit)
{
	unsigned char bytes[200] = {0};
	const struct hash before = hash_bytes(bytes, sizeof(bytes)), shorter = hash_bytes(bytes, sizeof(bytes) - 1);

	cr_assert_not(hash_equal(&before, &shorter));
	for (size_t i = 0; i < 8 * sizeof(bytes); i++) {
		struct hash after;
		bytes[i / 8] ^= (unsigned char)(1u << i % 8);
		after = hash_bytes(bytes, sizeof(bytes));
		cr_assert_not(hash_equal(&before, &after));
		bytes[i / 8] ^= (unsigned char)(1u << i % 8);
	}
}

/* The sizes around those at which XXH3 and the reading change their ways. */
Test(hash, of_a_file_is_that_of_its_bytes)
{
	static const size_t sizes[] = {0, 1, 16, 17, 128, 129, 240, 241, 1024, 65535, 65536, 65537, 200000};
	static unsigned char bytes[200000];
	struct random random = {3};

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(random_next(&random) >> 8);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const int descriptor = memfd_create("hash", MFD_CLOEXEC);
		const struct hash expected = hash_bytes(bytes, sizes[i]);
		struct hash hash;
		cr_assert_eq(write(descriptor, bytes, sizes[i]), (ssize_t)sizes[i]);
		cr_assert_eq(lseek(descriptor, 5, SEEK_SET), 5);
		cr_assert(hash_file(descriptor, &hash));
		cr_assert(hash_equal(&hash, &expected), "%zu bytes", sizes[i]);
		cr_assert_eq(lseek(descriptor, 0, SEEK_CUR), 5);
		close(descriptor);
	}
}

Test(hash, of_what_cannot_be_read)
{
	const int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct hash hash;

	cr_assert_geq(folder, 0);
	cr_assert_not(hash_file(folder, &hash));
	cr_assert_not(hash_file(-1, &hash));
	cr_assert_not(hash_file(zeros, &hash), "there is no end to them");
	close(zeros);
	close(folder);
}
