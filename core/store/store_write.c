/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A file in a store: written under no name, or one that nobody looks for, and then given its own. */

#include "store/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/memory.h"

struct temporary {
	int descriptor;
	char name[32]; /* "" while it has none */
};

static int choose_name(struct temporary *temporary)
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number))
		return errno ? errno : EIO;
	snprintf(temporary->name, sizeof(temporary->name), STORE_TEMPORARY "%016" PRIx64, number);
	return 0;
}

static int open_named(int folder, struct temporary *temporary)
{
	const int error = choose_name(temporary);

	if (error)
		return error;
	temporary->descriptor = openat(folder, temporary->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (temporary->descriptor >= 0)
		return 0;
	temporary->name[0] = '\0';
	return errno;
}

static int open_nameless(int folder, struct temporary *temporary)
{
	temporary->descriptor = openat(folder, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
	return temporary->descriptor < 0 ? errno : 0;
}

static int fill(int descriptor, const void *data, size_t size)
{
	const char *bytes = data;

	while (size) {
		const ssize_t written = write(descriptor, bytes, size);
		if (written < 0 && errno != EINTR)
			return errno;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	if (fchmod(descriptor, geteuid() == 0 ? 0644 : 0600) || fsync(descriptor))
		return errno;
	return 0;
}

static int link_as(int folder, const struct temporary *temporary, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", temporary->descriptor);
	return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW) ? errno : 0;
}

/* Nothing replaces a file but rename(), which needs a name to rename from. */
static int give_name(int folder, struct temporary *temporary, const char *name)
{
	if (!temporary->name[0]) {
		int error = link_as(folder, temporary, name);
		if (error != EEXIST)
			return error;
		error = choose_name(temporary);
		error = error ? error : link_as(folder, temporary, temporary->name);
		if (error) {
			temporary->name[0] = '\0';
			return error;
		}
	}
	if (renameat(folder, temporary->name, folder, name))
		return errno;
	temporary->name[0] = '\0';
	return 0;
}

static int write_by(int (*open_temporary)(int, struct temporary *), int folder, const char *name, const void *data,
					size_t size)
{
	struct temporary temporary = {.descriptor = -1};
	int error = open_temporary(folder, &temporary);

	error = error ? error : fill(temporary.descriptor, data, size);
	error = error ? error : give_name(folder, &temporary, name);
	if (temporary.name[0])
		unlinkat(folder, temporary.name, 0);
	cleanup_close_at(&temporary.descriptor);
	return error;
}

int store_sync(int folder)
{
	return fsync(folder) && errno != EINVAL ? errno : 0;
}

int store_write(int folder, const char *name, const void *data, size_t size)
{
	/* not every file system has nameless files, nor is /proc everywhere */
	int error = write_by(open_nameless, folder, name, data, size);

	if (error)
		error = write_by(open_named, folder, name, data, size);
	return error ? error : store_sync(folder);
}
