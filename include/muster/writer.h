/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file writer.h
 * Where a serialize() puts an item's fields, be it a module's or that of a host's own cache.
 */
#ifndef MUSTER_WRITER_H
#define MUSTER_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/attributes.h>
#include <muster/status.h>

MUSTER_BEGIN_DECLARATIONS

struct muster_writer;

/* At the top of an item, @p name is a field of the schema, with the type declared there (an integer may stand for a
 * real), each written at most once. In a map it is any string; in a list it is not looked at and may be NULL. NULL data
 * writes nothing at the top of an item or in a map, and a nil in a list. All return MUSTER_OK, MUSTER_NO_MEMORY,
 * MUSTER_LIMIT_EXCEEDED (an item over 16 MiB or nested over 16 deep) or MUSTER_BAD_ARGUMENT (contract broken); a writer
 * that failed once stays failed, so only the last result need be looked at. */

/** Writes a string ended by NUL. Since 0.1. */
MUSTER_API enum muster_status muster_write_string(struct muster_writer *writer, const char *name, const char *text);
/** Writes an integer. Since 0.1. */
MUSTER_API enum muster_status muster_write_integer(struct muster_writer *writer, const char *name, int64_t number);
/** Writes a real. Since 0.1. */
MUSTER_API enum muster_status muster_write_real(struct muster_writer *writer, const char *name, double number);
/** Writes a boolean. Since 0.1. */
MUSTER_API enum muster_status muster_write_boolean(struct muster_writer *writer, const char *name, bool truth);
/** Writes bytes. Since 0.1. */
MUSTER_API enum muster_status muster_write_bytes(struct muster_writer *writer, const char *name, const void *data,
												 size_t size);
/** Writes nothing at the top of an item, and a nil elsewhere: in a map too, for names that all maps of a list have.
 * Since 0.1. */
MUSTER_API enum muster_status muster_write_nil(struct muster_writer *writer, const char *name);
/** Begins a list; what follows belongs to it until muster_write_end(). Since 0.1. */
MUSTER_API enum muster_status muster_write_list(struct muster_writer *writer, const char *name);
/** Begins a map; what follows belongs to it until muster_write_end(). Since 0.1. */
MUSTER_API enum muster_status muster_write_map(struct muster_writer *writer, const char *name);
/** Ends the list or map begun last. Since 0.1. */
MUSTER_API enum muster_status muster_write_end(struct muster_writer *writer);

MUSTER_END_DECLARATIONS

#endif
