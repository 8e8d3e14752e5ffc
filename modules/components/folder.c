/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "folder.h"

#include "harmony.h"
#include "judge.h"
#include "zarr.h"

/* What an index says comes before what names say. */
static enum muster_status judge(struct judgement *judgement)
{
	enum muster_status status = MUSTER_OK;
	size_t i;

	for (i = 0; status == MUSTER_OK && i < judgement->conventions->count; i++)
		status = harmony_read(judgement, &judgement->conventions->items[i]);
	if (status == MUSTER_OK)
		status = judge_files(judgement);
	return status == MUSTER_OK ? judge_emit(judgement) : status;
}

static enum muster_status read_zarr(struct muster_scan *scan, const struct muster_source *source,
									const struct conventions *conventions, bool *is_zarr)
{
	size_t i;

	*is_zarr = false;
	for (i = 0; i < conventions->count; i++)
		if (conventions->items[i].reader == CONVENTION_OME_ZARR)
			return zarr_read(scan, source, &conventions->items[i], is_zarr);
	return MUSTER_OK;
}

enum muster_status folder_read(struct muster_scan *scan, const struct muster_source *source, void *conventions)
{
	struct judgement judgement;
	bool is_zarr;
	enum muster_status status;

	if (muster_source_file_count(source) == 0)
		return MUSTER_OK;
	status = read_zarr(scan, source, conventions, &is_zarr);
	if (status != MUSTER_OK || is_zarr)
		return status;
	status = judge_begin(&judgement, scan, source, conventions) ? judge(&judgement) : MUSTER_NO_MEMORY;
	judge_clear(&judgement);
	if (status == MUSTER_OK && conventions_starved(conventions))
		return MUSTER_NO_MEMORY;
	return status;
}
