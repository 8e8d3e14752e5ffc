/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names and folders below a store, for the files of the store alone. */
#ifndef MUSTER_STORE_FOLDER_H
#define MUSTER_STORE_FOLDER_H

#include "store/store.h"

#define STORE_TEMPORARY ".tmp-" /* how the names of files not yet published begin */

enum store_kind { STORE_OTHER, STORE_BLOB, STORE_FAILURE, STORE_LOCK, STORE_JOURNAL, STORE_UNPUBLISHED };

/* By the file's name. */
enum store_kind store_kind(const char *name);

/* Checks what becomes part of a path, each NULL where it is not used: module [a-z][a-z0-9_-]*, version
 * [0-9A-Za-z.+~_-]+ without a dot in front, key [0-9a-f]+. MUSTER_OK or MUSTER_BAD_ARGUMENT. */
enum muster_status store_check_names(const char *module, const char *version, const char *key, struct problem *problem);

/* Whether @name is VERSION-KEY.muster with this key. */
bool store_is_blob_of(const char *name, const char *key);

/* Opens @folder/@module. Names below a store are single components, so that O_NOFOLLOW is enough to follow no link.
 * MUSTER_OK, MUSTER_NOT_FOUND, MUSTER_REFUSED, MUSTER_IO_ERROR. */
enum muster_status store_open_module(const char *folder, const char *module, int *descriptor, struct problem *problem);

/* The folder to publish in; NULL where there is none. */
const char *store_writable(const struct store *store);

/* The same for the writable store, made where it is missing, with its tag. MUSTER_UNSUPPORTED without one. */
enum muster_status store_make_module(const struct store *store, const char *module, int *descriptor,
									 struct problem *problem);

/* Writes @folder/@name (an open folder) so that it is there whole or not at all, over what was there before. 0 or an
 * errno. */
int store_write(int folder, const char *name, const void *data, size_t size);

/* Makes durable which names there are in @folder. 0 or an errno; a file system that cannot do it is no error. */
int store_sync(int folder);

/* Calls @each with every file of the writable store, and its open folder. */
enum muster_status store_each_file(const struct store *store,
								   enum muster_status (*each)(void *data, int folder, const char *module,
															  const char *name),
								   void *data, struct problem *problem);

/* Removes a lock's file where nobody holds it. */
bool store_remove_lock(int folder, const char *name);

#endif
