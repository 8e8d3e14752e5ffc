/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A JSON file's outermost array or object, member by member: each is parsed for itself, so that a file of hundreds of
 * maps never becomes one tree, and one damaged map leaves the others readable. */
#ifndef MUSTER_COLORMAPS_JSON_WALK_H
#define MUSTER_COLORMAPS_JSON_WALK_H

#include <jansson.h>

#include "text.h"

struct json_walk {
	const char *at, *end;
	bool keyed; /* an object's members have keys */
};

/* Goes in: false where the text's first character is not `open` ('[' or '{'). */
bool json_walk_begin(struct json_walk *walk, const struct input *input, char open);

/* The next member, unparsed; `key` with its quotes, empty in an array. MUSTER_NOT_FOUND after the last, MUSTER_DAMAGED
 * where the text is cut or is no JSON. */
enum muster_status json_walk_next(struct json_walk *walk, struct slice *key, struct slice *value);

/* Member number `index`, parsed, to be freed with json_decref(); its key is the builder's name, if it has one.
 * What is wrong is said to the builder. */
enum muster_status json_walk_load(const struct input *input, char open, size_t index, struct builder *builder,
								  json_t **member);

/* Whether the first member is an object that has `key` somewhere, with a value beginning with `opens`: cheap, for
 * sniffing. */
bool json_walk_first_has(const struct input *input, char open, const char *key, char opens);

#endif
