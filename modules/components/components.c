/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `components`: the dimensions of image sets. Each folder is a group, known by the names of its files;
 * none of its images is opened. */

#include <muster/module.h>

#include "enumerations.h"
#include "folder.h"
#include "item.h"

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, NULL, "Folders below which image sets lie; none unless they are named"},
	{"multiprocessing_axis", MUSTER_OPTION_STRING, "well", "Component that work is divided by"},
	{"variable", MUSTER_OPTION_WORDS, NULL, "Choice of components that vary in what is processed together"},
	{"group_by", MUSTER_OPTION_STRING, NULL, "Choice of the component that images are grouped by, or none"},
	{"well", MUSTER_OPTION_STRING, "(?:A[A-F]|[A-Za-p])\\d{2}", "What $WELL in expressions stands for"},
	{"uuid", MUSTER_OPTION_STRING, "(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})",
	 "What $UUID in expressions stands for"},
	{0},
};

static enum muster_status discover(struct muster_scan *scan)
{
	const struct muster_walk walk = {.size = sizeof(walk), .paths = muster_scan_paths(scan)};
	struct conventions conventions;
	enum muster_status status = conventions_read(scan, &conventions);

	if (status == MUSTER_OK)
		status = muster_scan_folders(scan, &walk, folder_read, &conventions);
	conventions_clear(&conventions);
	return status;
}

static enum muster_status combine(struct muster_scan *scan)
{
	struct conventions conventions;
	enum muster_status status = conventions_read(scan, &conventions);

	if (status == MUSTER_OK)
		status = enumerations_emit(scan, &conventions);
	conventions_clear(&conventions);
	return status;
}

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "components",
	.version = "1.0",
	.summary = "Dimensions of image sets, by the conventions of their names",
	.fields = item_fields,
	.options = options,
	.section_options = convention_options,
	.item_size = sizeof(struct muster_components),
	.discover = discover,
	.combine = combine,
	.serialize = item_serialize,
	.deserialize = item_deserialize,
	.clear = item_clear,
};
