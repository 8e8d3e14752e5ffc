/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/trouble.h"

void listing_free(struct listing *listing)
{
	buffer_free(&listing->names);
	free(listing->items);
	*listing = (struct listing){0};
}

/* Some file systems do not tell the type with the name. 0 or an errno; DT_UNKNOWN stays where the name is gone. */
static int resolve_type(int descriptor, const struct dirent *entry, unsigned char *type)
{
	struct stat about;

	*type = entry->d_type;
	if (*type != DT_UNKNOWN)
		return 0;
	if (fstatat(descriptor, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
		return trouble_of(errno) == TROUBLE_NONE ? 0 : errno;
	*type = (unsigned char)IFTODT(about.st_mode);
	return 0;
}

static int add(struct listing *listing, const char *name, unsigned char type)
{
	if (listing->count == listing->capacity) {
		const size_t capacity = listing->capacity ? listing->capacity * 2 : 32;
		struct listing_name *items = reallocarray(listing->items, capacity, sizeof(*items));
		if (!items)
			return ENOMEM;
		listing->items = items;
		listing->capacity = capacity;
	}
	listing->items[listing->count].name = buffer_string(&listing->names, name);
	listing->items[listing->count].type = type;
	listing->count++;
	return listing->names.failed ? ENOMEM : 0;
}

static int compare(const void *a, const void *b, void *names)
{
	const struct listing_name *left = a, *right = b;

	return strcmp((const char *)names + left->name, (const char *)names + right->name);
}

static int read_all(struct listing *listing, DIR *folder, int descriptor)
{
	const struct dirent *entry;
	unsigned char type;
	int error;

	for (errno = 0; (entry = readdir(folder)); errno = 0) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		error = resolve_type(descriptor, entry, &type);
		error = error ? error : add(listing, entry->d_name, type);
		if (error)
			return error;
	}
	return errno;
}

int listing_read(struct listing *listing, int descriptor)
{
	/* a descriptor of its own, since closedir() closes what it is given and the caller's may be O_PATH */
	const int copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	int error = folder ? 0 : errno;

	*listing = (struct listing){0};
	if (!folder) {
		if (copy >= 0)
			close(copy);
		return error;
	}
	error = read_all(listing, folder, copy);
	closedir(folder);
	if (error)
		listing_free(listing);
	else if (listing->count)
		qsort_r(listing->items, listing->count, sizeof(*listing->items), compare, listing->names.data);
	return error;
}

int listing_hash(const struct listing *listing, struct hash *hash)
{
	struct buffer bytes = {0};
	int error;

	for (size_t i = 0; i < listing->count; i++) {
		buffer_append(&bytes, &listing->items[i].type, 1);
		buffer_string(&bytes, listing_at(listing, i));
	}
	error = bytes.failed ? ENOMEM : 0;
	if (!error)
		*hash = hash_bytes(bytes.data, bytes.size);
	buffer_free(&bytes);
	return error;
}
