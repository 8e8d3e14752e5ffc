/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/memory.h"

bool trust_privileged(void)
{
	return getauxval(AT_SECURE) != 0;
}

static bool owner_trusted(const struct stat *about)
{
	return about->st_uid == 0 || about->st_uid == geteuid();
}

bool trust_status(const struct stat *about)
{
	return owner_trusted(about) && !(about->st_mode & (S_IWGRP | S_IWOTH));
}

static enum muster_status refuse(const char *path, const struct stat *about, struct problem *problem)
{
	if (!owner_trusted(about))
		return problem_set(problem, MUSTER_REFUSED,
						   "%s: belongs to user %u, who is neither root nor you (chown root %s)", path,
						   (unsigned)about->st_uid, path);
	return problem_set(problem, MUSTER_REFUSED, "%s: others may write to it, its mode is %04o (chmod go-w %s)", path,
					   (unsigned)about->st_mode & 07777, path);
}

/* In a sticky folder nobody can replace what is not theirs. */
static bool folder_trusted(const struct stat *about)
{
	return trust_status(about) || (owner_trusted(about) && (about->st_mode & S_ISVTX));
}

enum muster_status trust_folder(const char *path, struct problem *problem)
{
	char real[PATH_MAX];
	struct stat about;

	if (!realpath(path, real))
		return problem_errno(problem, errno, path, "be reached");
	for (;;) {
		char *slash;
		if (lstat(real, &about) != 0)
			return problem_errno(problem, errno, real, "be reached");
		if (!folder_trusted(&about))
			return refuse(real, &about, problem);
		slash = strrchr(real, '/');
		if (slash == real && real[1] == '\0')
			return MUSTER_OK;
		slash[slash == real] = '\0';
	}
}

/* The folders above the file that is open, by the path that the kernel knows it under. */
static enum muster_status vet_parents(int descriptor, const char *path, struct problem *problem)
{
	char link[64], real[PATH_MAX];
	ssize_t length;
	char *slash;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
	length = readlink(link, real, sizeof(real) - 1);
	if (length < 0 && !realpath(path, real)) /* no /proc */
		return problem_errno(problem, errno, path, "be reached");
	if (length >= 0)
		real[length] = '\0';
	slash = strrchr(real, '/');
	if (!slash)
		return problem_set(problem, MUSTER_REFUSED, "%s: has no place in the file system", path);
	slash[slash == real] = '\0';
	return trust_folder(real, problem);
}

enum muster_status trust_open(const char *path, int *descriptor, struct stat *about, struct problem *problem)
{
	cleanup_close int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum muster_status result;

	*descriptor = -1;
	if (file < 0 || fstat(file, about) != 0)
		return problem_errno(problem, errno, path, "be opened");
	if (!S_ISREG(about->st_mode))
		return problem_set(problem, MUSTER_REFUSED, "%s: not a regular file", path);
	if (!trust_status(about))
		return refuse(path, about, problem);
	result = vet_parents(file, path, problem);
	if (result == MUSTER_OK)
		*descriptor = take_descriptor(&file);
	return result;
}
