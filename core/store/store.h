/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where blobs live: STORE/MODULE/VERSION-KEY.muster, found by KEY; KEY.lock and KEY.failure beside them. */
#ifndef MUSTER_STORE_H
#define MUSTER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"

/* One or two folders, the user's first; one that cannot be had is left out (with a reason for a notice). */
struct store {
	char *folders[2];
	bool writable[2]; /* ours to publish in: the user's, or for root the system's */
	size_t count;
	struct problem notice; /* why there is no store to write to; status MUSTER_OK where there is one */
};

/* @user and @system are absolute folders or NULL to find them: $XDG_CACHE_HOME/muster, $HOME/.cache/muster (relative
 * ones ignored, none where @privileged); /var/cache/muster. For root the system store is the one that is written;
 * others only read it. Folders are vetted (trust.h) but not made yet. MUSTER_OK or MUSTER_NO_MEMORY. */
enum muster_status store_open(struct store *store, const char *user, const char *system, bool privileged);
void store_close(struct store *store);

/* The blob with this key, in folder number @folder: *path (freed by the caller) and *descriptor. Of several versions
 * the newest by mtime. Regular files with a trusted owner and mode only, no links. MUSTER_NOT_FOUND where there is
 * none; MUSTER_REFUSED, MUSTER_IO_ERROR. */
enum muster_status store_find(const struct store *store, size_t folder, const char *module, const char *key,
							  int *descriptor, char **path, struct problem *problem);

/* The same for KEY.failure, in the first folder that has one. */
enum muster_status store_find_failure(const struct store *store, const char *module, const char *key, int *descriptor,
									  char **path, struct problem *problem);

/* Publishes @size bytes as VERSION-KEY.muster in the writable store: folder made (0700 for a user, 0755 for root) with
 * CACHEDIR.TAG, a temporary file (O_TMPFILE or a unique name), fsync, rename, fsync of the folder; then KEY.failure and
 * other versions under the same key are removed. No temporary file is left on any error. *path (freed by the caller)
 * is where it is. */
enum muster_status store_publish(const struct store *store, const char *module, const char *version, const char *key,
								 const void *data, size_t size, char **path, struct problem *problem);

/* Publishes KEY.failure likewise; blobs stay. */
enum muster_status store_publish_failure(const struct store *store, const char *module, const char *key,
										 const void *data, size_t size, struct problem *problem);

/* Takes the lock KEY.lock (an open-file-description lock; dies with its holder): waits at most @wait_ms, asking
 * @cancelled (or NULL) now and then. MUSTER_OK: *descriptor holds it until store_unlock(). MUSTER_TIMED_OUT;
 * MUSTER_CANCELLED; MUSTER_UNSUPPORTED (no store to write to, or no locks there): go on without. @waited tells whether
 * another had it. */
enum muster_status store_lock(const struct store *store, const char *module, const char *key, int64_t wait_ms,
							  bool (*cancelled)(const void *data), const void *data, int *descriptor, bool *waited,
							  struct problem *problem);

/* Gives the lock back and closes it. A descriptor that a fork of the host still has does not keep it. -1 is allowed. */
void store_unlock(int *descriptor);

/* Removes all files of @module (NULL: of all modules) in the writable store, temporary ones and locks that nobody holds
 * included; counts blobs and failures. A journal goes after its blob, and stays where somebody adds to the cache again.
 */
enum muster_status store_clear(const struct store *store, const char *module, size_t *removed, struct problem *problem);

/* Calls @each with every *.muster, *.failure and *.journal of @module (NULL: all), by path, in all folders. */
enum muster_status store_each(const struct store *store, const char *module,
							  enum muster_status (*each)(void *data, const char *module, const char *path), void *data,
							  struct problem *problem);

#endif
