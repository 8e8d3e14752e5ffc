/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Docstrings in the styles of numpy, Google and Sphinx. */
#ifndef MUSTER_READERS_DOCSTRING_H
#define MUSTER_READERS_DOCSTRING_H

#include <stddef.h>

#include "pool.h"

/* All of it, without the indentation that all lines after the first have in common, and without empty lines around it;
 * NULL without memory. */
const char *docstring_clean(struct pool *pool, const char *doc);

/* The first paragraph, its lines joined by spaces; "" where there is none, NULL without memory. */
const char *docstring_summary(struct pool *pool, const char *doc);

/* What is said of a parameter, in one paragraph; NULL where nothing is. */
const char *docstring_parameter(struct pool *pool, const char *doc, const char *name);

/* What is said of the result, in one paragraph; NULL where nothing is. */
const char *docstring_returns(struct pool *pool, const char *doc);

#endif
