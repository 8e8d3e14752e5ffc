/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A host's own cache: what is saved is loaded, what is not valid is a miss with a reason, and what is added is there.
 */

#include <criterion/criterion.h>

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <muster/muster.h>

struct thing {
	int64_t number;
	char *text;
};

static char folder[] = "/tmp/muster-host.XXXXXX";
static struct muster *muster;
static const char *version_now = "1.0";
static bool refuse_items;

static enum muster_status serialize(const void *item, struct muster_writer *writer, void *data)
{
	const struct thing *thing = item;

	cr_assert_eq(data, &version_now);
	if (thing->number < 0)
		return MUSTER_UNSUPPORTED;
	muster_write_integer(writer, "number", thing->number);
	return muster_write_string(writer, "text", thing->text);
}

static enum muster_status deserialize(const struct muster_entry *entry, void *item, void *data)
{
	struct thing *thing = item;
	const char *text = muster_entry_string(entry, "text");

	cr_assert_eq(data, &version_now);
	if (refuse_items)
		return MUSTER_UNSUPPORTED;
	thing->number = muster_entry_integer(entry, "number", -1);
	thing->text = text ? strdup(text) : NULL;
	return MUSTER_OK;
}

static void clear(void *item, void *data)
{
	cr_assert_eq(data, &version_now);
	free(((struct thing *)item)->text);
}

static const char *get_version(void *data)
{
	return *(const char **)data;
}

static const struct muster_field fields[] = {
	{"number", MUSTER_TYPE_INTEGER, "A number", MUSTER_FIELD_SHOWN}, {"text", MUSTER_TYPE_STRING, "A text", 0}, {0}};

static const struct muster_cache_options usual = {.size = sizeof(usual),
												  .name = "test-things",
												  .get_version = get_version,
												  .data = &version_now,
												  .format = 1,
												  .summary = "Things of a test",
												  .fields = fields,
												  .item_size = sizeof(struct thing),
												  .serialize = serialize,
												  .deserialize = deserialize,
												  .clear = clear};

static void path_of(char path[256], const char *name)
{
	snprintf(path, 256, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	path_of(path, name);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

static struct muster *open_muster(const char *more)
{
	char config[256], store[300], system[300];
	const char *overrides[] = {store, system, more, NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};
	struct muster *opened;

	path_of(config, "muster.conf");
	snprintf(store, sizeof(store), "muster.store=%s/store", folder);
	snprintf(system, sizeof(system), "muster.system_store=%s/system", folder);
	cr_assert_eq(muster_open(&opened, &options), MUSTER_OK);
	return opened;
}

static void begin(void)
{
	cr_assert_not_null(mkdtemp(folder));
	write_file("muster.conf", "");
	muster = open_muster(NULL);
}

static void end(void)
{
	char command[300];

	muster_close(muster);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(host, .init = begin, .fini = end);

static struct muster_cache *open_cache(const struct muster_cache_options *options)
{
	struct muster_cache *cache;

	cr_assert_eq(muster_cache_open(muster, options, &cache), MUSTER_OK, "%s", muster_last_message(muster));
	return cache;
}

static struct muster_batch *batch_of(struct muster_cache *cache, const char *const *keys, size_t count)
{
	struct muster_batch *batch;

	cr_assert_eq(muster_batch_open(cache, &batch), MUSTER_OK);
	for (size_t i = 0; i < count; i++) {
		const struct thing thing = {(int64_t)i, (char *)keys[i]};
		cr_assert_eq(muster_batch_add(batch, keys[i], &thing), MUSTER_OK);
	}
	return batch;
}

static void save_keys(struct muster_cache *cache, const char *const *keys, size_t count)
{
	struct muster_batch *batch = batch_of(cache, keys, count);

	cr_assert_eq(muster_cache_save(cache, batch), MUSTER_OK, "%s", muster_last_message(muster));
	muster_batch_close(batch);
}

static const char *const keys[] = {"apple", "banana", "cherry"};

static void expect_miss(struct muster_cache *cache, enum muster_status status, const char *reason)
{
	const struct muster_registry *registry;
	const enum muster_status got = muster_cache_load(cache, &registry);

	cr_assert_eq(got, status, "%d: %s", got, muster_last_message(muster));
	cr_assert_null(registry);
	cr_assert_not_null(strstr(muster_last_message(muster), reason), "%s", muster_last_message(muster));
}

static const struct muster_registry *load(struct muster_cache *cache)
{
	const struct muster_registry *registry;
	const enum muster_status status = muster_cache_load(cache, &registry);

	cr_assert_eq(status, MUSTER_OK, "%d: %s", status, muster_last_message(muster));
	return registry;
}

static int64_t number_of(const struct muster_registry *registry, const char *key)
{
	const struct muster_entry *entry = muster_registry_find(registry, key);
	const struct thing *thing = entry ? muster_entry_item(entry) : NULL;

	return thing ? thing->number : -1;
}

Test(host, what_is_saved_is_loaded)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;

	expect_miss(cache, MUSTER_NOT_FOUND, "test-things: there is none yet");
	save_keys(cache, keys, 3);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 3);
	cr_assert_eq(number_of(registry, "cherry"), 2);
	cr_assert_str_eq(muster_registry_module(registry), "test-things");
	cr_assert_str_eq(muster_registry_version(registry), "1.0");
	muster_cache_close(cache);
	cr_assert_eq(number_of(registry, "banana"), 1); /* it outlives its cache */
	muster_registry_release(registry);
}

Test(host, the_registry_outlives_cache_and_context)
{
	struct muster *other = open_muster(NULL);
	struct muster_cache *cache;
	const struct muster_registry *registry;

	cr_assert_eq(muster_cache_open(other, &usual, &cache), MUSTER_OK);
	save_keys(cache, keys, 3);
	registry = load(cache);
	muster_close(other);
	muster_cache_close(cache);
	cr_assert_eq(number_of(registry, "apple"), 0);
	muster_registry_release(registry);
}

Test(host, another_version_format_or_schema_is_a_miss)
{
	static const struct muster_field more[] = {
		{"number", MUSTER_TYPE_INTEGER, "", 0}, {"text", MUSTER_TYPE_BYTES, "", 0}, {0}};
	struct muster_cache_options options = usual;
	struct muster_cache *cache = open_cache(&usual);

	save_keys(cache, keys, 3);
	version_now = "1.1";
	expect_miss(cache, MUSTER_STALE, "of version 1.0, this is 1.1");
	version_now = "1.0";
	muster_registry_release(load(cache));
	muster_cache_close(cache);
	options.format = 2;
	cache = open_cache(&options);
	expect_miss(cache, MUSTER_STALE, "of format 1, this is 2");
	muster_cache_close(cache);
	options.format = 1;
	options.fields = more;
	cache = open_cache(&options);
	expect_miss(cache, MUSTER_STALE, "its fields are not");
	muster_cache_close(cache);
	version_now = "no version";
	cache = open_cache(&usual);
	expect_miss(cache, MUSTER_BAD_ARGUMENT, "not a version");
	muster_cache_close(cache);
	version_now = "1.0";
}

Test(host, sources_that_change_are_a_miss)
{
	struct muster_cache *cache = open_cache(&usual);
	struct muster_batch *batch = batch_of(cache, keys, 3);
	char path[256];

	write_file("source", "one");
	path_of(path, "source");
	cr_assert_eq(muster_batch_depend(batch, path), MUSTER_OK);
	path_of(path, "nothing yet");
	cr_assert_eq(muster_batch_depend(batch, path), MUSTER_OK);
	cr_assert_eq(muster_batch_depend(batch, ""), MUSTER_BAD_ARGUMENT);
	unsetenv("MUSTER_TEST_VARIABLE");
	cr_assert_null(muster_batch_environment(batch, "MUSTER_TEST_VARIABLE"));
	cr_assert_eq(muster_cache_save(cache, batch), MUSTER_OK);
	muster_registry_release(load(cache));
	write_file("source", "two");
	expect_miss(cache, MUSTER_STALE, "1 of 3 sources changed");
	write_file("nothing yet", "something");
	expect_miss(cache, MUSTER_STALE, "2 of 3 sources changed");
	setenv("MUSTER_TEST_VARIABLE", "", 1);
	expect_miss(cache, MUSTER_STALE, "3 of 3 sources changed");
	unsetenv("MUSTER_TEST_VARIABLE");
	muster_batch_close(batch);
	muster_cache_close(cache);
}

Test(host, a_relative_source_is_where_it_was)
{
	struct muster_cache *cache = open_cache(&usual);
	struct muster_batch *batch = batch_of(cache, keys, 3);

	write_file("source", "one");
	cr_assert_eq(chdir(folder), 0);
	cr_assert_eq(muster_batch_depend(batch, "source"), MUSTER_OK);
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(muster_cache_save(cache, batch), MUSTER_OK);
	muster_registry_release(load(cache));
	write_file("source", "two");
	expect_miss(cache, MUSTER_STALE, "1 of 1 sources changed");
	muster_batch_close(batch);
	muster_cache_close(cache);
}

Test(host, the_policy_is_the_hosts_unless_the_operator_says_otherwise)
{
	struct muster_cache_options options = usual;
	struct muster_cache *cache;
	struct muster_batch *batch;
	char path[256];
	struct muster *own;

	options.check_mtimes = MUSTER_CACHE_CHECK_NOTHING;
	cache = open_cache(&options);
	batch = batch_of(cache, keys, 1);
	write_file("source", "one");
	path_of(path, "source");
	muster_batch_depend(batch, path);
	cr_assert_eq(muster_cache_save(cache, batch), MUSTER_OK);
	muster_batch_close(batch);
	write_file("source", "two");
	muster_registry_release(load(cache));
	muster_cache_close(cache);

	own = muster;
	muster = open_muster("cache:test-things.check_mtimes=yes");
	cr_assert_eq(muster_config_errors(muster), 0);
	cache = open_cache(&options);
	expect_miss(cache, MUSTER_STALE, "1 of 1 sources changed");
	muster_cache_close(cache);
	muster_close(muster);
	muster = open_muster("cache:test-things.enabled=no");
	cache = open_cache(&options);
	expect_miss(cache, MUSTER_BAD_CONFIG, "switched off");
	muster_cache_close(cache);
	muster_close(muster);
	muster = open_muster("cache:test-things.isolation=none");
	cr_assert_eq(muster_config_errors(muster), 1); /* nothing of a cache is run by muster */
	muster_close(muster);
	muster = own;
}

Test(host, an_item_that_cannot_be_written_is_left_out_and_reported)
{
	const struct thing good = {1, (char *)"good"}, bad = {-1, (char *)"bad"};
	struct muster_cache *cache = open_cache(&usual);
	struct muster_batch *batch;
	struct muster_state *state;
	const struct muster_registry *registry;

	cr_assert_eq(muster_batch_open(cache, &batch), MUSTER_OK);
	cr_assert_eq(muster_batch_add(batch, "bad", &bad), MUSTER_OK);
	cr_assert_eq(muster_batch_add(batch, "good", &good), MUSTER_OK);
	cr_assert_eq(muster_batch_left_out(batch), 1);
	cr_assert_eq(muster_cache_save(cache, batch), MUSTER_OK);
	muster_batch_close(batch);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 1);
	cr_assert_not_null(muster_registry_find(registry, "good"));
	muster_registry_release(registry);
	cr_assert_eq(muster_examine(muster, "test-things", &state), MUSTER_OK);
	cr_assert_eq(state->finding_count, 1);
	cr_assert_not_null(strstr(state->findings[0].text, "\"bad\" is left out"));
	muster_state_free(state);
	cr_assert_eq(muster_cache_put(cache, "bad", &bad), MUSTER_UNSUPPORTED);
	muster_cache_close(cache);
}

Test(host, an_item_that_cannot_be_made_is_a_miss_of_all)
{
	struct muster_cache *cache = open_cache(&usual);

	save_keys(cache, keys, 3);
	refuse_items = true;
	expect_miss(cache, MUSTER_DAMAGED, "no item can be made of \"apple\"");
	refuse_items = false;
	muster_registry_release(load(cache));
	muster_cache_close(cache);
}

static unsigned discoveries;

static enum muster_status discover(struct muster_batch *batch, void *data)
{
	const struct thing thing = {7, data};

	discoveries++;
	return muster_batch_add(batch, "seven", &thing);
}

static enum muster_status give_up(struct muster_batch *batch, void *data)
{
	(void)batch;
	(void)data;
	return MUSTER_NOT_FOUND;
}

Test(host, loads_or_discovers)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;

	discoveries = 0;
	cr_assert_eq(muster_cache_get(cache, give_up, NULL, &registry), MUSTER_NOT_FOUND);
	cr_assert_null(registry);
	for (unsigned i = 0; i < 3; i++) {
		cr_assert_eq(muster_cache_get(cache, discover, (char *)"x", &registry), MUSTER_OK, "%s",
					 muster_last_message(muster));
		cr_assert_eq(number_of(registry, "seven"), 7);
		muster_registry_release(registry);
	}
	cr_assert_eq(discoveries, 1);
	cr_assert_eq(muster_cache_clear(cache), MUSTER_OK);
	expect_miss(cache, MUSTER_NOT_FOUND, "there is none yet");
	refuse_items = true;
	cr_assert_eq(muster_cache_get(cache, discover, (char *)"x", &registry), MUSTER_DAMAGED);
	cr_assert_null(registry);
	refuse_items = false;
	muster_cache_close(cache);
}

static void put(struct muster_cache *cache, const char *key, int64_t number)
{
	const struct thing thing = {number, (char *)"put"};
	const enum muster_status status = muster_cache_put(cache, key, &thing);

	cr_assert_eq(status, MUSTER_OK, "%d: %s", status, muster_last_message(muster));
}

static size_t count_files(const char *pattern)
{
	char path[256];
	glob_t found;
	size_t count;

	path_of(path, pattern);
	count = glob(path, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
	globfree(&found);
	return count;
}

Test(host, entries_are_added_and_replaced)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;

	put(cache, "first", 1); /* of a cache that is not there yet */
	cr_assert_eq(count_files("*/test-things/*.journal"), 0);
	save_keys(cache, keys, 3);
	put(cache, "date", 3);
	put(cache, "apple", 10);
	put(cache, "apple", 11);
	cr_assert_eq(count_files("*/test-things/*.journal"), 1);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 4);
	cr_assert_eq(number_of(registry, "apple"), 11);
	cr_assert_eq(number_of(registry, "banana"), 1);
	cr_assert_eq(number_of(registry, "date"), 3);
	muster_registry_release(registry);
	save_keys(cache, keys, 2); /* what was added is replaced with the rest */
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 2);
	muster_registry_release(registry);
	cr_assert_eq(count_files("*/test-things/*.journal"), 0);
	muster_cache_close(cache);
}

Test(host, what_is_added_becomes_part_of_the_blob)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;
	char key[32];

	for (int i = 0; i < 2000; i++) {
		snprintf(key, sizeof(key), "key-%04d", i);
		put(cache, key, i);
	}
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 2000);
	for (int i = 0; i < 2000; i++) {
		snprintf(key, sizeof(key), "key-%04d", i);
		cr_assert_eq(number_of(registry, key), i);
	}
	muster_registry_release(registry);
	cr_assert_eq(count_files("*/test-things/*.muster"), 1);
	muster_cache_close(cache);
}

static void find_journal(char path[256])
{
	char pattern[256];
	glob_t found;

	path_of(pattern, "*/test-things/*.journal");
	cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
	snprintf(path, 256, "%s", found.gl_pathv[0]);
	globfree(&found);
}

/* The first to load once nobody adds any more writes one blob of all; its age stays. */
Test(host, a_journal_that_is_quiet_is_folded)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;
	struct muster_state *before, *after;
	char path[256];

	save_keys(cache, keys, 3);
	put(cache, "one", 1);
	find_journal(path);
	muster_registry_release(load(cache));
	cr_assert_eq(muster_examine(muster, "test-things", &before), MUSTER_OK);
	cr_assert_eq(utimensat(AT_FDCWD, path, (struct timespec[]){{1, 0}, {1, 0}}, 0), 0);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 4);
	cr_assert_eq(number_of(registry, "one"), 1);
	muster_registry_release(registry);
	cr_assert_eq(count_files("*/test-things/*.journal"), 0);
	cr_assert_eq(muster_examine(muster, "test-things", &after), MUSTER_OK);
	cr_assert_eq(after->created, before->created);
	cr_assert_eq(after->entries, 4);
	muster_state_free(before);
	muster_state_free(after);
	muster_cache_close(cache);
}

Test(host, what_was_added_depends_on_its_sources)
{
	struct muster_cache *cache = open_cache(&usual);
	struct muster_batch *batch;
	const struct muster_registry *registry;
	char path[256];

	save_keys(cache, keys, 3);
	write_file("source", "one");
	path_of(path, "source");
	batch = batch_of(cache, (const char *const[]){"added"}, 1);
	cr_assert_eq(muster_batch_depend(batch, path), MUSTER_OK);
	cr_assert_eq(muster_cache_merge(cache, batch), MUSTER_OK);
	muster_batch_close(batch);
	muster_registry_release(load(cache));
	write_file("source", "two!");
	expect_miss(cache, MUSTER_STALE, "1 of 1 sources changed");
	put(cache, "anew", 1); /* on a cache that was found stale: what was in it is gone */
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 1);
	muster_registry_release(registry);
	muster_cache_close(cache);
}

/* Every length that a killed writer may leave: what was added before is there, and more can be added. */
Test(host, a_torn_journal)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;
	unsigned char bytes[4096];
	struct stat whole, two;
	char path[256];
	int file;

	save_keys(cache, keys, 3);
	put(cache, "one", 1);
	put(cache, "two", 2);
	find_journal(path);
	cr_assert_eq(stat(path, &two), 0);
	put(cache, "three", 3);
	cr_assert_eq(stat(path, &whole), 0);
	file = open(path, O_RDWR | O_CLOEXEC);
	cr_assert_eq(pread(file, bytes, sizeof(bytes), 0), whole.st_size);
	for (off_t size = two.st_size; size < whole.st_size; size++) {
		muster_cache_close(cache);
		cache = open_cache(&usual);
		cr_assert_eq(ftruncate(file, size), 0);
		registry = load(cache);
		cr_assert_eq(muster_registry_count(registry), 5, "cut to %ld", (long)size);
		muster_registry_release(registry);
		put(cache, "four", 4);
		registry = load(cache);
		cr_assert_eq(muster_registry_count(registry), 6, "added after a cut to %ld", (long)size);
		muster_registry_release(registry);
		cr_assert_eq(ftruncate(file, 0), 0);
		cr_assert_eq(pwrite(file, bytes, whole.st_size, 0), whole.st_size);
	}
	muster_cache_close(cache);
	cache = open_cache(&usual);
	cr_assert_eq(ftruncate(file, two.st_size), 0); /* a power failure's: the size is there, the bytes are not */
	cr_assert_eq(ftruncate(file, whole.st_size), 0);
	put(cache, "four", 4);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 6);
	muster_registry_release(registry);
	close(file);
	muster_cache_close(cache);
}

/* Damage is a miss, or (of the last record, whose end it may seem) as if that had not been written; never a wrong
 * answer. */
Test(host, every_flipped_bit_of_a_journal)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;
	unsigned char bytes[4096];
	ssize_t size;
	char path[256];
	int file;

	save_keys(cache, keys, 3);
	put(cache, "one", 1);
	put(cache, "two", 2);
	find_journal(path);
	file = open(path, O_RDWR | O_CLOEXEC);
	size = pread(file, bytes, sizeof(bytes), 0);
	for (ssize_t bit = 0; bit < size * 8; bit++) {
		const unsigned char flipped = bytes[bit / 8] ^ (unsigned char)(1 << bit % 8);
		cr_assert_eq(pwrite(file, &flipped, 1, bit / 8), 1);
		if (muster_cache_load(cache, &registry) == MUSTER_OK) {
			const size_t count = muster_registry_count(registry);
			cr_assert(count == 4 || (count == 3 && bit < 48 * 8), "%zu entries, bit %zd", count, bit);
			cr_assert(count == 3 || number_of(registry, "one") == 1);
			cr_assert_eq(number_of(registry, "cherry"), 2);
			muster_registry_release(registry);
		}
		cr_assert_eq(pwrite(file, &bytes[bit / 8], 1, bit / 8), 1);
	}
	close(file);
	muster_cache_close(cache);
}

Test(host, a_journal_of_another_blob_is_passed_over)
{
	struct muster_cache *cache = open_cache(&usual);
	const struct muster_registry *registry;
	char path[256], kept[300], command[600];

	save_keys(cache, keys, 3);
	put(cache, "one", 1);
	find_journal(path);
	path_of(kept, "kept");
	snprintf(command, sizeof(command), "cp %s %s", path, kept);
	cr_assert_eq(system(command), 0);
	save_keys(cache, keys, 2);
	snprintf(command, sizeof(command), "cp %s %s", kept, path);
	cr_assert_eq(system(command), 0);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 2);
	muster_registry_release(registry);
	put(cache, "two", 2);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 3);
	muster_registry_release(registry);
	muster_cache_close(cache);
}

/* A blob that was stale for a while is not forgotten when it is of use again. */
Test(host, what_is_fresh_again_is_added_to)
{
	struct muster_cache *cache = open_cache(&usual);
	struct muster_batch *batch = batch_of(cache, keys, 3);
	const struct muster_registry *registry;

	unsetenv("MUSTER_TEST_VARIABLE");
	cr_assert_null(muster_batch_environment(batch, "MUSTER_TEST_VARIABLE"));
	cr_assert_eq(muster_cache_save(cache, batch), MUSTER_OK);
	setenv("MUSTER_TEST_VARIABLE", "other", 1);
	expect_miss(cache, MUSTER_STALE, "1 of 1 sources changed");
	unsetenv("MUSTER_TEST_VARIABLE");
	muster_registry_release(load(cache));
	put(cache, "date", 4);
	registry = load(cache);
	cr_assert_eq(muster_registry_count(registry), 4);
	muster_registry_release(registry);
	muster_batch_close(batch);
	muster_cache_close(cache);
}

static enum muster_status discover_nameless(struct muster_batch *batch, void *data)
{
	(void)data;
	return muster_batch_add(batch, "", &(struct thing){1, (char *)"nameless"});
}

Test(host, what_is_refused_is_told)
{
	struct muster_cache *cache = open_cache(&usual);
	struct muster_batch *batch = batch_of(cache, keys, 1);
	const struct muster_registry *registry;
	const struct thing thing = {1, (char *)"one"};
	char key[1026] = "";

	memset(key, 'x', sizeof(key) - 1);
	cr_assert_eq(muster_cache_put(cache, key, &thing), MUSTER_BAD_ARGUMENT);
	cr_assert(strstr(muster_last_message(muster), "xxx\": no key (1 to 1,024 bytes are wanted)"));
	cr_assert_eq(muster_batch_depend(batch, ""), MUSTER_BAD_ARGUMENT);
	cr_assert_str_eq(muster_last_message(muster), "test-things: \"\": no path, or too long");
	cr_assert_eq(muster_cache_get(cache, discover_nameless, NULL, &registry), MUSTER_BAD_ARGUMENT);
	cr_assert_str_eq(muster_last_message(muster), "test-things: \"\": no key (1 to 1,024 bytes are wanted)");
	muster_batch_close(batch);
	muster_cache_close(cache);
}

Test(host, options_that_make_no_cache)
{
	struct muster_cache_options options = usual;
	struct muster_cache *cache;

	options.name = "Upper";
	cr_assert_eq(muster_cache_open(muster, &options, &cache), MUSTER_BAD_ARGUMENT);
	cr_assert_null(cache);
	options = usual;
	options.get_version = NULL;
	cr_assert_eq(muster_cache_open(muster, &options, &cache), MUSTER_BAD_ARGUMENT);
	options = usual;
	options.fields = fields + 2;
	cr_assert_eq(muster_cache_open(muster, &options, &cache), MUSTER_BAD_ARGUMENT);
	options = usual;
	options.size = 8;
	cr_assert_eq(muster_cache_open(muster, &options, &cache), MUSTER_BAD_ARGUMENT);
	options = usual;
	options.serialize = NULL;
	cr_assert_eq(muster_cache_open(muster, &options, &cache), MUSTER_BAD_ARGUMENT);
}

Test(host, caches_are_listed_and_examined)
{
	struct muster_cache *cache = open_cache(&usual);
	struct muster_state *state;
	const char **names;
	size_t count;

	cr_assert_eq(muster_caches(muster, &names, &count), MUSTER_OK);
	cr_assert_eq(count, 0);
	muster_caches_free(names);
	cr_assert_eq(muster_examine(muster, "test-things", &state), MUSTER_NOT_FOUND);
	save_keys(cache, keys, 3);
	put(cache, "date", 3);
	cr_assert_eq(muster_caches(muster, &names, NULL), MUSTER_OK);
	cr_assert_str_eq(names[0], "test-things");
	cr_assert_null(names[1]);
	muster_caches_free(names);
	cr_assert_eq(muster_examine(muster, "test-things", &state), MUSTER_OK);
	cr_assert(state->fresh && state->host);
	cr_assert_eq(state->entries, 4);
	cr_assert_str_eq(state->version, "1.0");
	muster_state_free(state);
	muster_cache_close(cache);
}
