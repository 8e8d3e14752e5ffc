/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The files, folders and variables that a registry came from, as a table: in the scan that makes it, in the blob, and
 * in the check that decides whether the blob still holds.
 *
 * A folder stands before what was found in it: its files, then its folders. The file that a reader was called for heads
 * a group; what the reader depended on besides has the same group. */
#ifndef MUSTER_SOURCES_H
#define MUSTER_SOURCES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/problem.h"
#include "source/stamp.h"

enum source_kind {
	SOURCE_FOLDER = 1,      /* its list of names matters */
	SOURCE_FILE = 2,        /* its content matters */
	SOURCE_TYPE = 3,        /* only its type matters: enum source_type in place of the stamp's size */
	SOURCE_ENVIRONMENT = 4, /* the hash of a variable's value (with its NUL); no hash: not set */
	SOURCE_LINK = 5,        /* a symbolic link, not followed: where it leads matters */
};

static inline bool source_kind_known(unsigned kind)
{
	return kind >= SOURCE_FOLDER && kind <= SOURCE_LINK;
}

/* The type of the thing that a path leads to; links are followed. */
enum source_type { SOURCE_IS_ABSENT = 0, SOURCE_IS_FILE = 1, SOURCE_IS_FOLDER = 2, SOURCE_IS_OTHER = 3 };

enum source_flags {
	SOURCE_HASHED = 1,   /* the content's hash is kept */
	SOURCE_RACY = 2,     /* a later change could hide behind the stamp: the hash decides */
	SOURCE_PRUNED = 4,   /* of a folder: the module wanted none of the folders in it */
	SOURCE_TROUBLED = 8, /* it could not be looked at (trouble.h): it is as it was before, if it was known, and is tried
						  * again */
	SOURCE_COMMON = 16,  /* a change of it may change every group */
	SOURCE_BELOW = 32,   /* its group is a folder: a change of it may change every group below that */
};

#define SOURCE_NONE UINT32_MAX

/* In place of a walk: watched for its own sake (listed for a wildcard, depended upon), nothing was visited in it. */
#define WALK_NONE UINT16_MAX

struct source {
	uint8_t kind, flags;
	uint16_t walk;   /* which walk of the discovery met it; WALK_NONE */
	uint32_t parent; /* the folder that its name is relative to; SOURCE_NONE: the name is absolute */
	uint32_t group;  /* the source that heads its group; SOURCE_NONE: in none */
	uint32_t name;   /* offset in names */
	struct stamp stamp;
	struct hash hash;
};

struct sources {
	struct source *items;
	size_t count, capacity;
	struct buffer names;
};

void sources_free(struct sources *sources);

/* A copy of @source under @name; its index, or SOURCE_NONE without memory or past 2^32 - 2 sources. */
uint32_t sources_add(struct sources *sources, const struct source *source, const char *name);

static inline const char *sources_name(const struct sources *sources, const struct source *source)
{
	return (const char *)sources->names.data + source->name;
}

/* What is at @path now, as a source that belongs to no group and was met in no walk: to be taken before its reader
 * looks at it, so that what changes in between counts as changed. @content: hashed in any case. 0, or the error that
 * kept it from being looked at (trouble.h). */
int source_of_path(struct source *source, const char *path, bool content);

/* The same, where nothing but its type matters. */
int source_of_type(struct source *source, const char *path);

/* The same of a symbolic link that is not followed; the link's text is written to @text. EINVAL where no link is. */
int source_of_link(struct source *source, const char *path, bool content, char text[PATH_MAX]);

/* The hash of the text of a link that @path, relative to the folder @at, leads to; *text holds it. 0 or an errno. */
int source_link_text(int at, const char *path, char text[PATH_MAX], struct hash *hash);

/* What stat() said; @error 0 or its errno. */
enum source_type source_type(int error, const struct stat *about);

/* The same of an environment variable; @value NULL: not set. */
struct source source_of_variable(const char *value);

/* The absolute path (or a variable's name), written to @path of @size bytes; cut where it does not fit. */
void sources_path(const struct sources *sources, const struct source *source, char *path, size_t size);

/* The section of a blob; see muster-blob(5). */
void sources_encode(const struct sources *sources, struct buffer *out);

/* The other way; every offset and index is checked. MUSTER_OK, MUSTER_DAMAGED, MUSTER_NO_MEMORY. */
enum muster_status sources_decode(struct sources *sources, const unsigned char *data, size_t size);

/* The same without files, for a check that goes no further than folders: most of a large table is not even copied.
 * Nothing has a parent or a group; MUSTER_DAMAGED also where something but a file would need one. */
enum muster_status sources_decode_folders(struct sources *sources, const unsigned char *data, size_t size);

#endif
