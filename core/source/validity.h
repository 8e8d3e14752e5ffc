/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether what a blob was made from is still as it was. */
#ifndef MUSTER_VALIDITY_H
#define MUSTER_VALIDITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/sources.h"

/* How far a check goes: not at all, to folders, to the stamps of files, to their content. */
enum check_mtimes { CHECK_NO, CHECK_DIRS, CHECK_YES, CHECK_CONTENT };

/* Looks at each source as far as @mode goes: unchanged[i] is 1 where source i is as it was (or was not looked at), else
 * 0. Sources that could not be looked at last time count as changed if @retry, else as unchanged. @variable gives the
 * value of an environment variable. Returns how many changed, or VALIDITY_NO_MEMORY. */
#define VALIDITY_NO_MEMORY SIZE_MAX

size_t validity_check_sources(const struct sources *sources, enum check_mtimes mode, bool retry,
							  const char *(*variable)(const char *name), unsigned char *unchanged);

/* In a word or two, how the source differs now from what it was: "gone", "modified" … */
const char *validity_difference(const struct sources *sources, const struct source *source);

#endif
