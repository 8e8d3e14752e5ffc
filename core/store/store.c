/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/trust.h"
#include "source/listing.h"
#include "store/store_folder.h"

#define SYSTEM_STORE "/var/cache/muster"

/* Cuts *path back to what of it is there, and vets that: what is made below it later is ours. */
static enum muster_status vet_existing(char *path, struct problem *problem)
{
	enum muster_status status;

	while ((status = trust_folder(path, problem)) == MUSTER_NOT_FOUND) {
		char *slash = strrchr(path, '/');
		if (!slash || !path[1])
			return status;
		slash[slash == path] = '\0';
	}
	return status;
}

/* Takes @folder. One that cannot be used is left out. */
static enum muster_status add_folder(struct store *store, char *folder, bool write)
{
	cleanup_free char *there = strdup(folder), *mine = folder;
	struct problem problem = {0};

	if (!there)
		return MUSTER_NO_MEMORY;
	enum muster_status status = vet_existing(there, &problem);
	if (status == MUSTER_NO_MEMORY)
		return status;
	if (!status)
		problem = (struct problem){0}; /* that something is not there yet is none */
	if (!status && write && faccessat(AT_FDCWD, there, W_OK | X_OK, AT_EACCESS))
		problem_errno(&problem, errno, there, "write there");
	if (write)
		store->notice = problem;
	if (status || (write && problem.status && strcmp(there, folder) != 0))
		return MUSTER_OK;
	store->writable[store->count] = write && !problem.status;
	store->folders[store->count++] = mine;
	mine = NULL;
	return MUSTER_OK;
}

static bool is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* *folder stays NULL where there is none. */
static enum muster_status user_folder(const char *user, bool privileged, char **folder)
{
	const char *cache = privileged ? NULL : secure_getenv("XDG_CACHE_HOME");
	const char *home = privileged ? NULL : secure_getenv("HOME");
	int length = 0;

	*folder = NULL;
	if (user)
		length = asprintf(folder, "%s", user);
	else if (cache && cache[0] == '/')
		length = asprintf(folder, "%s/muster", cache);
	else if (home && home[0] == '/' && is_folder(home))
		length = asprintf(folder, "%s/.cache/muster", home);
	if (length >= 0)
		return MUSTER_OK;
	*folder = NULL;
	return MUSTER_NO_MEMORY;
}

static enum muster_status add_user(struct store *store, const char *user, bool privileged, bool write)
{
	char *folder;
	const enum muster_status status = user_folder(user, privileged, &folder);

	if (status)
		return status;
	if (folder)
		return add_folder(store, folder, write);
	problem_set(&store->notice, MUSTER_NOT_FOUND, "store: no folder to keep registries in: %s",
				privileged ? "the caller is privileged" : "no home (set XDG_CACHE_HOME or HOME to an absolute path)");
	return MUSTER_OK;
}

/* Root's own store is the system's; a folder that was named for root beside it is only read. */
enum muster_status store_open(struct store *store, const char *user, const char *system, bool privileged)
{
	const bool root = geteuid() == 0, write_system = root && (system || !user);
	enum muster_status status = MUSTER_OK;

	*store = (struct store){0};
	if (user || !root)
		status = add_user(store, user, privileged, !write_system);
	if (!status) {
		char *folder = strdup(system ? system : SYSTEM_STORE);
		status = folder ? add_folder(store, folder, write_system) : MUSTER_NO_MEMORY;
	}
	if (status)
		store_close(store);
	return status;
}

void store_close(struct store *store)
{
	for (size_t i = 0; i < store->count; i++)
		free(store->folders[i]);
	*store = (struct store){0};
}

static enum muster_status open_file(const char *folder, const char *module, int below, const char *name,
									int *descriptor, char **path, struct problem *problem)
{
	cleanup_close int file = openat(below, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	cleanup_free char *whole = NULL;
	const int error = file < 0 ? errno : 0;
	struct stat about;

	if (asprintf(&whole, "%s/%s/%s", folder, module, name) < 0) {
		whole = NULL;
		return problem_memory(problem);
	}
	if (error == ELOOP)
		return problem_set(problem, MUSTER_REFUSED, "%s: a symbolic link (remove it)", whole);
	if (error || fstat(file, &about))
		return problem_errno(problem, error ? error : errno, whole, "open");
	if (!S_ISREG(about.st_mode))
		return problem_set(problem, MUSTER_REFUSED, "%s: not a regular file (remove it)", whole);
	if (!trust_status(&about))
		return problem_set(problem, MUSTER_REFUSED,
						   "%s: it belongs to another user or others may write to it (remove it)", whole);
	*descriptor = take_descriptor(&file);
	*path = whole;
	whole = NULL;
	return MUSTER_OK;
}

static bool newer(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
	return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* The newest blob's name in @listing; NULL where there is none. */
static const char *newest(const struct listing *listing, int folder, const char *key)
{
	struct stat best = {0}, about;
	const char *found = NULL;

	for (size_t i = 0; i < listing->count; i++) {
		const char *name = listing_at(listing, i);
		if (!store_is_blob_of(name, key) || fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW))
			continue;
		if (!found || newer(&about, &best)) {
			found = name;
			best = about;
		}
	}
	return found;
}

enum muster_status store_find(const struct store *store, size_t folder, const char *module, const char *key,
							  int *descriptor, char **path, struct problem *problem)
{
	enum muster_status status = store_check_names(module, NULL, key, problem);
	cleanup_close int below = -1;
	struct listing listing;

	*descriptor = -1;
	*path = NULL;
	status = status ? status : store_open_module(store->folders[folder], module, &below, problem);
	if (status)
		return status;
	const int error = listing_read(&listing, below);
	if (error)
		return problem_errno(problem, error, store->folders[folder], "list");
	const char *name = newest(&listing, below, key);
	if (name)
		status = open_file(store->folders[folder], module, below, name, descriptor, path, problem);
	else
		status = problem_set(problem, MUSTER_NOT_FOUND, "%s/%s: nothing there", store->folders[folder], module);
	listing_free(&listing);
	return status;
}

static enum muster_status find_failure_in(const char *folder, const char *module, const char *key, int *descriptor,
										  char **path, struct problem *problem)
{
	cleanup_close int below = -1;
	const enum muster_status status = store_open_module(folder, module, &below, problem);
	char name[256];

	if (status)
		return status;
	snprintf(name, sizeof(name), "%s.failure", key);
	return open_file(folder, module, below, name, descriptor, path, problem);
}

enum muster_status store_find_failure(const struct store *store, const char *module, const char *key, int *descriptor,
									  char **path, struct problem *problem)
{
	enum muster_status status = store_check_names(module, NULL, key, problem);

	*descriptor = -1;
	*path = NULL;
	if (status)
		return status;
	status = problem_set(problem, MUSTER_NOT_FOUND, "store: there is none");
	for (size_t i = 0; status == MUSTER_NOT_FOUND && i < store->count; i++)
		status = find_failure_in(store->folders[i], module, key, descriptor, path, problem);
	return status;
}
