/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The JSON notes by which a file says what package it is of and what it may dlopen. */
#ifndef MUSTER_PLUGINS_NOTES_H
#define MUSTER_PLUGINS_NOTES_H

#include <jansson.h>

#include <muster/plugins.h>

#include "readers/elf.h"

enum { NOTES_PROPERTIES_MAX = 32, NOTES_DLOPENS_MAX = 64, NOTES_SONAMES_MAX = 256 };

/* What the notes say. Strings are owned by the two documents. */
struct notes {
	bool whole; /* nothing was damaged, or too much and left out */
	json_t *package_document, *dlopen_document;
	struct muster_plugin_property package[NOTES_PROPERTIES_MAX];
	size_t package_count;
	struct muster_plugin_dlopen dlopens[NOTES_DLOPENS_MAX];
	size_t dlopen_count;
	const char *sonames[NOTES_SONAMES_MAX];
	size_t soname_count;
};

/* Reads both notes of a file; freed with notes_free(). MUSTER_OK, where *notes is NULL if it has none;
 * MUSTER_NO_MEMORY.
 */
MUSTER_NODISCARD enum muster_status notes_read(struct notes **notes, const struct elf_file *file);

/* NULL is allowed. */
void notes_free(struct notes *notes);

#endif
