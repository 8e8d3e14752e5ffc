/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The sources of a blob, for the floor: bench-sources BLOB prints `f PATH`, `d PATH` or `a PATH` (absent) a line. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "blob/blob.h"
#include "source/sources.h"

static void print(const struct sources *sources)
{
	static const char letters[] = {[SOURCE_FOLDER] = 'd', [SOURCE_FILE] = 'f', [SOURCE_TYPE] = 'a'};
	char path[PATH_MAX];

	for (size_t i = 0; i < sources->count; i++) {
		if (sources->items[i].kind == SOURCE_ENVIRONMENT)
			continue;
		sources_path(sources, &sources->items[i], path, sizeof(path));
		printf("%c %s\n", letters[sources->items[i].kind], path);
	}
}

int main(int count, char **words)
{
	struct problem problem = {0};
	struct sources sources;
	struct blob blob;
	unsigned char *bytes = NULL;
	const int descriptor = count == 2 ? open(words[1], O_RDONLY | O_CLOEXEC) : -1;

	if (descriptor < 0 || blob_open(&blob, descriptor, &problem) != MUSTER_OK ||
		blob_section(&blob, BLOB_SOURCES, &bytes, &problem) != MUSTER_OK ||
		sources_decode(&sources, bytes, blob.sections[BLOB_SOURCES].raw) != MUSTER_OK) {
		fprintf(stderr, "bench-sources: no blob: %s\n", problem.text);
		return 1;
	}
	print(&sources);
	sources_free(&sources);
	free(bytes);
	blob_close(&blob);
	return 0;
}
