/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/stored_registry.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "value/identifier.h"
#include "value/value.h"

struct block;

struct muster_entry {
	struct muster_registry *registry;
	const struct block *block;
	uint32_t position, count; /* in the registry; of values */
	const char *key, *identifier;
	const struct muster_value *values;
	void *item; /* under the registry's lock */
};

/* A block once decoded; never changes until the registry goes. */
struct block {
	struct arena arena;
	unsigned char *bytes;
	size_t number, count;
	struct muster_entry *entries;
};

struct muster_registry {
	atomic_size_t references;
	struct blob blob;
	char *path; /* of the blob; NULL */
	struct meta meta;
	unsigned char *meta_bytes;
	struct blob_index index;
	size_t field_count;
	_Atomic(struct block *) *blocks;
	atomic_int status;
	pthread_mutex_t items;
	struct registry_owner *owner;
};

static void free_block(struct block *block)
{
	if (!block)
		return;
	arena_free(&block->arena);
	free(block->bytes);
	free(block);
}

/* An entry is a list: key, ordinal, identifier's number, then the fields. */
static enum muster_status read_entry(struct muster_registry *registry, struct block *block, struct muster_entry *entry,
									 const struct muster_value *value)
{
	const struct muster_value *number = muster_value_at(value, 2);
	char *identifier;

	if (value->type != MUSTER_TYPE_LIST || value->count != ENTRY_FIXED_FIELDS + registry->field_count)
		return MUSTER_DAMAGED;
	entry->registry = registry;
	entry->block = block;
	entry->values = value->items;
	entry->count = value->count;
	entry->key = muster_value_string(&value->items[0]);
	if (!entry->key || value->items[1].type != MUSTER_TYPE_INTEGER || number->type != MUSTER_TYPE_INTEGER)
		return MUSTER_DAMAGED;
	identifier = arena_alloc(&block->arena, IDENTIFIER_ROOM(value->items[0].count));
	if (identifier)
		identifier_make(entry->key, (uint32_t)number->integer, identifier);
	entry->identifier = identifier;
	return identifier ? MUSTER_OK : MUSTER_NO_MEMORY;
}

/* From the key that the index says to before that of the next block: what a search finds is what a list shows. */
static bool in_order(const struct muster_registry *registry, const struct block *block)
{
	const struct blob_block *place = &registry->index.blocks[block->number];

	if (strcmp(block->entries[0].key, place->key) != 0)
		return false;
	for (size_t i = 1; i < block->count; i++) {
		if (strcmp(block->entries[i - 1].key, block->entries[i].key) >= 0)
			return false;
	}
	return block->number + 1 == registry->index.count || strcmp(block->entries[block->count - 1].key, place[1].key) < 0;
}

static enum muster_status decode_entries(struct muster_registry *registry, struct block *block,
										 const struct blob_block *place)
{
	const unsigned char *data = block->bytes;
	size_t size = place->raw, budget = size;

	block->entries = arena_alloc(&block->arena, place->count * sizeof(*block->entries));
	if (!block->entries)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < place->count; i++) {
		struct muster_entry *entry = &block->entries[i];
		struct muster_value value;
		enum muster_status status = value_decode(&data, &size, &block->arena, &budget, &value);
		if (status == MUSTER_OK)
			status = read_entry(registry, block, entry, &value);
		if (status != MUSTER_OK)
			return status;
		entry->position = place->before + (uint32_t)i;
	}
	block->count = place->count;
	return size || !in_order(registry, block) ? MUSTER_DAMAGED : MUSTER_OK;
}

static enum muster_status load_block(struct muster_registry *registry, size_t number, struct block **loaded)
{
	const struct blob_block *place = &registry->index.blocks[number];
	struct block *block = calloc(1, sizeof(*block));
	enum muster_status status = MUSTER_NO_MEMORY;

	if (block) {
		block->number = number;
		status = blob_block(&registry->blob, place, &block->bytes, NULL);
	}
	if (status == MUSTER_OK)
		status = decode_entries(registry, block, place);
	if (status != MUSTER_OK) {
		free_block(block);
		block = NULL;
	}
	*loaded = block;
	return status;
}

/* A blob that turned out to be damaged is of no use to anybody: the next to ask shall find none. */
static void discard(const struct muster_registry *registry)
{
	const struct blob *blob = &registry->blob;
	struct stat about;

	if (registry->path && lstat(registry->path, &about) == 0 && about.st_dev == blob->device &&
		about.st_ino == blob->inode)
		unlink(registry->path);
}

/* Damage is not forgotten over a want of memory that came later. */
static void keep_status(struct muster_registry *registry, enum muster_status status)
{
	int before = atomic_load(&registry->status);

	while (before != MUSTER_DAMAGED && !atomic_compare_exchange_weak(&registry->status, &before, status))
		;
}

/* The block, decoded at the first call; two threads may decode it at once, one of them wins. */
static const struct block *get_block(struct muster_registry *registry, size_t number)
{
	struct block *block = atomic_load_explicit(&registry->blocks[number], memory_order_acquire);
	struct block *winner = NULL;
	enum muster_status status;

	if (block)
		return block;
	status = load_block(registry, number, &block);
	if (status != MUSTER_OK) {
		keep_status(registry, status);
		if (status == MUSTER_DAMAGED)
			discard(registry);
		return NULL;
	}
	if (atomic_compare_exchange_strong(&registry->blocks[number], &winner, block))
		return block;
	free_block(block);
	return winner;
}

enum muster_status registry_make(struct muster_registry **made, struct blob *blob, char *path, struct meta *meta,
								 unsigned char *meta_bytes, struct registry_owner *owner, struct problem *problem)
{
	struct muster_registry *registry = calloc(1, sizeof(*registry));
	enum muster_status status;

	*made = NULL;
	if (!registry) {
		blob_close(blob);
		meta_free(meta);
		free(path);
		free(meta_bytes);
		return problem_memory(problem);
	}
	atomic_init(&registry->references, 1);
	pthread_mutex_init(&registry->items, NULL);
	registry->blob = *blob;
	registry->path = path;
	registry->meta = *meta;
	registry->meta_bytes = meta_bytes;
	while (meta->fields[registry->field_count].name)
		registry->field_count++;
	status = blob_index_read(&registry->blob, &registry->index, problem);
	if (status == MUSTER_OK) {
		registry->blocks = calloc(registry->index.count + 1, sizeof(*registry->blocks));
		status = registry->blocks ? MUSTER_OK : problem_memory(problem);
	}
	if (status != MUSTER_OK) {
		muster_registry_release(registry);
		return status;
	}
	registry->owner = owner;
	*made = registry;
	return MUSTER_OK;
}

const struct muster_registry *muster_registry_retain(const struct muster_registry *registry)
{
	/* handed out as const because nothing a host can see ever changes */
	atomic_fetch_add_explicit(&((struct muster_registry *)registry)->references, 1, memory_order_relaxed);
	return registry;
}

static void clear_items(struct muster_registry *registry, const struct block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		if (!block->entries[i].item)
			continue;
		registry->owner->clear(registry->owner, block->entries[i].item);
		free(block->entries[i].item);
	}
}

static void destroy(struct muster_registry *registry)
{
	for (size_t i = 0; registry->blocks && i < registry->index.count; i++) {
		struct block *block = atomic_load(&registry->blocks[i]);
		if (block)
			clear_items(registry, block);
		free_block(block);
	}
	free(registry->blocks);
	blob_index_free(&registry->index);
	blob_close(&registry->blob);
	meta_free(&registry->meta);
	free(registry->path);
	free(registry->meta_bytes);
	pthread_mutex_destroy(&registry->items);
	if (registry->owner)
		registry->owner->release(registry->owner);
	free(registry);
}

void muster_registry_release(const struct muster_registry *constant)
{
	struct muster_registry *registry = (struct muster_registry *)constant;

	if (registry && atomic_fetch_sub_explicit(&registry->references, 1, memory_order_acq_rel) == 1)
		destroy(registry);
}

const struct meta *registry_meta(const struct muster_registry *registry)
{
	return &registry->meta;
}

const struct blob *registry_blob(const struct muster_registry *registry)
{
	return &registry->blob;
}

size_t muster_registry_count(const struct muster_registry *registry)
{
	return registry->index.entries;
}

enum muster_status muster_registry_status(const struct muster_registry *registry)
{
	return (enum muster_status)atomic_load(&((struct muster_registry *)registry)->status);
}

size_t muster_registry_incomplete(const struct muster_registry *registry)
{
	return registry->meta.trouble.sources;
}

const char *muster_registry_module(const struct muster_registry *registry)
{
	return registry->meta.module;
}

const char *muster_registry_version(const struct muster_registry *registry)
{
	return registry->meta.version;
}

const struct muster_field *muster_registry_fields(const struct muster_registry *registry)
{
	return registry->meta.fields;
}

/* The last block whose first key is not past @key; the index's count where there is none. */
static size_t find_block(const struct blob_index *index, const char *key)
{
	size_t first = 0, last = index->count;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		if (strcmp(index->blocks[middle].key, key) <= 0)
			first = middle + 1;
		else
			last = middle;
	}
	return first ? first - 1 : index->count;
}

const struct muster_entry *muster_registry_find(const struct muster_registry *registry, const char *key)
{
	const size_t number = find_block(&registry->index, key);
	const struct block *block =
		number == registry->index.count ? NULL : get_block((struct muster_registry *)registry, number);
	size_t first = 0, last = block ? block->count : 0;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		const int order = strcmp(block->entries[middle].key, key);
		if (order == 0)
			return &block->entries[middle];
		if (order < 0)
			first = middle + 1;
		else
			last = middle;
	}
	return NULL;
}

/* The first entry of block @number or of the next that can be read. */
static const struct muster_entry *first_of(struct muster_registry *registry, size_t number)
{
	for (; number < registry->index.count; number++) {
		const struct block *block = get_block(registry, number);
		if (block)
			return &block->entries[0];
	}
	return NULL;
}

const struct muster_entry *muster_registry_first(const struct muster_registry *registry)
{
	return first_of((struct muster_registry *)registry, 0);
}

const struct muster_entry *muster_entry_next(const struct muster_entry *entry)
{
	if ((size_t)(entry - entry->block->entries) + 1 < entry->block->count)
		return entry + 1;
	return first_of(entry->registry, entry->block->number + 1);
}

const char *muster_entry_key(const struct muster_entry *entry)
{
	return entry->key;
}

const char *muster_entry_identifier(const struct muster_entry *entry)
{
	return entry->identifier;
}

size_t registry_position(const struct muster_entry *entry)
{
	return entry->position;
}

uint32_t registry_ordinal(const struct muster_entry *entry)
{
	return (uint32_t)entry->values[1].integer;
}

const struct muster_value *registry_values(const struct muster_entry *entry, size_t *count)
{
	*count = entry->count - ENTRY_FIXED_FIELDS;
	return entry->values + ENTRY_FIXED_FIELDS;
}

const struct muster_value *muster_entry_field(const struct muster_entry *entry, const char *name)
{
	const struct muster_field *fields = entry->registry->meta.fields;

	for (size_t i = 0; i < entry->registry->field_count; i++) {
		const struct muster_value *value = &entry->values[ENTRY_FIXED_FIELDS + i];
		if (strcmp(fields[i].name, name) == 0)
			return value->type == MUSTER_TYPE_NIL ? NULL : value;
	}
	return NULL;
}

const char *muster_entry_string(const struct muster_entry *entry, const char *name)
{
	return muster_value_string(muster_entry_field(entry, name));
}

int64_t muster_entry_integer(const struct muster_entry *entry, const char *name, int64_t fallback)
{
	const struct muster_value *value = muster_entry_field(entry, name);

	return muster_value_type(value) == MUSTER_TYPE_INTEGER ? value->integer : fallback;
}

double muster_entry_real(const struct muster_entry *entry, const char *name, double fallback)
{
	const struct muster_value *value = muster_entry_field(entry, name);
	const enum muster_type type = muster_value_type(value);

	return type == MUSTER_TYPE_REAL || type == MUSTER_TYPE_INTEGER ? muster_value_real(value) : fallback;
}

bool muster_entry_boolean(const struct muster_entry *entry, const char *name, bool fallback)
{
	const struct muster_value *value = muster_entry_field(entry, name);

	return muster_value_type(value) == MUSTER_TYPE_BOOLEAN ? value->boolean : fallback;
}

static enum muster_status make_item(struct muster_entry *entry, struct registry_owner *owner)
{
	const size_t size = owner->item_size(owner);
	enum muster_status status;
	void *item;

	if (size == 0)
		return MUSTER_UNSUPPORTED;
	item = calloc(1, size);
	if (!item)
		return MUSTER_NO_MEMORY;
	status = owner->deserialize(owner, entry, item);
	if (status == MUSTER_OK) {
		entry->item = item;
		return status;
	}
	owner->clear(owner, item);
	free(item);
	return status;
}

static enum muster_status need_item(struct muster_entry *entry)
{
	struct muster_registry *registry = entry->registry;
	enum muster_status status = MUSTER_OK;

	if (!registry->owner)
		return MUSTER_UNSUPPORTED;
	pthread_mutex_lock(&registry->items);
	if (!entry->item)
		status = make_item(entry, registry->owner);
	pthread_mutex_unlock(&registry->items);
	return status;
}

const void *muster_entry_item(const struct muster_entry *entry)
{
	return need_item((struct muster_entry *)entry) == MUSTER_OK ? entry->item : NULL;
}

enum muster_status registry_make_items(const struct muster_registry *registry, const char **key)
{
	for (const struct muster_entry *entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry)) {
		const enum muster_status status = need_item((struct muster_entry *)entry);
		*key = entry->key;
		if (status != MUSTER_OK)
			return status;
	}
	return muster_registry_status(registry);
}
