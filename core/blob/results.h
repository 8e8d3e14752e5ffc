/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a discovery has found so far, and its way into a blob: entries, facts and findings. What they point to is owned
 * by the results' arena or by the previous blob, which outlives them. */
#ifndef MUSTER_RESULTS_H
#define MUSTER_RESULTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "blob/blob_writer.h"
#include "source/sources.h"

struct result_entry {
	const char *key;
	const unsigned char *fields; /* packed, in schema order */
	uint32_t size, group;        /* group: SOURCE_NONE for what combine() made */
	uint32_t sequence;           /* in the order of the search */
	uint32_t ordinal;            /* which of several with one key; 0 until results_write() */
};

struct result_fact {
	const char *key;
	const unsigned char *value; /* a packed map */
	uint32_t size, group;
};

struct result_finding {
	uint32_t source, line;
	const char *text;
};

struct results {
	struct result_entry *entries;
	size_t entry_count, entry_capacity;
	struct result_fact *facts;
	size_t fact_count, fact_capacity;
	struct result_finding *findings;
	size_t finding_count, finding_capacity;
	struct arena arena;
};

void results_free(struct results *results);

/* Adds a row as it is; false without memory. */
bool results_add_entry(struct results *results, const struct result_entry *entry);
bool results_add_fact(struct results *results, const struct result_fact *fact);
bool results_add_finding(struct results *results, const struct result_finding *finding);

/* Appends @entry as it stands in a block; @number makes its identifier unique. */
void results_pack_entry(const struct result_entry *entry, uint32_t number, size_t field_count, struct buffer *out);

/* The entry at *@data, which moves past it, as it stands in a block: @entry gets its key as stored, its ordinal and its
 * packed fields, which point into the data, and no group. MUSTER_OK, MUSTER_DAMAGED, MUSTER_NO_MEMORY. */
enum muster_status results_read_entry(const unsigned char **data, size_t *size, struct arena *scratch,
									  struct result_entry *entry, size_t *field_count);

/* Sorts the entries, tells equal keys apart, gives each an identifier of its own, and writes the blocks and the
 * sections before the sources. */
enum muster_status results_write(struct results *results, size_t field_count, struct blob_writer *writer);

#endif
