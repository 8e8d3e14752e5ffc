/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A shim that writes down everything that a program does to the files below a folder (MUSTER_POWER_ROOT), in order and
 * with the data, and what of it the program makes durable. From that, power.py makes what a disk may hold once the
 * power failed at any moment. The log (MUSTER_POWER_LOG) has one action a line, its words separated by tabs; files are
 * named by their inode, folders by their path. With MUSTER_POWER_NAMELESS=no there are no files without a name. */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>

#include "shim.h"

typedef int open_function(int at, const char *path, int flags, ...);
typedef ssize_t write_function(int descriptor, const void *data, size_t size);
typedef ssize_t pwrite_function(int descriptor, const void *data, size_t size, off_t offset);
typedef int truncate_function(int descriptor, off_t size);
typedef int mode_function(int descriptor, mode_t mode);
typedef int descriptor_function(int descriptor);
typedef int mkdir_function(int at, const char *path, mode_t mode);
typedef int rename_function(int from, const char *name, int to, const char *other);
typedef int link_function(int from, const char *name, int to, const char *other, int flags);
typedef int unlinkat_function(int at, const char *path, int flags);

static const char *root;
static int log_file = -1;
static bool nameless = true;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("MUSTER_POWER_LOG"), *allowed = getenv("MUSTER_POWER_NAMELESS");
	NEXT(open_function, "openat64");

	root = getenv("MUSTER_POWER_ROOT");
	nameless = !allowed || strcmp(allowed, "no") != 0;
	if (path && root)
		log_file = next(AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* A log with a gap would be worse than none. */
static void put(const char *data, size_t size)
{
	NEXT(write_function, "write");

	if (next(log_file, data, size) != (ssize_t)size)
		_exit(125);
}

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *format, ...)
{
	const int error = errno;
	char line[3 * PATH_MAX];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	put(line, (size_t)length);
	errno = error;
}

static bool is_ours(const char *path)
{
	return log_file >= 0 && shim_is_below(path, root);
}

/* Whether what @descriptor leads to is below the root; *@status is filled. */
static bool watched(int descriptor, struct stat *about)
{
	const int error = errno;
	char path[PATH_MAX];
	bool ours;

	if (log_file < 0)
		return false;
	shim_path_of(descriptor, path);
	ours = is_ours(path) && fstat(descriptor, about) == 0;
	errno = error;
	return ours;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static void note_open(int descriptor, const char *path, int flags, bool was_there)
{
	struct stat about;

	if (!watched(descriptor, &about) || !S_ISREG(about.st_mode))
		return;
	if ((flags & O_TMPFILE) == O_TMPFILE)
		note("new\t%" PRIuMAX "\t-\t%o\n", (uintmax_t)about.st_ino, about.st_mode & 07777u);
	else if (flags & O_CREAT && !was_there)
		note("new\t%" PRIuMAX "\t%s\t%o\n", (uintmax_t)about.st_ino, path, about.st_mode & 07777u);
	else if (flags & O_TRUNC)
		note("truncate\t%" PRIuMAX "\t0\n", (uintmax_t)about.st_ino);
}

static int open_at(int at, const char *name, int flags, mode_t mode)
{
	char path[PATH_MAX];
	struct stat about;
	bool was_there = true;
	int descriptor;
	NEXT(open_function, "openat64");

	if (log_file < 0)
		return next(at, name, flags, mode);
	shim_path_at(at, name, path);
	if (is_ours(path) && !nameless && (flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (flags & O_CREAT)
		was_there = lstat(path, &about) == 0;
	descriptor = next(at, name, flags, mode);
	if (descriptor >= 0)
		note_open(descriptor, path, flags, was_there);
	return descriptor;
}

static mode_t mode_of(int flags, va_list arguments)
{
	return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name, symbol)                                                                                             \
	SHIM(int, name, symbol, const char *path, int flags, ...)                                                          \
	{                                                                                                                  \
		va_list arguments;                                                                                             \
		mode_t mode;                                                                                                   \
		va_start(arguments, flags);                                                                                    \
		mode = mode_of(flags, arguments);                                                                              \
		va_end(arguments);                                                                                             \
		return open_at(AT_FDCWD, path, flags, mode);                                                                   \
	}
#define OPENAT(name, symbol)                                                                                           \
	SHIM(int, name, symbol, int at, const char *path, int flags, ...)                                                  \
	{                                                                                                                  \
		va_list arguments;                                                                                             \
		mode_t mode;                                                                                                   \
		va_start(arguments, flags);                                                                                    \
		mode = mode_of(flags, arguments);                                                                              \
		va_end(arguments);                                                                                             \
		return open_at(at, path, flags, mode);                                                                         \
	}
OPEN(open, "open")
OPEN(open64, "open64")
OPENAT(openat, "openat")
OPENAT(openat64, "openat64")
/* The names under which _FORTIFY_SOURCE calls. */
OPEN(open_2, "__open64_2")
OPENAT(openat_2, "__openat64_2")

static void note_write(const struct stat *file, off_t offset, const unsigned char *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char *line = malloc(2 * size + 1);

	if (!line)
		_exit(125);
	for (size_t i = 0; i < size; i++) {
		line[2 * i] = digits[data[i] >> 4];
		line[2 * i + 1] = digits[data[i] & 15];
	}
	line[2 * size] = '\n';
	note("write\t%" PRIuMAX "\t%jd\t", (uintmax_t)file->st_ino, (intmax_t)offset);
	put(line, 2 * size + 1);
	free(line);
}

SHIM(ssize_t, write, "write", int descriptor, const void *data, size_t size)
{
	struct stat file;
	const bool ours = watched(descriptor, &file) && S_ISREG(file.st_mode);
	const bool at_end = ours && fcntl(descriptor, F_GETFL) & O_APPEND;
	const off_t offset = !ours ? 0 : at_end ? file.st_size : lseek(descriptor, 0, SEEK_CUR);
	ssize_t written;
	NEXT(write_function, "write");

	written = next(descriptor, data, size);
	if (ours && written > 0)
		note_write(&file, offset, data, (size_t)written);
	return written;
}

SHIM(ssize_t, pwrite64, "pwrite64", int descriptor, const void *data, size_t size, off_t offset)
{
	struct stat file;
	ssize_t written;
	NEXT(pwrite_function, "pwrite64");

	written = next(descriptor, data, size, offset);
	if (written > 0 && watched(descriptor, &file) && S_ISREG(file.st_mode))
		note_write(&file, offset, data, (size_t)written);
	return written;
}

SHIM(int, ftruncate64, "ftruncate64", int descriptor, off_t size)
{
	struct stat file;
	NEXT(truncate_function, "ftruncate64");

	if (next(descriptor, size))
		return -1;
	if (watched(descriptor, &file))
		note("truncate\t%" PRIuMAX "\t%jd\n", (uintmax_t)file.st_ino, (intmax_t)size);
	return 0;
}

SHIM(int, fchmod, "fchmod", int descriptor, mode_t mode)
{
	struct stat file;
	NEXT(mode_function, "fchmod");

	if (next(descriptor, mode))
		return -1;
	if (watched(descriptor, &file) && S_ISREG(file.st_mode))
		note("mode\t%" PRIuMAX "\t%o\n", (uintmax_t)file.st_ino, mode);
	return 0;
}

static void note_sync(int descriptor, const char *function)
{
	struct stat file;
	char path[PATH_MAX];

	if (!watched(descriptor, &file))
		return;
	shim_path_of(descriptor, path);
	if (S_ISDIR(file.st_mode))
		note("syncdir\t%s\n", path);
	else
		note("sync\t%" PRIuMAX "\t%s\n", (uintmax_t)file.st_ino, function);
}

SHIM(int, fsync, "fsync", int descriptor)
{
	NEXT(descriptor_function, "fsync");

	if (next(descriptor))
		return -1;
	note_sync(descriptor, "fsync");
	return 0;
}

SHIM(int, fdatasync, "fdatasync", int descriptor)
{
	NEXT(descriptor_function, "fdatasync");

	if (next(descriptor))
		return -1;
	note_sync(descriptor, "fdatasync");
	return 0;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

SHIM(int, mkdirat, "mkdirat", int at, const char *name, mode_t mode)
{
	char path[PATH_MAX];
	NEXT(mkdir_function, "mkdirat");

	if (next(at, name, mode))
		return -1;
	shim_path_at(at, name, path);
	if (is_ours(path))
		note("mkdir\t%s\n", path);
	return 0;
}

SHIM(int, linkat, "linkat", int from, const char *name, int to, const char *other, int flags)
{
	char path[PATH_MAX];
	struct stat file;
	NEXT(link_function, "linkat");

	if (next(from, name, to, other, flags))
		return -1;
	shim_path_at(to, other, path);
	if (is_ours(path) && lstat(path, &file) == 0)
		note("link\t%" PRIuMAX "\t%s\n", (uintmax_t)file.st_ino, path);
	return 0;
}

SHIM(int, renameat, "renameat", int from, const char *name, int to, const char *other)
{
	char path[PATH_MAX], target[PATH_MAX];
	NEXT(rename_function, "renameat");

	if (next(from, name, to, other))
		return -1;
	shim_path_at(from, name, path);
	shim_path_at(to, other, target);
	if (is_ours(target))
		note("rename\t%s\t%s\n", path, target);
	return 0;
}

static int unlink_at(int at, const char *name, int flags)
{
	char path[PATH_MAX];
	NEXT(unlinkat_function, "unlinkat");

	if (next(at, name, flags))
		return -1;
	shim_path_at(at, name, path);
	if (is_ours(path))
		note("%s\t%s\n", flags & AT_REMOVEDIR ? "rmdir" : "unlink", path);
	return 0;
}

SHIM(int, unlinkat, "unlinkat", int at, const char *name, int flags)
{
	return unlink_at(at, name, flags);
}

SHIM(int, unlink, "unlink", const char *name)
{
	return unlink_at(AT_FDCWD, name, 0);
}
