/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What writing a blob costs at least: bench-publish TURN BLOB FOLDER writes the bytes of BLOB to
 * a new file in FOLDER: write, fsync, rename. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "timing.h"

struct publishing {
	char before[PATH_MAX], after[PATH_MAX];
	char *bytes;
	size_t size;
};

static bool once(void *data)
{
	const struct publishing *publishing = data;
	const int descriptor = open(publishing->before, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	const ssize_t written = descriptor < 0 ? -1 : write(descriptor, publishing->bytes, publishing->size);

	if (written != (ssize_t)publishing->size || fsync(descriptor) != 0 || close(descriptor) != 0 ||
		rename(publishing->before, publishing->after) != 0) {
		perror("bench-publish");
		return false;
	}
	return true;
}

static bool prepare(struct publishing *publishing, const char *blob, const char *folder)
{
	const int descriptor = open(blob, O_RDONLY | O_CLOEXEC);
	struct stat about;

	if (descriptor < 0 || fstat(descriptor, &about) != 0)
		return false;
	publishing->size = (size_t)about.st_size;
	publishing->bytes = malloc(publishing->size + 1);
	snprintf(publishing->before, sizeof(publishing->before), "%s/bench-publish.new", folder);
	snprintf(publishing->after, sizeof(publishing->after), "%s/bench-publish", folder);
	return publishing->bytes && read(descriptor, publishing->bytes, publishing->size) == about.st_size;
}

int main(int count, char **words)
{
	static struct publishing publishing;
	int status;

	if (count != 4 || !prepare(&publishing, words[2], words[3])) {
		fputs("usage: bench-publish TURN BLOB FOLDER\n", stderr);
		return 2;
	}
	status = timing_run(once, &publishing, words[1]);
	unlink(publishing.after);
	return status;
}
