/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What muster_write_…() fills: the fields of one item by a schema, or one free map (a fact). */
#ifndef MUSTER_WRITER_INNER_H
#define MUSTER_WRITER_INNER_H

#include <muster/module.h>

#include "base/buffer.h"

#define WRITER_DEPTH  16
#define WRITER_FIELDS 64
#define WRITER_LIMIT  (16u << 20) /* bytes of one item */

struct muster_writer {
	const struct muster_field *fields; /* NULL: a free map */
	size_t field_count;
	struct buffer bytes;
	struct {
		size_t start, size; /* size 0: not written */
	} spans[WRITER_FIELDS];
	struct {
		size_t start, count;
		bool map;
	} open[WRITER_DEPTH + 1];
	size_t depth;   /* open containers; a free map is one itself */
	size_t current; /* the field that the open containers belong to */
	enum muster_status status;
	const char *trouble; /* static; why status is MUSTER_BAD_ARGUMENT */
};

/* @fields ended by a nameless one, at most WRITER_FIELDS; or NULL for a free map. */
void writer_init(struct muster_writer *writer, const struct muster_field *fields);
void writer_reset(struct muster_writer *writer);
void writer_free(struct muster_writer *writer);

/* Appends the fields in schema order (nil where one was not written), without a list's head; or the free map. The
 * writer's status, or MUSTER_BAD_ARGUMENT where a list or map was left open. */
enum muster_status writer_finish(struct muster_writer *writer, struct buffer *out);

#endif
