/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a reader is handed: a file, or a folder with its list of names. */
#ifndef MUSTER_SOURCE_H
#define MUSTER_SOURCE_H

#include <limits.h>

#include <muster/module.h>

#include "base/hash.h"
#include "source/listing.h"

struct muster_source {
	struct muster_scan *scan;
	const char *path, *name, *root;
	int descriptor;
	bool frozen; /* it was read before its reader was called, who is given nothing but these bytes: */
	int copy;    /* a descriptor of them, made when asked for; -1 */
	uint64_t size;
	char stem[NAME_MAX + 1], *data; /* filled when asked for */
	size_t data_size;
	bool refused;                  /* data cannot be had, and a finding says so */
	const struct listing *listing; /* of a folder; NULL: a file */
	const size_t *files;           /* those of the list that the reader is to see */
	size_t file_count;
};

/* Reads the file, and hashes what was read: it is all that the reader will see. 0 or an errno. */
int source_freeze(struct muster_source *source, struct hash *hash);

/* Frees what was made for the reader; it is made again when asked for. */
void source_forget(struct muster_source *source);

#endif
