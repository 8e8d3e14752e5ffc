/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/results.h"

#include <criterion/criterion.h>

#include "open_registry.h"

static void add(struct maker *maker, const char *key, int64_t number)
{
	cr_assert(maker_entry(maker, key, SOURCE_NONE, number, 0, NULL));
}

static void assert_found(const struct muster_registry *registry, const char *key, int64_t number,
						 const char *identifier, uint32_t ordinal)
{
	const struct muster_entry *entry = muster_registry_find(registry, key);

	cr_assert_not_null(entry, "%s", key);
	cr_assert_str_eq(muster_entry_key(entry), key);
	cr_assert_eq(muster_entry_integer(entry, "number", -1), number, "%s", key);
	cr_assert_str_eq(muster_entry_identifier(entry), identifier);
	cr_assert_eq(registry_ordinal(entry), ordinal);
}

static struct file shuffled(uint64_t seed)
{
	struct maker maker = {0};
	struct random random = {seed};
	unsigned order[500];
	char key[32];

	for (unsigned i = 0; i < 500; i++)
		order[i] = i;
	for (unsigned i = 499; seed && i > 0; i--) {
		const size_t other = random_below(&random, i + 1);
		const unsigned kept = order[i];
		order[i] = order[other];
		order[other] = kept;
	}
	for (unsigned i = 0; i < 500; i++) {
		snprintf(key, sizeof(key), "%u", order[i]);
		cr_assert(maker_entry(&maker, key, SOURCE_NONE, order[i], 300, NULL));
	}
	return maker_file(&maker, NULL);
}

Test(results, same_bytes_in_any_order)
{
	struct file first = shuffled(0);

	for (uint64_t seed = 1; seed < 6; seed++) {
		struct file other = shuffled(seed);
		cr_assert_eq(first.size, other.size);
		cr_assert_eq(memcmp(first.bytes, other.bytes, first.size), 0);
		free(other.bytes);
	}
	free(first.bytes);
}

Test(results, none)
{
	struct maker maker = {0};
	struct muster_registry *registry = registry_of(&maker);

	cr_assert_eq(muster_registry_count(registry), 0);
	cr_assert_null(muster_registry_first(registry));
	cr_assert_null(muster_registry_find(registry, ""));
	muster_registry_release(registry);
}

Test(results, equal_keys_are_numbered_in_the_order_of_the_search)
{
	struct maker maker = {0};
	struct muster_registry *registry;

	add(&maker, "x", 1);
	add(&maker, "y", 2);
	add(&maker, "x", 3);
	add(&maker, "x", 4);
	registry = registry_of(&maker);
	cr_assert_eq(muster_registry_count(registry), 4);
	assert_found(registry, "x", 1, "X", 1);
	assert_found(registry, "x#2", 3, "X_2", 2);
	assert_found(registry, "x#3", 4, "X_3", 3);
	assert_found(registry, "y", 2, "Y", 1);
	muster_registry_release(registry);
}

Test(results, numbers_that_are_names_already_are_passed_over)
{
	struct maker maker = {0};
	struct muster_registry *registry;

	add(&maker, "x", 1);
	add(&maker, "x", 2);
	add(&maker, "x#2", 3);
	add(&maker, "x", 4);
	add(&maker, "x#2", 5);
	add(&maker, "x#4", 6);
	registry = registry_of(&maker);
	cr_assert_eq(muster_registry_count(registry), 6);
	assert_found(registry, "x", 1, "X", 1);
	assert_found(registry, "x#2", 3, "X_2", 1);
	assert_found(registry, "x#3", 2, "X_3", 3);
	assert_found(registry, "x#4", 6, "X_4", 1);
	assert_found(registry, "x#5", 4, "X_5", 5);
	assert_found(registry, "x#2#2", 5, "X_2_2", 2);
	muster_registry_release(registry);
}

/* Keys between which identifiers cannot tell: each gets a name of its own. */
Test(results, identifiers_are_unique)
{
	static const char *const keys[] = {"a", "A", "a_2", "A 2", "a#2", "a", "_1", "1", "", "_", "__", "\303\274"};
	struct maker maker = {0};
	struct muster_registry *registry;
	const struct muster_entry *one, *other;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		add(&maker, keys[i], 0);
	registry = registry_of(&maker);
	for (one = muster_registry_first(registry); one; one = muster_entry_next(one), count++) {
		for (other = muster_entry_next(one); other; other = muster_entry_next(other))
			cr_assert_str_neq(muster_entry_identifier(one), muster_entry_identifier(other));
	}
	cr_assert_eq(count, sizeof(keys) / sizeof(*keys));
	muster_registry_release(registry);
}

/* The names of entries do not change because others come: only the plain one goes to the last in order. */
Test(results, identifiers_stay)
{
	static const char *const keys[] = {"gray", "Gray", "GRAY", "gr ay", "gray_"};
	char *before[3];

	for (size_t count = 3; count <= sizeof(keys) / sizeof(*keys); count++) {
		struct maker maker = {0};
		struct muster_registry *registry;
		for (size_t i = 0; i < count; i++)
			add(&maker, keys[i], 0);
		registry = registry_of(&maker);
		for (size_t i = 0; i < 3; i++) {
			const char *identifier = muster_entry_identifier(muster_registry_find(registry, keys[i]));
			if (count == 3)
				before[i] = strdup(identifier);
			else if (i > 0 || count == 4)
				cr_assert_str_eq(identifier, before[i]);
		}
		muster_registry_release(registry);
	}
	cr_assert_str_eq(before[0], "GRAY");
	for (size_t i = 0; i < 3; i++)
		free(before[i]);
}

Test(results, many_of_one_key)
{
	struct maker maker = {0};
	struct muster_registry *registry;

	for (unsigned i = 0; i < 50000; i++)
		add(&maker, "key", i);
	registry = registry_of(&maker);
	assert_found(registry, "key#50000", 49999, "KEY_50000", 50000);
	muster_registry_release(registry);
}

Test(results, a_key_of_any_length)
{
	struct maker maker = {0};
	struct muster_registry *registry;
	char *key = malloc(1000001);

	memset(key, 'k', 1000000);
	key[1000000] = 0;
	add(&maker, "a", 1);
	add(&maker, key, 2);
	add(&maker, key, 3);
	add(&maker, "z", 4);
	registry = registry_of(&maker);
	cr_assert_eq(muster_entry_integer(muster_registry_find(registry, key), "number", 0), 2);
	cr_assert_eq(strlen(muster_entry_identifier(muster_registry_find(registry, key))), 1000000);
	cr_assert_eq(muster_entry_integer(muster_registry_find(registry, "z"), "number", 0), 4);
	free(key);
	muster_registry_release(registry);
}
