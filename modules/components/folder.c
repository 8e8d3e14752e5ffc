/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "folder.h"

#include "judge.h"

enum muster_status folder_read(struct muster_scan *scan, const struct muster_source *source, void *conventions)
{
	struct judgement judgement;
	enum muster_status status = MUSTER_OK;

	if (muster_source_file_count(source) == 0)
		return MUSTER_OK;
	if (!judge_begin(&judgement, scan, source, conventions))
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_OK)
		status = judge_files(&judgement);
	if (status == MUSTER_OK)
		status = judge_emit(&judgement, false);
	judge_clear(&judgement);
	return status;
}
