/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "nearby.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "readers/json.h"
#include "readers/text.h"
#include "readers/trouble.h"

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
	const int size = snprintf(whole, sizeof(whole), "%s/%s", muster_source_path(source), path);

	*descriptor = -1;
	return size < 0 || (size_t)size >= sizeof(whole) ? MUSTER_OK : muster_scan_open(scan, whole, descriptor);
}

/* All of the file; MUSTER_LIMIT_EXCEEDED is said by the text alone. */
static enum muster_status read_text(int descriptor, struct text *text)
{
	char piece[1 << 14];
	ssize_t got = 1;

	while (got != 0 && text->status == MUSTER_OK) {
		got = read(descriptor, piece, sizeof(piece));
		if (got < 0 && errno != EINTR)
			return trouble_of(errno);
		if (got > 0)
			text_insert(text, text->length, piece, (size_t)got);
	}
	return text->status == MUSTER_LIMIT_EXCEEDED ? MUSTER_OK : text->status;
}

static enum muster_status parse(struct muster_scan *scan, const char *path, const struct text *text, json_t **json)
{
	json_error_t error;
	const enum muster_status status =
		json_read(json, text->bytes ? text->bytes : "", text->length, JSON_REJECT_DUPLICATES, &error);

	if (status == MUSTER_DAMAGED)
		muster_scan_finding(scan, 0, "%s: line %d: %s", path, error.line, error.text);
	return status == MUSTER_DAMAGED ? MUSTER_OK : status;
}

enum muster_status nearby_json(struct muster_scan *scan, const struct muster_source *source, const char *path,
							   json_t **json)
{
	struct text text;
	int descriptor;
	enum muster_status status = nearby_open(scan, source, path, &descriptor);

	*json = NULL;
	if (status != MUSTER_OK || descriptor < 0)
		return status;
	text_init(&text, JSON_MAX);
	status = read_text(descriptor, &text);
	close(descriptor);
	if (text.status == MUSTER_LIMIT_EXCEEDED)
		muster_scan_finding(scan, 0, "%s: larger than %d bytes", path, JSON_MAX);
	else if (status == MUSTER_OK)
		status = parse(scan, path, &text, json);
	text_free(&text);
	return status;
}
