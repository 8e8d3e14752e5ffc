/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The floor: bench-floor yes|dirs|no all|needed MILLISECONDS BLOB SOURCES [BLOB SOURCES]…
 *
 * The system calls and the decompression that no checked cache can do without, and nothing else: one read of the blob,
 * ZSTD_decompress of its frames (all, or only those that a look-up of one key needs), fstatat of the sources (yes: all,
 * dirs: folders and what is absent, no: none). SOURCES is what bench-sources prints, read outside the measured time. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>

#include "blob.h" /* for constants only */
#include "timing.h"

#define BLOBS 16

struct cache {
	const char *blob;
	char *text; /* the paths' */
	const char **paths;
	size_t count;
	size_t frames[BLOB_SECTIONS + 1]; /* offsets of the sections, and of the end */
	size_t block;                     /* stored bytes of the first block; 0 where there is none */
};

struct floor {
	bool all, sources;
	size_t count;
	struct cache caches[BLOBS];
};

static void fail(void)
{
	perror("bench-floor: a blob or its list of sources cannot be used");
	exit(1);
}

static char *read_file(const char *path, size_t *size)
{
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char *bytes;

	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		fail();
	*size = (size_t)status.st_size;
	bytes = malloc(*size + 1);
	for (size_t done = 0; bytes && done < *size;) {
		const ssize_t got = read(descriptor, bytes + done, *size - done);
		if (got <= 0)
			fail();
		done += (size_t)got;
	}
	close(descriptor);
	if (!bytes)
		fail();
	bytes[*size] = '\0';
	return bytes;
}

/* Lines of `KIND PATH`. */
static void prepare_paths(struct cache *cache, const char *file, const char *kinds)
{
	size_t size;

	cache->text = read_file(file, &size);
	cache->paths = calloc(size / 2 + 1, sizeof(*cache->paths));
	if (!cache->paths)
		fail();
	for (char *line = strtok(cache->text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strchr(kinds, line[0]))
			cache->paths[cache->count++] = line + 2;
	}
}

static size_t number(const char *bytes, unsigned width)
{
	size_t value = 0;

	for (unsigned i = width; i-- > 0;)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

static void prepare_frames(struct cache *cache)
{
	size_t size;
	char *bytes = read_file(cache->blob, &size);
	const size_t blocks = number(bytes + 24, 8);

	cache->block = blocks ? ZSTD_findFrameCompressedSize(bytes + BLOB_HEADER_BYTES, blocks) : 0;
	cache->frames[0] = BLOB_HEADER_BYTES + blocks;
	for (unsigned i = 0; i < BLOB_SECTIONS; i++)
		cache->frames[i + 1] = cache->frames[i] + number(bytes + 32 + 24 * i, 4);
	if (cache->frames[BLOB_SECTIONS] != size)
		fail();
	free(bytes);
}

static void decompress(const char *stored, size_t size)
{
	while (size) {
		const size_t frame = ZSTD_findFrameCompressedSize(stored, size);
		const unsigned long long raw = ZSTD_getFrameContentSize(stored, size);
		char *bytes = malloc(raw + 1);
		if (!bytes || ZSTD_decompress(bytes, raw, stored, frame) != raw)
			fail();
		free(bytes);
		stored += frame;
		size -= frame;
	}
}

static void read_all(const struct cache *cache)
{
	size_t size;
	char *bytes = read_file(cache->blob, &size);

	decompress(bytes + BLOB_HEADER_BYTES, size - BLOB_HEADER_BYTES);
	free(bytes);
}

static void read_part(int descriptor, size_t offset, size_t size)
{
	char *bytes = malloc(size + 1);

	if (!bytes || pread(descriptor, bytes, size, (off_t)offset) != (ssize_t)size)
		fail();
	decompress(bytes, size);
	free(bytes);
}

/* The sections at the end, and one block. */
static void read_needed(const struct cache *cache, bool sources)
{
	const int descriptor = open(cache->blob, O_RDONLY | O_CLOEXEC);
	const size_t first = cache->frames[sources ? BLOB_SOURCES : BLOB_INDEX];

	if (descriptor < 0)
		fail();
	read_part(descriptor, first, cache->frames[BLOB_SECTIONS] - first);
	if (cache->block)
		read_part(descriptor, BLOB_HEADER_BYTES, cache->block);
	close(descriptor);
}

static int64_t once(void *data)
{
	const struct floor *floor = data;
	struct stat status;

	for (size_t i = 0; i < floor->count; i++) {
		const struct cache *cache = &floor->caches[i];
		if (floor->all)
			read_all(cache);
		else
			read_needed(cache, floor->sources);
		for (size_t j = 0; j < cache->count; j++)
			(void)!fstatat(AT_FDCWD, cache->paths[j], &status, 0);
	}
	return 0;
}

int main(int count, char **words)
{
	static struct floor floor;
	const char *kinds;

	if (count < 6 || count > 4 + 2 * BLOBS || count % 2 != 0) {
		fputs("usage: bench-floor yes|dirs|no all|needed MILLISECONDS BLOB SOURCES [BLOB SOURCES]...\n", stderr);
		return 2;
	}
	kinds = strcmp(words[1], "yes") == 0 ? "fda" : strcmp(words[1], "dirs") == 0 ? "da" : "";
	floor.all = strcmp(words[2], "all") == 0;
	floor.sources = *kinds;
	for (int i = 4; i + 1 < count; i += 2) {
		struct cache *cache = &floor.caches[floor.count++];
		cache->blob = words[i];
		prepare_paths(cache, words[i + 1], kinds);
		prepare_frames(cache);
	}
	return timing_run(once, &floor, timing_number(words[3]));
}
