/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading side by side: the blob is byte for byte that of one process, whatever becomes of the siblings. The first file
 * of the tree is as large as it takes to start them. */

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "discoveries.h"
#include "discovery/scan.h"
#include "sanitizer.h"
#include "tree.h"

#ifndef SANITIZED
#include "refuse.h"
#endif

#define FILES 40

struct word {
	const char *text;
};

/* Seen by all processes. */
static struct counts {
	atomic_uint here, elsewhere;
	atomic_int left; /* a process that a sibling started */
} * counts;

/* What the module does; one test a process. */
static struct {
	const char *paths[2];
	pid_t discoverer;
	void (*meddle)(struct muster_scan *scan, const char *name); /* in a sibling that reads a file */
	const char *fatal;                                          /* the name of a file */
	void (*deadly)(void);                                       /* for m.txt, in any process */
	useconds_t slow;
} plan;

static enum muster_status keep_fact(struct muster_scan *scan, const char *name)
{
	struct muster_writer *fact = muster_scan_fact(scan, name);

	if (!fact)
		return MUSTER_NO_MEMORY;
	muster_write_string(fact, "name", name);
	return muster_write_integer(fact, "length", (int64_t)strlen(name));
}

static enum muster_status read_text(struct muster_scan *scan, const struct muster_source *source, const char *text)
{
	const struct word word = {text}, variable = {muster_scan_environment(scan, "MUSTER_TEST_VARIABLE")};
	enum muster_status status = muster_scan_emit(scan, muster_source_stem(source), &word);

	if (status == MUSTER_OK)
		status = muster_scan_emit(scan, "the same key in each file", &variable);
	if (status == MUSTER_OK && strncmp(text, "depend", 6) == 0)
		status = muster_scan_depend(scan, "/nowhere/at all");
	if (strncmp(text, "wrong", 5) == 0) {
		for (unsigned line = 1; line <= 100; line++)
			muster_scan_finding(scan, line, "line %u is wrong", line);
	}
	return status == MUSTER_OK ? keep_fact(scan, muster_source_name(source)) : status;
}

static void count_read(void)
{
	atomic_fetch_add(getpid() == plan.discoverer ? &counts->here : &counts->elsewhere, 1);
}

static enum muster_status read_one(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	const char *name = muster_source_name(source);
	const char *text;

	(void)data;
	count_read();
	usleep(plan.slow);
	if (plan.meddle && getpid() != plan.discoverer)
		plan.meddle(scan, name);
	if (plan.deadly && strcmp(name, "m.txt") == 0)
		plan.deadly();
	if (plan.fatal && strcmp(name, plan.fatal) == 0)
		return MUSTER_REFUSED;
	text = muster_source_data(source, NULL);
	if (!text)
		return MUSTER_OK;
	return strncmp(text, "broken", 6) == 0 ? MUSTER_DAMAGED : read_text(scan, source, text);
}

static enum muster_status discover(struct muster_scan *scan)
{
	plan.discoverer = getpid();
	return muster_scan_tree(scan, plan.paths, "*.txt", read_one, NULL);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	return muster_write_string(writer, "text", ((const struct word *)item)->text);
}

static const struct muster_field fields[] = {{"text", MUSTER_TYPE_STRING, "Content", MUSTER_FIELD_SHOWN}, {0}};

static const struct muster_module module = {
	MUSTER_MODULE_HEAD,   .name = "words",        .version = "1.0",
	.summary = "Words",   .fields = fields,       .item_size = sizeof(struct word),
	.discover = discover, .serialize = serialize, .flags = MUSTER_MODULE_READERS_INDEPENDENT,
};

/* ---- a tree to walk --------------------------------------------------------------------------------------------- */

static void put_large(const char *name)
{
	put(name, "");
	cr_assert_eq(truncate(at(name), 9 << 20), 0); /* beyond the limit of what is read, too: a finding */
}

static void set_up(void)
{
	char name[64];

	make_root();
	cr_assert_eq(mkdir(at("sub"), 0755), 0);
	put_large("a.txt");
	put("b.txt", "broken");
	put("c.txt", "depend");
	put("d.txt", "wrong");
	put("m.txt", "among others");
	for (unsigned i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "%sx%u.txt", i % 2 ? "sub/" : "", i);
		put(name, name);
	}
	cr_assert_eq(symlink("m.txt", at("n.txt")), 0);
	cr_assert_eq(symlink("nowhere", at("o.txt")), 0);
	plan.paths[0] = root;
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(counts, MAP_FAILED);
	setenv("SOURCE_DATE_EPOCH", "1", 1);
	setenv("MUSTER_TEST_VARIABLE", "a value", 1);
	let_time_pass();
}

static void tear_down(void)
{
	remove_root();
}

TestSuite(share, .init = set_up, .fini = tear_down, .timeout = 30);

static int run(unsigned jobs, int old)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	struct problem problem = {0};

	atomic_store(&counts->here, 0);
	atomic_store(&counts->elsewhere, 0);
	cr_assert_eq(run_jobs(&module, jobs, old, CHECK_YES, blob, &problem), MUSTER_OK, "%s", problem.text);
	return blob;
}

static void assert_same_bytes(int one, int other)
{
	struct stat first, second;
	char *bytes, *others;

	cr_assert_eq(fstat(one, &first), 0);
	cr_assert_eq(fstat(other, &second), 0);
	cr_assert_eq(first.st_size, second.st_size);
	bytes = malloc((size_t)first.st_size);
	others = malloc((size_t)first.st_size);
	cr_assert_eq(pread(one, bytes, (size_t)first.st_size, 0), first.st_size);
	cr_assert_eq(pread(other, others, (size_t)first.st_size, 0), first.st_size);
	cr_assert_arr_eq(bytes, others, (size_t)first.st_size);
	free(bytes);
	free(others);
}

/* ---- what must be the same --------------------------------------------------------------------------------------- */

Test(share, the_blob_is_that_of_one_process)
{
	const int alone = run(1, -1);

	cr_assert_eq(counts->here, FILES + 5);
	cr_assert_eq(counts->elsewhere, 0);
	for (unsigned jobs = 2; jobs <= 8; jobs *= 2) {
		const int shared = run(jobs, -1);
		cr_assert_eq(counts->here, 0);
		cr_assert_eq(counts->elsewhere, FILES + 5);
		assert_same_bytes(alone, shared);
		close(shared);
	}
}

Test(share, a_module_that_does_not_promise_is_not_shared)
{
	struct muster_module other = module;
	struct problem problem = {0};
	const int blob = memfd_create("blob", MFD_CLOEXEC);

	other.flags = 0;
	cr_assert_eq(run_jobs(&other, 4, -1, CHECK_YES, blob, &problem), MUSTER_OK);
	cr_assert_eq(counts->elsewhere, 0);
}

Test(share, a_rescan_shares_what_changed_once_it_takes_long)
{
	const int old = run(1, -1);
	int alone, shared;

	put("b.txt", "no more");
	put("x2.txt", "changed");
	put("sub/x3.txt", "wrong again");
	put("sub/y.txt", "new");
	let_time_pass();
	alone = run(1, old);
	cr_assert_eq(counts->here, 4);
	plan.slow = 20000;
	shared = run(3, old);
	cr_assert_eq(counts->here, 1);
	cr_assert_eq(counts->elsewhere, 3);
	assert_same_bytes(alone, shared);
}

Test(share, a_reader_that_ends_the_discovery_ends_it_in_the_same_words)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	struct problem alone = {0}, shared = {0};

	plan.fatal = "x4.txt";
	cr_assert_eq(run_jobs(&module, 1, -1, CHECK_YES, blob, &alone), MUSTER_REFUSED);
	cr_assert_eq(run_jobs(&module, 4, -1, CHECK_YES, blob, &shared), MUSTER_REFUSED);
	cr_assert_str_eq(alone.text, shared.text);
	cr_assert_gt(counts->elsewhere, 0);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1); /* no sibling is left */
}

/* ---- siblings that fail ------------------------------------------------------------------------------------------ */

static void abort_at_m(struct muster_scan *scan, const char *name)
{
	(void)scan;
	if (strcmp(name, "m.txt") == 0)
		abort();
}

static void exit_at_m(struct muster_scan *scan, const char *name)
{
	(void)scan;
	if (strcmp(name, "m.txt") == 0)
		_exit(0);
}

static void kill_all_at_once(struct muster_scan *scan, const char *name)
{
	(void)scan;
	(void)name;
	raise(SIGKILL);
}

static void hang_at_m(struct muster_scan *scan, const char *name)
{
	(void)scan;
	while (strcmp(name, "m.txt") == 0)
		pause();
}

static void write_over_the_pipe(struct muster_scan *scan, const char *name)
{
	static const char garbage[4000] = "\x05 is not the number of any file, nor are these its bytes";

	if (strcmp(name, "m.txt") == 0)
		cr_assert_gt(write(scan->share.results, garbage, sizeof(garbage)), 0);
}

static void leave_the_pipe_to_another(struct muster_scan *scan, const char *name)
{
	pid_t pid;

	(void)scan;
	if (strcmp(name, "m.txt") != 0)
		return;
	pid = fork();
	while (pid == 0)
		pause();
	atomic_store(&counts->left, pid);
	_exit(1);
}

/* The others may have listed the folder already: they number its files otherwise. */
static void add_a_file(struct muster_scan *scan, const char *name)
{
	(void)scan;
	if (strcmp(name, "a.txt") == 0)
		put("sub/new.txt", "new");
}

static void survive(void (*meddle)(struct muster_scan *scan, const char *name))
{
	const int alone = run(1, -1);
	int shared;

	plan.meddle = meddle;
	shared = run(4, -1);
	cr_assert_gt(counts->elsewhere, 0);
	cr_assert_gt(counts->here, 0);
	assert_same_bytes(alone, shared);
}

#ifndef SANITIZED

/* From m.txt on: allocation @refused of this sibling, or that and all later ones. */
static void refuse_at_m(struct muster_scan *scan, const char *name)
{
	(void)scan;
	if (strcmp(name, "m.txt") != 0)
		return;
	number = 0;
	refusing = true;
}

/* True if the sibling had enough. */
static bool has_memory(int alone)
{
	const int shared = memfd_create("blob", MFD_CLOEXEC);
	struct problem problem = {0};
	const enum muster_status status = run_jobs(&module, 4, -1, CHECK_YES, shared, &problem);
	const bool all = status == MUSTER_OK && atomic_exchange(&counts->here, 0) == 0;

	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu: %s", status, refused, problem.text);
	if (status == MUSTER_OK)
		assert_same_bytes(alone, shared);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
	close(shared);
	return all;
}

Test(share, a_sibling_without_memory)
{
	enum { MOST = 40 }; /* allocations from m.txt on */
	const int alone = run(1, -1);
	unsigned without = 0;

	atomic_store(&counts->here, 0);
	plan.meddle = refuse_at_m;
	for (int mode = 0; mode < 2; mode++) {
		onwards = mode == 1;
		for (refused = 1; refused <= MOST; refused++)
			without += !has_memory(alone);
	}
	cr_assert_gt(without, 2);
	cr_assert_lt(without, 2 * MOST);
}

#endif

Test(share, a_sibling_that_crashes)
{
	survive(abort_at_m);
}

Test(share, a_sibling_that_exits)
{
	survive(exit_at_m);
}

Test(share, siblings_that_are_killed_at_once)
{
	survive(kill_all_at_once);
}

Test(share, a_sibling_that_hangs)
{
	survive(hang_at_m);
	cr_assert_eq(counts->here, 1);
	cr_assert_eq(counts->elsewhere, FILES + 5);
}

Test(share, a_sibling_that_writes_over_its_pipe)
{
	survive(write_over_the_pipe);
}

Test(share, a_sibling_that_is_gone_while_its_pipe_is_open)
{
	survive(leave_the_pipe_to_another);
	cr_assert_eq(kill(atomic_load(&counts->left), SIGKILL), 0);
}

Test(share, a_file_that_comes_in_the_middle_is_found_as_by_one_process)
{
	char *found, *expected;
	int shared, alone;

	plan.meddle = add_a_file;
	shared = run(4, -1);
	plan.meddle = NULL;
	let_time_pass();
	alone = run(1, shared); /* settles the stamps of what is new */
	cr_assert_eq(changed(shared, CHECK_YES), 0);
	found = entries(shared);
	expected = entries(alone);
	cr_assert_str_eq(found, expected);
	cr_assert_not_null(strstr(found, "new=new"));
	free(found);
	free(expected);
}

/* ---- ends -------------------------------------------------------------------------------------------------------- */

static int end_of_discovery(unsigned jobs)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	const pid_t pid = fork();
	struct problem problem;
	int status;

	if (pid == 0)
		_exit(run_jobs(&module, jobs, -1, CHECK_YES, blob, &problem) == MUSTER_OK ? 0 : 1);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void exit_with_42(void)
{
	_exit(42);
}

Test(share, what_one_process_dies_of_the_discoverer_dies_of)
{
	plan.deadly = abort;
	cr_assert_eq(end_of_discovery(1), end_of_discovery(4));
	cr_assert_eq(WTERMSIG(end_of_discovery(4)), SIGABRT);
	plan.deadly = exit_with_42;
	cr_assert_eq(WEXITSTATUS(end_of_discovery(4)), 42);
	cr_assert_gt(counts->elsewhere, 0);
}

static void hang(struct muster_scan *scan, const char *name)
{
	(void)scan;
	(void)name;
	for (;;)
		pause();
}

Test(share, siblings_end_with_the_discoverer)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	struct problem problem;
	int status;
	pid_t pid;

	plan.meddle = hang;
	cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	pid = fork();
	if (pid == 0)
		_exit(run_jobs(&module, 3, -1, CHECK_YES, blob, &problem) == MUSTER_OK ? 0 : 1);
	while (atomic_load(&counts->elsewhere) < 3)
		usleep(1000);
	cr_assert_eq(kill(pid, SIGKILL), 0);
	for (unsigned i = 0; i < 4; i++) {
		cr_assert_gt(wait(&status), 0);
		cr_assert_eq(WTERMSIG(status), SIGKILL);
	}
	cr_assert_eq(wait(NULL), -1);
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static const struct job nothing = {.module = "words", .path = "/module.so"};
static const struct scan_file file = {.folder = SOURCE_NONE, .path = "/f.txt", .name = "/f.txt"};
static const struct source record = {.kind = SOURCE_FILE, .parent = SOURCE_NONE, .group = SOURCE_NONE};

/* As a reader leaves it: one of each. */
static void make_record(struct buffer *out)
{
	const unsigned char packed[] = {0xa2, 'a', 0};
	const struct source beside = {.kind = SOURCE_TYPE, .parent = SOURCE_NONE};
	struct muster_scan scan;

	cr_assert_eq(scan_init(&scan, &module, &nothing, NULL), MUSTER_OK);
	sources_add(&scan.sources, &record, file.name);
	sources_add(&scan.sources, &beside, "/beside");
	results_add_entry(&scan.results, &(struct result_entry){.key = "key", .fields = packed, .size = sizeof(packed)});
	results_add_fact(&scan.results, &(struct result_fact){.key = "fact", .value = packed, .size = sizeof(packed)});
	scan_finding(&scan, 0, 7, "wrong");
	share_pack(&scan, &file, 0, out);
	cr_assert_not(out->failed);
	scan_free(&scan);
}

/* Takes it in; whether it did. Nothing is added halfway. */
static bool unpack(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1); /* to the byte, for the sanitizer */
	struct muster_scan scan;
	enum muster_status status;
	bool taken;

	memcpy(copy, bytes, size);
	cr_assert_eq(scan_init(&scan, &module, &nothing, NULL), MUSTER_OK);
	taken = share_unpack(&scan, &file, &record, copy, size, &status);
	if (!taken)
		cr_assert_eq(
			scan.sources.count + scan.results.entry_count + scan.results.fact_count + scan.results.finding_count, 0);
	scan_free(&scan);
	free(copy);
	return taken;
}

Test(share, a_record_there_and_back)
{
	struct buffer bytes = {0};
	struct muster_scan scan;
	enum muster_status status;

	make_record(&bytes);
	cr_assert_eq(scan_init(&scan, &module, &nothing, NULL), MUSTER_OK);
	sources_add(&scan.sources, &record, "/before");
	cr_assert(share_unpack(&scan, &file, &record, bytes.data, bytes.size, &status));
	cr_assert_eq(status, MUSTER_OK);
	cr_assert_eq(scan.sources.count, 3);
	cr_assert_eq(scan.sources.items[2].group, 1);
	cr_assert_str_eq(sources_name(&scan.sources, &scan.sources.items[2]), "/beside");
	cr_assert_eq(scan.results.entries[0].group, 1);
	cr_assert_str_eq(scan.results.entries[0].key, "key");
	cr_assert_eq(scan.results.facts[0].size, 3);
	cr_assert_eq(scan.results.findings[0].line, 7);
	cr_assert_str_eq(scan.results.findings[0].text, "wrong");
	scan_free(&scan);
	buffer_free(&bytes);
}

Test(share, a_record_cut_or_of_another_file_is_refused)
{
	struct buffer bytes = {0};
	unsigned char *path;

	make_record(&bytes);
	cr_assert(unpack(bytes.data, bytes.size));
	for (size_t size = 0; size < bytes.size; size++)
		cr_assert_not(unpack(bytes.data, size));
	path = memmem(bytes.data, bytes.size, "/f.txt", 6);
	cr_assert_not_null(path);
	path[1] = 'g';
	cr_assert_not(unpack(bytes.data, bytes.size));
	buffer_free(&bytes);
}

Test(share, a_record_with_any_bit_flipped_does_no_harm)
{
	struct buffer bytes = {0};
	unsigned not_taken = 0;

	make_record(&bytes);
	for (size_t bit = 0; bit < bytes.size * 8; bit++) {
		bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
		not_taken += !unpack(bytes.data, bytes.size);
		bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	cr_assert_gt(not_taken, 0);
	buffer_free(&bytes);
}
