/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading the changed files of a walk side by side, where the module promised MUSTER_MODULE_READERS_INDEPENDENT.
 *
 * Once a walk shows that there is much to read, the discoverer forks siblings. Each goes on with the very same walk,
 * and reads those of the changed files (numbered as the walk comes to them) that no other has begun. The discoverer
 * goes on too, and where it would read a file it takes in what a sibling's reader left: so everything is added in the
 * order of the walk, and the blob is the one that a single process makes.
 *
 * A sibling that fails, in whatever way, or that met other files than the discoverer, since some come and go, is not
 * asked why: the siblings are killed, and the discoverer reads the rest itself, that file first. What it dies of there
 * is what the caller hears. Of a sibling that hangs it reads the one file. */
#ifndef MUSTER_SHARE_H
#define MUSTER_SHARE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <muster/module.h>

#include "base/buffer.h"
#include "config/config.h"
#include "source/sources.h"

#define SHARE_MOST CONFIG_MOST_JOBS /* siblings */

struct scan_file;

struct sibling {
	pid_t pid;
	int pidfd, results;
	struct buffer arrived;
	size_t taken; /* bytes of them */
	bool over;    /* no more will arrive */
};

struct share {
	bool walking; /* the walk is one whose files may be shared out */
	bool refused; /* in this walk it went wrong once */
	double spent; /* milliseconds that readers took in this walk */
	struct sibling *siblings;
	unsigned count;
	bool is_sibling;         /* in one: */
	int results;             /* where to send what was read */
	uint64_t number;         /* of the next changed file, since there are siblings */
	_Atomic(uint64_t) *next; /* in memory that all share: of the file that is to be begun next */
};

/* Around a walk of files. The end does not return in a sibling, which has nothing to do outside of the walk. */
void share_begin(struct muster_scan *scan);
void share_end(struct muster_scan *scan);

/* scan_read_file(), here or in a sibling. */
enum muster_status share_read_file(struct muster_scan *scan, const struct scan_file *file, struct source *record);

/* What the reader of @file left: sources from @first on, and all results. */
void share_pack(const struct muster_scan *scan, const struct scan_file *file, size_t first, struct buffer *out);

/* Adds it again. False where it is of another file, or makes no sense: nothing was added. Else *status is MUSTER_OK or
 * what scan->problem says. */
bool share_unpack(struct muster_scan *scan, const struct scan_file *file, const struct source *record,
				  const unsigned char *bytes, size_t size, enum muster_status *status);

#endif
