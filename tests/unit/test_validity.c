/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether a source is as it was: tables in which exactly one thing differs from a source that is. */

#include "source/validity.h"

#include <errno.h>
#include <string.h>

#include "tree.h"

#define FIELDS 5

TestSuite(validity, .init = make_root, .fini = remove_root);

static const char *value; /* of every variable */

static const char *variable(const char *name)
{
	cr_assert_str_eq(name, "MUSTER_TEST");
	return value;
}

static bool same(const struct source *source, const char *name, enum check_mtimes mode)
{
	struct sources sources = {0};
	unsigned char unchanged = 2;

	cr_assert_eq(sources_add(&sources, source, name), 0);
	const size_t changed = validity_check_sources(&sources, mode, false, variable, &unchanged);
	cr_assert_eq(changed, unchanged ? 0 : 1);
	cr_assert_leq(unchanged, 1);
	sources_free(&sources);
	return unchanged;
}

static const char *difference(const struct source *source, const char *name)
{
	struct sources sources = {0};

	cr_assert_eq(sources_add(&sources, source, name), 0);
	const char *text = validity_difference(&sources, &sources.items[0]);
	sources_free(&sources);
	return text;
}

/* The source at @name with a hash, and as if it had settled long ago. */
static struct source source_at(const char *name)
{
	struct source source;

	cr_assert_eq(source_of_path(&source, at(name), true), 0);

	cr_assert(source.flags & SOURCE_HASHED);
	source.flags &= (uint8_t)~SOURCE_RACY;
	return source;
}

static struct source with_other_field(struct source source, int field)
{
	source.stamp.device += field == 0;
	source.stamp.inode += field == 1;
	source.stamp.size += field == 2;
	source.stamp.modified += field == 3;
	source.stamp.changed += field == 4;
	return source;
}

static struct source with_other_hash(struct source source)
{
	source.hash.bytes[sizeof(source.hash.bytes) - 1] ^= 1;
	return source;
}

static struct source with_flags(struct source source, unsigned set, unsigned cleared)
{
	source.flags = (uint8_t)((source.flags | set) & ~cleared);
	return source;
}

Test(validity, each_field_of_a_file_counts_where_files_are_checked)
{
	static const char *const differences[FIELDS] = {"replaced", "replaced", "modified", "modified",
													"attributes or content changed"};

	put("file", "text");
	const struct source file = source_at("file");
	for (enum check_mtimes mode = CHECK_NO; mode <= CHECK_CONTENT; mode++)
		cr_expect(same(&file, at("file"), mode), "mode %d", mode);
	cr_expect_str_eq(difference(&file, at("file")), "content changed");
	for (int field = 0; field < FIELDS; field++) {
		const struct source other = with_other_field(file, field);
		cr_expect(same(&other, at("file"), CHECK_NO), "field %d", field);
		cr_expect(same(&other, at("file"), CHECK_DIRS), "field %d", field);
		cr_expect_not(same(&other, at("file"), CHECK_YES), "field %d", field);
		cr_expect(same(&other, at("file"), CHECK_CONTENT), "field %d", field);
		cr_expect_str_eq(difference(&other, at("file")), differences[field]);
	}
}

Test(validity, each_field_of_a_folder_counts_in_dirs_and_yes)
{
	static const char *const differences[FIELDS] = {"replaced", "replaced", "names added or removed",
													"names added or removed", "names added or removed"};

	make_folder("folder");
	put("folder/file", "text");
	const struct source folder = source_at("folder");
	for (enum check_mtimes mode = CHECK_NO; mode <= CHECK_CONTENT; mode++)
		cr_expect(same(&folder, at("folder"), mode), "mode %d", mode);
	for (int field = 0; field < FIELDS; field++) {
		const struct source other = with_other_field(folder, field);
		cr_expect(same(&other, at("folder"), CHECK_NO), "field %d", field);
		cr_expect_not(same(&other, at("folder"), CHECK_DIRS), "field %d", field);
		cr_expect_not(same(&other, at("folder"), CHECK_YES), "field %d", field);
		cr_expect(same(&other, at("folder"), CHECK_CONTENT), "field %d", field);
		cr_expect_str_eq(difference(&other, at("folder")), differences[field]);
	}
}

/* The hash decides in `content`, and in the other modes for a source that is racy. */
Test(validity, the_hash_counts_in_content_and_where_a_stamp_is_racy)
{
	static const char *const names[] = {"file", "folder"};

	put("file", "text");
	make_folder("folder");
	for (size_t i = 0; i < 2; i++) {
		const struct source right = source_at(names[i]), wrong = with_other_hash(right);
		const struct source racy = with_flags(right, SOURCE_RACY, 0), racy_wrong = with_flags(wrong, SOURCE_RACY, 0);
		cr_expect(same(&wrong, at(names[i]), CHECK_YES), "%s", names[i]);
		cr_expect_not(same(&wrong, at(names[i]), CHECK_CONTENT), "%s", names[i]);
		cr_expect(same(&racy, at(names[i]), CHECK_YES), "%s", names[i]);
		cr_expect_not(same(&racy_wrong, at(names[i]), CHECK_YES), "%s", names[i]);
	}
	const struct source folder = source_at("folder"), wrong = with_other_hash(folder);
	const struct source racy = with_flags(wrong, SOURCE_RACY, 0);
	cr_expect(same(&wrong, at("folder"), CHECK_DIRS));
	cr_expect_not(same(&racy, at("folder"), CHECK_DIRS));
}

/* A link is not followed: what is at its other end does not count. */
Test(validity, a_link_counts_by_itself_where_files_do)
{
	char text[PATH_MAX];
	struct source link;

	put("file", "text");
	cr_assert_eq(symlink("file", at("link")), 0);
	cr_assert_eq(source_of_link(&link, at("link"), true, text), 0);
	cr_expect_str_eq(text, "file");
	cr_expect_eq(link.flags, SOURCE_HASHED | SOURCE_RACY);
	cr_expect_eq(source_of_link(&link, at("file"), true, text), EINVAL);
	cr_expect_eq(source_of_link(&link, at("none"), true, text), ENOENT);
	cr_assert_eq(source_of_link(&link, at("link"), true, text), 0);
	link = with_flags(link, 0, SOURCE_RACY);
	put("file", "other");
	for (enum check_mtimes mode = CHECK_NO; mode <= CHECK_CONTENT; mode++)
		cr_expect(same(&link, at("link"), mode), "mode %d", mode);
	for (int field = 0; field < FIELDS; field++) {
		const struct source other = with_other_field(link, field);
		cr_expect(same(&other, at("link"), CHECK_DIRS), "field %d", field);
		cr_expect_not(same(&other, at("link"), CHECK_YES), "field %d", field);
		cr_expect(same(&other, at("link"), CHECK_CONTENT), "field %d", field);
	}
	const struct source wrong = with_other_hash(link), racy = with_flags(wrong, SOURCE_RACY, 0);
	cr_expect(same(&wrong, at("link"), CHECK_YES));
	cr_expect_not(same(&wrong, at("link"), CHECK_CONTENT));
	cr_expect_not(same(&racy, at("link"), CHECK_YES));
	cr_expect_str_eq(difference(&link, at("link")), "leads elsewhere");
	cr_assert_eq(unlink(at("link")), 0);
	cr_expect_str_eq(difference(&link, at("link")), "link gone");
	put("link", "text");
	cr_expect_not(same(&link, at("link"), CHECK_CONTENT));
}

/* A racy source without a hash cannot be judged, and without one `content` has only the stamp to go by. */
Test(validity, a_source_without_a_hash)
{
	put("file", "text");
	const struct source bare = with_flags(source_at("file"), 0, SOURCE_HASHED);
	const struct source racy = with_flags(bare, SOURCE_RACY, 0), other = with_other_field(bare, 3);

	cr_expect(same(&bare, at("file"), CHECK_YES));
	cr_expect(same(&bare, at("file"), CHECK_CONTENT));
	cr_expect_not(same(&other, at("file"), CHECK_CONTENT));
	cr_expect_not(same(&racy, at("file"), CHECK_YES));
	cr_expect_not(same(&racy, at("file"), CHECK_CONTENT));
}

/* A wrong stamp is enough: a right hash does not excuse it. */
Test(validity, a_racy_source_needs_its_stamp_as_well)
{
	put("file", "text");
	const struct source racy = with_flags(source_at("file"), SOURCE_RACY, 0);

	for (int field = 0; field < FIELDS; field++) {
		const struct source other = with_other_field(racy, field);
		cr_expect_not(same(&other, at("file"), CHECK_YES), "field %d", field);
	}
}

Test(validity, content_notices_same_size_and_other_names)
{
	put("file", "text");
	make_folder("folder");
	put("folder/a", "");
	const struct source file = source_at("file"), folder = source_at("folder");

	put("file", "tent");
	put("folder/b", "");
	cr_assert_eq(unlink(at("folder/a")), 0);
	cr_expect_not(same(&file, at("file"), CHECK_CONTENT));
	cr_expect_not(same(&folder, at("folder"), CHECK_CONTENT));
	cr_expect(same(&file, at("file"), CHECK_NO));
}

Test(validity, gone_in_each_mode)
{
	put("file", "text");
	make_folder("folder");
	const struct source file = source_at("file"), folder = source_at("folder");

	cr_assert_eq(unlink(at("file")), 0);
	cr_assert_eq(rmdir(at("folder")), 0);
	cr_expect(same(&file, at("file"), CHECK_NO));
	cr_expect(same(&file, at("file"), CHECK_DIRS));
	cr_expect_not(same(&file, at("file"), CHECK_YES));
	cr_expect_not(same(&file, at("file"), CHECK_CONTENT));
	cr_expect(same(&folder, at("folder"), CHECK_NO));
	cr_expect_not(same(&folder, at("folder"), CHECK_DIRS));
	cr_expect_not(same(&folder, at("folder"), CHECK_YES));
	cr_expect_not(same(&folder, at("folder"), CHECK_CONTENT));
	cr_expect_str_eq(difference(&file, at("file")), "gone");
}

/* A stamp without an inode was never taken: the file changed under its reader. */
Test(validity, a_source_that_was_changing_when_it_was_read)
{
	put("file", "text");
	struct source file = source_at("file");

	file.stamp = (struct stamp){0};
	cr_expect_not(same(&file, at("file"), CHECK_YES));
	cr_expect_str_eq(difference(&file, at("file")), "was changing when it was read");
}

Test(validity, what_was_absent_and_appears)
{
	const struct source absent = {.kind = SOURCE_TYPE, .parent = SOURCE_NONE, .group = SOURCE_NONE};

	for (enum check_mtimes mode = CHECK_NO; mode <= CHECK_CONTENT; mode++)
		cr_expect(same(&absent, at("file"), mode), "mode %d", mode);
	put("file", "");
	cr_expect(same(&absent, at("file"), CHECK_NO));
	for (enum check_mtimes mode = CHECK_DIRS; mode <= CHECK_CONTENT; mode++)
		cr_expect_not(same(&absent, at("file"), mode), "mode %d", mode);
	cr_expect_str_eq(difference(&absent, at("file")), "appeared");
}

Test(validity, variables)
{
	static const struct {
		const char *then, *now;
		bool same;
	} cases[] = {{NULL, NULL, true}, {"", "", true},     {"a", "a", true},  {NULL, "", false}, {"", NULL, false},
				 {NULL, "a", false}, {"a", NULL, false}, {"a", "", false},  {"", "a", false},  {"a", "b", false},
				 {"a", "ab", false}, {"ab", "a", false}, {"a", "A", false}, {"a", "a ", false}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct source source = source_of_variable(cases[i].then);
		source.parent = source.group = SOURCE_NONE;
		value = cases[i].now;
		cr_expect(same(&source, "MUSTER_TEST", CHECK_NO), "case %zu", i);
		for (enum check_mtimes mode = CHECK_DIRS; mode <= CHECK_CONTENT; mode++)
			cr_expect_eq(same(&source, "MUSTER_TEST", mode), cases[i].same, "case %zu, mode %d", i, mode);
	}
	const struct source set = source_of_variable("a");
	cr_expect_str_eq(difference(&set, "MUSTER_TEST"), "variable changed");
}

/* From four files on, a folder is opened for its files; each count must find the one that changed, and no other. */
Test(validity, one_changed_file_among_many_of_a_folder)
{
	enum { MOST = 7 };

	for (unsigned count = 1; count <= MOST; count++) {
		for (unsigned other = 0; other < 2 * count; other++) { /* of two folders with the same names */
			struct sources sources = {0};
			unsigned char unchanged[2 * MOST + 2];
			for (unsigned folder = 0; folder < 2; folder++) {
				char name[32];
				snprintf(name, sizeof(name), "folder-%u-%u", count, folder);
				mkdir(at(name), 0755);
				struct source source = source_at(name);
				const uint32_t parent = sources_add(&sources, &source, at(name));
				for (unsigned i = 0; i < count; i++) {
					snprintf(name, sizeof(name), "folder-%u-%u/%u", count, folder, i);
					if (access(at(name), F_OK))
						put(name, "");
					source = source_at(name);
					source.parent = parent;
					source.stamp.modified += folder * count + i == other;
					sources_add(&sources, &source, strrchr(name, '/') + 1);
				}
				snprintf(name, sizeof(name), "folder-%u-%u", count, folder);
				source = source_at(name);
				sources.items[parent].stamp = source.stamp;
				sources.items[parent].hash = source.hash;
			}
			cr_expect_eq(validity_check_sources(&sources, CHECK_YES, false, variable, unchanged), 1);
			for (unsigned i = 0; i < sources.count; i++)
				cr_expect_eq(unchanged[i], i != 1 + other + (other >= count), "%u of %u: %u", other, count, i);
			sources_free(&sources);
		}
	}
}

Test(validity, says_whether_a_source_is_gone_or_cannot_be_reached)
{
	put("file", "text");
	const struct source file = source_at("file");

	cr_expect_str_eq(difference(&file, at("other")), "gone");
	cr_expect_str_eq(difference(&file, at("file/below")), "gone");
	cr_assert_eq(symlink("loop", at("loop")), 0);
	cr_expect_str_eq(difference(&file, at("loop")), "cannot be reached");
}
