/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The metadata that Qt's moc puts into plug-ins. */
#ifndef MUSTER_PLUGINS_QT_H
#define MUSTER_PLUGINS_QT_H

#include <stdbool.h>
#include <stddef.h>

#include "readers/elf.h"

enum { QT_TEXT_MAX = 256 };

/* Empty strings where the metadata says nothing. */
struct qt_metadata {
	char iid[QT_TEXT_MAX];
	char class_name[QT_TEXT_MAX];
};

/* Reads the map of CBOR, as far as that takes. False where the bytes are no such map. */
bool qt_decode(struct qt_metadata *metadata, const unsigned char *bytes, size_t size);

/* Reads the metadata of Qt 5 or Qt 6. False where there is some, but damaged. */
bool qt_read(struct qt_metadata *metadata, const struct elf_file *file);

#endif
