/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cache/batch.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/trouble.h"
#include "cache/host_cache.h"
#include "value/value.h"

#define KEY_LIMIT      1024
#define FINDINGS_LIMIT 64

enum muster_status muster_batch_open(struct muster_cache *cache, struct muster_batch **opened)
{
	struct muster_batch *batch;
	struct policy policy;

	if (!cache || !opened)
		return MUSTER_BAD_ARGUMENT;
	*opened = batch = calloc(1, sizeof(*batch));
	if (!batch)
		return MUSTER_NO_MEMORY;
	batch->cache = cache;
	batch->started = clock_precise();
	config_cache_policy(cache->slot.muster->config, cache->slot.name, cache->options.max_age,
						(int)cache->options.check_mtimes - 1, &policy);
	batch->content = policy.check_mtimes == CHECK_CONTENT;
	writer_init(&batch->item, cache->options.fields);
	return MUSTER_OK;
}

void muster_batch_close(struct muster_batch *batch)
{
	if (!batch)
		return;
	results_free(&batch->results);
	sources_free(&batch->sources);
	writer_free(&batch->item);
	buffer_free(&batch->packed);
	free(batch);
}

static enum muster_status spoil(struct muster_batch *batch, enum muster_status status)
{
	if (batch->status == MUSTER_OK)
		batch->status = status;
	return status;
}

/* What is refused for a reason that its caller could not see in the status. */
static enum muster_status refuse(struct muster_batch *batch, enum muster_status status, const char *what,
								 const char *why)
{
	problem_set(&batch->problem, status, "%s: \"%.256s\": %s", batch->cache->slot.name, what, why);
	return context_end_miss(batch->cache->slot.muster, status, &batch->problem);
}

static enum muster_status leave_out(struct muster_batch *batch, const char *key, enum muster_status status)
{
	struct result_finding finding = {.source = SOURCE_NONE};
	char text[512];

	if (status == MUSTER_NO_MEMORY)
		return spoil(batch, status);
	batch->refused = status;
	if (batch->left_out++ >= FINDINGS_LIMIT)
		return MUSTER_OK;
	snprintf(text, sizeof(text), "\"%.256s\" is left out: %s", key,
			 batch->item.trouble ? batch->item.trouble : muster_status_text(status));
	finding.text = arena_string(&batch->results.arena, text);
	if (!finding.text || !results_add_finding(&batch->results, &finding))
		return spoil(batch, MUSTER_NO_MEMORY);
	return MUSTER_OK;
}

static enum muster_status keep(struct muster_batch *batch, const char *key)
{
	struct result_entry entry = {.group = SOURCE_NONE, .size = (uint32_t)batch->packed.size};

	entry.key = arena_string(&batch->results.arena, key);
	entry.fields = (unsigned char *)arena_copy(&batch->results.arena, batch->packed.data, batch->packed.size);
	if (!entry.key || !entry.fields || !results_add_entry(&batch->results, &entry))
		return spoil(batch, MUSTER_NO_MEMORY);
	return MUSTER_OK;
}

enum muster_status muster_batch_add(struct muster_batch *batch, const char *key, const void *item)
{
	enum muster_status status;

	if (!batch || !key || !item)
		return MUSTER_BAD_ARGUMENT;
	if (!*key || strlen(key) > KEY_LIMIT)
		return refuse(batch, MUSTER_BAD_ARGUMENT, key, "no key (1 to 1,024 bytes are wanted)");
	if (batch->results.entry_count >= UINT32_MAX - 1)
		return spoil(batch, MUSTER_LIMIT_EXCEEDED);
	writer_reset(&batch->item);
	batch->packed.size = 0;
	batch->packed.failed = false;
	status = batch->cache->options.serialize(item, &batch->item, batch->cache->options.data);
	if (status == MUSTER_OK)
		status = writer_finish(&batch->item, &batch->packed);
	return status == MUSTER_OK ? keep(batch, key) : leave_out(batch, key, status);
}

size_t muster_batch_left_out(const struct muster_batch *batch)
{
	return batch->left_out;
}

static enum muster_status add_source(struct muster_batch *batch, const struct source *source, const char *name)
{
	return sources_add(&batch->sources, source, name) == SOURCE_NONE ? spoil(batch, MUSTER_NO_MEMORY) : MUSTER_OK;
}

/* What is relative would be another file for who loads the cache elsewhere. */
static enum muster_status absolute(const char *path, char *whole, size_t size)
{
	size_t used = 0;

	if (path[0] != '/') {
		if (!getcwd(whole, size - 1))
			return MUSTER_IO_ERROR;
		used = strlen(whole);
		whole[used++] = '/';
	}
	if (!*path || strlen(path) >= size - used)
		return MUSTER_BAD_ARGUMENT;
	memcpy(whole + used, path, strlen(path) + 1);
	return MUSTER_OK;
}

enum muster_status muster_batch_depend(struct muster_batch *batch, const char *path)
{
	char whole[PATH_MAX];
	struct source source;
	enum muster_status status;
	int error;

	if (!batch || !path)
		return MUSTER_BAD_ARGUMENT;
	status = absolute(path, whole, sizeof(whole));
	if (status != MUSTER_OK)
		return refuse(batch, status, path,
					  status == MUSTER_IO_ERROR ? "the working directory is gone" : "no path, or too long");
	error = source_of_path(&source, whole, batch->content);
	if (trouble_of(error) == TROUBLE_PROCESS)
		return refuse(batch, MUSTER_LIMIT_EXCEEDED, path, "no descriptors or memory left to look at it");
	if (error)
		return refuse(batch, MUSTER_IO_ERROR, path, "it cannot be looked at this time");
	return add_source(batch, &source, whole);
}

const char *muster_batch_environment(struct muster_batch *batch, const char *name)
{
	const char *value = name ? secure_getenv(name) : NULL;
	const struct source source = source_of_variable(value);

	if (batch && name)
		add_source(batch, &source, name);
	return value;
}

void batch_encode(const struct muster_batch *batch, struct buffer *out)
{
	const struct results *results = &batch->results;
	const size_t start = out->size;

	buffer_u32(out, 0);
	buffer_u32(out, (uint32_t)results->finding_count);
	sources_encode(&batch->sources, out);
	if (!out->failed)
		store_u32(out->data + start, (uint32_t)(out->size - start - 8));
	for (size_t i = 0; i < results->finding_count; i++)
		pack_string(out, results->findings[i].text);
	for (size_t i = 0; i < results->entry_count; i++)
		results_pack_entry(&results->entries[i], 1, batch->item.field_count, out);
}
