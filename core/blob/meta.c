/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/meta.h"

#include <muster/cache.h>

#include "value/value.h"

/* A map, so that later versions may add keys that earlier ones pass over. */

static void pack_pair(struct buffer *out, const char *key, int64_t number)
{
	pack_string(out, key);
	pack_integer(out, number);
}

static void pack_text(struct buffer *out, const char *key, const char *text)
{
	pack_string(out, key);
	pack_string(out, text);
}

static void pack_stamp(struct buffer *out, const struct stamp *stamp)
{
	pack_list(out, 5);
	pack_integer(out, (int64_t)stamp->device);
	pack_integer(out, (int64_t)stamp->inode);
	pack_integer(out, (int64_t)stamp->size);
	pack_integer(out, stamp->modified);
	pack_integer(out, stamp->changed);
}

static void pack_fields(struct buffer *out, const struct muster_field *fields)
{
	size_t count = 0;

	while (fields && fields[count].name)
		count++;
	pack_list(out, count);
	for (size_t i = 0; i < count; i++) {
		pack_list(out, 4);
		pack_string(out, fields[i].name);
		pack_integer(out, fields[i].type);
		pack_string(out, fields[i].help);
		pack_integer(out, fields[i].flags);
	}
}

static void pack_options(struct buffer *out, const struct muster_option *options)
{
	size_t count = 0;

	while (options && options[count].name)
		count++;
	pack_list(out, count);
	for (size_t i = 0; i < count; i++) {
		pack_list(out, 4);
		pack_string(out, options[i].name);
		pack_integer(out, options[i].type);
		pack_string(out, options[i].fallback);
		pack_string(out, options[i].help);
	}
}

static void pack_failure(struct buffer *out, const struct meta_failure *failure)
{
	pack_map(out, 7);
	pack_pair(out, "status", failure->status);
	pack_text(out, "reason", failure->reason);
	pack_text(out, "phase", failure->phase);
	pack_pair(out, "attempts", failure->attempts);
	pack_pair(out, "retry_at", failure->retry_at);
	pack_pair(out, "timeout", failure->timeout);
	pack_pair(out, "memory_limit", (int64_t)failure->memory_limit);
}

static void pack_trouble(struct buffer *out, const struct meta_trouble *trouble)
{
	pack_string(out, "trouble");
	pack_map(out, 3);
	pack_pair(out, "sources", (int64_t)trouble->sources);
	pack_pair(out, "attempts", trouble->attempts);
	pack_pair(out, "tried", trouble->tried);
}

static void pack_host(struct buffer *out, const struct meta_host *host)
{
	pack_string(out, "host");
	pack_map(out, 3);
	pack_pair(out, "format", host->format);
	pack_pair(out, "max_age", host->max_age);
	pack_pair(out, "check", host->check);
}

void meta_encode(const struct meta *meta, struct buffer *out)
{
	pack_map(out, 19u + meta->host.is + (meta->trouble.attempts > 0));
	pack_text(out, "module", meta->module);
	pack_text(out, "version", meta->version);
	pack_text(out, "summary", meta->summary);
	pack_text(out, "path", meta->path);
	pack_string(out, "stamp");
	pack_stamp(out, &meta->stamp);
	pack_pair(out, "abi_major", meta->abi_major);
	pack_pair(out, "abi_minor", meta->abi_minor);
	pack_pair(out, "created", meta->created);
	pack_string(out, "discover_ms");
	pack_real(out, meta->discover_ms);
	pack_pair(out, "entries", (int64_t)meta->entries);
	pack_pair(out, "groups", (int64_t)meta->groups);
	pack_pair(out, "sources", (int64_t)meta->sources);
	pack_pair(out, "findings", (int64_t)meta->findings);
	pack_pair(out, "raw_bytes", (int64_t)meta->raw_bytes);
	pack_pair(out, "content", meta->content);
	pack_string(out, "fields");
	pack_fields(out, meta->fields);
	pack_string(out, "options");
	pack_options(out, meta->options);
	pack_string(out, "section_options");
	pack_options(out, meta->section_options);
	pack_string(out, "failure");
	pack_failure(out, &meta->failure);
	if (meta->trouble.attempts > 0)
		pack_trouble(out, &meta->trouble);
	if (meta->host.is)
		pack_host(out, &meta->host);
}

static const char *text_of(const struct muster_value *map, const char *key)
{
	const char *text = muster_value_string(muster_value_get(map, key));

	return text ? text : "";
}

static int64_t number_of(const struct muster_value *map, const char *key)
{
	return muster_value_integer(muster_value_get(map, key));
}

static uint64_t at(const struct muster_value *list, size_t index)
{
	return (uint64_t)muster_value_integer(muster_value_at(list, index));
}

/* MUSTER_DAMAGED where a field has no name or no known type. */
static enum muster_status read_fields(struct arena *arena, const struct muster_value *list, struct muster_field **read)
{
	const size_t count = muster_value_count(list);
	struct muster_field *fields = arena_alloc(arena, (count + 1) * sizeof(*fields));

	for (size_t i = 0; fields && i < count; i++) {
		const struct muster_value *row = muster_value_at(list, i);
		const char *help = muster_value_string(muster_value_at(row, 2));
		const uint64_t type = at(row, 1);
		fields[i].name = muster_value_string(muster_value_at(row, 0));
		fields[i].type = (enum muster_type)type;
		fields[i].help = help ? help : "";
		fields[i].flags = (unsigned)at(row, 3);
		if (!fields[i].name || type < MUSTER_TYPE_STRING || type > MUSTER_TYPE_MAP)
			return MUSTER_DAMAGED;
	}
	*read = fields;
	return fields ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static enum muster_status read_options(struct arena *arena, const struct muster_value *list,
									   struct muster_option **read)
{
	const size_t count = muster_value_count(list);
	struct muster_option *options = arena_alloc(arena, (count + 1) * sizeof(*options));

	for (size_t i = 0; options && i < count; i++) {
		const struct muster_value *row = muster_value_at(list, i);
		const char *help = muster_value_string(muster_value_at(row, 3));
		options[i].name = muster_value_string(muster_value_at(row, 0));
		options[i].type = (enum muster_option_type)at(row, 1);
		options[i].fallback = muster_value_string(muster_value_at(row, 2));
		options[i].help = help ? help : "";
		if (!options[i].name)
			return MUSTER_DAMAGED;
	}
	*read = options;
	return options ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static void read_numbers(struct meta *meta, const struct muster_value *map)
{
	const struct muster_value *stamp = muster_value_get(map, "stamp");

	meta->stamp =
		(struct stamp){at(stamp, 0), at(stamp, 1), at(stamp, 2), (int64_t)at(stamp, 3), (int64_t)at(stamp, 4)};
	meta->abi_major = (uint32_t)number_of(map, "abi_major");
	meta->abi_minor = (uint32_t)number_of(map, "abi_minor");
	meta->created = number_of(map, "created");
	meta->discover_ms = muster_value_real(muster_value_get(map, "discover_ms"));
	meta->entries = (size_t)number_of(map, "entries");
	meta->groups = (size_t)number_of(map, "groups");
	meta->sources = (size_t)number_of(map, "sources");
	meta->findings = (size_t)number_of(map, "findings");
	meta->raw_bytes = (uint64_t)number_of(map, "raw_bytes");
	meta->content = number_of(map, "content") != 0;
}

static void read_failure(struct meta_failure *failure, const struct muster_value *map)
{
	failure->status = (enum muster_status)number_of(map, "status");
	failure->reason = text_of(map, "reason");
	failure->phase = text_of(map, "phase");
	failure->attempts = number_of(map, "attempts");
	failure->retry_at = number_of(map, "retry_at");
	failure->timeout = number_of(map, "timeout");
	failure->memory_limit = (uint64_t)number_of(map, "memory_limit");
}

static void read_trouble(struct meta_trouble *trouble, const struct muster_value *map)
{
	trouble->sources = (size_t)number_of(map, "sources");
	trouble->attempts = number_of(map, "attempts");
	trouble->tried = number_of(map, "tried");
}

static void read_host(struct meta_host *host, const struct muster_value *map)
{
	const int64_t check = number_of(map, "check");

	host->is = muster_value_type(map) == MUSTER_TYPE_MAP;
	host->format = (uint32_t)number_of(map, "format");
	host->max_age = number_of(map, "max_age");
	host->check = check < MUSTER_CACHE_CHECK_DEFAULT || check > MUSTER_CACHE_CHECK_CONTENT ? MUSTER_CACHE_CHECK_DEFAULT
																						   : (int)check;
}

enum muster_status meta_decode(struct meta *meta, const unsigned char *data, size_t size)
{
	struct muster_value map;
	enum muster_status status;

	*meta = (struct meta){0};
	status = value_decode_all(data, size, &meta->arena, &map);
	if (status == MUSTER_OK) {
		meta->module = text_of(&map, "module");
		meta->version = text_of(&map, "version");
		meta->summary = text_of(&map, "summary");
		meta->path = text_of(&map, "path");
		read_numbers(meta, &map);
		read_failure(&meta->failure, muster_value_get(&map, "failure"));
		read_trouble(&meta->trouble, muster_value_get(&map, "trouble"));
		read_host(&meta->host, muster_value_get(&map, "host"));
		status = read_fields(&meta->arena, muster_value_get(&map, "fields"), &meta->fields);
	}
	if (status == MUSTER_OK)
		status = read_options(&meta->arena, muster_value_get(&map, "options"), &meta->options);
	if (status == MUSTER_OK)
		status = read_options(&meta->arena, muster_value_get(&map, "section_options"), &meta->section_options);
	if (status != MUSTER_OK)
		meta_free(meta);
	return status;
}

void meta_free(struct meta *meta)
{
	arena_free(&meta->arena);
	*meta = (struct meta){0};
}
