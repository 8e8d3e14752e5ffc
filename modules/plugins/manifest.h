/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the manifest of an LV2 bundle says is in one of its files. */
#ifndef MUSTER_PLUGINS_MANIFEST_H
#define MUSTER_PLUGINS_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "readers/pattern.h"

enum { MANIFEST_URIS_MAX = 1024, MANIFEST_URI_MAX = 512 };

/* URIs in the order of the manifest. */
struct manifest {
	char (*uris)[MANIFEST_URI_MAX];
	size_t count;
	bool truncated; /* there were more */
	bool failed;    /* there was no memory for them */
};

/* Adds to *manifest, which is to be cleared, the resources of a class that matches `class_pattern` whose binary is
 * `file_name`. The line in which the text ceased to be a manifest; 0 where it is one to the end. */
unsigned manifest_read(struct manifest *manifest, const char *text, size_t size, const char *file_name,
					   struct pattern *class_pattern);

void manifest_clear(struct manifest *manifest);

#endif
