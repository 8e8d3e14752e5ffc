/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sources_free(struct sources *sources)
{
	free(sources->items);
	buffer_free(&sources->names);
	*sources = (struct sources){0};
}

uint32_t sources_add(struct sources *sources, const struct source *source, const char *name)
{
	const size_t index = sources->count;

	if (index == sources->capacity) {
		const size_t capacity = index ? index * 2 : 64;
		struct source *items = reallocarray(sources->items, capacity, sizeof(*items));
		if (!items)
			return SOURCE_NONE;
		sources->items = items;
		sources->capacity = capacity;
	}
	if (index >= SOURCE_NONE - 1 || sources->names.size > UINT32_MAX - 65536)
		return SOURCE_NONE;
	sources->items[index] = *source;
	sources->items[index].name = (uint32_t)buffer_string(&sources->names, name);
	if (sources->names.failed)
		return SOURCE_NONE;
	sources->count++;
	return (uint32_t)index;
}

void sources_path(const struct sources *sources, const struct source *source, char *path, size_t size)
{
	const char *name = sources_name(sources, source);
	const char *folder = "";

	if (source->parent != SOURCE_NONE && name[0] != '/')
		folder = sources_name(sources, &sources->items[source->parent]);
	snprintf(path, size, "%s%s%s", folder, *folder && strcmp(folder, "/") != 0 ? "/" : "", name);
}

/* Columns of one kind of number compress far better than rows of all; near numbers (inodes, times) as differences. */
static void encode_u64(const struct sources *sources, size_t member, bool difference, struct buffer *out)
{
	uint64_t before = 0;

	for (size_t i = 0; i < sources->count; i++) {
		uint64_t number;
		memcpy(&number, (const char *)&sources->items[i] + member, sizeof(number));
		buffer_u64(out, difference ? number - before : number);
		before = number;
	}
}

static void encode_u32(const struct sources *sources, size_t member, struct buffer *out)
{
	for (size_t i = 0; i < sources->count; i++) {
		uint32_t number;
		memcpy(&number, (const char *)&sources->items[i] + member, sizeof(number));
		buffer_u32(out, number);
	}
}

static const struct {
	size_t member;
	bool difference;
} columns[] = {
	{offsetof(struct source, stamp.device), false}, {offsetof(struct source, stamp.inode), true},
	{offsetof(struct source, stamp.size), false},   {offsetof(struct source, stamp.modified), true},
	{offsetof(struct source, stamp.changed), true},
};

#define COLUMNS   (sizeof(columns) / sizeof(*columns))
#define ROW_BYTES (4 + 4 + 4 + 8 * COLUMNS)

void sources_encode(const struct sources *sources, struct buffer *out)
{
	buffer_u32(out, (uint32_t)sources->count);
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->items[i];
		buffer_u32(out, source->kind | (uint32_t)source->flags << 8 | (uint32_t)source->walk << 16);
	}
	encode_u32(sources, offsetof(struct source, parent), out);
	encode_u32(sources, offsetof(struct source, group), out);
	for (size_t i = 0; i < COLUMNS; i++)
		encode_u64(sources, columns[i].member, columns[i].difference, out);
	for (size_t i = 0; i < sources->count; i++) {
		if (sources->items[i].flags & SOURCE_HASHED)
			buffer_append(out, sources->items[i].hash.bytes, sizeof(struct hash));
	}
	for (size_t i = 0; i < sources->count; i++)
		buffer_string(out, sources_name(sources, &sources->items[i]));
}

/* A row of the columns at @place; @before keeps what differences add up to. */
static void decode_row(struct source *source, const unsigned char *place, size_t count, size_t row,
					   uint64_t before[COLUMNS])
{
	const uint32_t head = load_u32(place + 4 * row);

	source->kind = head & 0xff;
	source->flags = head >> 8 & 0xff;
	source->walk = (uint16_t)(head >> 16);
	source->parent = load_u32(place + 4 * (count + row));
	source->group = load_u32(place + 4 * (2 * count + row));
	for (size_t i = 0; i < COLUMNS; i++) {
		uint64_t number = load_u64(place + 12 * count + 8 * (i * count + row));
		number += columns[i].difference ? before[i] : 0;
		before[i] = number;
		memcpy((char *)source + columns[i].member, &number, sizeof(number));
	}
}

static void decode_columns(struct sources *sources, const unsigned char *place)
{
	uint64_t before[COLUMNS] = {0};

	for (size_t i = 0; i < sources->count; i++)
		decode_row(&sources->items[i], place, sources->count, i, before);
}

static bool sound(const struct sources *sources, size_t index)
{
	const struct source *source = &sources->items[index];

	if (!source_kind_known(source->kind))
		return false;
	if (source->parent != SOURCE_NONE &&
		(source->parent >= index || sources->items[source->parent].kind != SOURCE_FOLDER))
		return false;
	return source->group == SOURCE_NONE || source->group < sources->count;
}

static bool decode_tail(struct sources *sources, const unsigned char *place, const unsigned char *end)
{
	for (size_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->items[i];
		if (!sound(sources, i))
			return false;
		if (!(source->flags & SOURCE_HASHED))
			continue;
		if ((size_t)(end - place) < sizeof(struct hash))
			return false;
		memcpy(source->hash.bytes, place, sizeof(struct hash));
		place += sizeof(struct hash);
	}
	buffer_append(&sources->names, place, (size_t)(end - place));
	place = sources->names.data;
	end = place + sources->names.size;
	for (size_t i = 0; i < sources->count; i++) {
		const unsigned char *stop = place == end ? NULL : memchr(place, 0, (size_t)(end - place));
		if (!stop)
			return false;
		sources->items[i].name = (uint32_t)(place - sources->names.data);
		place = stop + 1;
	}
	return place == end;
}

/* The number of rows, where they fit; else SOURCE_NONE. */
static size_t row_count(const unsigned char *data, size_t size)
{
	const size_t count = size < 4 || size > UINT32_MAX ? SOURCE_NONE : load_u32(data);

	return count > (size - 4) / ROW_BYTES ? SOURCE_NONE : count;
}

enum muster_status sources_decode(struct sources *sources, const unsigned char *data, size_t size)
{
	size_t count;
	bool good;

	*sources = (struct sources){0};
	count = row_count(data, size);
	if (count == SOURCE_NONE)
		return MUSTER_DAMAGED;
	sources->items = calloc(count ? count : 1, sizeof(*sources->items));
	if (!sources->items)
		return MUSTER_NO_MEMORY;
	sources->count = sources->capacity = count;
	decode_columns(sources, data + 4);
	good = decode_tail(sources, data + 4 + count * ROW_BYTES, data + size);
	if (good && !sources->names.failed)
		return MUSTER_OK;
	good = sources->names.failed;
	sources_free(sources);
	return good ? MUSTER_NO_MEMORY : MUSTER_DAMAGED;
}

/* The bytes of hashes that stand before the names. */
static size_t hash_bytes_before_names(const unsigned char *place, size_t count)
{
	size_t hashed = 0;

	for (size_t i = 0; i < count; i++)
		hashed += load_u32(place + 4 * i) >> 8 & SOURCE_HASHED;
	return hashed * sizeof(struct hash);
}

static enum muster_status add_folder(struct sources *sources, struct source *source, const unsigned char *hash,
									 const char *name)
{
	if (!source_kind_known(source->kind))
		return MUSTER_DAMAGED;
	if (name[0] != '/' && source->kind != SOURCE_ENVIRONMENT)
		return MUSTER_DAMAGED;
	source->parent = source->group = SOURCE_NONE;
	if (source->flags & SOURCE_HASHED)
		memcpy(source->hash.bytes, hash, sizeof(source->hash));
	return sources_add(sources, source, name) == SOURCE_NONE ? MUSTER_NO_MEMORY : MUSTER_OK;
}

static enum muster_status decode_folders(struct sources *sources, const unsigned char *place, size_t count,
										 const unsigned char *hash, const unsigned char *name, const unsigned char *end)
{
	uint64_t before[COLUMNS] = {0};
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < count && status == MUSTER_OK; i++) {
		const unsigned char *stop = name == end ? NULL : memchr(name, 0, (size_t)(end - name));
		struct source source = {0};
		if (!stop)
			return MUSTER_DAMAGED;
		decode_row(&source, place, count, i, before);
		if (source.kind != SOURCE_FILE && source.kind != SOURCE_LINK)
			status = add_folder(sources, &source, hash, (const char *)name);
		hash += source.flags & SOURCE_HASHED ? sizeof(struct hash) : 0;
		name = stop + 1;
	}
	return status == MUSTER_OK && name != end ? MUSTER_DAMAGED : status;
}

enum muster_status sources_decode_folders(struct sources *sources, const unsigned char *data, size_t size)
{
	const size_t count = row_count(data, size);
	const unsigned char *hashes;
	size_t before_names;
	enum muster_status status;

	*sources = (struct sources){0};
	if (count == SOURCE_NONE)
		return MUSTER_DAMAGED;
	hashes = data + 4 + count * ROW_BYTES;
	before_names = hash_bytes_before_names(data + 4, count);
	if (before_names > (size_t)(data + size - hashes))
		return MUSTER_DAMAGED;
	status = decode_folders(sources, data + 4, count, hashes, hashes + before_names, data + size);
	if (status != MUSTER_OK)
		sources_free(sources);
	return status;
}
