/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value/item_writer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "value/value.h"

static const struct muster_field fields[] = {
	{"text", MUSTER_TYPE_STRING, "", 0}, {"number", MUSTER_TYPE_INTEGER, "", 0},
	{"real", MUSTER_TYPE_REAL, "", 0},   {"truth", MUSTER_TYPE_BOOLEAN, "", 0},
	{"bytes", MUSTER_TYPE_BYTES, "", 0}, {"list", MUSTER_TYPE_LIST, "", 0},
	{"map", MUSTER_TYPE_MAP, "", 0},     {0},
};

enum { TEXT, NUMBER, REAL, TRUTH, BYTES, LIST, MAP, FIELDS };

static struct muster_writer writer;
static struct buffer out;
static struct arena arena;
static struct muster_value values[FIELDS]; /* what was written, decoded again */

static void begin(void)
{
	writer_init(&writer, fields);
}

static void end(void)
{
	writer_free(&writer);
	buffer_free(&out);
	arena_free(&arena);
}

TestSuite(writer, .init = begin, .fini = end);

static void finish(void)
{
	const unsigned char *data;
	size_t size, budget = 1u << 20;

	cr_assert_eq(writer_finish(&writer, &out), MUSTER_OK);
	data = out.data;
	size = out.size;
	for (unsigned i = 0; i < FIELDS; i++)
		cr_assert_eq(value_decode(&data, &size, &arena, &budget, &values[i]), MUSTER_OK);
	cr_assert_eq(size, 0);
}

static void assert_refused(enum muster_status status, enum muster_status reason)
{
	cr_assert_eq(status, reason, "%d", status);
	cr_assert_eq(writer.status, reason);
	cr_assert_not_null(writer.trouble);
	cr_assert_eq(muster_write_integer(&writer, "number", 1), reason); /* once failed, failed */
	cr_assert_eq(writer_finish(&writer, &out), reason);
	cr_assert_eq(out.size, 0);
	writer_reset(&writer);
	cr_assert_eq(muster_write_integer(&writer, "number", 1), MUSTER_OK);
	finish();
	cr_assert_eq(muster_value_integer(&values[NUMBER]), 1);
	writer_reset(&writer);
	out.size = 0;
}

Test(writer, fields_come_out_in_schema_order)
{
	cr_assert_eq(muster_write_map(&writer, "map"), MUSTER_OK);
	cr_assert_eq(muster_write_string(&writer, "k", "v"), MUSTER_OK);
	cr_assert_eq(muster_write_end(&writer), MUSTER_OK);
	cr_assert_eq(muster_write_list(&writer, "list"), MUSTER_OK);
	cr_assert_eq(muster_write_integer(&writer, NULL, 7), MUSTER_OK);
	cr_assert_eq(muster_write_end(&writer), MUSTER_OK);
	cr_assert_eq(muster_write_bytes(&writer, "bytes", "a\0b", 3), MUSTER_OK);
	cr_assert_eq(muster_write_boolean(&writer, "truth", true), MUSTER_OK);
	cr_assert_eq(muster_write_real(&writer, "real", 0.1), MUSTER_OK);
	cr_assert_eq(muster_write_integer(&writer, "number", INT64_MIN), MUSTER_OK);
	cr_assert_eq(muster_write_string(&writer, "text", "a text"), MUSTER_OK);
	finish();
	cr_assert_str_eq(muster_value_string(&values[TEXT]), "a text");
	cr_assert_eq(muster_value_integer(&values[NUMBER]), INT64_MIN);
	cr_assert_eq(muster_value_real(&values[REAL]), 0.1);
	cr_assert(muster_value_boolean(&values[TRUTH]));
	cr_assert_eq(values[BYTES].count, 3);
	cr_assert_eq(muster_value_integer(muster_value_at(&values[LIST], 0)), 7);
	cr_assert_str_eq(muster_value_string(muster_value_get(&values[MAP], "k")), "v");
}

Test(writer, what_is_not_written_is_nil)
{
	finish();
	for (unsigned i = 0; i < FIELDS; i++)
		cr_assert_eq(muster_value_type(&values[i]), MUSTER_TYPE_NIL);
}

Test(writer, null_is_nothing_but_in_a_list)
{
	cr_assert_eq(muster_write_nil(&writer, "number"), MUSTER_OK);
	cr_assert_eq(muster_write_string(&writer, "text", NULL), MUSTER_OK);
	cr_assert_eq(muster_write_bytes(&writer, "bytes", NULL, 0), MUSTER_OK);
	muster_write_list(&writer, "list");
	muster_write_string(&writer, NULL, NULL);
	muster_write_bytes(&writer, NULL, NULL, 5);
	muster_write_end(&writer);
	muster_write_map(&writer, "map");
	muster_write_string(&writer, "a", NULL);
	muster_write_bytes(&writer, "b", NULL, 0);
	muster_write_nil(&writer, "c");
	muster_write_end(&writer);
	finish();
	cr_assert_eq(muster_value_type(&values[TEXT]), MUSTER_TYPE_NIL);
	cr_assert_eq(muster_value_type(&values[BYTES]), MUSTER_TYPE_NIL);
	cr_assert_eq(muster_value_count(&values[LIST]), 2);
	cr_assert_eq(muster_value_type(muster_value_at(&values[LIST], 1)), MUSTER_TYPE_NIL);
	cr_assert_eq(muster_value_type(&values[MAP]), MUSTER_TYPE_MAP);
	cr_assert_eq(muster_value_count(&values[MAP]), 1);
	cr_assert_str_eq(muster_value_key(&values[MAP], 0), "c");
	cr_assert_eq(muster_value_type(muster_value_at(&values[MAP], 0)), MUSTER_TYPE_NIL);
}

Test(writer, empty_is_not_nothing)
{
	muster_write_string(&writer, "text", "");
	muster_write_bytes(&writer, "bytes", "", 0);
	muster_write_list(&writer, "list");
	muster_write_end(&writer);
	finish();
	cr_assert_str_eq(muster_value_string(&values[TEXT]), "");
	cr_assert_eq(muster_value_type(&values[BYTES]), MUSTER_TYPE_BYTES);
	cr_assert_eq(muster_value_type(&values[LIST]), MUSTER_TYPE_LIST);
}

Test(writer, an_integer_may_stand_for_a_real)
{
	muster_write_integer(&writer, "real", 3);
	finish();
	cr_assert_eq(muster_value_real(&values[REAL]), 3);
	writer_reset(&writer);
	out.size = 0;
	assert_refused(muster_write_real(&writer, "number", 3), MUSTER_BAD_ARGUMENT);
}

Test(writer, misuse)
{
	assert_refused(muster_write_string(&writer, "none", ""), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_string(&writer, NULL, ""), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_string(&writer, "number", "1"), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_list(&writer, "map"), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_map(&writer, "list"), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_bytes(&writer, "text", "x", 1), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_boolean(&writer, "number", true), MUSTER_BAD_ARGUMENT);
	assert_refused(muster_write_end(&writer), MUSTER_BAD_ARGUMENT);
	muster_write_integer(&writer, "number", 1);
	assert_refused(muster_write_integer(&writer, "number", 1), MUSTER_BAD_ARGUMENT);
	muster_write_list(&writer, "list");
	muster_write_end(&writer);
	assert_refused(muster_write_list(&writer, "list"), MUSTER_BAD_ARGUMENT);
	muster_write_list(&writer, "list");
	muster_write_end(&writer);
	assert_refused(muster_write_end(&writer), MUSTER_BAD_ARGUMENT);
	muster_write_map(&writer, "map");
	assert_refused(muster_write_integer(&writer, NULL, 1), MUSTER_BAD_ARGUMENT);
}

Test(writer, left_open)
{
	muster_write_list(&writer, "list");
	muster_write_map(&writer, NULL);
	muster_write_end(&writer);
	assert_refused(writer_finish(&writer, &out), MUSTER_BAD_ARGUMENT);
}

static void nest(unsigned depth, const char *name)
{
	for (unsigned i = 0; i < depth; i++)
		cr_assert_eq(i % 2 ? muster_write_map(&writer, name) : muster_write_list(&writer, name), MUSTER_OK);
}

Test(writer, sixteen_deep)
{
	nest(WRITER_DEPTH, "list");
	cr_assert_eq(muster_write_string(&writer, "k", "deep"), MUSTER_OK);
	for (unsigned i = 0; i < WRITER_DEPTH; i++)
		cr_assert_eq(muster_write_end(&writer), MUSTER_OK);
	finish();
	writer_reset(&writer);
	out.size = 0;
	nest(WRITER_DEPTH, "list");
	assert_refused(muster_write_list(&writer, "k"), MUSTER_LIMIT_EXCEEDED);
}

Test(writer, sixteen_mebibytes)
{
	char *large = malloc(WRITER_LIMIT + 1);

	memset(large, 'x', WRITER_LIMIT);
	large[WRITER_LIMIT] = 0;
	assert_refused(muster_write_string(&writer, "text", large), MUSTER_LIMIT_EXCEEDED);
	assert_refused(muster_write_bytes(&writer, "bytes", large, WRITER_LIMIT + 1), MUSTER_LIMIT_EXCEEDED);
	assert_refused(muster_write_bytes(&writer, "bytes", large, SIZE_MAX), MUSTER_LIMIT_EXCEEDED);
	cr_assert_eq(muster_write_string(&writer, "text", large + WRITER_LIMIT / 2), MUSTER_OK);
	assert_refused(muster_write_bytes(&writer, "bytes", large, WRITER_LIMIT / 2), MUSTER_LIMIT_EXCEEDED);
	cr_assert_eq(muster_write_bytes(&writer, "bytes", large, WRITER_LIMIT - 100), MUSTER_OK);
	finish();
	cr_assert_eq(values[BYTES].count, WRITER_LIMIT - 100);
	free(large);
}

/* A million small values reach the limit too, and so does a long name in a map. */
Test(writer, many_small_values)
{
	enum muster_status status;
	char *name = malloc(WRITER_LIMIT + 1);

	muster_write_list(&writer, "list");
	do
		status = muster_write_string(&writer, NULL, "some fifteen b");
	while (status == MUSTER_OK);
	assert_refused(status, MUSTER_LIMIT_EXCEEDED);
	memset(name, 'n', WRITER_LIMIT);
	name[WRITER_LIMIT] = 0;
	muster_write_map(&writer, "map");
	assert_refused(muster_write_boolean(&writer, name, true), MUSTER_LIMIT_EXCEEDED);
	free(name);
}

Test(writer, heads_of_every_width)
{
	static const size_t counts[] = {0, 1, 15, 16, 255, 256, 65535, 65536, 70000};

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		writer_reset(&writer);
		out.size = 0;
		muster_write_list(&writer, "list");
		for (size_t j = 0; j < counts[i]; j++)
			muster_write_integer(&writer, NULL, (int64_t)j);
		muster_write_end(&writer);
		muster_write_string(&writer, "text", "behind");
		finish();
		cr_assert_eq(muster_value_count(&values[LIST]), counts[i]);
		for (size_t j = 0; j < counts[i]; j++)
			cr_assert(muster_value_integer(muster_value_at(&values[LIST], j)) == (int64_t)j);
		cr_assert_str_eq(muster_value_string(&values[TEXT]), "behind");
	}
}

Test(writer, a_free_map)
{
	struct muster_value map;

	writer_init(&writer, NULL);
	cr_assert_eq(muster_write_integer(&writer, "a", 1), MUSTER_OK);
	cr_assert_eq(muster_write_list(&writer, "b"), MUSTER_OK);
	cr_assert_eq(muster_write_end(&writer), MUSTER_OK);
	cr_assert_eq(writer_finish(&writer, &out), MUSTER_OK);
	cr_assert_eq(value_decode_all(out.data, out.size, &arena, &map), MUSTER_OK);
	cr_assert_eq(muster_value_count(&map), 2);
	cr_assert_eq(muster_value_integer(muster_value_get(&map, "a")), 1);
	writer_reset(&writer);
	cr_assert_eq(muster_write_end(&writer), MUSTER_BAD_ARGUMENT); /* its own end is not the module's */
	writer_reset(&writer);
	cr_assert_eq(muster_write_integer(&writer, NULL, 1), MUSTER_BAD_ARGUMENT);
	writer_reset(&writer);
	out.size = 0;
	cr_assert_eq(writer_finish(&writer, &out), MUSTER_OK);
	cr_assert_eq(out.size, 1);
	cr_assert_eq(out.data[0], 0x80);
}

Test(writer, a_free_map_is_one_of_the_sixteen)
{
	writer_init(&writer, NULL);
	nest(WRITER_DEPTH - 1, "k");
	cr_assert_eq(muster_write_list(&writer, "k"), MUSTER_LIMIT_EXCEEDED);
}

static enum muster_status write_any(struct random *random)
{
	static const char *const names[] = {"text", "number", "real", "truth", "bytes", "list", "map", "none", NULL};
	const char *name = names[random_below(random, 9)];
	static const char data[300];

	switch (random_below(random, 9)) {
	case 0:
		return muster_write_string(&writer, name, random_below(random, 4) ? "string" : NULL);
	case 1:
		return muster_write_integer(&writer, name, (int64_t)random_next(random));
	case 2:
		return muster_write_real(&writer, name, (double)random_next(random));
	case 3:
		return muster_write_boolean(&writer, name, true);
	case 4:
		return muster_write_bytes(&writer, name, data, random_below(random, sizeof(data)));
	case 5:
	case 6:
		return muster_write_list(&writer, name);
	case 7:
		return muster_write_map(&writer, name);
	default:
		return muster_write_end(&writer);
	}
}

/* Whatever is called in whatever order: an error, or as many values as the schema has fields, each of its type. */
Test(writer, random_calls)
{
	struct random random = {99};
	size_t good = 0;

	for (unsigned i = 0; i < 100000; i++) {
		const size_t calls = random_below(&random, 12);
		for (size_t j = 0; j < calls; j++)
			write_any(&random);
		while (writer.status == MUSTER_OK && writer.depth)
			muster_write_end(&writer);
		if (writer.status == MUSTER_OK) {
			finish();
			for (unsigned j = 0; j < FIELDS; j++) {
				const enum muster_type type = muster_value_type(&values[j]);
				cr_assert(type == MUSTER_TYPE_NIL || type == fields[j].type ||
						  (j == REAL && type == MUSTER_TYPE_INTEGER));
			}
			good++;
		}
		writer_reset(&writer);
		out.size = 0;
		arena_free(&arena);
	}
	cr_assert_gt(good, 1000);
}
