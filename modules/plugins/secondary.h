/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The registries in a Python source's __secondary_registries__ = [Description(registry_dict=NAME, …), "name", …]. */
#ifndef MUSTER_PLUGINS_SECONDARY_H
#define MUSTER_PLUGINS_SECONDARY_H

#include <stdbool.h>

enum { SECONDARY_NAME_MAX = 256 };

/* Where the elements of a list or tuple begin; NULL where the text is neither. */
const char *secondary_begin(const char *text);

/* Takes the next element off *rest: what it calls its registry, which is the argument registry_dict or the first one; a
 * string or a name stands for itself. False after the last. */
bool secondary_next(const char **rest, char name[SECONDARY_NAME_MAX]);

#endif
