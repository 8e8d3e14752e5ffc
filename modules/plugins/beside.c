/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "beside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *path_beside(const struct muster_source *source, const char *name)
{
	const char *const path = muster_source_path(source);
	const char *const slash = strrchr(path, '/');
	const size_t folder_length = slash ? (size_t)(slash - path) + 1 : 0, size = folder_length + strlen(name) + 1;
	char *const beside = malloc(size);

	if (beside)
		snprintf(beside, size, "%.*s%s", (int)folder_length, path, name);
	return beside;
}

/* As many bytes as there are, up to `max`. */
static enum muster_status read_some(int descriptor, char *bytes, size_t max, size_t *size)
{
	ssize_t got = 1;

	while (*size < max && got != 0) {
		got = read(descriptor, bytes + *size, max - *size);
		if (got < 0 && errno != EINTR)
			return MUSTER_IO_ERROR;
		*size += got > 0 ? (size_t)got : 0;
	}
	return MUSTER_OK;
}

static enum muster_status read_path(struct muster_scan *scan, const char *path, size_t max, char **text, size_t *size)
{
	int descriptor;
	enum muster_status status = muster_scan_open(scan, path, &descriptor);

	if (descriptor < 0)
		return status;
	*text = malloc(max + 1);
	status = *text ? read_some(descriptor, *text, max, size) : MUSTER_NO_MEMORY;
	close(descriptor);
	if (status == MUSTER_OK)
		(*text)[*size] = '\0';
	return status;
}

enum muster_status beside_read(struct muster_scan *scan, const struct muster_source *source, const char *name,
							   size_t max, char **text, size_t *size)
{
	char *const path = path_beside(source, name);
	enum muster_status status;

	*text = NULL;
	*size = 0;
	if (!path)
		return MUSTER_NO_MEMORY;
	status = read_path(scan, path, max, text, size);
	if (status != MUSTER_OK) {
		free(*text);
		*text = NULL;
		*size = 0;
	}
	free(path);
	return status;
}
