/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where files of a kind lie: folders with globs, and globs on names. */
#ifndef MUSTER_PLUGINS_PLACE_H
#define MUSTER_PLUGINS_PLACE_H

#include <stddef.h>

/* The roots, each with each of the folders below it, in that order; ended by NULL; freed with place_free(). A leading
 * $M in a folder stands for `multiarch`, $R for the same without /usr. NULL without memory. */
char **place_expand(const char *const *roots, const char *const *folders, const char *multiarch);

/* NULL is allowed. */
void place_free(char **folders);

/* How closely the folders say where `path` is: the number of names in the longest that it lies in, at most `depth`
 * folders deep (1: in the folder itself; 0: any). 0 where it lies in none. */
size_t place_rank(const char *const *folders, unsigned depth, const char *path);

/* The first of the globs that matches `name`; NULL where none does. */
const char *place_glob(const char *const *globs, const char *name);

/* The part of `name` that stands for what it is about: without what the glob says before its first wildcard, and
 * without what follows the first dot after that. Its bytes are counted in *length. */
const char *place_stem(const char *glob, const char *name, size_t *length);

/* The bytes of `name` without .so, .so.VERSION or else its last extension. */
size_t place_plain_length(const char *name);

#endif
