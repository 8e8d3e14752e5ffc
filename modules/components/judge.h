/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which conventions explain the files of a folder. A folder is judged as a whole: of the conventions that explain most
 * of its files the one that ranks highest has them, then what is left is judged again. */
#ifndef MUSTER_COMPONENTS_JUDGE_H
#define MUSTER_COMPONENTS_JUDGE_H

#include "found.h"

/* Who has a file, besides the number of a verdict. */
enum {
	FILE_OPEN = 0xff,  /* nobody yet */
	FILE_TAKEN = 0xfe, /* an index has it */
};

/* One data set. */
struct verdict {
	const struct convention *convention;
	size_t explained, beside; /* files */
	uint64_t equals, less;    /* bits of conventions that explain as many: as high in rank; lower */
};

struct judgement {
	struct muster_scan *scan;
	const struct muster_source *source;
	const struct conventions *conventions;
	size_t file_count;
	uint64_t *bits;        /* for each file, the conventions that explain it */
	unsigned char *owners; /* for each file, FILE_OPEN, FILE_TAKEN or the number of its verdict */
	struct verdict verdicts[CONVENTIONS_MAX];
	size_t count;
	size_t taken, beside, hidden, unexplained; /* files that no verdict is about */
	const char *names[UNEXPLAINED_MAX];
	size_t name_count;
};

/* False without memory; to be cleared in any case. */
bool judge_begin(struct judgement *judgement, struct muster_scan *scan, const struct muster_source *source,
				 const struct conventions *conventions);
void judge_clear(struct judgement *judgement);

/* Finds the verdicts on all files that are not taken. MUSTER_OK or MUSTER_CANCELLED. */
enum muster_status judge_files(struct judgement *judgement);

/* Emits a data set for each verdict. `told`: what no convention explains was told with another set already. */
enum muster_status judge_emit(struct judgement *judgement, bool told);

/* Hands what no convention explains to the set that is to tell it. */
void judge_tell(const struct judgement *judgement, struct found *found);

#endif
