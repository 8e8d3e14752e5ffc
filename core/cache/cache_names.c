/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which hosts' caches there are: those that have a blob under the key that follows from their name. */

#include <stdlib.h>
#include <string.h>

#include "cache/host_cache.h"
#include "store/store_folder.h"

struct found {
	struct buffer names; /* one behind the other */
	size_t count;
};

static enum muster_status add_name(void *data, const char *name, const char *path)
{
	struct found *found = data;
	const char *last = (const char *)found->names.data, *end = last ? last + found->names.size : NULL;
	const char *file = strrchr(path, '/');
	char key[17];

	host_key(name, key);
	if (!file || !store_is_blob_of(file + 1, key))
		return MUSTER_OK;
	for (; last != end; last += strlen(last) + 1) {
		if (strcmp(last, name) == 0)
			return MUSTER_OK;
	}
	buffer_string(&found->names, name);
	found->count++;
	return found->names.failed ? MUSTER_NO_MEMORY : MUSTER_OK;
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* One allocation: the pointers, and the names behind them. */
static const char **make_list(const struct found *found)
{
	const size_t pointers = (found->count + 1) * sizeof(char *);
	const char **list = calloc(1, pointers + found->names.size + 1);
	char *place;

	if (!list)
		return NULL;
	place = (char *)list + pointers;
	if (found->names.size)
		memcpy(place, found->names.data, found->names.size);
	for (size_t i = 0; i < found->count; i++) {
		list[i] = place;
		place += strlen(place) + 1;
	}
	if (found->count)
		qsort(list, found->count, sizeof(*list), by_name);
	return list;
}

enum muster_status muster_caches(struct muster *muster, const char ***names, size_t *count)
{
	struct problem problem = {0};
	struct found found = {0};
	enum muster_status status;

	if (!muster || !names)
		return MUSTER_BAD_ARGUMENT;
	status = store_each(&muster->store, NULL, add_name, &found, &problem);
	*names = status == MUSTER_OK ? make_list(&found) : NULL;
	if (status == MUSTER_OK && !*names)
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_NO_MEMORY)
		problem_memory(&problem);
	if (count)
		*count = status == MUSTER_OK ? found.count : 0;
	buffer_free(&found.names);
	return context_end(muster, status, &problem);
}

void muster_caches_free(const char **names)
{
	free(names);
}
