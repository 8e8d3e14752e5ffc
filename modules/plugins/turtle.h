/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* As much of Turtle as manifests of LV2 bundles are written in: prefixes, and statements about resources. What is said
 * inside brackets is passed over. */
#ifndef MUSTER_PLUGINS_TURTLE_H
#define MUSTER_PLUGINS_TURTLE_H

#include <stdbool.h>
#include <stddef.h>

/* One statement between resources, each a whole IRI or, where it was written so, a relative one. */
typedef void turtle_statement(void *data, const char *subject, const char *predicate, const char *object);

/* Calls `statement` for each that is found. The line in which it ceased to be Turtle; 0 where it is so to the end. */
unsigned turtle_read(const char *text, size_t size, turtle_statement *statement, void *data);

#endif
