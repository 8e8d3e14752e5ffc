/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A shim that lets one call of a kind fail, or all that concern a path, in muster and in the worker that it starts.
 * What fails is in a file that all processes share (errors.h), so that calls are counted over all of them. */

#include "errors.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "shim.h"

static struct errors *errors;
static char variable[PATH_MAX + 16], preload[PATH_MAX + 16]; /* for the worker's environment */

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("MUSTER_ERRORS"), *library = getenv("LD_PRELOAD");
	const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *mapped;

	if (file < 0)
		return;
	mapped = mmap(NULL, sizeof(*errors), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	if (mapped == MAP_FAILED)
		return;
	snprintf(variable, sizeof(variable), "MUSTER_ERRORS=%s", path);
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", library ? library : "");
	errors = mapped;
}

/* Whether this call is to fail; errno is then set. Files in memory, which go to a worker and back, are always ours. */
static bool fails(enum errors_call call, const char *function, const char *path)
{
	unsigned number;

	if (!shim_is_below(path, errors->root) && strncmp(path, "/memfd:muster-", strlen("/memfd:muster-")) != 0)
		return false;
	number = atomic_fetch_add(&errors->count, 1);
	if (number < ERRORS_SEEN) {
		snprintf(errors->seen[number].function, sizeof(errors->seen[number].function), "%s", function);
		snprintf(errors->seen[number].path, sizeof(errors->seen[number].path), "%s", path);
	}
	if (!(errors->calls & call) || !errors->error || (errors->at && number + 1 != errors->at))
		return false;
	atomic_fetch_add(&errors->hits, 1);
	errno = errors->error;
	return true;
}

static bool fails_at(enum errors_call call, const char *function, int at, const char *name)
{
	const int error = errno;
	char path[PATH_MAX];

	if (!errors || !(errors->calls & call))
		return false;
	shim_path_at(at, name, path);
	if (fails(call, function, path))
		return true;
	errno = error;
	return false;
}

static bool fails_on(enum errors_call call, const char *function, int descriptor)
{
	return fails_at(call, function, descriptor, "");
}

/* ---- open ------------------------------------------------------------------------------------------------------ */

typedef int open_function(int at, const char *path, int flags, ...);

static int open_at(int at, const char *path, int flags, mode_t mode)
{
	NEXT(open_function, "openat64");
	return fails_at(ERRORS_OPEN, "open", at, path) ? -1 : next(at, path, flags, mode);
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

typedef void *path_function(const char *path);
typedef void *file_function(const char *path, const char *mode);

SHIM(void *, opendir, "opendir", const char *path)
{
	NEXT(path_function, "opendir");
	return fails_at(ERRORS_OPEN, "opendir", AT_FDCWD, path) ? NULL : next(path);
}

SHIM(void *, fopen64, "fopen64", const char *path, const char *mode)
{
	NEXT(file_function, "fopen64");
	return fails_at(ERRORS_OPEN, "fopen", AT_FDCWD, path) ? NULL : next(path, mode);
}

/* ---- read and write -------------------------------------------------------------------------------------------- */

typedef ssize_t read_function(int descriptor, void *data, size_t size);
typedef ssize_t pread_function(int descriptor, void *data, size_t size, off_t offset);
typedef ssize_t write_function(int descriptor, const void *data, size_t size);
typedef ssize_t pwrite_function(int descriptor, const void *data, size_t size, off_t offset);

SHIM(ssize_t, read, "read", int descriptor, void *data, size_t size)
{
	NEXT(read_function, "read");
	return fails_on(ERRORS_READ, "read", descriptor) ? -1 : next(descriptor, data, size);
}

SHIM(ssize_t, pread64, "pread64", int descriptor, void *data, size_t size, off_t offset)
{
	NEXT(pread_function, "pread64");
	return fails_on(ERRORS_READ, "pread", descriptor) ? -1 : next(descriptor, data, size, offset);
}

SHIM(ssize_t, read_chk, "__read_chk", int descriptor, void *data, size_t size, size_t room)
{
	return size <= room ? shim_read(descriptor, data, size) : -1;
}

SHIM(ssize_t, pread_chk, "__pread64_chk", int descriptor, void *data, size_t size, off_t offset, size_t room)
{
	return size <= room ? shim_pread64(descriptor, data, size, offset) : -1;
}

SHIM(ssize_t, write, "write", int descriptor, const void *data, size_t size)
{
	NEXT(write_function, "write");
	return fails_on(ERRORS_WRITE, "write", descriptor) ? -1 : next(descriptor, data, size);
}

SHIM(ssize_t, pwrite64, "pwrite64", int descriptor, const void *data, size_t size, off_t offset)
{
	NEXT(pwrite_function, "pwrite64");
	return fails_on(ERRORS_WRITE, "pwrite", descriptor) ? -1 : next(descriptor, data, size, offset);
}

typedef int descriptor_function(int descriptor);

SHIM(int, fsync, "fsync", int descriptor)
{
	NEXT(descriptor_function, "fsync");
	return fails_on(ERRORS_SYNC, "fsync", descriptor) ? -1 : next(descriptor);
}

SHIM(int, fdatasync, "fdatasync", int descriptor)
{
	NEXT(descriptor_function, "fdatasync");
	return fails_on(ERRORS_SYNC, "fdatasync", descriptor) ? -1 : next(descriptor);
}

/* ---- stat and list --------------------------------------------------------------------------------------------- */

typedef int stat_function(const char *path, void *status);
typedef int fstat_function(int descriptor, void *status);
typedef int fstatat_function(int at, const char *path, void *status, int flags);
typedef int access_function(int at, const char *path, int mode, int flags);

SHIM(int, stat64, "stat64", const char *path, void *status)
{
	NEXT(stat_function, "stat64");
	return fails_at(ERRORS_STAT, "stat", AT_FDCWD, path) ? -1 : next(path, status);
}

SHIM(int, lstat64, "lstat64", const char *path, void *status)
{
	NEXT(stat_function, "lstat64");
	return fails_at(ERRORS_STAT, "lstat", AT_FDCWD, path) ? -1 : next(path, status);
}

SHIM(int, fstat64, "fstat64", int descriptor, void *status)
{
	NEXT(fstat_function, "fstat64");
	return fails_on(ERRORS_STAT, "fstat", descriptor) ? -1 : next(descriptor, status);
}

SHIM(int, fstatat64, "fstatat64", int at, const char *path, void *status, int flags)
{
	NEXT(fstatat_function, "fstatat64");
	return fails_at(ERRORS_STAT, "fstatat", at, path) ? -1 : next(at, path, status, flags);
}

SHIM(int, faccessat, "faccessat", int at, const char *path, int mode, int flags)
{
	NEXT(access_function, "faccessat");
	return fails_at(ERRORS_STAT, "faccessat", at, path) ? -1 : next(at, path, mode, flags);
}

typedef void *list_function(void *folder);
typedef int dirfd_function(void *folder);

SHIM(void *, readdir64, "readdir64", void *folder)
{
	static dirfd_function *descriptor_of;
	NEXT(list_function, "readdir64");

	if (!descriptor_of)
		shim_find(&descriptor_of, "dirfd");
	return fails_on(ERRORS_LIST, "readdir", descriptor_of(folder)) ? NULL : next(folder);
}

/* ---- names ----------------------------------------------------------------------------------------------------- */

typedef int rename_function(int from, const char *name, int to, const char *other);
typedef int link_function(int from, const char *name, int to, const char *other, int flags);
typedef int mkdir_function(int at, const char *path, mode_t mode);

SHIM(int, renameat, "renameat", int from, const char *name, int to, const char *other)
{
	NEXT(rename_function, "renameat");
	return fails_at(ERRORS_NAME, "rename", to, other) ? -1 : next(from, name, to, other);
}

SHIM(int, linkat, "linkat", int from, const char *name, int to, const char *other, int flags)
{
	NEXT(link_function, "linkat");
	return fails_at(ERRORS_NAME, "link", to, other) ? -1 : next(from, name, to, other, flags);
}

SHIM(int, mkdirat, "mkdirat", int at, const char *path, mode_t mode)
{
	NEXT(mkdir_function, "mkdirat");
	return fails_at(ERRORS_MAKE, "mkdir", at, path) ? -1 : next(at, path, mode);
}

/* ---- the worker ------------------------------------------------------------------------------------------------ */

typedef int spawn_function(pid_t *pid, const char *path, const void *actions, const void *attributes, char *const *argv,
						   char *const *environment);

/* muster gives its worker an environment of its own. */
SHIM(int, posix_spawn, "posix_spawn", pid_t *pid, const char *path, const void *actions, const void *attributes,
	 char *const *argv, char *const *environment)
{
	enum { MOST = 32 };
	char *more[MOST + 3];
	size_t count = 0;
	NEXT(spawn_function, "posix_spawn");

	for (; errors && count < MOST && environment[count]; count++)
		more[count] = environment[count];
	more[count++] = variable;
	more[count++] = preload;
	more[count] = NULL;
	return next(pid, path, actions, attributes, argv, errors ? more : environment);
}
