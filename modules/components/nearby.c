/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "nearby.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A plate of 1,536 wells takes 200 kB. */
enum { JSON_MAX = 1 << 23 };

size_t nearby_find(const struct muster_source *source, const char *name)
{
	const size_t count = muster_source_file_count(source);
	size_t first = 0, last = count;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		if (strcmp(muster_source_file_at(source, middle), name) < 0)
			first = middle + 1;
		else
			last = middle;
	}
	return first < count && strcmp(muster_source_file_at(source, first), name) == 0 ? first : count;
}

enum muster_status nearby_open(struct muster_scan *scan, const struct muster_source *source, const char *path,
							   int *descriptor)
{
	char whole[PATH_MAX];
	const int size = snprintf(whole, sizeof whole, "%s/%s", muster_source_path(source), path);

	*descriptor = -1;
	return size < 0 || (size_t)size >= sizeof whole ? MUSTER_OK : muster_scan_open(scan, whole, descriptor);
}

struct reading {
	int descriptor;
	size_t left;
	bool is_larger;
};

static size_t read_some(void *buffer, size_t size, void *data)
{
	struct reading *const reading = data;
	ssize_t got;

	if (reading->left == 0) {
		reading->is_larger = true;
		return (size_t)-1;
	}
	do
		got = read(reading->descriptor, buffer, size < reading->left ? size : reading->left);
	while (got < 0 && errno == EINTR);
	reading->left -= got > 0 ? (size_t)got : 0;
	return got < 0 ? (size_t)-1 : (size_t)got;
}

enum muster_status nearby_json(struct muster_scan *scan, const struct muster_source *source, const char *path,
							   json_t **json)
{
	struct reading reading = {.left = JSON_MAX};
	json_error_t error;
	enum muster_status status = nearby_open(scan, source, path, &reading.descriptor);

	*json = NULL;
	if (status != MUSTER_OK || reading.descriptor < 0)
		return status;
	*json = json_load_callback(read_some, &reading, JSON_REJECT_DUPLICATES, &error);
	close(reading.descriptor);
	if (*json)
		return MUSTER_OK;
	if (json_error_code(&error) == json_error_out_of_memory || error.text[0] == '\0') /* jansson rarely says which */
		return MUSTER_NO_MEMORY;
	if (reading.is_larger)
		muster_scan_finding(scan, 0, "%s: larger than %d bytes", path, JSON_MAX);
	else
		muster_scan_finding(scan, 0, "%s: line %d: %s", path, error.line, error.text);
	return MUSTER_OK;
}
