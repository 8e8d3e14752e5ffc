/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* OME-Zarr, also called OME-NGFF: plates of wells of images, in folders that hold their metadata as JSON. */
#ifndef MUSTER_COMPONENTS_ZARR_H
#define MUSTER_COMPONENTS_ZARR_H

#include "found.h"

/* Emits the plate, if the folder is one. Where it is a plate, an image or an array, *is_zarr is true and the folders in
 * it are not gone into. MUSTER_OK, or what ends the discovery. */
enum muster_status zarr_read(struct muster_scan *scan, const struct muster_source *source,
							 const struct convention *convention, bool *is_zarr);

#endif
