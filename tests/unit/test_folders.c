/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Discoveries whose groups are folders: a module that writes down the names it is shown. */

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "discoveries.h"
#include "tree.h"

struct names {
	char text[256];
};

/* What the module does and has seen; one test a process. */
static struct {
	const char *paths[4];
	const char *files;
	const char *pruned; /* the name of a folder that is not gone into */
	const char *depends;
	const char *resolves;
	size_t room; /* for where that leads */
	unsigned reads, depth;
	char last[PATH_MAX], real[PATH_MAX];
} plan;

static enum muster_status read_folder(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	struct names names = {""};

	(void)data;
	plan.reads++;
	snprintf(plan.last, sizeof(plan.last), "%s", muster_source_path(source));
	for (size_t i = 0; i < muster_source_file_count(source); i++)
		snprintf(names.text + strlen(names.text), 64, "%s%s", i ? "," : "", muster_source_file_at(source, i));
	cr_expect_null(muster_source_file_at(source, muster_source_file_count(source)));
	cr_expect_null(muster_source_data(source, NULL));
	cr_expect_eq(muster_source_descriptor(source), -1);
	if (plan.pruned && strcmp(muster_source_name(source), plan.pruned) == 0)
		muster_scan_prune(scan);
	if (plan.depends)
		muster_scan_depend(scan, plan.depends);
	if (plan.resolves)
		cr_expect_eq(muster_scan_resolve(scan, plan.resolves, plan.real, plan.room ? plan.room : sizeof(plan.real)),
					 plan.room || *plan.resolves != '/' ? MUSTER_BAD_ARGUMENT : MUSTER_OK);
	if (strstr(names.text, "broken"))
		return MUSTER_DAMAGED;
	return muster_scan_emit(scan, muster_source_name(source), &names);
}

static enum muster_status discover(struct muster_scan *scan)
{
	const struct muster_walk walk = {sizeof(walk), plan.paths, plan.files, plan.depth};

	return muster_scan_folders(scan, &walk, read_folder, NULL);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	return muster_write_string(writer, "text", ((const struct names *)item)->text);
}

static const struct muster_field fields[] = {{"text", MUSTER_TYPE_STRING, "Names", MUSTER_FIELD_SHOWN}, {0}};

static const struct muster_module module = {
	MUSTER_MODULE_HEAD,   .name = "names",        .version = "1.0",
	.summary = "Names",   .fields = fields,       .item_size = sizeof(struct names),
	.discover = discover, .serialize = serialize,
};

static void set_up(void)
{
	make_root();
	make_folder("tree");
	make_folder("tree/sub");
	make_folder("tree/sub/deep");
	put("tree/b.tif", "");
	put("tree/a.tif", "");
	put("tree/sub/c.tif", "");
	put("tree/sub/note.md", "");
	plan.paths[0] = strdup(at("tree"));
	let_time_pass();
}

static void tear_down(void)
{
	remove_root();
	for (size_t i = 0; plan.paths[i]; i++)
		free((char *)plan.paths[i]);
}

TestSuite(folders, .init = set_up, .fini = tear_down, .timeout = 60);

static int run(int old, enum check_mtimes mode)
{
	plan.reads = 0;
	return run_module(&module, old, mode);
}

static void expect_entries(int blob, const char *wanted)
{
	char *all = entries(blob);

	cr_expect_str_eq(all, wanted);
	free(all);
}

/* What is made in steps is what would be made from nothing. Returns how many folders the step read. */
static unsigned step(int *blob, enum check_mtimes mode, const char *wanted)
{
	const int next = run(*blob, mode);
	const unsigned reads = plan.reads;
	char *all;
	int anew;

	close(*blob);
	*blob = next;
	expect_entries(next, wanted);
	anew = run(-1, mode);
	all = entries(anew);
	expect_entries(next, all);
	free(all);
	close(anew);
	return reads;
}

Test(folders, are_read_by_their_names)
{
	int blob = run(-1, CHECK_YES);

	cr_expect_eq(plan.reads, 3);
	expect_entries(blob, "deep= sub=c.tif,note.md tree=a.tif,b.tif");
	cr_expect_eq(changed(blob, CHECK_YES), 0);
	cr_expect_eq(step(&blob, CHECK_YES, "deep= sub=c.tif,note.md tree=a.tif,b.tif"), 0);
	close(blob);
}

Test(folders, show_the_names_that_match)
{
	int blob;

	plan.files = "*.md";
	blob = run(-1, CHECK_YES);

	expect_entries(blob, "deep= sub=note.md tree=");
	close(blob);
}

Test(folders, hold_links_among_their_files_and_do_not_follow_them)
{
	int blob;

	cr_assert_eq(symlink("sub", at("tree/link")), 0);
	let_time_pass();
	blob = run(-1, CHECK_YES);
	expect_entries(blob, "deep= sub=c.tif,note.md tree=a.tif,b.tif,link");
	close(blob);
}

Test(folders, are_read_again_when_a_name_came_went_or_changed)
{
	const enum check_mtimes modes[] = {CHECK_YES, CHECK_DIRS, CHECK_CONTENT};
	char from[PATH_MAX];

	for (size_t i = 0; i < 3; i++) {
		int blob = run(-1, modes[i]);
		put("tree/sub/d.tif", "");
		let_time_pass();
		cr_expect_eq(changed(blob, modes[i]), 1);
		cr_expect_eq(step(&blob, modes[i], "deep= sub=c.tif,d.tif,note.md tree=a.tif,b.tif"), 1);
		snprintf(from, sizeof(from), "%s", at("tree/sub/d.tif"));
		cr_assert_eq(rename(from, at("tree/sub/e.tif")), 0);
		let_time_pass();
		cr_expect_eq(step(&blob, modes[i], "deep= sub=c.tif,e.tif,note.md tree=a.tif,b.tif"), 1);
		unlink(at("tree/sub/e.tif"));
		let_time_pass();
		cr_expect_eq(step(&blob, modes[i], "deep= sub=c.tif,note.md tree=a.tif,b.tif"), 1);
		close(blob);
	}
}

Test(folders, are_not_read_again_for_the_content_of_files)
{
	int blob = run(-1, CHECK_YES);

	put("tree/a.tif", "more");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_YES), 0);
	close(blob);
}

Test(folders, keep_what_was_found_where_only_the_stamp_changed)
{
	int blob = run(-1, CHECK_CONTENT);

	put("tree/sub/d.tif", "");
	unlink(at("tree/sub/d.tif"));
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_CONTENT), 0);
	cr_expect_eq(changed(blob, CHECK_YES), 1);
	cr_expect_eq(changed(blob, CHECK_NO), 0);
	close(blob);
}

Test(folders, come_and_go)
{
	int blob = run(-1, CHECK_YES);

	make_folder("tree/new");
	put("tree/new/f.tif", "");
	let_time_pass();
	cr_expect_eq(step(&blob, CHECK_YES, "deep= new=f.tif sub=c.tif,note.md tree=a.tif,b.tif"), 2);
	rmdir(at("tree/sub/deep"));
	let_time_pass();
	cr_expect_eq(step(&blob, CHECK_YES, "new=f.tif sub=c.tif,note.md tree=a.tif,b.tif"), 1);
	close(blob);
}

Test(folders, are_watched_for_where_they_are_missing)
{
	int blob;

	plan.paths[1] = strdup(at("later"));
	blob = run(-1, CHECK_YES);
	cr_expect_eq(changed(blob, CHECK_DIRS), 0);
	make_folder("later");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_DIRS), 1);
	cr_expect_eq(step(&blob, CHECK_YES, "deep= later= sub=c.tif,note.md tree=a.tif,b.tif"), 1);
	close(blob);
}

Test(folders, are_watched_for_where_a_file_stands)
{
	int blob;

	plan.paths[1] = strdup(at("later"));
	put("later", "");
	let_time_pass();
	blob = run(-1, CHECK_YES);
	cr_expect_eq(plan.reads, 3);
	cr_expect_eq(changed(blob, CHECK_YES), 0);
	unlink(at("later"));
	make_folder("later");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_YES), 1);
	cr_expect_eq(step(&blob, CHECK_YES, "deep= later= sub=c.tif,note.md tree=a.tif,b.tif"), 1);
	close(blob);
}

Test(folders, a_change_within_one_tick_is_noticed)
{
	for (unsigned round = 0; round < 50; round++) {
		int blob = run(-1, CHECK_YES);
		put("tree/sub/x.tif", "");
		cr_expect_eq(changed(blob, CHECK_YES), 1, "round %u", round);
		close(blob);
		blob = run(-1, CHECK_YES);
		unlink(at("tree/sub/x.tif"));
		cr_expect_eq(changed(blob, CHECK_YES), 1, "round %u", round);
		close(blob);
	}
}

Test(folders, are_read_once_and_by_their_other_path_when_the_first_goes)
{
	char outer[PATH_MAX];
	int blob;

	snprintf(outer, sizeof(outer), "%s", at("link"));
	cr_assert_eq(symlink("tree/sub", outer), 0);
	plan.paths[1] = plan.paths[0];
	plan.paths[0] = strdup(outer);
	let_time_pass();
	blob = run(-1, CHECK_YES);
	cr_expect_eq(plan.reads, 3);
	expect_entries(blob, "deep= link=c.tif,note.md tree=a.tif,b.tif");
	cr_expect_eq(step(&blob, CHECK_YES, "deep= link=c.tif,note.md tree=a.tif,b.tif"), 0);
	unlink(outer);
	let_time_pass();
	cr_expect_eq(step(&blob, CHECK_YES, "deep= sub=c.tif,note.md tree=a.tif,b.tif"), 2);
	close(blob);
}

Test(folders, that_are_pruned_are_not_gone_into)
{
	int blob;

	plan.pruned = "sub";
	plan.paths[1] = strdup(at("tree/sub"));
	blob = run(-1, CHECK_YES);
	expect_entries(blob, "sub=c.tif,note.md tree=a.tif,b.tif");
	cr_expect_eq(step(&blob, CHECK_YES, "sub=c.tif,note.md tree=a.tif,b.tif"), 0);
	put("tree/z.tif", "");
	let_time_pass();
	cr_expect_eq(step(&blob, CHECK_YES, "sub=c.tif,note.md tree=a.tif,b.tif,z.tif"), 1);
	plan.pruned = NULL;
	put("tree/sub/z.tif", "");
	let_time_pass();
	cr_expect_eq(step(&blob, CHECK_YES, "deep= sub=c.tif,note.md,z.tif tree=a.tif,b.tif,z.tif"), 2);
	close(blob);
}

Test(folders, follow_dependencies)
{
	int blob;

	put("other", "one");
	plan.depends = strdup(at("other"));
	let_time_pass();
	blob = run(-1, CHECK_YES);
	put("other", "three");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_DIRS), 0, "only folders are looked at");
	cr_expect_eq(changed(blob, CHECK_YES), 3);
	cr_expect_eq(step(&blob, CHECK_YES, "deep= sub=c.tif,note.md tree=a.tif,b.tif"), 3);
	free((char *)plan.depends);
	close(blob);
}

/* first -> second -> here/file, of which there/file is a hard link. */
static void make_chain(void)
{
	char from[PATH_MAX];

	make_folder("here");
	make_folder("there");
	put("here/file", "");
	snprintf(from, sizeof(from), "%s", at("here/file"));
	cr_assert_eq(link(from, at("there/file")), 0);
	snprintf(from, sizeof(from), "%s", at("second"));
	cr_assert_eq(symlink(from, at("first")), 0);
	cr_assert_eq(symlink("here/file", at("second")), 0);
}

static void expect_real(const char *name)
{
	char real[PATH_MAX];

	cr_assert_not_null(realpath(root, real));
	cr_expect_eq(strncmp(plan.real, real, strlen(real)), 0, "%s", plan.real);
	cr_expect_str_eq(plan.real + strlen(real), name);
}

/* The file at the end is the same, with the same stamp, and no folder that is walked changes. */
Test(folders, follow_the_links_that_they_resolved)
{
	int blob;

	make_chain();
	plan.resolves = strdup(at("first"));
	let_time_pass();
	blob = run(-1, CHECK_YES);
	expect_real("/here/file");
	put("here/file", "changed");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_YES), 0, "what the file contains does not matter");
	unlink(at("second"));
	cr_assert_eq(symlink("there/file", at("second")), 0);
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_DIRS), 0, "only folders are looked at");
	cr_expect_eq(changed(blob, CHECK_YES), 3);
	cr_expect_eq(step(&blob, CHECK_YES, "deep= sub=c.tif,note.md tree=a.tif,b.tif"), 3);
	expect_real("/there/file");
	free((char *)plan.resolves);
	close(blob);
}

Test(folders, refuse_a_relative_path_and_too_little_room)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	struct problem relative = {0}, small = {0};

	plan.resolves = "tree";
	cr_expect_eq(run_jobs(&module, 1, -1, CHECK_YES, blob, &relative), MUSTER_BAD_ARGUMENT);
	cr_expect(strstr(relative.text, "no absolute path"), "%s", relative.text);
	plan.resolves = root;
	plan.room = 2;
	cr_expect_eq(run_jobs(&module, 1, -1, CHECK_YES, blob, &small), MUSTER_BAD_ARGUMENT);
	cr_expect(strstr(small.text, "no room"), "%s", small.text);
	cr_expect_str_eq(plan.real, "");
	close(blob);
}

Test(folders, notice_that_a_link_leads_somewhere_again)
{
	int blob;

	cr_assert_eq(symlink("later", at("first")), 0);
	plan.resolves = strdup(at("first"));
	let_time_pass();
	blob = run(-1, CHECK_YES);
	cr_expect_str_eq(plan.real, "");
	cr_expect_eq(changed(blob, CHECK_YES), 0);
	put("later", "");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_YES), 3);
	free((char *)plan.resolves);
	close(blob);
}

Test(folders, notice_a_link_that_changed_within_one_tick)
{
	make_chain();
	plan.resolves = strdup(at("second"));
	for (unsigned round = 0; round < 50; round++) {
		int blob;
		unlink(at("second"));
		cr_assert_eq(symlink("here/file", at("second")), 0);
		blob = run(-1, CHECK_YES);
		unlink(at("second"));
		cr_assert_eq(symlink("here/fil2", at("second")), 0);
		cr_expect_eq(changed(blob, CHECK_YES), 3, "round %u", round);
		close(blob);
	}
	free((char *)plan.resolves);
}

Test(folders, notice_a_dependency_that_changed_within_one_tick)
{
	plan.depends = strdup(at("other"));
	for (unsigned round = 0; round < 50; round++) {
		int blob;
		put("other", "one");
		blob = run(-1, CHECK_YES);
		put("other", "two");
		cr_expect_eq(changed(blob, CHECK_YES), 3, "round %u", round);
		close(blob);
	}
	free((char *)plan.depends);
}

Test(folders, compare_the_content_of_dependencies_where_that_is_asked)
{
	int blob;

	put("other", "one");
	plan.depends = strdup(at("other"));
	let_time_pass();
	blob = run(-1, CHECK_CONTENT);
	put("other", "one");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_CONTENT), 0);
	cr_expect_eq(changed(blob, CHECK_YES), 3);
	close(blob);
	free((char *)plan.depends);
}

Test(folders, keep_findings_and_stay_within_depth)
{
	struct muster_registry *registry;
	int blob;

	put("tree/broken", "");
	plan.depth = 2;
	let_time_pass();
	blob = run(-1, CHECK_YES);
	cr_expect_eq(plan.reads, 2);
	put("tree/sub/z.tif", "");
	let_time_pass();
	cr_expect_eq(step(&blob, CHECK_YES, "sub=c.tif,note.md,z.tif"), 1);
	registry = open_registry(blob);
	cr_expect_eq(registry_meta(registry)->findings, 1);
	muster_registry_release(registry);
	close(blob);
}
