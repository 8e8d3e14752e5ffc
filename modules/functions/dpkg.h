/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Versions of packages that libraries come from, out of dpkg's database. */
#ifndef MUSTER_FUNCTIONS_DPKG_H
#define MUSTER_FUNCTIONS_DPKG_H

#include <stddef.h>

#include <muster/status.h>

struct dpkg;

/* `folder` is that of the database, such as /var/lib/dpkg, and must outlive *dpkg; nothing of it is read yet. MUSTER_OK
 * or MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status dpkg_open(struct dpkg **dpkg, const char *folder);

/* NULL is allowed. */
void dpkg_close(struct dpkg *dpkg);

/* The version of the package that has the library, by its SONAME and path, put into `version`; "" where none has, or
 * where there is no database. MUSTER_OK or MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status dpkg_version(struct dpkg *dpkg, const char *soname, const char *path, char *version,
												 size_t size);

#endif
