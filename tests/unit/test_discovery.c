/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Discoveries in this process, by a module that counts what it is asked to read: what is walked, what is read again
 * after which change, and that a registry made in steps is the same as one made at once. */

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "discoveries.h"
#include "tree.h"

/* A file system that keeps whole seconds: what the library is told of times has no fraction. */
static bool coarse_times;

static int coarsen(int result, struct stat *about)
{
	if (result == 0 && coarse_times)
		about->st_mtim.tv_nsec = about->st_ctim.tv_nsec = 0;
	return result;
}

int fstatat(int folder, const char *restrict path, struct stat *restrict about, int flags)
{
	int (*real)(int, const char *, struct stat *, int);

	*(void **)&real = dlsym(RTLD_NEXT, "fstatat64");
	return coarsen(real(folder, path, about, flags), about);
}

int stat(const char *restrict path, struct stat *restrict about)
{
	return fstatat(AT_FDCWD, path, about, 0);
}

int fstat(int descriptor, struct stat *about)
{
	return fstatat(descriptor, "", about, AT_EMPTY_PATH);
}

struct word {
	const char *text;
};

/* What the module does and has seen; one test a process. */
static struct {
	const char *paths[4];
	const char *files;
	unsigned depth;
	size_t walk_size; /* 0: that of the struct */
	unsigned reads;
	char last[PATH_MAX];
	void (*meddle)(const char *path); /* while a file is read */
} plan;

static enum muster_status read_word(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	size_t size;
	const char *text = muster_source_data(source, &size);
	struct word word = {text};
	struct muster_writer *fact;

	(void)data;
	plan.reads++;
	snprintf(plan.last, sizeof(plan.last), "%s", muster_source_path(source));
	if (plan.meddle)
		plan.meddle(muster_source_path(source));
	if (!text)
		return MUSTER_OK;
	if (strncmp(text, "broken", 6) == 0)
		return MUSTER_DAMAGED;
	if (strncmp(text, "depend ", 7) == 0)
		muster_scan_depend(scan, text + 7);
	if (strncmp(text, "variable", 8) == 0)
		word.text = muster_scan_environment(scan, "MUSTER_TEST_VARIABLE");
	fact = muster_scan_fact(scan, "length");
	muster_write_integer(fact, "bytes", (int64_t)size);
	return muster_scan_emit(scan, muster_source_stem(source), &word);
}

static enum muster_status discover(struct muster_scan *scan)
{
	const struct muster_walk walk = {plan.walk_size ? plan.walk_size : sizeof(walk), plan.paths, plan.files,
									 plan.depth};

	return muster_scan_walk(scan, &walk, read_word, NULL);
}

static enum muster_status combine(struct muster_scan *scan)
{
	const struct muster_fact *fact = NULL;
	char total[64];
	const struct word word = {total};
	int64_t bytes = 0;

	while ((fact = muster_scan_next_fact(scan, fact)))
		bytes += muster_value_integer(muster_value_get(muster_fact_value(fact), "bytes"));
	snprintf(total, sizeof(total), "%lld", (long long)bytes);
	return muster_scan_emit(scan, "TOTAL", &word);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	return muster_write_string(writer, "text", ((const struct word *)item)->text);
}

static const struct muster_field fields[] = {{"text", MUSTER_TYPE_STRING, "Content", MUSTER_FIELD_SHOWN}, {0}};

static const struct muster_module module = {
	MUSTER_MODULE_HEAD,   .name = "words",    .version = "1.0",
	.summary = "Words",   .fields = fields,   .item_size = sizeof(struct word),
	.discover = discover, .combine = combine, .serialize = serialize,
};

/* ---- a tree to walk, and looking at what came of it ------------------------------------------------------------ */

static void set_up(void)
{
	make_root();
	make_folder("tree");
	make_folder("tree/sub");
	put("tree/a.txt", "alpha");
	put("tree/b.txt", "beta");
	put("tree/sub/c.txt", "gamma");
	put("tree/note.md", "no");
	plan.paths[0] = strdup(at("tree"));
	plan.files = "*.txt";
	let_time_pass();
}

static void tear_down(void)
{
	remove_root();
	free((char *)plan.paths[0]);
}

TestSuite(discovery, .init = set_up, .fini = tear_down, .timeout = 60);

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

/* A registry made in steps must be the one that would be made from nothing. */
static void expect_same_as_new(int blob)
{
	const unsigned reads = plan.reads;
	const int anew = run(-1, CHECK_YES);
	char *all = entries(anew);

	expect_entries(blob, all);
	free(all);
	close(anew);
	plan.reads = reads;
}

/* ---- tests ----------------------------------------------------------------------------------------------------- */

Test(discovery, walks_a_tree_and_combines_its_facts)
{
	const int blob = run(-1, CHECK_YES);

	cr_expect_eq(plan.reads, 3);
	expect_entries(blob, "TOTAL=14 a=alpha b=beta c=gamma");
	cr_expect_eq(changed(blob, CHECK_YES), 0);
	close(blob);
}

/* A module that was built with a newer header has more members than this library knows. */
Test(discovery, a_walk_may_be_of_a_newer_size_and_not_without_one)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	struct problem problem = {0};

	plan.walk_size = sizeof(struct muster_walk) + 8;
	cr_expect_eq(run_jobs(&module, 1, -1, CHECK_YES, blob, &problem), MUSTER_OK);
	expect_entries(blob, "TOTAL=14 a=alpha b=beta c=gamma");
	plan.walk_size = 1;
	cr_expect_eq(run_jobs(&module, 1, -1, CHECK_YES, blob, &problem), MUSTER_BAD_ARGUMENT);
	cr_expect(strstr(problem.text, "without a size"), "%s", problem.text);
	close(blob);
}

Test(discovery, reads_one_file_when_one_changed)
{
	const int first = run(-1, CHECK_YES);
	int second;

	put("tree/b.txt", "betabeta");
	let_time_pass();
	cr_expect_eq(changed(first, CHECK_YES), 1);
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 1);
	cr_expect_str_eq(plan.last, at("tree/b.txt"));
	expect_entries(second, "TOTAL=18 a=alpha b=betabeta c=gamma");
	cr_expect_eq(changed(second, CHECK_YES), 0);
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, reads_nothing_when_nothing_changed)
{
	const int first = run(-1, CHECK_YES), second = run(first, CHECK_YES);

	cr_expect_eq(plan.reads, 0);
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, notices_what_is_added_removed_and_renamed)
{
	const int first = run(-1, CHECK_YES);
	char from[PATH_MAX];
	int second;

	put("tree/sub/d.txt", "delta");
	unlink(at("tree/a.txt"));
	snprintf(from, sizeof(from), "%s", at("tree/b.txt"));
	cr_assert_eq(rename(from, at("tree/z.txt")), 0);
	let_time_pass();
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 2, "d.txt is new, z.txt has a new name");
	expect_entries(second, "TOTAL=14 c=gamma d=delta z=beta");
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, notices_a_root_that_appears)
{
	int first, second;

	plan.paths[1] = strdup(at("later"));
	first = run(-1, CHECK_YES);
	cr_expect_eq(changed(first, CHECK_YES), 0);
	make_folder("later");
	put("later/new.txt", "new");
	let_time_pass();
	cr_expect_eq(changed(first, CHECK_DIRS), 1);
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 1);
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, counts_a_file_once_and_takes_its_other_name_when_the_first_goes)
{
	int first, second;

	cr_assert_eq(symlink("sub/c.txt", at("tree/aaa.txt")), 0);
	let_time_pass();
	first = run(-1, CHECK_YES);
	expect_entries(first, "TOTAL=14 a=alpha aaa=gamma b=beta");
	unlink(at("tree/aaa.txt"));
	let_time_pass();
	second = run(first, CHECK_YES);
	expect_entries(second, "TOTAL=14 a=alpha b=beta c=gamma");
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, waits_for_what_a_link_leads_to)
{
	int first, second;

	cr_assert_eq(symlink("../elsewhere.txt", at("tree/link.txt")), 0);
	let_time_pass();
	first = run(-1, CHECK_YES);
	expect_entries(first, "TOTAL=14 a=alpha b=beta c=gamma");
	put("elsewhere.txt", "else");
	let_time_pass();
	cr_expect_eq(changed(first, CHECK_YES), 1);
	second = run(first, CHECK_YES);
	expect_entries(second, "TOTAL=18 a=alpha b=beta c=gamma link=else");
	close(first);
	close(second);
}

static void lead_to_a_folder(const char *path)
{
	cr_assert_eq(mkdir(path, 0755), 0);
}

static void lead_to_a_pipe(const char *path)
{
	cr_assert_eq(mkfifo(path, 0644), 0);
}

static void lead_in_a_circle(const char *path)
{
	cr_assert_eq(symlink("tree/link.txt", path), 0);
}

/* The link stays as it is; what it leads to becomes a file. */
Test(discovery, waits_for_a_file_where_a_link_leads_to_something_else)
{
	static void (*const ways[])(const char *path) = {lead_to_a_folder, lead_to_a_pipe, lead_in_a_circle};

	cr_assert_eq(symlink("../elsewhere.txt", at("tree/link.txt")), 0);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		int first, second;
		ways[i](at("elsewhere.txt"));
		let_time_pass();
		first = run(-1, CHECK_YES);
		expect_entries(first, "TOTAL=14 a=alpha b=beta c=gamma");
		cr_expect_eq(changed(first, CHECK_YES), 0, "way %zu", i);
		cr_assert_eq(remove(at("elsewhere.txt")), 0);
		put("elsewhere.txt", "else");
		let_time_pass();
		cr_expect_eq(changed(first, CHECK_YES), 1, "way %zu", i);
		second = run(first, CHECK_YES);
		expect_entries(second, "TOTAL=18 a=alpha b=beta c=gamma link=else");
		cr_assert_eq(unlink(at("elsewhere.txt")), 0);
		close(first);
		close(second);
	}
}

/* As root, nothing is closed. */
Test(discovery, waits_for_a_file_behind_a_closed_folder)
{
	int first, second;

	if (geteuid() == 0)
		cr_skip("root may enter any folder");
	make_folder("closed");
	put("closed/file", "else");
	cr_assert_eq(symlink("../closed/file", at("tree/link.txt")), 0);
	cr_assert_eq(chmod(at("closed"), 0), 0);
	let_time_pass();
	first = run(-1, CHECK_YES);
	expect_entries(first, "TOTAL=14 a=alpha b=beta c=gamma");
	cr_expect_eq(changed(first, CHECK_YES), 0);
	cr_assert_eq(chmod(at("closed"), 0755), 0);
	cr_expect_eq(changed(first, CHECK_YES), 1);
	second = run(first, CHECK_YES);
	expect_entries(second, "TOTAL=18 a=alpha b=beta c=gamma link=else");
	close(first);
	close(second);
}

Test(discovery, follows_dependencies)
{
	char text[PATH_MAX + 16];
	int first, second;

	put("other", "one");
	snprintf(text, sizeof(text), "depend %s", at("other"));
	put("tree/a.txt", text);
	let_time_pass();
	first = run(-1, CHECK_YES);
	put("other", "two!");
	let_time_pass();
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 1);
	cr_expect_str_eq(plan.last, at("tree/a.txt"));
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, reads_all_again_when_a_variable_changed)
{
	int first, second;

	setenv("MUSTER_TEST_VARIABLE", "one", 1);
	put("tree/a.txt", "variable");
	let_time_pass();
	first = run(-1, CHECK_YES);
	expect_entries(first, "TOTAL=17 a=one b=beta c=gamma");
	setenv("MUSTER_TEST_VARIABLE", "two", 1);
	cr_expect_eq(changed(first, CHECK_YES), 1);
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 3);
	expect_entries(second, "TOTAL=17 a=two b=beta c=gamma");
	close(first);
	close(second);
}

Test(discovery, watches_a_variable_that_only_unchanged_files_asked_for)
{
	int first, second;

	setenv("MUSTER_TEST_VARIABLE", "one", 1);
	put("tree/a.txt", "variable");
	let_time_pass();
	first = run(-1, CHECK_YES);
	put("tree/b.txt", "betabeta");
	let_time_pass();
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 1);
	setenv("MUSTER_TEST_VARIABLE", "two", 1);
	cr_expect_eq(changed(second, CHECK_YES), 1);
	close(first);
	close(second);
}

Test(discovery, keeps_findings_of_files_that_did_not_change)
{
	int first, second;
	struct muster_registry *registry;

	put("tree/a.txt", "broken");
	let_time_pass();
	first = run(-1, CHECK_YES);
	put("tree/b.txt", "other");
	let_time_pass();
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 1);
	registry = open_registry(second);
	cr_expect_eq(registry_meta(registry)->findings, 1);
	muster_registry_release(registry);
	expect_entries(second, "TOTAL=10 b=other c=gamma");
	close(first);
	close(second);
}

Test(discovery, keeps_files_over_the_limit_as_findings)
{
	struct muster_registry *registry;
	FILE *file = fopen(at("tree/large.txt"), "w");
	int blob;

	cr_assert_eq(ftruncate(fileno(file), (1 << 20) + 1), 0);
	fclose(file);
	blob = run(-1, CHECK_YES);
	registry = open_registry(blob);
	cr_expect_eq(registry_meta(registry)->findings, 1);
	cr_expect_null(muster_registry_find(registry, "large"));
	muster_registry_release(registry);
	close(blob);
}

Test(discovery, expands_wildcards_and_stays_within_depth)
{
	int blob;

	make_folder("tree/sub/deep");
	put("tree/sub/deep/e.txt", "epsilon");
	free((char *)plan.paths[0]);
	plan.paths[0] = strdup(at("tr*/s?b"));
	plan.depth = 1;
	blob = run(-1, CHECK_YES);
	expect_entries(blob, "TOTAL=5 c=gamma");
	make_folder("trunk");
	make_folder("trunk/sub");
	let_time_pass();
	cr_expect_eq(changed(blob, CHECK_DIRS), 1, "a new name may match");
	close(blob);
}

/* Two paths of one walk may lie in each other: what one of them left out, the other did not. */
Test(discovery, folders_met_twice_keep_what_each_meeting_found)
{
	int first, second;

	make_folder("tree/sub/deep");
	put("tree/sub/deep/e.txt", "epsilon");
	plan.depth = 2;
	plan.paths[1] = strdup(at("tree/sub"));
	plan.paths[2] = strdup(at("tr*"));
	let_time_pass();
	first = run(-1, CHECK_YES);
	expect_entries(first, "TOTAL=21 a=alpha b=beta c=gamma e=epsilon");
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 0);
	expect_same_as_new(second);
	close(first);
	close(second);
}

Test(discovery, folders_listed_for_a_wildcard_are_walked_too)
{
	int first, second;

	plan.paths[1] = plan.paths[0];
	plan.paths[0] = strdup(at("tree/s*"));
	let_time_pass();
	first = run(-1, CHECK_YES);
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 0);
	expect_same_as_new(second);
	close(first);
	close(second);
}

/* In the very tick in which a file was stamped, a change of the same size leaves the same stamp. */
Test(discovery, notices_a_change_within_one_tick)
{
	unsigned missed = 0;

	for (unsigned i = 0; i < 1000; i++) {
		int blob;
		put("tree/a.txt", "alpha");
		blob = run(-1, CHECK_YES);
		put("tree/a.txt", "omega");
		missed += changed(blob, CHECK_YES) == 0;
		close(blob);
	}
	cr_expect_eq(missed, 0);
}

/* In place, without a change of size. */
static void write_other_bytes(const char *path)
{
	const int descriptor = strstr(path, "a.txt") ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (descriptor >= 0) {
		cr_assert_eq(write(descriptor, "omega", 5), 5);
		close(descriptor);
	}
}

/* The reader has been given the old bytes: what is hashed is what it got, or it is called again, until that is given
 * up. */
static void expect_right_or_changed(void)
{
	int blob;
	char *all;

	plan.meddle = NULL;
	put("tree/a.txt", "alpha");
	plan.meddle = write_other_bytes;
	blob = run(-1, CHECK_YES);
	all = entries(blob);
	if (strcmp(all, "TOTAL=14 a=omega b=beta c=gamma") != 0)
		cr_assert_gt(changed(blob, CHECK_YES), 0, "%s", all);
	free(all);
	close(blob);
}

Test(discovery, notices_a_write_in_the_tick_in_which_it_is_read)
{
	for (unsigned i = 0; i < 300; i++)
		expect_right_or_changed();
}

/* There, each write of a second leaves the same stamp. */
Test(discovery, notices_a_write_while_it_is_read_where_times_are_whole_seconds)
{
	coarse_times = true;
	for (unsigned i = 0; i < 20; i++)
		expect_right_or_changed();
}

Test(discovery, notices_a_change_behind_a_restored_time)
{
	struct stat about;
	struct timespec times[2];
	int blob;

	blob = run(-1, CHECK_YES);
	cr_assert_eq(stat(at("tree/a.txt"), &about), 0);
	put("tree/a.txt", "omega");
	times[0] = about.st_atim;
	times[1] = about.st_mtim;
	cr_assert_eq(utimensat(AT_FDCWD, at("tree/a.txt"), times, 0), 0);
	cr_expect_eq(changed(blob, CHECK_YES), 1);
	close(blob);
}

Test(discovery, compares_content_only_where_that_is_asked)
{
	int first, second;

	first = run(-1, CHECK_CONTENT);
	put("tree/a.txt", "alpha");
	let_time_pass();
	cr_expect_eq(changed(first, CHECK_CONTENT), 0, "another time, the same bytes");
	put("tree/a.txt", "omega");
	let_time_pass();
	cr_expect_eq(changed(first, CHECK_CONTENT), 1);
	second = run(first, CHECK_CONTENT);
	cr_expect_eq(plan.reads, 1);
	expect_entries(second, "TOTAL=14 a=omega b=beta c=gamma");
	close(first);
	close(second);
}

/* The same bytes in another file: its old number may be anybody's. */
Test(discovery, tells_files_apart_as_they_are_now_where_content_is_compared)
{
	char from[PATH_MAX];
	int first, second;

	put("tree/b.txt", "alpha");
	let_time_pass();
	first = run(-1, CHECK_CONTENT);
	snprintf(from, sizeof(from), "%s", at("tree/a.txt"));
	unlink(at("tree/b.txt"));
	cr_assert_eq(link(from, at("tree/b.txt")), 0);
	let_time_pass();
	second = run(first, CHECK_CONTENT);
	expect_entries(second, "TOTAL=10 a=alpha c=gamma");
	close(first);
	close(second);
}

static void append_once(const char *path)
{
	FILE *file;

	if (strstr(path, "a.txt") && plan.reads == 1) {
		file = fopen(path, "a");
		fputs("more", file);
		fclose(file);
	}
}

Test(discovery, reads_again_what_changes_while_it_is_read)
{
	int blob;

	plan.meddle = append_once;
	blob = run(-1, CHECK_YES);
	cr_expect_eq(plan.reads, 4);
	expect_entries(blob, "TOTAL=18 a=alphamore b=beta c=gamma");
	close(blob);
}

static void append_always(const char *path)
{
	FILE *file;

	if (strstr(path, "a.txt")) {
		file = fopen(path, "a");
		fputs("x", file);
		fclose(file);
	}
}

Test(discovery, gives_up_on_a_file_that_never_rests_and_looks_again_later)
{
	struct muster_registry *registry;
	int first, second;

	plan.meddle = append_always;
	first = run(-1, CHECK_YES);
	expect_entries(first, "TOTAL=9 b=beta c=gamma");
	registry = open_registry(first);
	cr_expect_eq(registry_meta(registry)->findings, 1);
	muster_registry_release(registry);
	plan.meddle = NULL;
	let_time_pass();
	cr_expect_eq(changed(first, CHECK_YES), 1);
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 1);
	close(first);
	close(second);
}

Test(discovery, keeps_several_entries_under_one_name)
{
	int blob;

	put("tree/sub/a.txt", "second");
	put("tree/sub/a#2.txt", "literal");
	blob = run(-1, CHECK_YES);
	expect_entries(blob, "TOTAL=27 a=alpha a#2=literal a#3=second b=beta c=gamma");
	close(blob);
}

Test(discovery, names_may_hold_any_byte)
{
	char name[] = "tree/x_y.txt";
	int first, second;

	for (int byte = 1; byte < 256; byte++) {
		if (byte == '/')
			continue;
		name[6] = (char)byte;
		put(name, "same");
	}
	let_time_pass();
	first = run(-1, CHECK_YES);
	cr_expect_eq(plan.reads, 254 + 3);
	cr_expect_eq(changed(first, CHECK_YES), 0);
	second = run(first, CHECK_YES);
	cr_expect_eq(plan.reads, 0);
	close(first);
	close(second);
}

Test(discovery, same_input_same_bytes)
{
	unsigned char one[65536], two[65536];
	int first, second;
	ssize_t size;

	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	first = run(-1, CHECK_YES);
	second = run(first, CHECK_YES);
	size = pread(first, one, sizeof(one), 0);
	cr_assert_gt(size, 0);
	cr_expect_eq(pread(second, two, sizeof(two), 0), size);
	cr_expect_arr_eq(one, two, (size_t)size);
	close(first);
	close(second);
}
