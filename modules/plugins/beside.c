/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* As many bytes as there are, up to `max`; 0 where the descriptor is of no ordinary file. */
static size_t read_some(int descriptor, char *bytes, size_t max)
{
	struct stat about;
	size_t size = 0;
	ssize_t got = 1;

	if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode))
		return 0;
	while (size < max && got != 0) {
		got = read(descriptor, bytes + size, max - size);
		if (got < 0 && errno != EINTR)
			return 0;
		size += got > 0 ? (size_t)got : 0;
	}
	return size;
}

static enum muster_status read_path(const char *path, size_t max, char **text, size_t *size)
{
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (descriptor < 0)
		return MUSTER_OK;
	*text = malloc(max + 1);
	if (*text) {
		*size = read_some(descriptor, *text, max);
		(*text)[*size] = '\0';
	}
	close(descriptor);
	return *text ? MUSTER_OK : MUSTER_NO_MEMORY;
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
	status = muster_scan_depend(scan, path);
	if (status == MUSTER_OK)
		status = read_path(path, max, text, size);
	free(path);
	return status;
}
