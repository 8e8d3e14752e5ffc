/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/trust.h"

#define NAME_LIMIT 96 /* of each part, so that a file's name stays within 255 bytes */

static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
						  "# This file is a cache directory tag created by muster.\n"
						  "# For information about cache directory tags see https://bford.info/cachedir/\n";

static bool consists_of(const char *text, const char *allowed)
{
	const size_t length = strlen(text);

	return length > 0 && length <= NAME_LIMIT && strspn(text, allowed) == length;
}

enum muster_status store_check_names(const char *module, const char *version, const char *key, struct problem *problem)
{
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
	if (module && (!consists_of(module, LOWER DIGITS "_-") || !strchr(LOWER, module[0])))
		return problem_set(problem, MUSTER_BAD_ARGUMENT, "store: %s: not a module's name", module);
	if (version && (!consists_of(version, LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS ".+~_-") || version[0] == '.'))
		return problem_set(problem, MUSTER_BAD_ARGUMENT, "store: %s: not a version", version);
	if (key && !consists_of(key, DIGITS "abcdef"))
		return problem_set(problem, MUSTER_BAD_ARGUMENT, "store: %s: not a key", key);
#undef LOWER
#undef DIGITS
	return MUSTER_OK;
}

static bool ends_with(const char *name, const char *end)
{
	const size_t length = strlen(name), wanted = strlen(end);

	return length > wanted && strcmp(name + length - wanted, end) == 0;
}

enum store_kind store_kind(const char *name)
{
	if (strncmp(name, STORE_TEMPORARY, strlen(STORE_TEMPORARY)) == 0)
		return STORE_UNPUBLISHED;
	if (ends_with(name, ".muster"))
		return STORE_BLOB;
	if (ends_with(name, ".failure"))
		return STORE_FAILURE;
	if (ends_with(name, ".journal"))
		return STORE_JOURNAL;
	return ends_with(name, ".lock") ? STORE_LOCK : STORE_OTHER;
}

bool store_is_blob_of(const char *name, const char *key)
{
	const size_t length = strlen(name), key_length = strlen(key), end = strlen(".muster");

	if (store_kind(name) != STORE_BLOB || length < key_length + end + 2)
		return false;
	const char *found = name + length - end - key_length;
	return found[-1] == '-' && strncmp(found, key, key_length) == 0;
}

static enum muster_status open_below(int store, const char *folder, const char *module, int *descriptor,
									 struct problem *problem)
{
	cleanup_close int opened = openat(store, module, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat about;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, module);
	if (opened < 0 &&
		(errno == ELOOP || (errno == ENOTDIR && faccessat(store, module, F_OK, AT_SYMLINK_NOFOLLOW) == 0)))
		return problem_set(problem, MUSTER_REFUSED, "%s: not a folder (remove it)", path);
	if (opened < 0 || fstat(opened, &about))
		return problem_errno(problem, errno, path, "open");
	if (!trust_status(&about))
		return problem_set(problem, MUSTER_REFUSED, "%s: others may write to it (remove it)", path);
	*descriptor = take_descriptor(&opened);
	return MUSTER_OK;
}

enum muster_status store_open_module(const char *folder, const char *module, int *descriptor, struct problem *problem)
{
	cleanup_close int store = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

	*descriptor = -1;
	if (store < 0)
		return problem_errno(problem, errno, folder, "open");
	return open_below(store, folder, module, descriptor, problem);
}

const char *store_writable(const struct store *store)
{
	for (size_t i = 0; i < store->count; i++)
		if (store->writable[i])
			return store->folders[i];
	return NULL;
}

/* Without this a power failure may take a new folder with all that was synced in it. A folder above the store that this
 * user may write to but not read cannot be synced by anybody's means. */
static int sync_parent(int parent, const char *path)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *above = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : NULL;
	cleanup_close int opened = -1;

	if (!slash)
		return store_sync(parent);
	if (!above)
		return ENOMEM;
	opened = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return opened < 0 ? 0 : store_sync(opened);
}

/* Modes are set whatever the umask is: all may read root's store, and nobody else a user's. 0 or an errno. */
static int make_folder(int parent, const char *path)
{
	const mode_t mode = geteuid() == 0 ? 0755 : 0700;

	if (mkdirat(parent, path, mode))
		return errno == EEXIST ? 0 : errno;
	cleanup_close int made = openat(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return made < 0 || fchmod(made, mode) ? errno : sync_parent(parent, path);
}

static int make_folders(const char *path)
{
	cleanup_free char *part = strdup(path);
	int error = part ? 0 : ENOMEM;

	for (char *slash = part; !error && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		error = make_folder(AT_FDCWD, part);
		*slash = '/';
	}
	return error ? error : make_folder(AT_FDCWD, path);
}

enum muster_status store_make_module(const struct store *store, const char *module, int *descriptor,
									 struct problem *problem)
{
	const char *folder = store_writable(store);
	int error;

	*descriptor = -1;
	if (!folder)
		return problem_set(problem, MUSTER_UNSUPPORTED, "%s", store->notice.text);
	cleanup_close int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (opened < 0) {
		error = make_folders(folder);
		opened = error ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (opened < 0)
			return problem_errno(problem, error ? error : errno, folder, "make");
	}
	if (faccessat(opened, "CACHEDIR.TAG", F_OK, AT_SYMLINK_NOFOLLOW))
		store_write(opened, "CACHEDIR.TAG", tag, sizeof(tag) - 1);
	error = make_folder(opened, module);
	if (error)
		return problem_errno(problem, error, folder, "make a folder in it");
	return open_below(opened, folder, module, descriptor, problem);
}
