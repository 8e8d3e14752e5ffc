/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/trust.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/memory.h"

#define NOBODY  65534
#define ANOTHER 65533

static char base[64];
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

static void make_file(const char *path, mode_t mode)
{
	cleanup_close int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	cr_assert_geq(file, 0, "%s", path);
	cr_assert_eq(fchmod(file, mode), 0);
}

/* base/outer/inner/file, all of it ours alone. */
static void begin(void)
{
	snprintf(base, sizeof(base), "/tmp/muster-trust-XXXXXX");
	cr_assert_not_null(mkdtemp(base));
	cr_assert_eq(chmod(base, 0755), 0);
	cr_assert_eq(mkdir(below("outer"), 0755), 0);
	cr_assert_eq(mkdir(below("outer/inner"), 0755), 0);
	make_file(below("outer/inner/file"), 0644);
}

static void end(void)
{
	if (geteuid() != 0)
		(void)!seteuid(0);
	nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static enum muster_status open_it(const char *path)
{
	struct stat about;
	int descriptor = 77;
	const enum muster_status result = trust_open(path, &descriptor, &about, &problem);

	if (result == MUSTER_OK) {
		cr_assert_eq(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
		cr_assert(S_ISREG(about.st_mode));
		close(descriptor);
	} else {
		cr_assert_eq(descriptor, -1, "a descriptor with a refusal");
		cr_assert_eq(problem.status, result);
	}
	return result;
}

/* @component is named, with the rule and the mend. */
static void refused(const char *path, const char *component, const char *mend)
{
	cr_assert_eq(open_it(path), MUSTER_REFUSED, "%s was opened", path);
	cr_assert_eq(strncmp(problem.text, component, strlen(component)), 0, "%s is not named: %s", component,
				 problem.text);
	cr_assert_eq(problem.text[strlen(component)], ':', "%s", problem.text);
	cr_assert_not_null(strstr(problem.text, mend), "%s", problem.text);
}

TestSuite(trust, .init = begin, .fini = end);

Test(trust, modes_of_files)
{
	char *file = below("outer/inner/file");

	for (mode_t mode = 0; mode < 01000; mode++) {
		if (geteuid() != 0 && !(mode & 0400)) /* could not be opened at all */
			continue;
		cr_assert_eq(chmod(file, mode), 0);
		if (mode & 0022)
			refused(file, file, "chmod go-w");
		else
			cr_assert_eq(open_it(file), MUSTER_OK, "%04o: %s", (unsigned)mode, problem.text);
	}
}

Test(trust, modes_of_every_folder_above)
{
	static const mode_t modes[] = {0700, 0755, 0775, 0757, 0777, 01777, 01775, 02755, 02775};
	const char *folders[] = {"outer", "outer/inner"};

	for (size_t f = 0; f < 2; f++) {
		for (size_t m = 0; m < sizeof(modes) / sizeof(*modes); m++) {
			char folder[512], file[512];
			snprintf(folder, sizeof(folder), "%s", below(folders[f]));
			snprintf(file, sizeof(file), "%s", below("outer/inner/file"));
			cr_assert_eq(chmod(folder, modes[m]), 0);
			if ((modes[m] & 0022) && !(modes[m] & 01000)) {
				refused(file, folder, "chmod go-w");
				cr_assert_eq(trust_folder(below("outer/inner"), &problem), MUSTER_REFUSED);
			} else {
				cr_assert_eq(open_it(file), MUSTER_OK, "%04o: %s", (unsigned)modes[m], problem.text);
				cr_assert_eq(trust_folder(below("outer/inner"), &problem), MUSTER_OK);
			}
			cr_assert_eq(chmod(folder, 0755), 0);
		}
	}
}

Test(trust, owners_of_files_and_folders)
{
	static const char *const components[] = {"outer/inner/file", "outer/inner", "outer"};
	char file[512], component[512];

	if (geteuid() != 0)
		cr_skip_test("needs root, to give files away");
	snprintf(file, sizeof(file), "%s", below("outer/inner/file"));
	for (size_t i = 0; i < 3; i++) {
		snprintf(component, sizeof(component), "%s", below(components[i]));
		cr_assert_eq(chown(component, NOBODY, NOBODY), 0);
		refused(file, component, "chown root");
		cr_assert_not_null(strstr(problem.text, "65534"), "%s", problem.text);
		cr_assert_eq(chown(component, 0, 0), 0);
		cr_assert_eq(open_it(file), MUSTER_OK, "%s", problem.text);
	}
}

Test(trust, a_sticky_folder_of_a_stranger_is_the_stranger_s)
{
	if (geteuid() != 0)
		cr_skip_test("needs root, to give files away");
	cr_assert_eq(chown(below("outer"), NOBODY, NOBODY), 0);
	cr_assert_eq(chmod(below("outer"), 01777), 0);
	refused(below("outer/inner/file"), below("outer"), "chown root");
}

Test(trust, a_user_trusts_root_and_itself)
{
	char *file = below("outer/inner/file");

	if (geteuid() != 0)
		cr_skip_test("needs root, to become others");
	cr_assert_eq(seteuid(NOBODY), 0);
	cr_assert_eq(open_it(file), MUSTER_OK, "root's: %s", problem.text);
	cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(chown(below("outer/inner"), NOBODY, NOBODY), 0);
	cr_assert_eq(chown(file, NOBODY, NOBODY), 0);
	cr_assert_eq(seteuid(NOBODY), 0);
	cr_assert_eq(open_it(file), MUSTER_OK, "its own: %s", problem.text);
	cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(seteuid(ANOTHER), 0);
	refused(file, file, "chown root");
}

Test(trust, the_owner_and_mode_of_a_blob)
{
	struct stat about = {.st_mode = S_IFREG | 0600, .st_uid = geteuid()};

	cr_assert(trust_status(&about));
	about.st_uid = 0;
	cr_assert(trust_status(&about));
	about.st_uid = geteuid() + 1;
	cr_assert_not(trust_status(&about));
	for (mode_t mode = 0; mode < 010000; mode++) { /* sticky says nothing about a file */
		about = (struct stat){.st_mode = S_IFREG | mode, .st_uid = geteuid()};
		cr_assert_eq(trust_status(&about), (mode & 0022) == 0, "%05o", (unsigned)mode);
	}
}

Test(trust, only_regular_files_and_no_waiting, .timeout = 10)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	cleanup_close int bound = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	refused(below("outer"), below("outer"), "not a regular file");
	refused("/dev/null", "/dev/null", "not a regular file");
	cr_assert_eq(mkfifo(below("pipe"), 0600), 0);
	refused(below("pipe"), below("pipe"), "not a regular file"); /* nobody writes to it */
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", below("socket"));
	cr_assert_eq(bind(bound, (struct sockaddr *)&address, sizeof(address)), 0);
	cr_assert_eq(open_it(below("socket")), MUSTER_IO_ERROR);
}

Test(trust, what_is_not_there)
{
	cr_assert_eq(open_it(below("outer/none")), MUSTER_NOT_FOUND);
	cr_assert_eq(open_it(below("none/file")), MUSTER_NOT_FOUND);
	cr_assert_eq(open_it(below("outer/inner/file/below")), MUSTER_NOT_FOUND);
	cr_assert_eq(open_it(""), MUSTER_NOT_FOUND);
	cr_assert_eq(symlink("none", below("dangling")), 0);
	cr_assert_eq(open_it(below("dangling")), MUSTER_NOT_FOUND);
	cr_assert_eq(trust_folder(below("none"), &problem), MUSTER_NOT_FOUND);
}

Test(trust, a_link_is_judged_by_where_it_leads)
{
	char component[512];

	cr_assert_eq(mkdir(below("open"), 0755), 0);
	cr_assert_eq(symlink(below("outer/inner/file"), below("open/link")), 0);
	cr_assert_eq(open_it(below("open/link")), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(symlink("open", below("folder-link")), 0);
	cr_assert_eq(open_it(below("folder-link/link")), MUSTER_OK, "%s", problem.text);
	snprintf(component, sizeof(component), "%s", below("outer"));
	cr_assert_eq(chmod(component, 0777), 0);
	refused(below("open/link"), component, "chmod go-w");
	cr_assert_eq(symlink("round", below("round")), 0);
	cr_assert_eq(open_it(below("round")), MUSTER_IO_ERROR);
}

Test(trust, a_relative_path_and_one_with_dots)
{
	cr_assert_eq(chdir(below("outer")), 0);
	cr_assert_eq(open_it("inner/file"), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(open_it("./inner/../inner/file"), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(chmod(below("outer/inner"), 0777), 0);
	refused("inner/file", below("outer/inner"), "chmod go-w");
}

Test(trust, a_name_of_any_bytes)
{
	char name[] = "outer/inner/a\nb\033[31m\377";

	make_file(below(name), 0666);
	cr_assert_eq(open_it(below(name)), MUSTER_REFUSED);
	cr_assert_null(strpbrk(problem.text, "\n\033"), "control characters in \"%s\"", problem.text);
	cr_assert_eq(chmod(below(name), 0644), 0);
	cr_assert_eq(open_it(below(name)), MUSTER_OK, "%s", problem.text);
}

Test(trust, the_root_folder)
{
	cr_assert_eq(trust_folder("/", &problem), MUSTER_OK, "%s", problem.text);
}

Test(trust, this_test_has_no_more_rights_than_its_caller)
{
	cr_assert_not(trust_privileged());
}
