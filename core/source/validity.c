/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/validity.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "source/listing.h"

/* With fewer files in a folder, opening it costs more than the shorter paths save. */
#define WORTH_OPENING 4

struct check {
	const struct sources *sources;
	enum check_mtimes mode;
	bool retry;
	const char *(*variable)(const char *name);
	uint32_t folder; /* the one that is open; SOURCE_NONE */
	int descriptor;
	bool no_memory; /* a content could not be compared */
};

/* The hash of a folder's names or of a file's bytes. 0 or an errno. */
static int hash_now(int descriptor, const struct source *source, struct hash *hash)
{
	struct listing listing;
	int error;

	if (source->kind == SOURCE_FILE) {
		errno = EINVAL; /* no ordinary file */
		return hash_file(descriptor, hash) ? 0 : errno;
	}
	error = listing_read(&listing, descriptor);
	if (error)
		return error;
	error = listing_hash(&listing, hash);
	listing_free(&listing);
	return error;
}

static bool same_link(int at, const char *path, const struct source *source)
{
	char text[PATH_MAX];
	struct hash hash;

	return source_link_text(at, path, text, &hash) == 0 && hash_equal(&hash, &source->hash);
}

static bool same_bytes(struct check *check, int at, const char *path, const struct source *source)
{
	cleanup_close int descriptor = openat(at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct hash hash;
	int error;

	if (descriptor < 0)
		return false;
	error = hash_now(descriptor, source, &hash);
	check->no_memory |= error == ENOMEM;
	return !error && hash_equal(&hash, &source->hash);
}

static bool same_content(struct check *check, int at, const char *path, const struct source *source)
{
	if (!(source->flags & SOURCE_HASHED))
		return false;
	return source->kind == SOURCE_LINK ? same_link(at, path, source) : same_bytes(check, at, path, source);
}

static bool same(struct check *check, int at, const char *path, const struct source *source)
{
	struct stat about;
	struct stamp stamp;

	if (check->mode == CHECK_CONTENT && (source->flags & SOURCE_HASHED))
		return same_content(check, at, path, source);
	if (fstatat(at, path, &about, source->kind == SOURCE_LINK ? AT_SYMLINK_NOFOLLOW : 0) != 0)
		return false;
	stamp = stamp_of(&about);
	if (!stamp_equal(&stamp, &source->stamp))
		return false;
	return !(source->flags & SOURCE_RACY) || same_content(check, at, path, source);
}

static bool same_variable(const struct check *check, const struct source *source)
{
	const char *value = check->variable(sources_name(check->sources, source));
	struct hash hash;

	if (!value || !(source->flags & SOURCE_HASHED))
		return !value && !(source->flags & SOURCE_HASHED);
	hash = hash_bytes(value, strlen(value) + 1);
	return hash_equal(&hash, &source->hash);
}

/* The error that a look at the source's type gives, or 0; *type is what is there. */
static int look_at_type(const struct sources *sources, const struct source *source, enum source_type *type)
{
	char path[PATH_MAX];
	struct source now;
	int error;

	sources_path(sources, source, path, sizeof(path));
	error = source_of_type(&now, path);
	*type = (enum source_type)now.stamp.size;
	return error;
}

static bool same_type(const struct sources *sources, const struct source *source)
{
	enum source_type type;

	return look_at_type(sources, source, &type) == 0 && type == source->stamp.size;
}

/* Files stand behind their folder: how many of them, up to what is worth opening it. */
static bool worth_opening(const struct check *check, uint32_t folder)
{
	const size_t last = (size_t)folder + WORTH_OPENING;

	return last < check->sources->count && check->sources->items[last].parent == folder &&
		   check->sources->items[last].kind == SOURCE_FILE;
}

static void open_folder(struct check *check, uint32_t folder)
{
	if (check->folder == folder)
		return;
	if (check->descriptor >= 0)
		close(check->descriptor);
	check->folder = folder;
	check->descriptor = -1;
	if (worth_opening(check, folder))
		check->descriptor =
			open(sources_name(check->sources, &check->sources->items[folder]), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool same_file(struct check *check, const struct source *source)
{
	const char *name = sources_name(check->sources, source);
	char path[PATH_MAX];

	if (source->parent != SOURCE_NONE)
		open_folder(check, source->parent);
	if (source->parent != SOURCE_NONE && check->descriptor >= 0)
		return same(check, check->descriptor, name, source);
	sources_path(check->sources, source, path, sizeof(path));
	return same(check, AT_FDCWD, path, source);
}

static bool unchanged_source(struct check *check, const struct source *source)
{
	if (source->flags & SOURCE_TROUBLED) /* what is known of it is not what is there; a dead server is not asked */
		return !check->retry;
	switch ((enum source_kind)source->kind) {
	case SOURCE_FOLDER:
		return same(check, AT_FDCWD, sources_name(check->sources, source), source);
	case SOURCE_FILE:
	case SOURCE_LINK:
		return check->mode == CHECK_DIRS || same_file(check, source);
	case SOURCE_TYPE:
		return same_type(check->sources, source);
	case SOURCE_ENVIRONMENT:
		return same_variable(check, source);
	}
	return false;
}

/* In this mode nothing is looked at, but what could not be looked at is tried again. */
static bool passed_over(const struct check *check, const struct source *source)
{
	return check->mode == CHECK_NO && !(source->flags & SOURCE_TROUBLED);
}

size_t validity_check_sources(const struct sources *sources, enum check_mtimes mode, bool retry,
							  const char *(*variable)(const char *name), unsigned char *unchanged)
{
	struct check check = {sources, mode, retry, variable, SOURCE_NONE, -1, false};
	size_t changed = 0;

	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->items[i];
		unchanged[i] = passed_over(&check, source) || unchanged_source(&check, source);
		changed += !unchanged[i];
	}
	if (check.descriptor >= 0)
		close(check.descriptor);
	return check.no_memory ? VALIDITY_NO_MEMORY : changed;
}

static const char *type_difference(const struct sources *sources, const struct source *source)
{
	enum source_type type;

	if (look_at_type(sources, source, &type))
		return "cannot be reached";
	if (source->stamp.size == SOURCE_IS_ABSENT)
		return "appeared";
	return type == SOURCE_IS_ABSENT ? "gone" : "replaced";
}

/* The file at the other end is a source of its own, and may be gone as well. */
static const char *link_difference(const char *path)
{
	struct stat about;

	if (lstat(path, &about) == 0)
		return "leads elsewhere";
	return errno == ENOENT || errno == ENOTDIR ? "link gone" : "cannot be reached";
}

const char *validity_difference(const struct sources *sources, const struct source *source)
{
	char path[PATH_MAX];
	struct stat about;
	struct stamp stamp;

	if (source->kind == SOURCE_ENVIRONMENT)
		return "variable changed";
	if (source->flags & SOURCE_TROUBLED)
		return "could not be read";
	if (source->kind == SOURCE_TYPE)
		return type_difference(sources, source);
	sources_path(sources, source, path, sizeof(path));
	if (source->kind == SOURCE_LINK)
		return link_difference(path);
	if (stat(path, &about) != 0)
		return errno == ENOENT || errno == ENOTDIR ? "gone" : "cannot be reached";
	stamp = stamp_of(&about);
	if (stamp.device != source->stamp.device || stamp.inode != source->stamp.inode)
		return source->stamp.inode ? "replaced" : "was changing when it was read";
	if (source->kind == SOURCE_FOLDER)
		return "names added or removed";
	if (stamp.size != source->stamp.size || stamp.modified != source->stamp.modified)
		return "modified";
	return stamp.changed != source->stamp.changed ? "attributes or content changed" : "content changed";
}
