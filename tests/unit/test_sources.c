/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/sources.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

/* Where encoded rows begin, and what one takes without its hash and name. */
#define HEAD 4
#define ROW  (3 * 4 + 5 * 8)

static struct sources sources;
static struct buffer encoded;

static void end(void)
{
	sources_free(&sources);
	buffer_free(&encoded);
}

TestSuite(sources, .fini = end);

static uint32_t add(enum source_kind kind, uint32_t parent, uint32_t group, unsigned flags, const char *name)
{
	const uint64_t number = sources.count;
	struct source source = {
		.kind = (uint8_t)kind,
		.flags = (uint8_t)flags,
		.walk = (uint16_t)(number * 1000),
		.parent = parent,
		.group = group,
		.stamp = {number, UINT64_MAX - number * 77, number << 40, INT64_MIN + (int64_t)number, INT64_MAX},
	};

	if (flags & SOURCE_HASHED)
		source.hash = hash_bytes(name, strlen(name));
	return sources_add(&sources, &source, name);
}

/* A folder with a file that depends on another, a folder in it, something that is not there, and a variable. */
static void fill(void)
{
	cr_assert_eq(add(SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, 0, "/usr/share/maps"), 0);
	cr_assert_eq(add(SOURCE_FILE, 0, 1, SOURCE_HASHED | SOURCE_RACY, "a\nb.cpt"), 1);
	cr_assert_eq(add(SOURCE_FILE, 0, 2, 0, "z.cpt"), 2);
	cr_assert_eq(add(SOURCE_FOLDER, 0, SOURCE_NONE, SOURCE_HASHED, "/usr/share/maps/more"), 3);
	cr_assert_eq(add(SOURCE_FILE, SOURCE_NONE, 1, 0, "/etc/maps"), 4);
	cr_assert_eq(add(SOURCE_TYPE, SOURCE_NONE, SOURCE_NONE, 0, "/opt/none"), 5);
	cr_assert_eq(add(SOURCE_ENVIRONMENT, SOURCE_NONE, SOURCE_NONE, SOURCE_HASHED, "HOME"), 6);
	sources_encode(&sources, &encoded);
	cr_assert_not(encoded.failed);
}

static enum muster_status decode(struct sources *decoded, const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size); /* to the byte, for the sanitizer */
	enum muster_status status;

	memcpy(copy, bytes, size);
	status = sources_decode(decoded, copy, size);
	free(copy);
	return status;
}

static void assert_equal(const struct sources *a, const struct sources *b)
{
	cr_assert_eq(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		const struct source *one = &a->items[i], *other = &b->items[i];
		cr_assert_eq(one->kind, other->kind);
		cr_assert_eq(one->flags, other->flags);
		cr_assert_eq(one->walk, other->walk);
		cr_assert_eq(one->parent, other->parent);
		cr_assert_eq(one->group, other->group);
		cr_assert(stamp_equal(&one->stamp, &other->stamp));
		cr_assert(hash_equal(&one->hash, &other->hash));
		cr_assert_str_eq(sources_name(a, one), sources_name(b, other));
	}
}

/* What users of a table rely on. */
static void assert_sound(const struct sources *decoded)
{
	for (size_t i = 0; i < decoded->count; i++) {
		const struct source *source = &decoded->items[i];
		char path[64];
		cr_assert(source_kind_known(source->kind));
		cr_assert(source->group == SOURCE_NONE || source->group < decoded->count);
		if (source->parent != SOURCE_NONE) {
			cr_assert_lt(source->parent, i);
			cr_assert_eq(decoded->items[source->parent].kind, SOURCE_FOLDER);
		}
		cr_assert_lt(source->name + strlen(sources_name(decoded, source)), decoded->names.size);
		sources_path(decoded, source, path, sizeof(path));
		cr_assert_lt(strlen(path), sizeof(path));
	}
}

static enum muster_status decode_folders(struct sources *decoded, const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size);
	enum muster_status status;

	memcpy(copy, bytes, size);
	status = sources_decode_folders(decoded, copy, size);
	free(copy);
	return status;
}

Test(sources, without_files)
{
	static const size_t kept[] = {0, 3, 5, 6};
	struct sources decoded;

	fill();
	cr_assert_eq(decode_folders(&decoded, encoded.data, encoded.size), MUSTER_OK);
	cr_assert_eq(decoded.count, 4);
	for (size_t i = 0; i < decoded.count; i++) {
		const struct source *one = &sources.items[kept[i]], *other = &decoded.items[i];
		cr_assert_eq(one->kind, other->kind);
		cr_assert_eq(one->flags, other->flags);
		cr_assert_eq(other->parent, SOURCE_NONE);
		cr_assert_eq(other->group, SOURCE_NONE);
		cr_assert(stamp_equal(&one->stamp, &other->stamp));
		cr_assert(hash_equal(&one->hash, &other->hash));
		cr_assert_str_eq(sources_name(&sources, one), sources_name(&decoded, other));
	}
	sources_free(&decoded);
}

Test(sources, without_files_damaged)
{
	struct sources decoded;

	fill();
	for (size_t size = 0; size < encoded.size; size++)
		cr_assert_eq(decode_folders(&decoded, encoded.data, size), MUSTER_DAMAGED, "%zu bytes", size);
	buffer_u32(&encoded, 0);
	cr_assert_eq(decode_folders(&decoded, encoded.data, encoded.size), MUSTER_DAMAGED, "bytes behind the names");
}

Test(sources, without_files_needs_whole_names)
{
	struct sources decoded;

	add(SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, 0, "/usr");
	add(SOURCE_FOLDER, 0, SOURCE_NONE, 0, "share");
	sources_encode(&sources, &encoded);
	cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_OK);
	sources_free(&decoded);
	cr_assert_eq(decode_folders(&decoded, encoded.data, encoded.size), MUSTER_DAMAGED);
}

Test(sources, there_and_back)
{
	struct sources decoded;

	fill();
	cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_OK);
	assert_equal(&sources, &decoded);
	sources_free(&decoded);
}

Test(sources, none_at_all)
{
	struct sources decoded;

	sources_encode(&sources, &encoded);
	cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_OK);
	cr_assert_eq(decoded.count, 0);
	sources_free(&decoded);
}

Test(sources, many)
{
	struct sources decoded;
	char name[32];

	for (unsigned i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "/%u", i);
		cr_assert_eq(add(i % 3 ? SOURCE_FILE : SOURCE_FOLDER, i % 3 ? i - i % 3 : SOURCE_NONE, i, i & 3, name), i);
	}
	sources_encode(&sources, &encoded);
	cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_OK);
	assert_equal(&sources, &decoded);
	sources_free(&decoded);
}

Test(sources, paths)
{
	static const char *const expected[] = {"/usr/share/maps",
										   "/usr/share/maps/a\nb.cpt",
										   "/usr/share/maps/z.cpt",
										   "/usr/share/maps/more",
										   "/etc/maps",
										   "/opt/none",
										   "HOME",
										   "/",
										   "/vmlinuz"};
	char path[64];

	fill();
	add(SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, 0, "/");
	add(SOURCE_FILE, 7, 8, 0, "vmlinuz");
	for (size_t i = 0; i < sources.count; i++) {
		sources_path(&sources, &sources.items[i], path, sizeof(path));
		cr_assert_str_eq(path, expected[i]);
	}
	sources_path(&sources, &sources.items[1], path, 8);
	cr_assert_str_eq(path, "/usr/sh");
}

Test(sources, cut_or_continued_at_any_length)
{
	struct sources decoded;

	fill();
	for (size_t size = 0; size < encoded.size; size++)
		cr_assert_eq(decode(&decoded, encoded.data, size), MUSTER_DAMAGED, "%zu bytes", size);
	buffer_append(&encoded, "x", 1);
	cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_DAMAGED);
	encoded.data[encoded.size - 1] = 0; /* one name more than there are sources */
	cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_DAMAGED);
}

Test(sources, every_bit_flipped)
{
	struct sources decoded;
	size_t good = 0;

	fill();
	for (size_t i = 0; i < 8 * encoded.size; i++) {
		encoded.data[i / 8] ^= (unsigned char)(1u << i % 8);
		if (decode(&decoded, encoded.data, encoded.size) == MUSTER_OK) {
			assert_sound(&decoded);
			sources_free(&decoded);
			good++;
		}
		encoded.data[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	cr_assert_gt(good, 0);
}

Test(sources, random_damage)
{
	struct random random = {11};
	struct sources decoded;

	fill();
	for (unsigned i = 0; i < 50000; i++) {
		unsigned char *bytes = malloc(encoded.size);
		memcpy(bytes, encoded.data, encoded.size);
		for (unsigned j = 0; j < 1 + i % 4; j++)
			bytes[random_below(&random, i % 2 ? encoded.size : HEAD + 7 * 12)] =
				(unsigned char)random_below(&random, 9);
		if (decode(&decoded, bytes, encoded.size) == MUSTER_OK) {
			assert_sound(&decoded);
			sources_free(&decoded);
		}
		free(bytes);
	}
}

/* The 32-bit number in @column (0 kind and flags, 1 parent, 2 group) of @row set to @number. */
static enum muster_status with(size_t column, size_t row, uint32_t number)
{
	unsigned char *place = encoded.data + HEAD + 4 * (column * sources.count + row);
	const uint32_t before = load_u32(place);
	struct sources decoded;
	enum muster_status status;

	store_u32(place, number);
	status = decode(&decoded, encoded.data, encoded.size);
	store_u32(place, before);
	if (status == MUSTER_OK)
		sources_free(&decoded);
	return status;
}

Test(sources, contradictions)
{
	fill();
	cr_assert_eq(with(1, 0, 0), MUSTER_DAMAGED); /* its own parent */
	cr_assert_eq(with(1, 1, 3), MUSTER_DAMAGED); /* a parent behind it */
	cr_assert_eq(with(1, 2, 1), MUSTER_DAMAGED); /* a file as parent */
	cr_assert_eq(with(1, 6, 7), MUSTER_DAMAGED); /* past the end */
	cr_assert_eq(with(1, 6, UINT32_MAX - 1), MUSTER_DAMAGED);
	cr_assert_eq(with(2, 1, 7), MUSTER_DAMAGED);
	cr_assert_eq(with(2, 1, UINT32_MAX - 1), MUSTER_DAMAGED);
	cr_assert_eq(with(2, 1, 6), MUSTER_OK);
	cr_assert_eq(with(0, 5, 0), MUSTER_DAMAGED);
	cr_assert_eq(with(0, 5, 6), MUSTER_DAMAGED);
	cr_assert_eq(with(0, 0, SOURCE_FILE), MUSTER_DAMAGED); /* the parent of others */
}

Test(sources, counts_that_lie)
{
	static const uint32_t counts[] = {6, 8, 100, UINT32_MAX / ROW, UINT32_MAX / ROW + 1, INT32_MAX, UINT32_MAX};
	struct sources decoded;

	fill();
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		store_u32(encoded.data, counts[i]);
		cr_assert_eq(decode(&decoded, encoded.data, encoded.size), MUSTER_DAMAGED, "%u", counts[i]);
	}
}
