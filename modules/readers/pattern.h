/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Regular expressions on whole names. */
#ifndef MUSTER_READERS_PATTERN_H
#define MUSTER_READERS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/status.h>

struct pattern;

/* Compiles `text`, which must match all of a name. MUSTER_OK, MUSTER_NO_MEMORY, or MUSTER_BAD_CONFIG with the reason in
 * `why`, of `why_size` bytes. *pattern is freed with pattern_free(). */
MUSTER_NODISCARD enum muster_status pattern_compile(struct pattern **pattern, const char *text, char *why,
													size_t why_size);

/* NULL is allowed. */
void pattern_free(struct pattern *pattern);

/* Whether the expression asks for the file's stem, by a group of that name. */
bool pattern_has_stem(const struct pattern *pattern);

/* Whether all of `name` matches, and the group `stem`, if there is one, is equal to `stem`. */
bool pattern_matches(struct pattern *pattern, const char *name, size_t length, const char *stem, size_t stem_length);

/* Whether a match was answered with false for lack of memory, ever. */
bool pattern_starved(const struct pattern *pattern);

/* The groups that have names, by name; the same name may come twice. NULL past the last. */
const char *pattern_group(const struct pattern *pattern, size_t index);

/* What that group took of `name`, which was the last to match; NULL where it took no part in it. */
const char *pattern_taken(const struct pattern *pattern, const char *name, size_t index, size_t *length);

#endif
