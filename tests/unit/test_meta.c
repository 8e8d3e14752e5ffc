/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/meta.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "value/value.h"

static struct muster_field fields[] = {{"title", MUSTER_TYPE_STRING, "A title", MUSTER_FIELD_SHOWN},
									   {"stops", MUSTER_TYPE_LIST, "Stops", MUSTER_FIELD_COLOURS},
									   {0}};
static struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, "/a /b", "Where"}, {"limit", MUSTER_OPTION_REAL, NULL, "How much"}, {0}};
static struct muster_option section_options[] = {{"kind", MUSTER_OPTION_STRING, "", ""}, {0}};

static const struct meta full = {
	.module = "maps",
	.version = "1.2~rc",
	.summary = "Maps",
	.path = "/usr/lib/maps.so",
	.stamp = {UINT64_MAX, UINT64_C(1) << 63, 3, INT64_MIN, INT64_MAX},
	.abi_major = UINT32_MAX,
	.abi_minor = 2,
	.created = 1700000000000000000,
	.discover_ms = 1.25,
	.entries = 1,
	.groups = 2,
	.sources = 3,
	.findings = 4,
	.raw_bytes = UINT64_C(1) << 40,
	.content = true,
	.fields = fields,
	.options = options,
	.section_options = section_options,
	.failure = {MUSTER_TIMED_OUT, "too slow", "discover", 3, INT64_MAX, 60, 1 << 30},
};

/* The bytes are copied to the byte, for the sanitizer, and freed with the meta. */
static enum muster_status decode(struct meta *meta, unsigned char **copy, const unsigned char *bytes, size_t size)
{
	*copy = malloc(size);
	memcpy(*copy, bytes, size);
	return meta_decode(meta, *copy, size);
}

Test(meta, there_and_back)
{
	struct buffer buffer = {0};
	struct meta meta;

	meta_encode(&full, &buffer);
	cr_assert_eq(meta_decode(&meta, buffer.data, buffer.size), MUSTER_OK);
	cr_assert_str_eq(meta.module, "maps");
	cr_assert_str_eq(meta.version, "1.2~rc");
	cr_assert_str_eq(meta.summary, "Maps");
	cr_assert_str_eq(meta.path, "/usr/lib/maps.so");
	cr_assert(stamp_equal(&meta.stamp, &full.stamp));
	cr_assert_eq(meta.abi_major, UINT32_MAX);
	cr_assert_eq(meta.abi_minor, 2);
	cr_assert_eq(meta.created, full.created);
	cr_assert_eq(meta.discover_ms, 1.25);
	cr_assert_eq(meta.entries, 1);
	cr_assert_eq(meta.groups, 2);
	cr_assert_eq(meta.sources, 3);
	cr_assert_eq(meta.findings, 4);
	cr_assert_eq(meta.raw_bytes, UINT64_C(1) << 40);
	cr_assert(meta.content);
	cr_assert_str_eq(meta.fields[0].name, "title");
	cr_assert_eq(meta.fields[0].flags, MUSTER_FIELD_SHOWN);
	cr_assert_eq(meta.fields[1].type, MUSTER_TYPE_LIST);
	cr_assert_str_eq(meta.fields[1].help, "Stops");
	cr_assert_null(meta.fields[2].name);
	cr_assert_str_eq(meta.options[0].fallback, "/a /b");
	cr_assert_null(meta.options[1].fallback);
	cr_assert_eq(meta.options[1].type, MUSTER_OPTION_REAL);
	cr_assert_null(meta.options[2].name);
	cr_assert_str_eq(meta.section_options[0].fallback, "");
	cr_assert_eq(meta.failure.status, MUSTER_TIMED_OUT);
	cr_assert_str_eq(meta.failure.reason, "too slow");
	cr_assert_str_eq(meta.failure.phase, "discover");
	cr_assert_eq(meta.failure.attempts, 3);
	cr_assert_eq(meta.failure.retry_at, INT64_MAX);
	cr_assert_eq(meta.failure.timeout, 60);
	cr_assert_eq(meta.failure.memory_limit, 1 << 30);
	meta_free(&meta);
	buffer_free(&buffer);
}

static void assert_whole(const struct meta *meta)
{
	cr_assert(meta->module && meta->version && meta->summary && meta->path);
	cr_assert(meta->failure.reason && meta->failure.phase);
	for (const struct muster_field *field = meta->fields; field->name; field++) {
		cr_assert(field->type >= MUSTER_TYPE_STRING && field->type <= MUSTER_TYPE_MAP);
		cr_assert_not_null(field->help);
	}
	for (const struct muster_option *option = meta->options; option->name; option++)
		cr_assert_not_null(option->help);
	for (const struct muster_option *option = meta->section_options; option->name; option++)
		cr_assert_not_null(option->help);
}

/* A map of another version: keys that we do not know, and none that we do. */
Test(meta, of_another_version)
{
	struct meta meta;

	cr_assert_eq(meta_decode(&meta, (const unsigned char *)"\x81\xa4new\0\x01", 7), MUSTER_OK);
	assert_whole(&meta);
	cr_assert_str_eq(meta.module, "");
	cr_assert_null(meta.fields[0].name);
	meta_free(&meta);
	cr_assert_eq(meta_decode(&meta, (const unsigned char *)"\x91\x01", 2), MUSTER_OK);
	assert_whole(&meta);
	meta_free(&meta);
}

static enum muster_status with_field(const char *name, int64_t type)
{
	struct buffer buffer = {0};
	struct meta meta;
	enum muster_status status;

	pack_map(&buffer, 1);
	pack_string(&buffer, "fields");
	pack_list(&buffer, 1);
	pack_list(&buffer, 2);
	pack_string(&buffer, name);
	pack_integer(&buffer, type);
	status = meta_decode(&meta, buffer.data, buffer.size);
	if (status == MUSTER_OK)
		meta_free(&meta);
	buffer_free(&buffer);
	return status;
}

Test(meta, fields_that_cannot_be)
{
	cr_assert_eq(with_field("a", MUSTER_TYPE_STRING), MUSTER_OK);
	cr_assert_eq(with_field(NULL, MUSTER_TYPE_STRING), MUSTER_DAMAGED);
	cr_assert_eq(with_field("a", MUSTER_TYPE_NIL), MUSTER_DAMAGED);
	cr_assert_eq(with_field("a", MUSTER_TYPE_MAP + 1), MUSTER_DAMAGED);
	cr_assert_eq(with_field("a", -1), MUSTER_DAMAGED);
	cr_assert_eq(with_field("a", (INT64_C(1) << 32) + 1), MUSTER_DAMAGED); /* 1 in 32 bits */
}

Test(meta, cut_at_any_length)
{
	struct buffer buffer = {0};
	unsigned char *copy;
	struct meta meta;

	meta_encode(&full, &buffer);
	for (size_t size = 0; size < buffer.size; size++) {
		cr_assert_eq(decode(&meta, &copy, buffer.data, size), MUSTER_DAMAGED);
		free(copy);
	}
	buffer_free(&buffer);
}

Test(meta, every_bit_flipped)
{
	struct buffer buffer = {0};
	unsigned char *copy;
	struct meta meta;

	meta_encode(&full, &buffer);
	for (size_t i = 0; i < 8 * buffer.size; i++) {
		buffer.data[i / 8] ^= (unsigned char)(1u << i % 8);
		if (decode(&meta, &copy, buffer.data, buffer.size) == MUSTER_OK) {
			assert_whole(&meta);
			meta_free(&meta);
		}
		free(copy);
		buffer.data[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	buffer_free(&buffer);
}
