/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Values as people read them. */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include <muster/registry.h>

#include "text.h"

/* Adds @value on one line: lists as a, b, c; what is in them as [a, b] and {name: a}; bytes as base64; nothing for
 * nil. Strings are escaped. */
void value_text(struct text *text, const struct muster_value *value);

/* As value_text(), for a cell of a table: lists of lists or maps are only counted. */
void value_cell(struct text *text, const struct muster_value *value);

#endif
