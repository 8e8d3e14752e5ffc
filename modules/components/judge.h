/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which conventions explain the files of a folder. A folder is judged as a whole: of the conventions that explain most
 * of its files the one that ranks highest has them, then what is left is judged again. */
#ifndef MUSTER_COMPONENTS_JUDGE_H
#define MUSTER_COMPONENTS_JUDGE_H

#include "found.h"

/* In place of the number of a verdict: nobody has the file yet. */
enum { FILE_OPEN = 0xff };

/* One data set. */
struct verdict {
	const struct convention *convention;
	struct found *indexed;    /* by an index, and owned; NULL: by names */
	size_t explained, beside; /* files */
	uint64_t equals, less;    /* bits of conventions that explain as many: as high in rank; lower */
};

struct judgement {
	struct muster_scan *scan;
	const struct muster_source *source;
	const struct conventions *conventions;
	size_t file_count;
	uint64_t *bits;                               /* for each file, the conventions that explain it */
	unsigned char *owners;                        /* for each file, the number of its verdict or FILE_OPEN */
	struct verdict verdicts[2 * CONVENTIONS_MAX]; /* each convention may have one by its index and one by names */
	size_t count;
	size_t beside, hidden, unexplained; /* files that no verdict is about */
	const char *names[UNEXPLAINED_MAX];
	size_t name_count;
};

/* False without memory; to be cleared in any case. */
bool judge_begin(struct judgement *judgement, struct muster_scan *scan, const struct muster_source *source,
				 const struct conventions *conventions);
void judge_clear(struct judgement *judgement);

/* Finds the verdicts on all files that are open. MUSTER_OK or MUSTER_CANCELLED. */
enum muster_status judge_files(struct judgement *judgement);

/* Emits a data set for each verdict; the first of them tells what no convention explains. Where
 * there is none, many images are a finding. */
enum muster_status judge_emit(struct judgement *judgement);

#endif
