/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Metadata in a folder or below it, on which what the folder holds depends. */
#ifndef MUSTER_COMPONENTS_NEARBY_H
#define MUSTER_COMPONENTS_NEARBY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/module.h>

/* The place of a name among the sorted files of the folder; muster_source_file_count() where it is none of them. */
size_t nearby_find(const struct muster_source *source, const char *name);

/* Makes the group depend on the file, whose path is relative to the folder, and opens it. *descriptor is -1 where no
 * ordinary file can be opened. MUSTER_OK, or what ends the discovery. */
MUSTER_NODISCARD enum muster_status nearby_open(struct muster_scan *scan, const struct muster_source *source,
												const char *path, int *descriptor);

/* The same for JSON, parsed. *json is NULL where there is none, which is a finding if the file is there; to be freed
 * with json_decref(). */
MUSTER_NODISCARD enum muster_status nearby_json(struct muster_scan *scan, const struct muster_source *source,
												const char *path, json_t **json);

#endif
