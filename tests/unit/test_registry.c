/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/stored_registry.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>

#include "module/loader.h"
#include "open_registry.h"

#define COUNT 500

/* Entries "entry-00000" to "entry-00499" in several blocks. */
static struct muster_registry *many(void)
{
	struct maker maker = {0};
	struct muster_registry *registry;

	cr_assert(maker_entries(&maker, COUNT, 300, NULL));
	registry = registry_of(&maker);
	cr_assert_not_null(registry);
	return registry;
}

static size_t count_all(const struct muster_registry *registry)
{
	const struct muster_entry *before = NULL;
	size_t count = 0;

	for (const struct muster_entry *entry = muster_registry_first(registry); entry;
		 entry = muster_entry_next(entry), count++) {
		cr_assert(!before || strcmp(muster_entry_key(before), muster_entry_key(entry)) < 0);
		cr_assert_eq(muster_registry_find(registry, muster_entry_key(entry)), entry);
		cr_assert_eq(muster_entry_integer(entry, "number", -1), (int64_t)registry_position(entry));
		before = entry;
	}
	return count;
}

Test(registry, finds_and_lists)
{
	struct muster_registry *registry = many();
	char key[32];

	cr_assert_eq(muster_registry_count(registry), COUNT);
	cr_assert_eq(count_all(registry), COUNT);
	for (unsigned i = 0; i < COUNT; i++) {
		snprintf(key, sizeof(key), "entry-%05u", i);
		cr_assert_not_null(muster_registry_find(registry, key));
		key[10] = 'x'; /* between two */
		cr_assert_null(muster_registry_find(registry, key));
	}
	cr_assert_eq(muster_registry_status(registry), MUSTER_OK);
	muster_registry_release(registry);
}

Test(registry, what_is_not_there)
{
	static const char *const keys[] = {"",  "a",    "entry", "entry-0000", "entry-000000", "entry-00499 ",
									   "f", "\xff", "\x01"};
	struct muster_registry *registry = many();

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		cr_assert_null(muster_registry_find(registry, keys[i]));
	cr_assert_eq(muster_registry_status(registry), MUSTER_OK);
	muster_registry_release(registry);
}

Test(registry, says_what_it_is)
{
	struct muster_registry *registry = many();
	const struct muster_field *fields = muster_registry_fields(registry);

	cr_assert_str_eq(muster_registry_module(registry), "maker");
	cr_assert_str_eq(muster_registry_version(registry), "1");
	for (unsigned i = 0; i < MAKER_FIELDS; i++) {
		cr_assert_str_eq(fields[i].name, maker_fields[i].name);
		cr_assert_eq(fields[i].type, maker_fields[i].type);
	}
	cr_assert_null(fields[MAKER_FIELDS].name);
	muster_registry_release(registry);
}

Test(registry, fields_of_their_type_only)
{
	struct muster_registry *registry = many();
	const struct muster_entry *entry = muster_registry_find(registry, "entry-00007");
	size_t size;

	cr_assert_str_eq(muster_entry_string(entry, "text"), "entry-00007");
	cr_assert_null(muster_entry_string(entry, "number"));
	cr_assert_null(muster_entry_string(entry, "none"));
	cr_assert_null(muster_entry_string(entry, ""));
	cr_assert_eq(muster_entry_integer(entry, "number", -1), 7);
	cr_assert_eq(muster_entry_integer(entry, "text", -1), -1);
	cr_assert_eq(muster_entry_integer(entry, "none", -1), -1);
	cr_assert_eq(muster_entry_real(entry, "number", -1), 7);
	cr_assert_eq(muster_entry_real(entry, "bytes", -1), -1);
	cr_assert(muster_entry_boolean(entry, "number", true));
	cr_assert_not(muster_entry_boolean(entry, "none", false));
	cr_assert_not_null(muster_value_bytes(muster_entry_field(entry, "bytes"), &size));
	cr_assert_eq(size, 300);
	cr_assert_null(muster_entry_field(entry, "none"));
	cr_assert_str_eq(muster_entry_identifier(entry), "ENTRY_00007");
	muster_registry_release(registry);
}

Test(registry, no_owner_no_item)
{
	struct muster_registry *registry = many();

	cr_assert_null(muster_entry_item(muster_registry_first(registry)));
	muster_registry_release(registry);
}

static struct file large(void)
{
	struct maker maker = {0};
	struct random random = {41};
	struct file file;

	cr_assert(maker_entries(&maker, 800, 2000, &random));
	file = maker_file(&maker, NULL);
	cr_assert_gt(file.size, 1u << 20);
	return file;
}

static struct muster_registry *registry_of_file(const struct file *file)
{
	struct muster_registry *registry;
	struct blob blob;

	cr_assert_eq(open_file(&blob, file->bytes, file->size), MUSTER_OK);
	cr_assert_null(blob.bytes);
	cr_assert_eq(registry_of_blob(&blob, NULL, &registry), MUSTER_OK);
	return registry;
}

/* The entries of a damaged block are missing, all others are right, and the status tells. */
Test(registry, a_damaged_block)
{
	struct file file = large();
	struct muster_registry *registry;
	size_t count = 0, found = 0;
	char key[32];

	file.bytes[file.size / 2] ^= 4;
	registry = registry_of_file(&file);
	cr_assert_eq(muster_registry_status(registry), MUSTER_OK);
	for (const struct muster_entry *entry = muster_registry_first(registry); entry;
		 entry = muster_entry_next(entry), count++)
		cr_assert_eq(muster_entry_integer(entry, "number", -1), (int64_t)registry_position(entry));
	cr_assert_eq(muster_registry_status(registry), MUSTER_DAMAGED);
	cr_assert_lt(count, 800);
	cr_assert_gt(count, 700);
	for (unsigned i = 0; i < 800; i++) {
		snprintf(key, sizeof(key), "entry-%05u", i);
		found += muster_registry_find(registry, key) != NULL;
	}
	cr_assert_eq(found, count);
	cr_assert_eq(muster_registry_count(registry), 800);
	muster_registry_release(registry);
	free(file.bytes);
}

Test(registry, first_and_last_block_damaged)
{
	struct file file = large();
	struct muster_registry *registry;
	struct blob blob;
	size_t count = 0;

	cr_assert_eq(open_copy(&blob, file.bytes, file.size), MUSTER_OK);
	file.bytes[BLOB_HEADER_BYTES + 20] ^= 1;
	file.bytes[blob.sections[0].offset - 20] ^= 1;
	registry = registry_of_file(&file);
	for (const struct muster_entry *entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry))
		count++;
	cr_assert_gt(count, 600);
	cr_assert_null(muster_registry_find(registry, "entry-00000"));
	cr_assert_null(muster_registry_find(registry, "entry-00799"));
	cr_assert_eq(muster_registry_status(registry), MUSTER_DAMAGED);
	blob_close(&blob);
	muster_registry_release(registry);
	free(file.bytes);
}

/* One sound block with what is said, in the index and in the block. */
static struct muster_registry *of_block(const void *entries, size_t size, uint32_t count, const char *first,
										const char *second)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	const struct meta meta = {.module = "m", .version = "1", .summary = "", .path = ""}; /* no fields */
	struct muster_registry *registry;
	struct blob_writer writer;
	struct buffer packed = {0};
	struct blob blob;

	meta_encode(&meta, &packed);
	cr_assert_eq(blob_writer_init(&writer, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(blob_writer_block(&writer, entries, size, count, first), MUSTER_OK);
	if (second)
		cr_assert_eq(blob_writer_block(&writer, "\x93\xa2z\0\x01\x01", 6, 1, second), MUSTER_OK);
	for (unsigned id = 0; id < BLOB_META; id++)
		cr_assert_eq(blob_writer_section(&writer, id, NULL, 0), MUSTER_OK);
	cr_assert_eq(blob_writer_section(&writer, BLOB_META, packed.data, packed.size), MUSTER_OK);
	cr_assert_eq(blob_writer_finish(&writer, 0), MUSTER_OK);
	blob_writer_free(&writer);
	buffer_free(&packed);
	cr_assert_eq(blob_open(&blob, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(registry_of_blob(&blob, NULL, &registry), MUSTER_OK);
	return registry;
}

#define A                                                                                                              \
	"\x93\xa2"                                                                                                         \
	"a\0\x01\x01"
#define B                                                                                                              \
	"\x93\xa2"                                                                                                         \
	"b\0\x01\x01"

static void assert_contradiction(const void *entries, size_t size, uint32_t count, const char *first,
								 const char *second)
{
	struct muster_registry *registry = of_block(entries, size, count, first, second);

	cr_assert_null(muster_registry_find(registry, first), "%s", first);
	cr_assert_eq(muster_registry_status(registry), MUSTER_DAMAGED);
	muster_registry_release(registry);
}

Test(registry, a_sound_block)
{
	struct muster_registry *registry = of_block(A B, 12, 2, "a", "z");

	cr_assert_str_eq(muster_entry_key(muster_registry_find(registry, "b")), "b");
	cr_assert_str_eq(muster_entry_key(muster_registry_find(registry, "z")), "z");
	cr_assert_eq(muster_registry_status(registry), MUSTER_OK);
	muster_registry_release(registry);
}

/* Whole and well hashed, but not what a writer of ours would write. */
Test(registry, blocks_that_contradict_their_index)
{
	assert_contradiction(A B, 12, 1, "a", NULL);
	assert_contradiction(A B, 12, 3, "a", NULL);
	assert_contradiction(B A, 12, 2, "b", NULL);
	assert_contradiction(A A, 12, 2, "a", NULL);
	assert_contradiction(A B, 12, 2, "aa", NULL);
	assert_contradiction(A B, 12, 2, "0", NULL); /* the index's first key is not there */
	assert_contradiction(A B, 12, 2, "a", "aa"); /* b stands past the next block's first */
	assert_contradiction(A B, 12, 2, "a", "b");
}

Test(registry, entries_that_are_none)
{
	assert_contradiction("\x92\xa2"
						 "a\0\x01",
						 5, 1, "a", NULL);
	assert_contradiction("\x94\xa2"
						 "a\0\x01\x01\x01",
						 7, 1, "a", NULL);
	assert_contradiction("\x93\x01\x01\x01", 4, 1, "a", NULL);
	assert_contradiction("\x93\xa2"
						 "a\0\xc0\x01",
						 6, 1, "a", NULL);
	assert_contradiction("\x93\xa2"
						 "a\0\x01\xc3",
						 6, 1, "a", NULL);
	assert_contradiction("\x01", 1, 1, "a", NULL);
	assert_contradiction("\xc0", 1, 1, "a", NULL);
	assert_contradiction("\x81\xa2"
						 "a\0\x01\x01\x01",
						 7, 1, "a", NULL);
}

struct item {
	const char *text;
	char *taken;
};

static atomic_int alive;

static enum muster_status deserialize(struct registry_owner *owner, const struct muster_entry *entry, void *item)
{
	struct item *place = item;

	(void)owner;
	place->text = muster_entry_string(entry, "text");
	place->taken = strdup(place->text);
	alive++;
	return muster_entry_integer(entry, "number", 0) == 13 ? MUSTER_DAMAGED : MUSTER_OK;
}

static void clear(struct registry_owner *owner, void *item)
{
	(void)owner;
	free(((struct item *)item)->taken);
	alive--;
}

static atomic_int released;

static size_t item_size(struct registry_owner *owner)
{
	(void)owner;
	return sizeof(struct item);
}

static void count_release(struct registry_owner *owner)
{
	(void)owner;
	released++;
}

static struct registry_owner owner = {item_size, deserialize, clear, count_release, NULL};

static struct muster_registry *owned(void)
{
	struct maker maker = {0};
	struct muster_registry *registry;
	struct file file;
	struct blob blob;

	cr_assert(maker_entries(&maker, COUNT, 300, NULL));
	file = maker_file(&maker, NULL);
	cr_assert_eq(blob_open_bytes(&blob, file.bytes, file.size, NULL), MUSTER_OK);
	cr_assert_eq(registry_of_blob(&blob, &owner, &registry), MUSTER_OK);
	return registry;
}

Test(registry, items_are_made_once_and_cleared)
{
	struct muster_registry *registry = owned();
	const struct muster_entry *entry = muster_registry_find(registry, "entry-00007");
	const struct item *item = muster_entry_item(entry);

	cr_assert_str_eq(item->taken, "entry-00007");
	cr_assert_eq(muster_entry_item(entry), item);
	cr_assert_null(muster_entry_item(muster_registry_find(registry, "entry-00013")));
	cr_assert_eq(alive, 1); /* what failed was cleared at once */
	cr_assert_eq(muster_registry_retain(registry), registry);
	muster_registry_release(registry);
	cr_assert_eq(alive, 1);
	muster_registry_release(registry);
	cr_assert_eq(alive, 0);
	cr_assert_eq(released, 1);
	muster_registry_release(NULL);
}

static void *read_all(void *data)
{
	struct muster_registry *registry = data;
	const struct muster_registry *own = muster_registry_retain(registry);
	char key[32];

	for (unsigned round = 0; round < 20; round++) {
		for (unsigned i = 0; i < COUNT; i += 7) {
			const struct muster_entry *entry;
			snprintf(key, sizeof(key), "entry-%05u", round % 2 ? COUNT - 1 - i : i);
			entry = muster_registry_find(own, key);
			if (!entry || strcmp(muster_entry_string(entry, "text"), key) != 0)
				return NULL;
			if (strcmp(key, "entry-00013") != 0 &&
				strcmp(((const struct item *)muster_entry_item(entry))->taken, key) != 0)
				return NULL;
		}
		if (muster_registry_status(own) != MUSTER_OK)
			return NULL;
	}
	muster_registry_release(own);
	return data;
}

Test(registry, eight_readers_at_once)
{
	pthread_t threads[8];
	void *result;

	for (unsigned round = 0; round < 10; round++) { /* each time with blocks that nobody has read */
		struct muster_registry *registry = owned();
		for (unsigned i = 0; i < 8; i++)
			cr_assert_eq(pthread_create(&threads[i], NULL, read_all, registry), 0);
		for (unsigned i = 0; i < 8; i++) {
			cr_assert_eq(pthread_join(threads[i], &result), 0);
			cr_assert_eq(result, registry);
		}
		muster_registry_release(registry);
		cr_assert_eq(alive, 0);
	}
}
