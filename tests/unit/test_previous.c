/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/previous.h"

#include <criterion/criterion.h>

#include "blob_maker.h"

/* /maps holds a.map (with /etc/maps, which it depends on), b.map and the folder /maps/more, which holds c.map; besides
 * /opt/d.map was named itself, and another walk met /maps too. */
enum { MAPS, A, B, MORE, DEPENDED, C, D, AGAIN, A_AGAIN, HOME, SOURCES };

static void add_sources(struct maker *maker)
{
	maker_source(maker, SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, "/maps");
	maker_source(maker, SOURCE_FILE, MAPS, A, "a.map");
	maker_source(maker, SOURCE_FILE, MAPS, B, "b.map");
	maker_source(maker, SOURCE_FOLDER, MAPS, SOURCE_NONE, "/maps/more");
	maker_source(maker, SOURCE_FILE, SOURCE_NONE, A, "/etc/maps");
	maker_source(maker, SOURCE_FILE, MORE, C, "c.map");
	maker_source(maker, SOURCE_FILE, SOURCE_NONE, D, "/opt/d.map");
	maker_source(maker, SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, "/maps");
	maker->sources.items[AGAIN].walk = 1;
	maker_source(maker, SOURCE_FILE, AGAIN, A_AGAIN, "a.map");
	maker->sources.items[A_AGAIN].walk = 1;
	maker_source(maker, SOURCE_ENVIRONMENT, SOURCE_NONE, SOURCE_NONE, "HOME");
}

static void add_fact(struct maker *maker, uint32_t group, const char *key, const char *value, uint32_t size)
{
	const struct result_fact fact = {key, (const unsigned char *)value, size, group};

	cr_assert(results_add_fact(&maker->results, &fact));
}

static void add_finding(struct maker *maker, uint32_t source, uint32_t line, const char *text)
{
	cr_assert(results_add_finding(&maker->results, &(struct result_finding){source, line, text}));
}

/* A descriptor of the blob. */
static int make(void)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	struct maker maker = {0};

	add_sources(&maker);
	maker_entry(&maker, "one", A, 1, 5, NULL);
	maker_entry(&maker, "two", B, 2, 0, NULL);
	maker_entry(&maker, "one", C, 3, 5, NULL);
	maker_entry(&maker, "one#2", A, 4, 5, NULL);
	maker_entry(&maker, "total", SOURCE_NONE, 5, 5, NULL);
	add_fact(&maker, B, "first", "\x80", 1);
	add_fact(&maker, A, "second", "\x81\xa2k\0\x07", 5);
	add_fact(&maker, B, "third", "\x81\xa2k\0\x91\x07", 6);
	add_finding(&maker, C, 7, "wrong");
	add_finding(&maker, C, 0, "more");
	add_finding(&maker, MORE, 0, "cannot be read");
	cr_assert_eq(maker_write(&maker, descriptor, NULL), MUSTER_OK);
	return descriptor;
}

static struct previous previous;

static void open_with(const unsigned char *unchanged)
{
	cr_assert_eq(previous_open(&previous, make(), unchanged, SOURCES), MUSTER_OK);
}

static const unsigned char nothing_changed[SOURCES] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

/* The entry @number of those of @source. */
static const struct result_entry *entry_of(uint32_t source, uint32_t number)
{
	const uint32_t row = previous.entries.first[source] + number;

	cr_assert_lt(row, previous.entries.first[source + 1]);
	return &previous.results.entries[previous.entries.rows[row]];
}

static size_t count_of(const struct by_source *table, uint32_t source)
{
	return table->first[source + 1] - table->first[source];
}

Test(previous, entries_by_source_under_the_keys_they_had)
{
	open_with(nothing_changed);
	cr_assert_eq(previous.results.entry_count, 5);
	cr_assert_eq(count_of(&previous.entries, A), 2);
	cr_assert_eq(count_of(&previous.entries, B), 1);
	cr_assert_eq(count_of(&previous.entries, C), 1);
	cr_assert_eq(count_of(&previous.entries, D), 0);
	cr_assert_eq(count_of(&previous.entries, MAPS), 0);
	cr_assert_str_eq(entry_of(A, 0)->key, "one");
	cr_assert_str_eq(entry_of(A, 1)->key, "one#2"); /* emitted like this */
	cr_assert_str_eq(entry_of(C, 0)->key, "one");   /* kept as one#3 */
	cr_assert_eq(entry_of(C, 0)->group, C);
	cr_assert_eq(entry_of(C, 0)->size, strlen("one") + 2 + 1 + 2 + 5);
	previous_close(&previous);
}

Test(previous, fields_are_kept_as_they_were_packed)
{
	const unsigned char expected[] = "\xa4two\0\x02\xc4\0";

	open_with(nothing_changed);
	cr_assert_eq(entry_of(B, 0)->size, sizeof(expected) - 1);
	cr_assert_arr_eq(entry_of(B, 0)->fields, expected, sizeof(expected) - 1);
	previous_close(&previous);
}

Test(previous, facts_and_findings_by_source_in_order)
{
	const struct result_fact *fact;
	const struct result_finding *finding;

	open_with(nothing_changed);
	cr_assert_eq(count_of(&previous.facts, B), 2);
	cr_assert_eq(count_of(&previous.facts, A), 1);
	fact = &previous.results.facts[previous.facts.rows[previous.facts.first[B] + 1]];
	cr_assert_str_eq(fact->key, "third");
	cr_assert_eq(fact->size, 6);
	cr_assert_arr_eq(fact->value, "\x81\xa2k\0\x91\x07", 6);
	cr_assert_eq(count_of(&previous.findings, C), 2);
	cr_assert_eq(count_of(&previous.findings, MORE), 1);
	finding = &previous.results.findings[previous.findings.rows[previous.findings.first[C]]];
	cr_assert_str_eq(finding->text, "wrong");
	cr_assert_eq(finding->line, 7);
	previous_close(&previous);
}

Test(previous, children_and_members)
{
	open_with(nothing_changed);
	cr_assert_eq(count_of(&previous.children, MAPS), 3);
	cr_assert_eq(previous.children.rows[previous.children.first[MAPS]], A);
	cr_assert_eq(previous.children.rows[previous.children.first[MAPS] + 2], MORE);
	cr_assert_eq(count_of(&previous.children, MORE), 1);
	cr_assert_eq(count_of(&previous.members, A), 1);
	cr_assert_eq(previous.members.rows[previous.members.first[A]], DEPENDED);
	cr_assert_eq(count_of(&previous.members, B), 0);
	previous_close(&previous);
}

/* All entries of @source are written again in the order in which they are taken over. */
Test(previous, taken_over_and_written_again)
{
	const int before = memfd_create("blob", MFD_CLOEXEC);
	struct maker maker = {0};
	struct file file;
	struct stat about;
	unsigned char *expected;

	add_sources(&maker);
	for (unsigned i = 0; i < 120; i++)
		maker_entry(&maker, i % 3 ? "one" : "two", A, i, 5, NULL);
	cr_assert_eq(maker_write(&maker, before, NULL), MUSTER_OK);
	cr_assert_eq(fstat(before, &about), 0);
	expected = malloc((size_t)about.st_size);
	cr_assert_eq(pread(before, expected, (size_t)about.st_size, 0), about.st_size);
	cr_assert_eq(previous_open(&previous, before, nothing_changed, SOURCES), MUSTER_OK);
	add_sources(&maker);
	for (uint32_t i = 0; i < count_of(&previous.entries, A); i++)
		results_add_entry(&maker.results, entry_of(A, i));
	file = maker_file(&maker, NULL);
	cr_assert_eq(file.size, (size_t)about.st_size);
	cr_assert_eq(memcmp(file.bytes, expected, file.size), 0);
	previous_close(&previous);
	free(file.bytes);
	free(expected);
}

static void assert_changed(uint32_t source, const char *expected)
{
	unsigned char unchanged[SOURCES];

	memcpy(unchanged, nothing_changed, SOURCES);
	if (source < SOURCES)
		unchanged[source] = 0;
	open_with(unchanged);
	for (unsigned i = 0; i < SOURCES; i++)
		cr_assert_eq(previous.changed[i], expected[i] == 'x', "%u changed: %u", source, i);
	previous_close(&previous);
}

Test(previous, changes_spread_to_the_group)
{
	assert_changed(SOURCES, "..........");
	assert_changed(MAPS, "x.........");
	assert_changed(A, ".x........");
	assert_changed(DEPENDED, ".x..x.....");
	assert_changed(HOME, "xxxxxxxxxx");
}

Test(previous, look_ups)
{
	open_with(nothing_changed);
	cr_assert_eq(previous_folder(&previous, 0, SOURCE_NONE, "/maps"), MAPS);
	cr_assert_eq(previous_folder(&previous, 1, SOURCE_NONE, "/maps"), AGAIN);
	cr_assert_eq(previous_folder(&previous, 2, SOURCE_NONE, "/maps"), SOURCE_NONE);
	cr_assert_eq(previous_folder(&previous, 0, MAPS, "/maps/more"), MORE);
	cr_assert_eq(previous_folder(&previous, 0, SOURCE_NONE, "/maps/more"), SOURCE_NONE);
	cr_assert_eq(previous_folder(&previous, 0, SOURCE_NONE, "/opt/d.map"), SOURCE_NONE);
	cr_assert_eq(previous_folder(&previous, 0, SOURCE_NONE, ""), SOURCE_NONE);
	cr_assert_eq(previous_file(&previous, 0, MAPS, "a.map"), A);
	cr_assert_eq(previous_file(&previous, 0, MAPS, "b.map"), B);
	cr_assert_eq(previous_file(&previous, 0, MAPS, "c.map"), SOURCE_NONE);
	cr_assert_eq(previous_file(&previous, 0, MAPS, "/maps/more"), SOURCE_NONE);
	cr_assert_eq(previous_file(&previous, 0, MAPS, ""), SOURCE_NONE);
	cr_assert_eq(previous_file(&previous, 0, MORE, "c.map"), C);
	cr_assert_eq(previous_file(&previous, 1, AGAIN, "a.map"), A_AGAIN);
	cr_assert_eq(previous_file(&previous, 0, SOURCE_NONE, "/opt/d.map"), D);
	cr_assert_eq(previous_file(&previous, 1, SOURCE_NONE, "/opt/d.map"), SOURCE_NONE);
	cr_assert_eq(previous_file(&previous, 0, SOURCE_NONE, "/etc/maps"), SOURCE_NONE); /* merely depended on */
	cr_assert_eq(previous_file(&previous, 0, SOURCE_NONE, "/maps"), SOURCE_NONE);
	previous_close(&previous);
}

Test(previous, answers_of_another_number)
{
	cr_assert_eq(previous_open(&previous, make(), nothing_changed, SOURCES - 1), MUSTER_DAMAGED);
	cr_assert_eq(previous_open(&previous, -1, NULL, 0), MUSTER_IO_ERROR);
}

/* The sections of the blob behind @descriptor, decompressed. */
static void take_apart(int descriptor, struct buffer sections[BLOB_SECTIONS])
{
	struct blob blob;

	cr_assert_eq(blob_open(&blob, descriptor, NULL), MUSTER_OK);
	for (unsigned id = 0; id < BLOB_SECTIONS; id++) {
		unsigned char *data;
		cr_assert_eq(blob_section(&blob, id, &data, NULL), MUSTER_OK);
		buffer_append(&sections[id], data, blob.sections[id].raw);
		free(data);
	}
	blob_close(&blob);
}

/* A blob of these sections and of five blocks with an entry each. */
static int put_together(const struct buffer sections[BLOB_SECTIONS])
{
	static const char *const keys[] = {"k", "l", "m", "n", "o"};
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	struct blob_writer writer;

	cr_assert_eq(blob_writer_init(&writer, descriptor, NULL), MUSTER_OK);
	for (unsigned i = 0; i < 5; i++) {
		const unsigned char entry[] = {0x94, 0xa2, (unsigned char)*keys[i], 0, 1, 1, 0xc0};
		blob_writer_block(&writer, entry, sizeof(entry), 1, keys[i]);
	}
	for (unsigned id = 0; id < BLOB_SECTIONS; id++)
		blob_writer_section(&writer, id, sections[id].data, sections[id].size);
	cr_assert_eq(blob_writer_finish(&writer, 0), MUSTER_OK);
	blob_writer_free(&writer);
	return descriptor;
}

static void assert_sound(void)
{
	for (size_t i = 0; i < previous.path_count; i++)
		cr_assert_lt(previous.paths[i], SOURCES);
	cr_assert_leq(previous.entries.first[SOURCES], previous.results.entry_count);
	cr_assert_leq(previous.facts.first[SOURCES], previous.results.fact_count);
	cr_assert_leq(previous.findings.first[SOURCES], previous.results.finding_count);
	for (size_t i = 0; i < previous.results.fact_count; i++) {
		const struct result_fact *fact = &previous.results.facts[i];
		struct muster_value value;
		struct arena arena = {0};
		cr_assert_eq(value_decode_all(fact->value, fact->size, &arena, &value), MUSTER_OK);
		cr_assert_eq(muster_value_type(&value), MUSTER_TYPE_MAP);
		arena_free(&arena);
	}
}

/* Every frame sound, every number anything: an error, or rows that stay within their tables. */
Test(previous, every_bit_of_each_section)
{
	static const enum blob_section_id ids[] = {BLOB_OWNERS, BLOB_FACTS, BLOB_FINDINGS, BLOB_SOURCES};
	struct buffer sections[BLOB_SECTIONS] = {0};
	size_t good = 0;

	take_apart(make(), sections);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		for (size_t bit = 0; bit < 8 * sections[ids[i]].size; bit++) {
			unsigned char *byte = &sections[ids[i]].data[bit / 8];
			*byte ^= (unsigned char)(1u << bit % 8);
			if (previous_open(&previous, put_together(sections), nothing_changed, SOURCES) == MUSTER_OK) {
				assert_sound();
				previous_close(&previous);
				good++;
			}
			*byte ^= (unsigned char)(1u << bit % 8);
		}
	}
	cr_assert_gt(good, 0);
	for (unsigned id = 0; id < BLOB_SECTIONS; id++)
		buffer_free(&sections[id]);
}
