/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Taking a source as it is at this moment. */

#include <fcntl.h>
#include <string.h>

#include "listing.h"
#include "memory.h"
#include "sources.h"

static bool hash_now(struct source *source, const char *path)
{
	cleanup_close int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct listing listing;

	if (descriptor < 0)
		return false;
	if (source->kind == SOURCE_FILE)
		return hash_file(descriptor, &source->hash);
	if (listing_read(&listing, descriptor) != 0)
		return false;
	source->hash = listing_hash(&listing);
	listing_free(&listing);
	return true;
}

struct source source_of_path(const char *path, bool content)
{
	struct source source = {.kind = SOURCE_ABSENT, .parent = SOURCE_NONE, .group = SOURCE_NONE, .walk = WALK_NONE};
	struct stat status;

	if (stat(path, &status) != 0)
		return source;
	source.kind = S_ISDIR(status.st_mode) ? SOURCE_FOLDER : SOURCE_FILE;
	source.stamp = stamp_of(&status);
	source.flags = stamp_racy(&source.stamp, stamp_now()) ? SOURCE_RACY : 0;
	if ((content || source.flags & SOURCE_RACY) && hash_now(&source, path))
		source.flags |= SOURCE_HASHED;
	return source;
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
