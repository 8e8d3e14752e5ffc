/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "enum/enumeration.h"

#include <criterion/criterion.h>

#include "open_registry.h"

static const char *const colours[] = {"Gray", "20b", "gray", "tab20b", "viridis"};

#define COLOURS (sizeof(colours) / sizeof(*colours))

/* Of the colours, whose field `text` is the key and whose `number` is @numbers'. */
static struct muster_registry *some(const int64_t *numbers)
{
	struct maker maker = {0};
	struct muster_registry *registry;

	for (size_t i = 0; i < COLOURS; i++)
		cr_assert(maker_entry(&maker, colours[i], SOURCE_NONE, numbers ? numbers[i] : 0, 10, NULL));
	registry = registry_of(&maker);
	cr_assert_not_null(registry);
	return registry;
}

static struct muster_enum *enum_by(const int64_t *numbers, const char *field)
{
	struct muster_registry *registry = some(numbers);
	struct muster_enum *made;

	cr_assert_eq(muster_enum_make(registry, field, &made), MUSTER_OK);
	muster_registry_release(registry); /* the enumeration keeps a reference */
	return made;
}

static void assert_member(const struct muster_enum *made, size_t index, const char *identifier, const char *value,
						  const char *key)
{
	size_t found;

	cr_assert_str_eq(muster_enum_identifier(made, index), identifier);
	cr_assert_str_eq(muster_enum_value(made, index), value);
	cr_assert_str_eq(muster_enum_key(made, index), key);
	cr_assert(muster_enum_find_identifier(made, identifier, &found));
	cr_assert_eq(found, index);
	cr_assert(muster_enum_find(made, value, &found));
	cr_assert_str_eq(muster_enum_value(made, found), value);
}

Test(enum, keys)
{
	struct muster_enum *made = enum_by(NULL, NULL);

	cr_assert_eq(muster_enum_count(made), COLOURS);
	cr_assert_not(muster_enum_is_minimal(made));
	cr_assert_eq(muster_enum_type(made), MUSTER_TYPE_STRING);
	assert_member(made, 0, "_20B", "20b", "20b");
	assert_member(made, 1, "GRAY_3118", "Gray", "Gray");
	assert_member(made, 2, "GRAY", "gray", "gray");
	assert_member(made, 3, "TAB20B", "tab20b", "tab20b");
	assert_member(made, 4, "VIRIDIS", "viridis", "viridis");
	cr_assert_str_eq(muster_enum_clash(made, 1), "gray");
	cr_assert_null(muster_enum_clash(made, 2));
	muster_enum_close(made);
}

Test(enum, identifiers_are_those_of_entries)
{
	struct muster_registry *registry = some(NULL);
	struct muster_enum *made;

	cr_assert_eq(muster_enum_make(registry, "text", &made), MUSTER_OK);
	for (size_t i = 0; i < COLOURS; i++) {
		const struct muster_entry *entry = muster_registry_find(registry, muster_enum_key(made, i));
		cr_assert_str_eq(muster_enum_identifier(made, i), muster_entry_identifier(entry));
	}
	muster_enum_close(made);
	muster_registry_release(registry);
}

Test(enum, integers)
{
	static const int64_t numbers[] = {-5, INT64_MIN, INT64_MAX, 10, 9};
	struct muster_enum *made = enum_by(numbers, "number");

	cr_assert_eq(muster_enum_type(made), MUSTER_TYPE_INTEGER);
	assert_member(made, 0, "GRAY_3118", "-5", "Gray");
	assert_member(made, 1, "_20B", "-9223372036854775808", "20b");
	assert_member(made, 2, "TAB20B", "10", "tab20b");
	assert_member(made, 3, "VIRIDIS", "9", "viridis");
	assert_member(made, 4, "GRAY", "9223372036854775807", "gray");
	muster_enum_close(made);
}

Test(enum, of_equal_values_the_first_by_key_is_found)
{
	static const int64_t numbers[] = {7, 7, 7, 7, 8};
	struct muster_enum *made = enum_by(numbers, "number");
	size_t found;

	cr_assert_eq(muster_enum_count(made), COLOURS);
	cr_assert(muster_enum_find(made, "7", &found));
	cr_assert_str_eq(muster_enum_key(made, found), "20b");
	muster_enum_close(made);
}

Test(enum, what_is_not_there)
{
	static const char *const missing[] = {"", "2", "20", "20bb", "gra", "grayy", "z", "\xff"};
	struct muster_enum *made = enum_by(NULL, NULL);
	size_t found;

	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++) {
		cr_assert_not(muster_enum_find(made, missing[i], &found));
		cr_assert_not(muster_enum_find_identifier(made, missing[i], &found));
	}
	for (size_t i = COLOURS; i < COLOURS + 2; i++) {
		cr_assert_null(muster_enum_identifier(made, i));
		cr_assert_null(muster_enum_value(made, i));
		cr_assert_null(muster_enum_key(made, i));
		cr_assert_null(muster_enum_clash(made, i));
	}
	muster_enum_close(made);
	muster_enum_close(NULL);
}

Test(enum, fields_that_cannot_be)
{
	struct muster_registry *registry = some(NULL);
	struct muster_enum *made = (struct muster_enum *)1;

	cr_assert_eq(muster_enum_make(registry, "none", &made), MUSTER_NOT_FOUND);
	cr_assert_null(made);
	cr_assert_eq(muster_enum_make(registry, "", &made), MUSTER_NOT_FOUND);
	cr_assert_eq(muster_enum_make(registry, "bytes", &made), MUSTER_UNSUPPORTED);
	cr_assert_eq(muster_enum_make(registry, NULL, NULL), MUSTER_BAD_ARGUMENT);
	cr_assert_eq(muster_enum_make(NULL, NULL, &made), MUSTER_BAD_ARGUMENT);
	muster_registry_release(registry);
}

Test(enum, empty)
{
	struct maker maker = {0};
	struct muster_registry *registry = registry_of(&maker);
	struct muster_enum *made;
	size_t found;

	cr_assert_eq(muster_enum_make(registry, NULL, &made), MUSTER_OK);
	cr_assert_eq(muster_enum_count(made), 0);
	cr_assert_not(muster_enum_find(made, "", &found));
	cr_assert_not(muster_enum_find_identifier(made, "X", &found));
	muster_enum_close(made);
	muster_registry_release(registry);
}

Test(enum, a_damaged_registry_is_none)
{
	struct maker maker = {0};
	struct random random = {43};
	struct muster_registry *registry;
	struct muster_enum *made;
	struct file file;
	struct blob blob;

	cr_assert(maker_entries(&maker, 800, 2000, &random));
	file = maker_file(&maker, NULL);
	file.bytes[file.size / 2] ^= 1; /* so large that its blocks are read later */
	cr_assert_eq(open_file(&blob, file.bytes, file.size), MUSTER_OK);
	cr_assert_eq(registry_of_blob(&blob, NULL, &registry), MUSTER_OK);
	cr_assert_eq(muster_enum_make(registry, NULL, &made), MUSTER_DAMAGED);
	cr_assert_null(made);
	muster_registry_release(registry);
	free(file.bytes);
}

Test(enum, words)
{
	static const char *const words[] = {"viridis", "gray", "Gray", "gray", "20b", NULL};
	struct muster_enum *made;

	cr_assert_eq(enum_of_words(words, &made, NULL), MUSTER_OK);
	cr_assert(muster_enum_is_minimal(made));
	cr_assert_eq(muster_enum_count(made), 4);
	assert_member(made, 0, "_20B", "20b", "20b");
	assert_member(made, 1, "GRAY_3118", "Gray", "Gray");
	assert_member(made, 2, "GRAY", "gray", "gray");
	assert_member(made, 3, "VIRIDIS", "viridis", "viridis");
	muster_enum_close(made);
}

static char folder[] = "/tmp/muster-enum-XXXXXX", config[64];
static struct muster *muster;

/* A context with the fixture modules, a store of its own, and no worker. */
static void open_with(const char *minimal, const char *headless)
{
	char store[64], section[128], main[64];
	const char *const overrides[] = {
		"muster.modules=" MODULE_FIXTURES, "muster.worker=/nonexistent", store, section, main, NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};

	snprintf(store, sizeof(store), "muster.store=%s/store", folder);
	snprintf(section, sizeof(section), "right.minimal=%s", minimal);
	snprintf(main, sizeof(main), "muster.headless=%s", headless);
	muster_close(muster);
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_assert_eq(muster_config_errors(muster), 0);
}

static void begin(void)
{
	FILE *file;

	cr_assert_not_null(mkdtemp(folder));
	snprintf(config, sizeof(config), "%s/muster.conf", folder);
	cr_assert_not_null(file = fopen(config, "w"));
	fclose(file);
}

/* Nothing was kept, so nothing was looked for. */
static void end(void)
{
	muster_close(muster);
	muster = NULL;
	cr_assert_eq(unlink(config), 0);
	cr_assert_eq(rmdir(folder), 0);
}

TestSuite(enum_minimal, .init = begin, .fini = end);

static void assert_minimal(const char *field, unsigned flags)
{
	struct muster_enum *made;

	cr_assert_eq(muster_enum_open(muster, "right", field, flags, &made), MUSTER_OK, "%s", muster_last_message(muster));
	cr_assert(muster_enum_is_minimal(made));
	cr_assert_eq(muster_enum_count(made), 2);
	assert_member(made, 0, "GRAY", "gray", "gray");
	assert_member(made, 1, "VIRIDIS", "viridis", "viridis");
	muster_enum_close(made);
}

Test(enum_minimal, when_it_applies)
{
	open_with("viridis gray", "yes");
	assert_minimal(NULL, 0);
	assert_minimal("key", MUSTER_ENUM_CACHED);
	open_with("viridis gray", "no");
	assert_minimal(NULL, MUSTER_ENUM_MINIMAL);
	assert_minimal(NULL, MUSTER_ENUM_MINIMAL | MUSTER_ENUM_CACHED);
}

Test(enum_minimal, when_it_does_not)
{
	struct muster_enum *made;

	open_with("viridis gray", "no");
	cr_assert_eq(muster_enum_open(muster, "right", NULL, MUSTER_ENUM_CACHED, &made), MUSTER_STALE);
	cr_assert_null(made);
	open_with("", "yes");
	cr_assert_eq(muster_enum_open(muster, "right", NULL, MUSTER_ENUM_CACHED, &made), MUSTER_STALE);
	cr_assert_eq(muster_enum_open(muster, "right", NULL, MUSTER_ENUM_MINIMAL, &made), MUSTER_NOT_FOUND);
	cr_assert(strstr(muster_last_message(muster), "right: there is no minimal set"));
}

Test(enum_minimal, what_is_refused)
{
	struct muster_enum *made = (struct muster_enum *)1;

	open_with("viridis gray", "yes");
	cr_assert_eq(muster_enum_open(muster, "right", "text", 0, &made), MUSTER_UNSUPPORTED);
	cr_assert_null(made);
	cr_assert(strstr(muster_last_message(muster), "text"));
	cr_assert_eq(muster_enum_open(muster, "left", NULL, 0, &made), MUSTER_NOT_FOUND);
	cr_assert_eq(muster_enum_open(muster, "right", NULL, 1u << 7, &made), MUSTER_BAD_ARGUMENT);
	cr_assert_eq(muster_enum_open(muster, NULL, NULL, 0, &made), MUSTER_BAD_ARGUMENT);
	cr_assert_eq(muster_enum_open(NULL, "right", NULL, 0, &made), MUSTER_BAD_ARGUMENT);
	cr_assert_eq(muster_enum_open(muster, "right", NULL, 0, NULL), MUSTER_BAD_ARGUMENT);
}
