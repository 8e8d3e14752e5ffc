/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/store.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#define KEY     "0123456789abcdef"
#define ANOTHER "fedcba9876543210"
#define NOBODY  65534

static char base[64];
static struct store store;
static struct problem problem;

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *place)
{
	(void)about;
	(void)type;
	(void)place;
	return remove(path);
}

static char *below(const char *path)
{
	static char whole[4][512];
	static size_t turn;
	char *chosen = whole[turn++ % 4];

	snprintf(chosen, sizeof(whole[0]), "%s/%s", base, path);
	return chosen;
}

/* Every test has two folders of its own: base/user and base/system, neither made. */
static void begin(void)
{
	snprintf(base, sizeof(base), "/tmp/muster-store-XXXXXX");
	cr_assert_not_null(mkdtemp(base));
	cr_assert_eq(chmod(base, 0755), 0);
	cr_assert_eq(store_open(&store, NULL, below("system"), false), MUSTER_OK);
	if (geteuid() != 0) {
		store_close(&store);
		cr_assert_eq(store_open(&store, below("system"), below("other"), false), MUSTER_OK);
	}
}

static void finish(void)
{
	store_close(&store);
	nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(store, .init = begin, .fini = finish);

static char *publish(const char *version, const char *key, const char *text)
{
	char *path;

	cr_assert_eq(store_publish(&store, "colormaps", version, key, text, strlen(text), &path, &problem), MUSTER_OK, "%s",
				 problem.text);
	return path;
}

static enum muster_status find(const char *key, char text[64])
{
	cleanup_close int descriptor = -1;
	cleanup_free char *path = NULL;
	const enum muster_status status = store_find(&store, 0, "colormaps", key, &descriptor, &path, &problem);

	memset(text, 0, 64);
	if (status == MUSTER_OK)
		cr_assert_geq(read(descriptor, text, 63), 0);
	cr_assert_eq(status == MUSTER_OK, path != NULL);
	return status;
}

static size_t files_found;
static char files[4096];

static enum muster_status note(void *data, const char *module, const char *path)
{
	(void)data;
	cr_assert_str_eq(module, "colormaps");
	files_found++;
	strcat(strcat(files, path), "\n");
	return MUSTER_OK;
}

static size_t count_files(const char *module)
{
	files_found = 0;
	files[0] = '\0';
	cr_assert_eq(store_each(&store, module, note, NULL, &problem), MUSTER_OK, "%s", problem.text);
	return files_found;
}

/* How many names the module's folder has; temporary ones and locks too. */
static int count_names(void)
{
	char command[600];
	int count = -1;

	snprintf(command, sizeof(command), "ls -A '%s' | wc -l", below("system/colormaps"));
	FILE *names = popen(command, "re");
	cr_assert_not_null(names);
	cr_assert_eq(fscanf(names, "%d", &count), 1);
	pclose(names);
	return count;
}

Test(store, opening_makes_nothing)
{
	cr_assert_neq(access(below("system"), F_OK), 0);
	cr_assert_eq(store.notice.status, MUSTER_OK);
}

Test(store, publish_and_find)
{
	cleanup_free char *path = publish("1.0", KEY, "one");
	char text[64];
	struct stat about;

	cr_assert_str_eq(path, below("system/colormaps/1.0-" KEY ".muster"));
	cr_assert_eq(find(KEY, text), MUSTER_OK, "%s", problem.text);
	cr_assert_str_eq(text, "one");
	cr_assert_eq(find(ANOTHER, text), MUSTER_NOT_FOUND);
	cr_assert_eq(stat(path, &about), 0);
	cr_assert_eq(about.st_nlink, 1);
	cr_assert_eq(count_names(), 1);
}

Test(store, publish_over)
{
	char text[64];

	free(publish("1.0", KEY, "one"));
	free(publish("1.0", KEY, "two"));
	cr_assert_eq(find(KEY, text), MUSTER_OK);
	cr_assert_str_eq(text, "two");
	cr_assert_eq(count_names(), 1);
}

Test(store, modes_do_not_depend_on_umask)
{
	struct stat about;
	const bool root = geteuid() == 0;

	umask(077);
	cleanup_free char *path = publish("1.0", KEY, "one");
	cr_assert_eq(stat(path, &about), 0);
	cr_assert_eq(about.st_mode & 07777, root ? 0644 : 0600);
	cr_assert_eq(stat(below("system/colormaps"), &about), 0);
	cr_assert_eq(about.st_mode & 07777, root ? 0755 : 0700);
	cr_assert_eq(stat(below("system"), &about), 0);
	cr_assert_eq(about.st_mode & 07777, root ? 0755 : 0700);
	cr_assert_eq(umask(022), 077);
}

Test(store, tag)
{
	char text[64] = "";

	free(publish("1.0", KEY, "one"));
	cleanup_close int tag = open(below("system/CACHEDIR.TAG"), O_RDONLY);
	cr_assert_geq(tag, 0);
	cr_assert_eq(read(tag, text, 43), 43);
	cr_assert_str_eq(text, "Signature: 8a477f597d28d172789f06886806bc55");
}

Test(store, other_versions_go_with_the_next)
{
	char text[64];

	free(publish("1.0", KEY, "one"));
	free(publish("1.0", ANOTHER, "another"));
	free(publish("1.1-rc1", KEY, "two"));
	cr_assert_eq(count_files("colormaps"), 2);
	cr_assert_eq(find(KEY, text), MUSTER_OK);
	cr_assert_str_eq(text, "two");
	cr_assert_eq(find(ANOTHER, text), MUSTER_OK);
	cr_assert_str_eq(text, "another");
}

Test(store, newest_of_versions)
{
	cleanup_free char *path = publish("1.0", KEY, "one");
	const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	char text[64];

	cr_assert_eq(link(path, below("system/colormaps/2.0-" KEY ".muster")), 0);
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(utimensat(AT_FDCWD, below("system/colormaps/2.0-" KEY ".muster"), old, 0), 0);
	cleanup_close int other = open(path, O_WRONLY | O_CREAT, 0644);
	cr_assert_eq(write(other, "newer", 5), 5);
	cr_assert_eq(find(KEY, text), MUSTER_OK);
	cr_assert_str_eq(text, "newer");
}

/* Within one second the fraction decides, in whichever order the folder lists them. */
Test(store, newest_of_versions_within_a_second)
{
	cleanup_free char *path = publish("1.0", KEY, "one");
	const struct timespec earlier[2] = {{1000, 1}, {1000, 1}}, later[2] = {{1000, 2}, {1000, 2}};
	char text[64];

	cleanup_close int other = open(below("system/colormaps/2.0-" KEY ".muster"), O_WRONLY | O_CREAT, 0644);
	cr_assert_eq(write(other, "two", 3), 3);
	for (int turn = 0; turn < 2; turn++) {
		cr_assert_eq(utimensat(AT_FDCWD, path, turn ? later : earlier, 0), 0);
		cr_assert_eq(futimens(other, turn ? earlier : later), 0);
		cr_assert_eq(find(KEY, text), MUSTER_OK);
		cr_expect_str_eq(text, turn ? "one" : "two");
	}
}

Test(store, a_longer_key_that_ends_alike_is_another)
{
	char text[64];

	free(publish("1.0", "f" KEY, "longer"));
	cr_assert_eq(find(KEY, text), MUSTER_NOT_FOUND);
	free(publish("1.1", KEY, "one"));
	cr_assert_eq(find("f" KEY, text), MUSTER_OK);
	cr_assert_str_eq(text, "longer");
}

Test(store, failures)
{
	cleanup_close int descriptor = -1;
	cleanup_free char *path = NULL, *other = NULL;

	cr_assert_eq(store_find_failure(&store, "colormaps", KEY, &descriptor, &path, &problem), MUSTER_NOT_FOUND);
	free(publish("1.0", KEY, "one"));
	cr_assert_eq(store_publish_failure(&store, "colormaps", KEY, "why", 3, &problem), MUSTER_OK);
	cr_assert_eq(count_files(NULL), 2);
	cr_assert_eq(store_find_failure(&store, "colormaps", KEY, &descriptor, &path, &problem), MUSTER_OK);
	cr_assert_str_eq(path, below("system/colormaps/" KEY ".failure"));
	free(publish("1.0", KEY, "two"));
	cleanup_close_at(&descriptor);
	cr_assert_eq(store_find_failure(&store, "colormaps", KEY, &descriptor, &other, &problem), MUSTER_NOT_FOUND);
}

Test(store, names_that_would_leave_the_store)
{
	const char *const modules[] = {"", "..", ".", "a/b", "/etc", "A", "1a", "a\n", "-a"};
	const char *const versions[] = {"", ".1", "1/2", "..", "1 2", "1\n"};
	const char *const keys[] = {"", "g", "AB", "../x", "0123/"};
	char *path;

	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		cr_assert_eq(store_publish(&store, modules[i], "1", KEY, "", 0, &path, &problem), MUSTER_BAD_ARGUMENT, "%s",
					 modules[i]);
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++)
		cr_assert_eq(store_publish(&store, "m", versions[i], KEY, "", 0, &path, &problem), MUSTER_BAD_ARGUMENT, "%s",
					 versions[i]);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		cr_assert_eq(store_publish(&store, "m", "1", keys[i], "", 0, &path, &problem), MUSTER_BAD_ARGUMENT, "%s",
					 keys[i]);
	cr_assert_neq(access(below("system"), F_OK), 0);
}

Test(store, symbolic_links_are_not_followed)
{
	char text[64];

	free(publish("1.0", KEY, "one"));
	cr_assert_eq(rename(below("system/colormaps/1.0-" KEY ".muster"), below("elsewhere")), 0);
	cr_assert_eq(symlink(below("elsewhere"), below("system/colormaps/1.0-" KEY ".muster")), 0);
	cr_assert_eq(find(KEY, text), MUSTER_REFUSED);
	free(publish("1.0", KEY, "two")); /* replaces the link, not what it leads to */
	cr_assert_eq(find(KEY, text), MUSTER_OK);
	cr_assert_str_eq(text, "two");
	cleanup_close int elsewhere = open(below("elsewhere"), O_RDONLY);
	cr_assert_eq(read(elsewhere, text, 64), 3);
	cr_assert_eq(memcmp(text, "one", 3), 0);
}

Test(store, linked_module_folder_is_refused)
{
	char *path, text[64];

	free(publish("1.0", KEY, "one"));
	cr_assert_eq(rename(below("system/colormaps"), below("elsewhere")), 0);
	cr_assert_eq(symlink(below("elsewhere"), below("system/colormaps")), 0);
	cr_assert_eq(find(KEY, text), MUSTER_REFUSED);
	cr_assert_eq(store_publish(&store, "colormaps", "1.0", KEY, "two", 3, &path, &problem), MUSTER_REFUSED);
}

Test(store, fifo_is_refused_and_not_waited_for)
{
	char text[64];

	free(publish("1.0", KEY, "one"));
	cr_assert_eq(unlink(below("system/colormaps/1.0-" KEY ".muster")), 0);
	cr_assert_eq(mkfifo(below("system/colormaps/1.0-" KEY ".muster"), 0600), 0);
	cr_assert_eq(find(KEY, text), MUSTER_REFUSED);
}

Test(store, written_by_others)
{
	cleanup_free char *path = publish("1.0", KEY, "one");
	char text[64];

	cr_assert_eq(chmod(path, 0666), 0);
	cr_assert_eq(find(KEY, text), MUSTER_REFUSED);
	cr_assert_eq(chmod(path, 0644), 0);
	cr_assert_eq(find(KEY, text), MUSTER_OK);
	cr_assert_eq(chmod(below("system/colormaps"), 0777), 0);
	cr_assert_eq(find(KEY, text), MUSTER_REFUSED);
}

Test(store, foreign_owner)
{
	cleanup_free char *path = publish("1.0", KEY, "one");
	char text[64];

	if (chown(path, NOBODY, NOBODY))
		cr_skip("needs root");
	cr_assert_eq(find(KEY, text), MUSTER_REFUSED);
}

static void become_nobody(void)
{
	if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
		cr_skip("needs root");
}

/* Reads root's store, and has none of its own to write to. */
Test(store, unwritable)
{
	cleanup_close int descriptor = -1;
	struct store mine;
	char *none;
	bool waited;

	free(publish("1.0", KEY, "one"));
	become_nobody();
	setenv("HOME", "/nonexistent", 1);
	unsetenv("XDG_CACHE_HOME");
	cr_assert_eq(store_open(&mine, NULL, below("system"), false), MUSTER_OK);
	cr_assert_eq(mine.count, 1);
	cr_assert_not(mine.writable[0]);
	cr_assert_neq(mine.notice.status, MUSTER_OK);
	cr_assert_eq(store_find(&mine, 0, "colormaps", KEY, &descriptor, &none, &problem), MUSTER_OK);
	free(none);
	cr_assert_eq(store_publish(&mine, "colormaps", "1.0", KEY, "two", 3, &none, &problem), MUSTER_UNSUPPORTED);
	cr_assert_null(none);
	cleanup_close_at(&descriptor);
	cr_assert_eq(store_lock(&mine, "colormaps", KEY, 0, NULL, NULL, &descriptor, &waited, &problem),
				 MUSTER_UNSUPPORTED);
	cr_assert_eq(descriptor, -1);
	store_close(&mine);
}

Test(store, home_that_cannot_be_written)
{
	struct store mine;

	become_nobody();
	setenv("HOME", base, 1);
	unsetenv("XDG_CACHE_HOME");
	cr_assert_eq(store_open(&mine, NULL, below("system"), false), MUSTER_OK);
	cr_assert_eq(mine.count, 1);
	cr_assert_neq(mine.notice.status, MUSTER_OK);
	cr_assert_neq(strlen(mine.notice.text), 0);
	store_close(&mine);
}

Test(store, home)
{
	struct store mine;
	cleanup_free char *path = NULL;

	cr_assert_eq(mkdir(below("home"), 0700), 0);
	if (chown(below("home"), NOBODY, NOBODY))
		cr_skip("needs root");
	become_nobody();
	setenv("HOME", below("home"), 1);
	setenv("XDG_CACHE_HOME", "relative/is/ignored", 1);
	cr_assert_eq(store_open(&mine, NULL, below("system"), false), MUSTER_OK);
	cr_assert_eq(mine.count, 2);
	cr_assert(mine.writable[0] && !mine.writable[1]);
	cr_assert_eq(store_publish(&mine, "colormaps", "1.0", KEY, "two", 3, &path, &problem), MUSTER_OK, "%s",
				 problem.text);
	cr_assert_str_eq(path, below("home/.cache/muster/colormaps/1.0-" KEY ".muster"));
	store_close(&mine);
	cr_assert_eq(store_open(&mine, NULL, below("system"), true), MUSTER_OK); /* privileged */
	cr_assert_eq(mine.count, 1);
	cr_assert_neq(mine.notice.status, MUSTER_OK);
	store_close(&mine);
}

Test(store, folder_that_others_may_write_to)
{
	struct store mine;

	cr_assert_eq(mkdir(below("open"), 0755), 0);
	cr_assert_eq(chmod(below("open"), 0777), 0);
	cr_assert_eq(store_open(&mine, below("open/muster"), below("open/system"), false), MUSTER_OK);
	cr_assert_eq(mine.count, 0);
	cr_assert_eq(mine.notice.status, MUSTER_REFUSED);
	store_close(&mine);
}

/* Only the files of the store go. */
Test(store, clear)
{
	size_t removed;
	char text[64];

	free(publish("1.0", KEY, "one"));
	free(publish("1.0", ANOTHER, "two"));
	cr_assert_eq(store_publish_failure(&store, "colormaps", KEY, "why", 3, &problem), MUSTER_OK);
	close(open(below("system/colormaps/.tmp-0000000000000000"), O_CREAT | O_WRONLY, 0600));
	close(open(below("system/colormaps/" KEY ".lock"), O_CREAT | O_WRONLY, 0600));
	close(open(below("system/colormaps/notes.txt"), O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(store_clear(&store, "plugins", &removed, &problem), MUSTER_OK);
	cr_assert_eq(removed, 0);
	cr_assert_eq(store_clear(&store, NULL, &removed, &problem), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(removed, 3);
	cr_assert_eq(find(KEY, text), MUSTER_NOT_FOUND);
	cr_assert_eq(count_names(), 1);
	cr_assert_eq(access(below("system/colormaps/notes.txt"), F_OK), 0);
}

Test(store, clear_of_nothing)
{
	size_t removed = 1;

	cr_assert_eq(store_clear(&store, NULL, &removed, &problem), MUSTER_OK);
	cr_assert_eq(removed, 0);
	cr_assert_eq(count_files(NULL), 0);
}

static enum muster_status lock(int64_t wait, bool (*cancelled)(const void *), int *descriptor, bool *waited)
{
	return store_lock(&store, "colormaps", KEY, wait, cancelled, NULL, descriptor, waited, &problem);
}

static bool yes(const void *data)
{
	return data == NULL;
}

Test(store, lock_alone)
{
	cleanup_close int first = -1, second = -1;
	bool waited = true;

	cr_assert_eq(lock(0, NULL, &first, &waited), MUSTER_OK, "%s", problem.text);
	cr_assert_not(waited);
	cr_assert_eq(lock(30, NULL, &second, &waited), MUSTER_TIMED_OUT);
	cr_assert(waited);
	cr_assert_eq(second, -1);
	cr_assert_eq(lock(60000, yes, &second, &waited), MUSTER_CANCELLED);
	cleanup_close_at(&first);
	first = -1;
	cr_assert_eq(lock(0, NULL, &second, &waited), MUSTER_OK);
	cr_assert_not(waited);
}

/* Runs while another waits for the lock: its file is removed, and only then the lock is given back. */
static bool remove_and_unlock(const void *held)
{
	int *descriptor = *(int *const *)held;

	unlink(below("system/colormaps/" KEY ".lock"));
	store_unlock(descriptor);
	return false;
}

/* Who waited holds a lock on the file that all others open, not on one that is gone. */
Test(store, lock_of_a_file_that_was_removed_meanwhile)
{
	cleanup_close int first = -1, second = -1, third = -1;
	int *const held = &first;
	bool waited;

	cr_assert_eq(lock(0, NULL, &first, &waited), MUSTER_OK);
	cr_assert_eq(store_lock(&store, "colormaps", KEY, 60000, remove_and_unlock, &held, &second, &waited, &problem),
				 MUSTER_OK);
	cr_assert(waited);
	cr_assert_eq(lock(0, NULL, &third, &waited), MUSTER_TIMED_OUT);
}

/* A child that holds the lock, and is then stopped; its number. */
static pid_t hold_in_child(void)
{
	int ends[2], descriptor;
	bool waited;
	char byte = 0;

	cr_assert_eq(pipe(ends), 0);
	const pid_t child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* where the test fails before it gets to that */
		byte = lock(0, NULL, &descriptor, &waited) == MUSTER_OK;
		if (write(ends[1], &byte, 1) == 1)
			raise(SIGSTOP);
		_exit(0);
	}
	cr_assert_eq(read(ends[0], &byte, 1), 1);
	cr_assert_eq(byte, 1);
	close(ends[0]);
	close(ends[1]);
	return child;
}

Test(store, lock_of_a_stopped_or_killed_holder)
{
	cleanup_close int descriptor = -1;
	const pid_t child = hold_in_child();
	bool waited;

	cr_assert_eq(lock(50, NULL, &descriptor, &waited), MUSTER_TIMED_OUT);
	kill(child, SIGKILL);
	cr_assert_eq(lock(60000, NULL, &descriptor, &waited), MUSTER_OK);
	waitpid(child, NULL, 0);
}

Test(store, clear_leaves_a_lock_that_is_held)
{
	cleanup_close int descriptor = -1, second = -1;
	size_t removed;
	bool waited;

	cr_assert_eq(lock(0, NULL, &descriptor, &waited), MUSTER_OK);
	cr_assert_eq(store_clear(&store, NULL, &removed, &problem), MUSTER_OK);
	cr_assert_eq(lock(0, NULL, &second, &waited), MUSTER_TIMED_OUT);
}

Test(store, clear_leaves_a_journal_while_somebody_adds)
{
	const char *journal = below("system/colormaps/" KEY ".journal");
	cleanup_close int descriptor = -1;
	char text[64];
	size_t removed;
	bool waited;

	free(publish("1.0", KEY, "one"));
	close(open(journal, O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(lock(0, NULL, &descriptor, &waited), MUSTER_OK);
	cr_assert_eq(store_clear(&store, NULL, &removed, &problem), MUSTER_OK);
	cr_assert_eq(find(KEY, text), MUSTER_NOT_FOUND);
	cr_assert_eq(access(journal, F_OK), 0);
	store_unlock(&descriptor);
	cr_assert_eq(store_clear(&store, NULL, &removed, &problem), MUSTER_OK);
	cr_assert_eq(count_names(), 0);
}

/* Counts in a file under the lock, while the parent clears as fast as it can. */
static void count_under_lock(int rounds)
{
	for (int i = 0; i < rounds; i++) {
		int descriptor, number = 0;
		bool waited;
		if (lock(60000, NULL, &descriptor, &waited) != MUSTER_OK)
			_exit(1);
		const int file = open(below("count"), O_RDWR | O_CREAT, 0600);
		if (pread(file, &number, sizeof(number), 0) < 0)
			_exit(1);
		number++;
		if (pwrite(file, &number, sizeof(number), 0) != sizeof(number))
			_exit(1);
		close(file);
		close(descriptor);
	}
	_exit(0);
}

Test(store, lock_excludes_while_files_are_cleared)
{
	enum { PROCESSES = 8, ROUNDS = 50 };
	int left = PROCESSES, status, number = 0;
	size_t removed;

	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			count_under_lock(ROUNDS);
	while (left) {
		cr_assert_eq(store_clear(&store, NULL, &removed, &problem), MUSTER_OK);
		if (waitpid(-1, &status, WNOHANG) > 0) {
			cr_assert_eq(status, 0);
			left--;
		}
	}
	cleanup_close int file = open(below("count"), O_RDONLY);
	cr_assert_eq(read(file, &number, sizeof(number)), sizeof(number));
	cr_assert_eq(number, PROCESSES * ROUNDS);
}

/* Readers see one or the other, whole. */
Test(store, publish_is_atomic)
{
	enum { SIZE = 300000, ROUNDS = 60 };
	char *bytes = malloc(SIZE), *seen = malloc(SIZE + 1), *path;

	memset(bytes, 'a', SIZE);
	cr_assert_eq(store_publish(&store, "colormaps", "1", KEY, bytes, SIZE, &path, &problem), MUSTER_OK);
	const pid_t child = fork();
	if (child == 0) {
		for (int i = 0; i < ROUNDS; i++) {
			memset(bytes, i % 2 ? 'a' : 'b', SIZE);
			if (store_publish(&store, "colormaps", "1", KEY, bytes, SIZE, &path, &problem))
				_exit(1);
		}
		_exit(0);
	}
	int status = 0;
	while (waitpid(child, &status, WNOHANG) == 0) {
		cleanup_close int descriptor = open(path, O_RDONLY);
		cr_assert_geq(descriptor, 0);
		cr_assert_eq(read(descriptor, seen, SIZE + 1), SIZE);
		cr_assert_eq(memcmp(seen, seen + 1, SIZE - 1), 0);
	}
	cr_assert_eq(status, 0);
	cr_assert_eq(count_names(), 1);
	free(bytes);
	free(seen);
	free(path);
}

/* A full disk: what was there stays, and nothing else. */
Test(store, no_space)
{
	char text[64], *path = NULL;
	char *bytes = calloc(1, 1 << 20);

	free(publish("1.0", KEY, "one"));
	signal(SIGXFSZ, SIG_IGN);
	const pid_t child = fork();
	if (child == 0) {
		const struct rlimit limit = {4096, 4096};
		setrlimit(RLIMIT_FSIZE, &limit);
		const enum muster_status status =
			store_publish(&store, "colormaps", "1.0", KEY, bytes, 1 << 20, &path, &problem);
		_exit(status == MUSTER_IO_ERROR && !path ? 0 : 1);
	}
	int status;
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0);
	cr_assert_eq(find(KEY, text), MUSTER_OK);
	cr_assert_str_eq(text, "one");
	cr_assert_eq(count_names(), 1);
	free(bytes);
}

/* Root writes to the system's store, and to one that was named only where no system's was. */
Test(store, which_one_root_writes_to)
{
	struct store mine;

	if (geteuid() != 0)
		cr_skip("needs root");
	cr_assert_eq(store_open(&mine, below("user"), NULL, false), MUSTER_OK);
	cr_assert_geq(mine.count, 1);
	cr_expect_str_eq(mine.folders[0], below("user"));
	cr_expect(mine.writable[0] && !mine.writable[1]);
	store_close(&mine);
	cr_assert_eq(mkdir(below("user"), 0700), 0);
	cr_assert_eq(store_open(&mine, below("user"), below("system"), false), MUSTER_OK);
	cr_assert_eq(mine.count, 2);
	cr_expect(!mine.writable[0] && mine.writable[1]);
	store_close(&mine);
}
