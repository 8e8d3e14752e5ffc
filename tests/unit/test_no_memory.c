/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Each thing is done again and again, with allocation 1, 2, 3 … refused, until none was: a clean status each time, and
 * nothing lost. The sanitizer brings its own malloc(), so that there is nothing to refuse with it. */

#include <criterion/criterion.h>

#include "sanitizer.h"

#ifndef SANITIZED

#include <fcntl.h>

#include "blob/previous.h"
#include "discovery/job.h"
#include "enum/enumeration.h"
#include "open_registry.h"
#include "refuse.h"
#include "source/listing.h"
#include "source/visited.h"
#include "value/item_writer.h"

static struct file expected;
static size_t entry_size = 300;
static struct blob old;

static void fill(struct maker *maker)
{
	struct random random = {51};

	maker_source(maker, SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, "/maps");
	maker_source(maker, SOURCE_FILE, 0, 1, "a.map");
	results_add_fact(&maker->results, &(struct result_fact){"fact", (const unsigned char *)"\x80", 1, 1});
	results_add_finding(&maker->results, &(struct result_finding){1, 7, "a finding"});
	maker_entry(maker, "entry-00000", 1, 0, 10, NULL); /* twice, and so numbered */
	maker_entries(maker, 150, entry_size, &random);
}

static void begin(void)
{
	struct maker maker = {0};

	fill(&maker);
	expected = maker_file(&maker, NULL);
	cr_assert_not_null(expected.bytes);
}

TestSuite(no_memory, .init = begin);

static bool attempt_write(void)
{
	struct maker maker = {0};
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	unsigned char *bytes;
	enum muster_status status;

	refusing = false; /* the maker is not what is tried */
	fill(&maker);
	refusing = true;
	status = maker_write(&maker, descriptor, old.bytes ? &old : NULL);
	refusing = false;
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d", status);
	if (status == MUSTER_OK) {
		bytes = malloc(expected.size);
		cr_assert_eq(pread(descriptor, bytes, expected.size, 0), (ssize_t)expected.size);
		cr_assert_eq(memcmp(bytes, expected.bytes, expected.size), 0, "after %zu", refused);
		free(bytes);
	}
	close(descriptor);
	return status == MUSTER_OK;
}

Test(no_memory, writing)
{
	refuse_each(attempt_write);
}

Test(no_memory, writing_on_an_old_blob)
{
	cr_assert_eq(open_copy(&old, expected.bytes, expected.size), MUSTER_OK);
	refuse_each(attempt_write);
}

static int expected_file(void)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);

	cr_assert_eq(write(descriptor, expected.bytes, expected.size), (ssize_t)expected.size);
	return descriptor;
}

/* What is not there for want of memory is there at the next call. */
static bool read_all(struct muster_registry *registry)
{
	size_t found = 0;

	for (const struct muster_entry *entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry))
		found++;
	if (muster_registry_status(registry) == MUSTER_OK)
		cr_assert_eq(found, 151);
	else
		cr_assert_eq(muster_registry_status(registry), MUSTER_NO_MEMORY, "%d after %zu",
					 muster_registry_status(registry), refused);
	cr_assert_not_null(muster_registry_find(registry, "entry-00149"));
	cr_assert_not_null(muster_registry_find(registry, "entry-00000#2"));
	return muster_registry_status(registry) == MUSTER_OK;
}

static bool attempt_read(void)
{
	struct muster_registry *registry;
	struct blob blob;
	enum muster_status status = blob_open(&blob, expected_file(), NULL);
	bool done = false;

	if (status == MUSTER_OK)
		status = registry_of_blob(&blob, NULL, &registry);
	if (status == MUSTER_OK) {
		done = read_all(registry);
		muster_registry_release(registry);
	}
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu", status, refused);
	return done;
}

Test(no_memory, reading)
{
	refuse_each(attempt_read);
}

static bool attempt_enum(void)
{
	struct muster_enum *made;
	struct muster_registry *registry;
	struct blob blob;
	enum muster_status status;

	refusing = false; /* the registry is not what is tried, but for its blocks */
	cr_assert_eq(blob_open(&blob, expected_file(), NULL), MUSTER_OK);
	cr_assert_eq(registry_of_blob(&blob, NULL, &registry), MUSTER_OK);
	refusing = true;
	status = muster_enum_make(registry, "number", &made);
	refusing = false;
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu", status, refused);
	cr_assert(status == MUSTER_OK || !made);
	if (status == MUSTER_OK) {
		cr_assert_eq(muster_enum_count(made), 151);
		cr_assert_str_eq(muster_enum_identifier(made, 0), "ENTRY_00000");
		muster_enum_close(made);
	}
	muster_registry_release(registry);
	return status == MUSTER_OK;
}

Test(no_memory, enumerating)
{
	refuse_each(attempt_enum);
}

static bool attempt_words(void)
{
	static const char *const words[] = {"b", "a", "B", NULL};
	struct muster_enum *made;
	const enum muster_status status = enum_of_words(words, &made, NULL);

	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu", status, refused);
	if (status == MUSTER_OK) {
		cr_assert_eq(muster_enum_count(made), 3);
		muster_enum_close(made);
	}
	return status == MUSTER_OK;
}

Test(no_memory, enumerating_a_minimal_set)
{
	refuse_each(attempt_words);
}

static bool attempt_previous(void)
{
	struct previous previous;
	const enum muster_status status = previous_open(&previous, expected_file(), (const unsigned char *)"\1\1", 2);

	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu", status, refused);
	if (status == MUSTER_OK) {
		cr_assert_eq(previous.results.entry_count, 151);
		cr_assert_eq(previous.results.fact_count, 1);
		cr_assert_eq(previous.results.finding_count, 1);
		previous_close(&previous);
	}
	return status == MUSTER_OK;
}

Test(no_memory, building_on_an_old_blob)
{
	refuse_each(attempt_previous);
}

/* A large blob is not read whole, but each frame for itself, and fills more than one chunk of an arena. */
Test(no_memory, large_blobs)
{
	entry_size = 9000;
	free(expected.bytes);
	begin();
	cr_assert_gt(expected.size, 1u << 20);
	refuse_each(attempt_write);
	refuse_each(attempt_read);
	refuse_each(attempt_previous);
}

static const struct setting settings[] = {{"maps", "paths", "/a", "-o"}};

static bool attempt_job(void)
{
	const char *const environment[] = {"HOME=/", NULL};
	const struct job sent = {
		.module = "m", .path = "p", .settings = settings, .setting_count = 1, .environment = environment};
	struct buffer buffer = {0};
	struct job job;
	enum muster_status status = MUSTER_NO_MEMORY;

	job_encode(&sent, &buffer);
	if (!buffer.failed)
		status = job_decode(&job, buffer.data, buffer.size);
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu", status, refused);
	if (status == MUSTER_OK) {
		cr_assert_str_eq(job.settings[0].value, "/a");
		job_free(&job);
	}
	buffer_free(&buffer);
	return status == MUSTER_OK;
}

Test(no_memory, jobs)
{
	refuse_each(attempt_job);
}

static bool attempt_item(void)
{
	static const char bytes[1000];
	static struct muster_writer writer;
	struct buffer out = {0};
	enum muster_status status;

	writer_init(&writer, maker_fields);
	muster_write_bytes(&writer, "bytes", bytes, sizeof(bytes));
	muster_write_integer(&writer, "number", 5);
	muster_write_string(&writer, "text", "a text");
	status = writer_finish(&writer, &out);
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY);
	cr_assert(status != MUSTER_OK || out.size == 8 + 1 + 3 + sizeof(bytes));
	if (status == MUSTER_NO_MEMORY && !out.failed) { /* the next item is not the worse for it */
		writer_reset(&writer);
		cr_assert_eq(muster_write_integer(&writer, "number", 5), MUSTER_OK);
		cr_assert_eq(writer_finish(&writer, &out), MUSTER_OK);
	}
	writer_free(&writer);
	buffer_free(&out);
	return status == MUSTER_OK;
}

Test(no_memory, items)
{
	refuse_each(attempt_item);
}

static bool attempt_listing(void)
{
	const int folder = open("/etc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct listing listing;
	const int error = listing_read(&listing, folder);

	cr_assert(error == 0 || error == ENOMEM);
	cr_assert(error == 0 || (!listing.items && !listing.names.data));
	listing_free(&listing);
	close(folder);
	return error == 0;
}

Test(no_memory, listings)
{
	refuse_each(attempt_listing);
}

static bool attempt_visited(void)
{
	struct visited visited = {0};
	bool done = true;

	for (uint64_t i = 1; i < 2000; i++) {
		if (visited_add(&visited, 1, i) == VISIT_NO_MEMORY) {
			done = false;
			cr_assert_eq(visited_add(&visited, 1, i), VISIT_FIRST); /* nothing was kept of it */
		}
	}
	cr_assert_eq(visited.count, 1999);
	cr_assert_eq(visited_add(&visited, 1, 1), VISIT_AGAIN);
	visited_free(&visited);
	return done;
}

Test(no_memory, visited_files)
{
	refuse_each(attempt_visited);
}

#else

Test(no_memory, is_tried_without_the_sanitizer)
{
	cr_skip("the sanitizer has its own malloc()");
}

#endif
