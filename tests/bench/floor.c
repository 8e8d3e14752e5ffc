/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The floor: bench-floor yes|dirs|no TURN BLOB SOURCES [BLOB SOURCES]…
 *
 * The system calls and the decompression that no checked cache can do without for a look-up of one key, and nothing
 * else: the last sections of the blob (sources unless the mode is `no`, index, meta) and one block are read and
 * decompressed; the sources are stat'ed (yes: all, dirs: folders and what is absent, no: none), the files of a folder
 * by its descriptor where there are enough of them to be worth an open, as muster does. SOURCES is what bench-sources
 * prints; it is read before the clock starts. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>

#include "blob/blob.h" /* for constants only */
#include "timing.h"

#define BLOBS         16
#define WORTH_OPENING 4 /* as in core/source/validity.c */

enum action { STAT, OPEN, STAT_IN };

struct step {
	enum action action;
	const char *path; /* of STAT_IN: the name in the folder of the last OPEN */
};

struct cache {
	const char *blob;
	struct step *steps;
	size_t count;
	size_t sections, end; /* where the sections that are needed begin and end */
	size_t block;         /* stored bytes of the first block; 0 where there is none */
};

struct floor {
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
	FILE *stream = fopen(path, "r");
	struct stat about;
	char *bytes;

	if (!stream || fstat(fileno(stream), &about) != 0)
		fail();
	*size = (size_t)about.st_size;
	bytes = calloc(*size + 1, 1);
	if (!bytes || fread(bytes, 1, *size, stream) != *size)
		fail();
	fclose(stream);
	return bytes;
}

static size_t folder_length(const char *path)
{
	return (size_t)(strrchr(path, '/') - path);
}

/* How many of the @count @lines at the start are files of one folder. */
static size_t siblings(char **lines, size_t count)
{
	const size_t length = folder_length(lines[0]);
	size_t same = 0;

	while (same < count && lines[same][0] == 'f' && folder_length(lines[same]) == length &&
		   memcmp(lines[same], lines[0], length) == 0)
		same++;
	return same;
}

static void add(struct cache *cache, enum action action, const char *path)
{
	cache->steps[cache->count++] = (struct step){action, path};
}

static void plan(struct cache *cache, char **lines, size_t count)
{
	for (size_t i = 0; i < count;) {
		const size_t same = siblings(lines + i, count - i), end = i + (same ? same : 1);
		const bool opened = same >= WORTH_OPENING;
		if (opened)
			add(cache, OPEN, strndup(lines[i] + 2, folder_length(lines[i]) - 2));
		for (; i < end; i++)
			add(cache, opened ? STAT_IN : STAT, lines[i] + 2 + (opened ? folder_length(lines[i]) - 1 : 0));
	}
}

/* Lines of `KIND PATH`, of which the @kinds count. */
static void prepare_sources(struct cache *cache, const char *file, const char *kinds)
{
	size_t size, count = 0;
	char *text = read_file(file, &size);
	char **lines = calloc(size / 2 + 1, sizeof(*lines));

	cache->steps = calloc(size + 1, sizeof(*cache->steps));
	if (!lines || !cache->steps)
		fail();
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strchr(kinds, line[0]))
			lines[count++] = line;
	plan(cache, lines, count);
	free(lines);
}

static size_t number(const char *bytes, unsigned width)
{
	size_t value = 0;

	for (unsigned i = width; i-- > 0;)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

static void prepare_frames(struct cache *cache, unsigned first)
{
	size_t size;
	char *bytes = read_file(cache->blob, &size);
	const size_t blocks = number(bytes + 24, 8);

	cache->block = blocks ? ZSTD_findFrameCompressedSize(bytes + BLOB_HEADER_BYTES, blocks) : 0;
	cache->end = BLOB_HEADER_BYTES + blocks;
	for (unsigned i = 0; i < BLOB_SECTIONS; i++) {
		if (i == first)
			cache->sections = cache->end;
		cache->end += number(bytes + 32 + 24 * i, 4);
	}
	if (cache->end != size)
		fail();
	free(bytes);
}

static void decompress(ZSTD_DCtx *context, const char *stored, size_t size)
{
	while (size) {
		const size_t frame = ZSTD_findFrameCompressedSize(stored, size);
		const unsigned long long raw = ZSTD_getFrameContentSize(stored, size);
		char *bytes = malloc(raw + 1);
		if (!bytes || ZSTD_decompressDCtx(context, bytes, raw, stored, frame) != raw)
			fail();
		free(bytes);
		stored += frame;
		size -= frame;
	}
}

static void read_part(ZSTD_DCtx *context, int descriptor, size_t offset, size_t size)
{
	char *bytes = malloc(size + 1);

	if (!bytes || pread(descriptor, bytes, size, (off_t)offset) != (ssize_t)size)
		fail();
	decompress(context, bytes, size);
	free(bytes);
}

static void read_blob(const struct cache *cache)
{
	const int descriptor = open(cache->blob, O_RDONLY | O_CLOEXEC);
	ZSTD_DCtx *context = ZSTD_createDCtx();

	if (descriptor < 0 || !context)
		fail();
	read_part(context, descriptor, cache->sections, cache->end - cache->sections);
	if (cache->block)
		read_part(context, descriptor, BLOB_HEADER_BYTES, cache->block);
	ZSTD_freeDCtx(context);
	close(descriptor);
}

static void stat_sources(const struct cache *cache)
{
	int folder = -1;
	struct stat about;

	for (size_t i = 0; i < cache->count; i++) {
		const struct step *step = &cache->steps[i];
		if (step->action != OPEN) {
			(void)!fstatat(step->action == STAT_IN ? folder : AT_FDCWD, step->path, &about, 0);
			continue;
		}
		if (folder >= 0)
			close(folder);
		folder = open(step->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	if (folder >= 0)
		close(folder);
}

static bool once(void *data)
{
	const struct floor *floor = data;

	for (size_t i = 0; i < floor->count; i++) {
		read_blob(&floor->caches[i]);
		stat_sources(&floor->caches[i]);
	}
	return true;
}

int main(int count, char **words)
{
	static struct floor floor;
	const char *kinds;

	if (count < 5 || count > 3 + 2 * BLOBS || count % 2 == 0) {
		fputs("usage: bench-floor yes|dirs|no TURN BLOB SOURCES [BLOB SOURCES]...\n", stderr);
		return 2;
	}
	kinds = strcmp(words[1], "yes") == 0 ? "fda" : strcmp(words[1], "dirs") == 0 ? "da" : "";
	for (int i = 3; i + 1 < count; i += 2) {
		struct cache *cache = &floor.caches[floor.count++];
		cache->blob = words[i];
		prepare_sources(cache, words[i + 1], kinds);
		prepare_frames(cache, *kinds ? BLOB_SOURCES : BLOB_INDEX);
	}
	return timing_run(once, &floor, words[2]);
}
