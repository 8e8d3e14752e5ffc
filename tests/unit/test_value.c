/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value/value.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

/* A decoded value with what it lies in. The bytes are copied to the byte, so that a sanitizer sees a read past them. */
struct decoded {
	unsigned char *bytes;
	size_t size;
	struct arena arena;
	struct muster_value value;
	enum muster_status status;
};

static struct decoded decode_bytes(const void *bytes, size_t size)
{
	struct decoded decoded = {.bytes = malloc(size), .size = size};

	if (size)
		memcpy(decoded.bytes, bytes, size);
	decoded.status = value_decode_all(decoded.bytes, size, &decoded.arena, &decoded.value);
	return decoded;
}

static struct decoded decode_buffer(struct buffer *buffer)
{
	struct decoded decoded = decode_bytes(buffer->data, buffer->size);

	buffer_free(buffer);
	return decoded;
}

static void done(struct decoded *decoded)
{
	arena_free(&decoded->arena);
	free(decoded->bytes);
}

static enum muster_status status_of(const void *bytes, size_t size)
{
	struct decoded decoded = decode_bytes(bytes, size);

	done(&decoded);
	return decoded.status;
}

#define STATUS_OF(literal) status_of(literal, sizeof(literal) - 1)

Test(value, integers_there_and_back)
{
	int64_t numbers[64 * 6 + 2] = {INT64_MIN, INT64_MAX};
	size_t count = 2;

	for (unsigned shift = 0; shift < 63; shift++) {
		for (int64_t near = -1; near <= 1; near++) {
			numbers[count++] = (INT64_C(1) << shift) + near;
			numbers[count++] = -(INT64_C(1) << shift) + near;
		}
	}
	for (size_t i = 0; i < count; i++) {
		struct buffer buffer = {0};
		struct decoded decoded;
		pack_integer(&buffer, numbers[i]);
		cr_assert_leq(buffer.size, 9);
		decoded = decode_buffer(&buffer);
		cr_assert_eq(decoded.status, MUSTER_OK);
		cr_assert_eq(muster_value_type(&decoded.value), MUSTER_TYPE_INTEGER);
		cr_assert_eq(muster_value_integer(&decoded.value), numbers[i], "%lld became %lld", (long long)numbers[i],
					 (long long)muster_value_integer(&decoded.value));
		done(&decoded);
	}
}

/* What others may write: not the shortest form of a number. */
Test(value, integers_in_any_form)
{
	static const struct {
		const char *bytes;
		size_t size;
		int64_t number;
	} forms[] = {
		{"\x00", 1, 0},
		{"\x7f", 1, 127},
		{"\xe0", 1, -32},
		{"\xff", 1, -1},
		{"\xcc\x05", 2, 5},
		{"\xcc\xff", 2, 255},
		{"\xcd\x00\x05", 3, 5},
		{"\xce\xff\xff\xff\xff", 5, UINT32_MAX},
		{"\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", 9, INT64_MAX},
		{"\xd0\x05", 2, 5},
		{"\xd0\x80", 2, -128},
		{"\xd0\xff", 2, -1},
		{"\xd1\x00\x05", 3, 5},
		{"\xd1\x7f\xff", 3, 32767},
		{"\xd1\x80\x00", 3, -32768},
		{"\xd2\x7f\xff\xff\xff", 5, INT32_MAX},
		{"\xd2\x80\x00\x00\x00", 5, INT32_MIN},
		{"\xd2\xff\xff\xff\xff", 5, -1},
		{"\xd3\x00\x00\x00\x00\x00\x00\x00\x05", 9, 5},
		{"\xd3\x7f\xff\xff\xff\xff\xff\xff\xff", 9, INT64_MAX},
		{"\xd3\x80\x00\x00\x00\x00\x00\x00\x00", 9, INT64_MIN},
		{"\xd3\xff\xff\xff\xff\xff\xff\xff\xff", 9, -1},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct decoded decoded = decode_bytes(forms[i].bytes, forms[i].size);
		cr_assert_eq(decoded.status, MUSTER_OK, "form %zu", i);
		cr_assert_eq(muster_value_integer(&decoded.value), forms[i].number, "form %zu: %lld", i,
					 (long long)muster_value_integer(&decoded.value));
		done(&decoded);
	}
	cr_assert_eq(STATUS_OF("\xcf\x80\x00\x00\x00\x00\x00\x00\x00"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), MUSTER_DAMAGED);
}

Test(value, reals_there_and_back_to_the_bit)
{
	const double numbers[] = {0.0,      -0.0,     0.5,    0.1,      1.0 / 3,  1e300,          -1e300,   5e-324,
							  2.5e-310, 1e-40,    1e-45,  1e39,     3e38,     (double)0.1f,   INFINITY, -INFINITY,
							  1e-320,   16777217, -1e308, 0x1p-126, 0x1p-149, 0x1.fffffep127, 0x1p-150, 0x1p128};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct buffer buffer = {0};
		struct decoded decoded;
		double real;
		pack_real(&buffer, numbers[i]);
		decoded = decode_buffer(&buffer);
		cr_assert_eq(decoded.status, MUSTER_OK);
		cr_assert_eq(muster_value_type(&decoded.value), MUSTER_TYPE_REAL);
		real = muster_value_real(&decoded.value);
		cr_assert_eq(memcmp(&real, &numbers[i], sizeof(real)), 0, "%a became %a", numbers[i], real);
		done(&decoded);
	}
}

Test(value, not_a_number_stays_none)
{
	struct buffer buffer = {0};
	struct decoded decoded;

	pack_real(&buffer, NAN);
	decoded = decode_buffer(&buffer);
	cr_assert_eq(decoded.status, MUSTER_OK);
	cr_assert(isnan(muster_value_real(&decoded.value)));
	done(&decoded);
}

/* {"a": [nil, true, false, "", "text", bytes], "b": {}, "c": []} */
static void pack_sample(struct buffer *buffer)
{
	pack_map(buffer, 3);
	pack_string(buffer, "a");
	pack_list(buffer, 6);
	pack_nil(buffer);
	pack_boolean(buffer, true);
	pack_boolean(buffer, false);
	pack_string(buffer, "");
	pack_string(buffer, "text");
	pack_bytes(buffer, "\0\1\2", 3);
	pack_string(buffer, "b");
	pack_map(buffer, 0);
	pack_string(buffer, "c");
	pack_list(buffer, 0);
}

Test(value, containers_there_and_back)
{
	struct buffer buffer = {0};
	struct decoded decoded;
	const struct muster_value *list;
	const void *bytes;
	size_t size;

	pack_sample(&buffer);
	decoded = decode_buffer(&buffer);
	cr_assert_eq(decoded.status, MUSTER_OK);
	cr_assert_eq(muster_value_type(&decoded.value), MUSTER_TYPE_MAP);
	cr_assert_eq(muster_value_count(&decoded.value), 3);
	cr_assert_str_eq(muster_value_key(&decoded.value, 2), "c");
	cr_assert_null(muster_value_key(&decoded.value, 3));
	cr_assert_null(muster_value_get(&decoded.value, "d"));
	list = muster_value_get(&decoded.value, "a");
	cr_assert_eq(list, muster_value_at(&decoded.value, 0));
	cr_assert_eq(muster_value_count(list), 6);
	cr_assert_eq(muster_value_type(muster_value_at(list, 0)), MUSTER_TYPE_NIL);
	cr_assert(muster_value_boolean(muster_value_at(list, 1)));
	cr_assert_eq(muster_value_type(muster_value_at(list, 2)), MUSTER_TYPE_BOOLEAN);
	cr_assert_not(muster_value_boolean(muster_value_at(list, 2)));
	cr_assert_str_eq(muster_value_string(muster_value_at(list, 3)), "");
	cr_assert_str_eq(muster_value_string(muster_value_at(list, 4)), "text");
	bytes = muster_value_bytes(muster_value_at(list, 4), &size);
	cr_assert_eq(size, 4);
	cr_assert_arr_eq(bytes, "text", 5);
	bytes = muster_value_bytes(muster_value_at(list, 5), &size);
	cr_assert_eq(size, 3);
	cr_assert_arr_eq(bytes, "\0\1\2", 3);
	cr_assert_null(muster_value_at(list, 6));
	cr_assert_null(muster_value_at(list, SIZE_MAX));
	cr_assert_eq(muster_value_type(muster_value_get(&decoded.value, "b")), MUSTER_TYPE_MAP);
	cr_assert_eq(muster_value_count(muster_value_get(&decoded.value, "b")), 0);
	cr_assert_eq(muster_value_type(muster_value_get(&decoded.value, "c")), MUSTER_TYPE_LIST);
	done(&decoded);
}

static void assert_only(const struct muster_value *value)
{
	const enum muster_type type = muster_value_type(value);
	size_t size = 99;

	cr_assert_eq(muster_value_string(value) != NULL, type == MUSTER_TYPE_STRING);
	cr_assert_eq(muster_value_integer(value) != 0, type == MUSTER_TYPE_INTEGER);
	cr_assert_eq(muster_value_real(value) != 0, type == MUSTER_TYPE_INTEGER || type == MUSTER_TYPE_REAL);
	cr_assert_eq(muster_value_boolean(value), type == MUSTER_TYPE_BOOLEAN);
	cr_assert_eq(muster_value_bytes(value, &size) != NULL, type == MUSTER_TYPE_BYTES || type == MUSTER_TYPE_STRING);
	cr_assert_eq(size, type == MUSTER_TYPE_BYTES || type == MUSTER_TYPE_STRING ? 1 : 0);
	cr_assert_eq(muster_value_count(value), type == MUSTER_TYPE_LIST || type == MUSTER_TYPE_MAP ? 1 : 0);
	cr_assert_eq(muster_value_at(value, 0) != NULL, type == MUSTER_TYPE_LIST || type == MUSTER_TYPE_MAP);
	cr_assert_eq(muster_value_key(value, 0) != NULL, type == MUSTER_TYPE_MAP);
	cr_assert_eq(muster_value_get(value, "k") != NULL, type == MUSTER_TYPE_MAP);
}

Test(value, answers_for_its_own_type_only)
{
	static const struct {
		const char *bytes;
		size_t size;
		enum muster_type type;
	} all[] = {
		{"\xc0", 1, MUSTER_TYPE_NIL},      {"\xa2s", 3, MUSTER_TYPE_STRING},
		{"\x01", 1, MUSTER_TYPE_INTEGER},  {"\xca\x3f\x80\0\0", 5, MUSTER_TYPE_REAL},
		{"\xc3", 1, MUSTER_TYPE_BOOLEAN},  {"\xc4\x01\0", 3, MUSTER_TYPE_BYTES},
		{"\x91\x01", 2, MUSTER_TYPE_LIST}, {"\x81\xa2k\0\x01", 5, MUSTER_TYPE_MAP},
	};

	assert_only(NULL);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct decoded decoded = decode_bytes(all[i].bytes, all[i].size);
		cr_assert_eq(decoded.status, MUSTER_OK, "%zu", i);
		cr_assert_eq(muster_value_type(&decoded.value), all[i].type);
		assert_only(&decoded.value);
		done(&decoded);
	}
}

Test(value, cut_or_continued_at_any_length)
{
	struct buffer buffer = {0};

	pack_sample(&buffer);
	pack_integer(&buffer, 0);
	for (size_t size = 0; size <= buffer.size; size++)
		cr_assert_eq(status_of(buffer.data, size), size == buffer.size - 1 ? MUSTER_OK : MUSTER_DAMAGED, "%zu", size);
	buffer_free(&buffer);
}

Test(value, heads_without_their_bodies)
{
	static const unsigned char lengths[] = {1, 2, 3, 5, 9};

	for (unsigned head = 0x80; head < 0x100; head++) {
		for (size_t i = 0; i < sizeof(lengths); i++) {
			unsigned char bytes[9] = {(unsigned char)head, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
			struct decoded decoded = decode_bytes(bytes, lengths[i]);
			if (decoded.status == MUSTER_OK)
				cr_assert_leq(muster_value_count(&decoded.value), 8);
			done(&decoded);
		}
	}
}

Test(value, strings_end_with_their_only_nul)
{
	cr_assert_eq(STATUS_OF("\xa1\0"), MUSTER_OK);
	cr_assert_eq(STATUS_OF("\xa0"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xa1x"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xa2\0\0"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xa4x\0y\0"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xa4xyz\0"), MUSTER_OK);
	cr_assert_eq(STATUS_OF("\xd9\x03xy\0"), MUSTER_OK);
	cr_assert_eq(STATUS_OF("\xdb\0\0\0\x03xy\0"), MUSTER_OK);
	cr_assert_eq(STATUS_OF("\xdb\xff\xff\xff\xffxy\0"), MUSTER_DAMAGED);
}

Test(value, what_has_no_place_here)
{
	cr_assert_eq(STATUS_OF("\xc1"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xd4\x01x"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xc7\x01\x01x"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\x81\x01\x01"), MUSTER_DAMAGED); /* keys that are no strings */
	cr_assert_eq(STATUS_OF("\x81\xc4\x01k\x01"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\x81\xc0\x01"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\x82\xa2k\0\x01\x90\x01"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xdd\xff\xff\xff\xff\xc0\xc0"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xdf\xff\xff\xff\xff\xc0\xc0"), MUSTER_DAMAGED);
	cr_assert_eq(STATUS_OF("\xdf\x80\0\0\0\xc0\xc0"), MUSTER_DAMAGED); /* twice this does not fit 32 bits */
}

Test(value, nesting_has_an_end)
{
	unsigned char bytes[100000];

	memset(bytes, 0x91, sizeof(bytes));
	bytes[VALUE_DEPTH] = 0xc0;
	cr_assert_eq(status_of(bytes, VALUE_DEPTH + 1), MUSTER_OK);
	bytes[VALUE_DEPTH] = 0x91;
	bytes[VALUE_DEPTH + 1] = 0xc0;
	cr_assert_eq(status_of(bytes, VALUE_DEPTH + 2), MUSTER_DAMAGED);
	bytes[VALUE_DEPTH + 1] = 0x91;
	cr_assert_eq(status_of(bytes, sizeof(bytes)), MUSTER_DAMAGED);
}

Test(value, budget_bounds_what_is_made)
{
	static const unsigned char bytes[] = {0x92, 0x91, 0x01, 0x02}; /* [[1], 2]: three values inside */

	for (size_t budget = 0; budget < 5; budget++) {
		const unsigned char *data = bytes;
		size_t size = sizeof(bytes), left = budget;
		struct arena arena = {0};
		struct muster_value value;
		const enum muster_status status = value_decode(&data, &size, &arena, &left, &value);
		cr_assert_eq(status, budget < 3 ? MUSTER_DAMAGED : MUSTER_OK);
		if (status == MUSTER_OK) {
			cr_assert_eq(left, budget - 3);
			cr_assert_eq(data, bytes + sizeof(bytes));
			cr_assert_eq(size, 0);
		}
		arena_free(&arena);
	}
}

static void pack_again(struct buffer *buffer, const struct muster_value *value)
{
	size_t size;
	const void *bytes = muster_value_bytes(value, &size);

	switch (muster_value_type(value)) {
	case MUSTER_TYPE_NIL:
		pack_nil(buffer);
		break;
	case MUSTER_TYPE_STRING:
		cr_assert_eq(strlen(bytes), size);
		pack_string(buffer, bytes);
		break;
	case MUSTER_TYPE_INTEGER:
		pack_integer(buffer, muster_value_integer(value));
		break;
	case MUSTER_TYPE_REAL:
		pack_real(buffer, muster_value_real(value));
		break;
	case MUSTER_TYPE_BOOLEAN:
		pack_boolean(buffer, muster_value_boolean(value));
		break;
	case MUSTER_TYPE_BYTES:
		pack_bytes(buffer, bytes, size);
		break;
	case MUSTER_TYPE_LIST:
	case MUSTER_TYPE_MAP:
		if (muster_value_type(value) == MUSTER_TYPE_LIST)
			pack_list(buffer, muster_value_count(value));
		else
			pack_map(buffer, muster_value_count(value));
		for (size_t i = 0; i < muster_value_count(value); i++) {
			if (muster_value_type(value) == MUSTER_TYPE_MAP)
				pack_string(buffer, muster_value_key(value, i));
			pack_again(buffer, muster_value_at(value, i));
		}
		break;
	}
}

/* Whatever decodes can be packed, decoded and packed again with the same bytes. */
static bool survives(const unsigned char *bytes, size_t size)
{
	struct decoded decoded = decode_bytes(bytes, size), again;
	struct buffer first = {0}, second = {0};
	const bool good = decoded.status == MUSTER_OK;

	if (good) {
		pack_again(&first, &decoded.value);
		again = decode_bytes(first.data, first.size);
		cr_assert_eq(again.status, MUSTER_OK);
		pack_again(&second, &again.value);
		cr_assert_eq(first.size, second.size);
		cr_assert_eq(memcmp(first.data, second.data, first.size), 0);
		done(&again);
	}
	buffer_free(&first);
	buffer_free(&second);
	done(&decoded);
	return good;
}

Test(value, random_bytes)
{
	struct random random = {20260101};
	size_t good = 0;

	for (unsigned i = 0; i < 100000; i++) {
		unsigned char bytes[40];
		const size_t size = random_below(&random, sizeof(bytes)) + 1;
		for (size_t j = 0; j < size; j++) /* heads of containers and strings more often, or all ends at once */
			bytes[j] = (unsigned char)(i % 2 ? random_next(&random) >> 8 : 0x80 + random_below(&random, 0x60));
		good += survives(bytes, size);
	}
	cr_assert_gt(good, 100);
}

Test(value, random_damage)
{
	struct random random = {7};
	struct buffer buffer = {0};

	pack_sample(&buffer);
	for (unsigned i = 0; i < 20000; i++) {
		unsigned char bytes[64];
		memcpy(bytes, buffer.data, buffer.size);
		for (unsigned j = 0; j < 1 + i % 3; j++)
			bytes[random_below(&random, buffer.size)] = (unsigned char)(random_next(&random) >> 8);
		survives(bytes, buffer.size);
	}
	buffer_free(&buffer);
}
