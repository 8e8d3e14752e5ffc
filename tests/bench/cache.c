/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A host's own cache, of which each call is one of: save, all entries; load, and one key found; put, one entry more.
 *
 *     bench-cache save|load|put TURN CONFIG NAME ENTRIES ADDITIONS
 *
 * The cache NAME is saved with ENTRIES and then gets ADDITIONS, one by one, before the clock starts. */
#include <stdio.h>
#include <string.h>

#include <muster/muster.h>

#include "timing.h"

struct bench {
	struct muster *muster;
	struct muster_cache *cache;
	struct muster_batch *batch;
	int entries, added;
};

static enum muster_status serialize(const void *item, struct muster_writer *writer, void *data)
{
	const int number = *(const int *)item;
	char title[64];

	(void)data;
	snprintf(title, sizeof(title), "Type %d of a module with %d others", number, number % 1013);
	muster_write_string(writer, "title", title);
	return muster_write_integer(writer, "number", number);
}

static const struct muster_field fields[] = {
	{"title", MUSTER_TYPE_STRING, "A title", 0}, {"number", MUSTER_TYPE_INTEGER, "A number", 0}, {0}};

static void make_key(char key[64], int number)
{
	snprintf(key, 64, "package.module%d.Class%d", number % 97, number);
}

static bool said(struct bench *bench, enum muster_status status)
{
	if (status != MUSTER_OK)
		fprintf(stderr, "bench-cache: %s\n", muster_last_message(bench->muster));
	return status == MUSTER_OK;
}

static bool put(struct bench *bench)
{
	const int number = bench->entries + bench->added++;
	char key[64];

	make_key(key, number);
	return said(bench, muster_cache_put(bench->cache, key, &number));
}

static bool prepare(struct bench *bench, const char *config, const char *name, int additions)
{
	const struct muster_cache_options options = {.size = sizeof(options),
												 .name = name,
												 .version = "1",
												 .fields = fields,
												 .item_size = sizeof(int),
												 .serialize = serialize};
	char key[64];
	bool done = muster_open(&bench->muster, &(struct muster_options){.size = sizeof(struct muster_options),
																	 .config = config}) == MUSTER_OK &&
				said(bench, muster_cache_open(bench->muster, &options, &bench->cache)) &&
				said(bench, muster_batch_open(bench->cache, &bench->batch));

	for (int i = 0; done && i < bench->entries; i++) {
		make_key(key, i);
		done = said(bench, muster_batch_add(bench->batch, key, &i));
	}
	done = done && said(bench, muster_cache_save(bench->cache, bench->batch));
	while (done && bench->added < additions)
		done = put(bench);
	return done;
}

static bool save_once(void *data)
{
	struct bench *bench = data;

	return said(bench, muster_cache_save(bench->cache, bench->batch));
}

static bool load_once(void *data)
{
	struct bench *bench = data;
	const struct muster_registry *registry;
	char key[64];
	bool found;

	make_key(key, bench->entries / 2);
	if (!said(bench, muster_cache_load(bench->cache, &registry)))
		return false;
	found = muster_registry_find(registry, key) != NULL;
	muster_registry_release(registry);
	return found;
}

static bool put_once(void *data)
{
	return put(data);
}

int main(int count, char **words)
{
	static const struct {
		const char *name;
		bool (*once)(void *);
	} calls[] = {{"save", save_once}, {"load", load_once}, {"put", put_once}};
	struct bench bench = {0};
	int status = 2;

	if (count != 7) {
		fputs("usage: bench-cache save|load|put TURN CONFIG NAME ENTRIES ADDITIONS\n", stderr);
		return 2;
	}
	bench.entries = (int)timing_number(words[5]);
	if (!prepare(&bench, words[3], words[4], (int)timing_number(words[6])))
		return 1;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (strcmp(words[1], calls[i].name) == 0)
			status = timing_run(calls[i].once, &bench, words[2]);
	muster_batch_close(bench.batch);
	muster_cache_close(bench.cache);
	muster_close(bench.muster);
	return status;
}
