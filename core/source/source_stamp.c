/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Taking a source as it is at this moment. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/trouble.h"
#include "source/listing.h"
#include "source/sources.h"

/* 0 or an errno. What cannot be opened or is no ordinary file stays without a hash. */
static int hash_now(struct source *source, const char *path)
{
	cleanup_close int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct listing listing;
	int error;

	if (descriptor < 0)
		return trouble_of(errno) == TROUBLE_NONE ? 0 : errno;
	if (source->kind == SOURCE_FILE) {
		errno = 0;
		if (hash_file(descriptor, &source->hash))
			source->flags |= SOURCE_HASHED;
		return source->flags & SOURCE_HASHED ? 0 : errno;
	}
	error = listing_read(&listing, descriptor);
	if (error)
		return error;
	error = listing_hash(&listing, &source->hash);
	source->flags |= error ? 0 : SOURCE_HASHED;
	listing_free(&listing);
	return error;
}

enum source_type source_type(int error, const struct stat *about)
{
	if (error)
		return SOURCE_IS_ABSENT;
	if (S_ISREG(about->st_mode))
		return SOURCE_IS_FILE;
	return S_ISDIR(about->st_mode) ? SOURCE_IS_FOLDER : SOURCE_IS_OTHER;
}

int source_of_type(struct source *source, const char *path)
{
	struct stat about;
	const int error = stat(path, &about) == 0 ? 0 : errno;

	*source = (struct source){.kind = SOURCE_TYPE, .parent = SOURCE_NONE, .group = SOURCE_NONE, .walk = WALK_NONE};
	source->stamp.size = source_type(error, &about);
	return trouble_of(error) == TROUBLE_NONE ? 0 : error;
}

int source_of_path(struct source *source, const char *path, bool content)
{
	struct stat about;

	if (stat(path, &about) != 0)
		return source_of_type(source, path);
	*source = (struct source){.parent = SOURCE_NONE, .group = SOURCE_NONE, .walk = WALK_NONE};
	source->kind = S_ISDIR(about.st_mode) ? SOURCE_FOLDER : SOURCE_FILE;
	source->stamp = stamp_of(&about);
	source->flags = stamp_racy(&source->stamp, stamp_now()) ? SOURCE_RACY : 0;
	return content || source->flags & SOURCE_RACY ? hash_now(source, path) : 0;
}

int source_link_text(int at, const char *path, char text[PATH_MAX], struct hash *hash)
{
	const ssize_t length = readlinkat(at, path, text, PATH_MAX);

	if (length < 0)
		return errno;
	if (length == PATH_MAX)
		return ENAMETOOLONG;
	text[length] = '\0';
	*hash = hash_bytes(text, (size_t)length);
	return 0;
}

int source_of_link(struct source *source, const char *path, bool content, char text[PATH_MAX])
{
	struct stat about;
	struct hash hash;
	int error;

	*source = (struct source){.kind = SOURCE_LINK, .parent = SOURCE_NONE, .group = SOURCE_NONE, .walk = WALK_NONE};
	if (lstat(path, &about) != 0)
		return errno;
	error = source_link_text(AT_FDCWD, path, text, &hash);
	source->stamp = stamp_of(&about);
	source->flags = stamp_racy(&source->stamp, stamp_now()) ? SOURCE_RACY : 0;
	if (content || source->flags & SOURCE_RACY) {
		source->hash = hash;
		source->flags |= SOURCE_HASHED;
	}
	return error;
}

struct source source_of_variable(const char *value)
{
	struct source source = {.kind = SOURCE_ENVIRONMENT, .parent = SOURCE_NONE, .group = SOURCE_NONE};

	if (value) {
		source.flags = SOURCE_HASHED;
		source.hash = hash_bytes(value, strlen(value) + 1);
	}
	return source;
}
