/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Hosts' own caches: opening them, and what they ask of a blob. */

#include "cache/host_cache.h"

#include <stdlib.h>
#include <string.h>

#include "store/store_folder.h"

#define LONGEST_NAME 63

/* The options as they were in the first release. */
#define OPTIONS_LEAST (offsetof(struct muster_cache_options, check_mtimes) + sizeof(enum muster_cache_check))

/* Neither version nor format: as with modules, a blob of another version is found, and the reason told. */
void host_key(const char *name, char key[17])
{
	static const char what[] = "host cache";
	unsigned char bytes[4 + sizeof(what) + LONGEST_NAME + 1] = {0};
	struct hash hash;

	store_u32(bytes, MUSTER_ABI_MAJOR);
	memcpy(bytes + 4, what, sizeof(what));
	memcpy(bytes + 4 + sizeof(what), name, strnlen(name, LONGEST_NAME));
	hash = hash_bytes(bytes, 4 + sizeof(what) + strnlen(name, LONGEST_NAME) + 1);
	hash_name(&hash, key);
}

void host_question_by_name(struct muster *muster, const char *name, struct slot *slot, struct question *question)
{
	*slot = (struct slot){.muster = muster, .name = name, .path = ""};
	*question = (struct question){.slot = slot, .host = true};
	config_cache_policy(muster->config, name, 0, -1, &question->policy);
	host_key(name, question->key);
}

static enum muster_status wanted_version(struct muster_cache *cache, struct wanted *wanted, struct problem *problem)
{
	const struct muster_cache_options *options = &cache->options;
	const char *version = options->version;
	enum muster_status status = MUSTER_OK;

	pthread_mutex_lock(&cache->slot.loading);
	if (options->get_version)
		version = options->get_version(options->data);
	if (!version || strlen(version) >= sizeof(wanted->version) ||
		store_check_names(NULL, version, NULL, NULL) != MUSTER_OK)
		status = problem_set(problem, MUSTER_BAD_ARGUMENT, "%s: not a version: \"%.80s\"", options->name,
							 version ? version : "");
	else
		strcpy(wanted->version, version);
	pthread_mutex_unlock(&cache->slot.loading);
	return status;
}

enum muster_status host_question(struct muster_cache *cache, struct wanted *wanted, struct question *question,
								 struct problem *problem)
{
	struct slot *slot = &cache->slot;
	const enum muster_status status = wanted_version(cache, wanted, problem);

	if (status != MUSTER_OK)
		return status;
	wanted->format = cache->options.format;
	wanted->fields = cache->options.fields;
	*question = (struct question){.slot = slot, .host = true, .wanted = wanted};
	config_cache_policy(slot->muster->config, slot->name, cache->options.max_age, (int)cache->options.check_mtimes - 1,
						&question->policy);
	host_key(slot->name, question->key);
	if (!question->policy.enabled)
		return problem_set(problem, MUSTER_BAD_CONFIG, "%s: switched off (enabled = no in the configuration)",
						   slot->name);
	return MUSTER_OK;
}

static const struct muster_cache_options *options_of(struct registry_owner *owner)
{
	return &((struct muster_cache *)(void *)owner)->options;
}

static size_t owner_item_size(struct registry_owner *owner)
{
	return options_of(owner)->deserialize ? options_of(owner)->item_size : 0;
}

static enum muster_status owner_deserialize(struct registry_owner *owner, const struct muster_entry *entry, void *item)
{
	return options_of(owner)->deserialize(entry, item, options_of(owner)->data);
}

static void owner_clear(struct registry_owner *owner, void *item)
{
	if (options_of(owner)->clear)
		options_of(owner)->clear(item, options_of(owner)->data);
}

static void destroy(struct muster_cache *cache)
{
	struct muster *muster = cache->slot.muster;

	pthread_mutex_destroy(&cache->slot.lock);
	pthread_mutex_destroy(&cache->slot.loading);
	arena_free(&cache->arena);
	free(cache);
	context_release(muster);
}

static void owner_release(struct registry_owner *owner)
{
	struct muster_cache *cache = (struct muster_cache *)(void *)owner;

	if (atomic_fetch_sub(&cache->references, 1) == 1)
		destroy(cache);
}

static void owner_retain(struct registry_owner *owner)
{
	atomic_fetch_add(&((struct muster_cache *)(void *)owner)->references, 1);
}

static const char *options_trouble(const struct muster *muster, const struct muster_cache_options *options)
{
	if (!options->name || strlen(options->name) > LONGEST_NAME ||
		store_check_names(options->name, NULL, NULL, NULL) != MUSTER_OK)
		return "its name is not [a-z][a-z0-9_-]* of at most 63 bytes";
	for (size_t i = 0; i < muster->slot_count; i++) {
		if (strcmp(muster->slots[i].name, options->name) == 0)
			return "a module has this name (choose another one)";
	}
	if (!options->version == !options->get_version)
		return "it needs a version, or a function that tells it (set .version or .get_version)";
	if (!options->fields)
		return "it has no schema (set .fields)";
	if (!options->item_size || !options->serialize)
		return "its items cannot be written (set .item_size and .serialize)";
	if (options->check_mtimes < MUSTER_CACHE_CHECK_DEFAULT || options->check_mtimes > MUSTER_CACHE_CHECK_CONTENT)
		return "its .check_mtimes does not exist (use those of enum muster_cache_check)";
	return loader_fields_trouble(options->fields);
}

static struct muster_field *copy_fields(struct arena *arena, const struct muster_field *fields)
{
	struct muster_field *copy;
	size_t count = 0;

	while (fields[count].name)
		count++;
	copy = arena_alloc(arena, (count + 1) * sizeof(*copy));
	for (size_t i = 0; copy && i < count; i++) {
		copy[i] = fields[i];
		copy[i].name = arena_string(arena, fields[i].name);
		copy[i].help = arena_string(arena, fields[i].help ? fields[i].help : "");
		if (!copy[i].name || !copy[i].help)
			return NULL;
	}
	return copy;
}

static bool copy_options(struct muster_cache *cache, const struct muster_cache_options *given)
{
	struct muster_cache_options *options = &cache->options;

	*options = *given;
	options->name = arena_string(&cache->arena, given->name);
	options->version = arena_string(&cache->arena, given->version);
	options->summary = arena_string(&cache->arena, given->summary ? given->summary : "");
	options->fields = copy_fields(&cache->arena, given->fields);
	return options->name && options->summary && options->fields && !options->version == !given->version;
}

static void set_up(struct muster_cache *cache, struct muster *muster)
{
	const struct muster_cache_options *options = &cache->options;

	atomic_init(&cache->references, 1);
	atomic_fetch_add(&muster->references, 1);
	cache->slot.owner =
		(struct registry_owner){owner_item_size, owner_deserialize, owner_clear, owner_release, owner_retain};
	cache->slot.muster = muster;
	cache->slot.name = options->name;
	cache->slot.path = "";
	pthread_mutex_init(&cache->slot.lock, NULL);
	pthread_mutex_init(&cache->slot.loading, NULL);
}

enum muster_status muster_cache_open(struct muster *muster, const struct muster_cache_options *given,
									 struct muster_cache **opened)
{
	struct muster_cache_options options = {0};
	struct problem problem = {0};
	struct muster_cache *cache;
	const char *trouble;

	if (!muster || !given || !opened || given->size < OPTIONS_LEAST)
		return MUSTER_BAD_ARGUMENT;
	*opened = NULL;
	memcpy(&options, given, given->size < sizeof(options) ? given->size : sizeof(options));
	trouble = options_trouble(muster, &options);
	if (trouble) {
		problem_set(&problem, MUSTER_BAD_ARGUMENT, "%s: %s", options.name ? options.name : "cache", trouble);
		return context_fail(muster, &problem);
	}
	cache = calloc(1, sizeof(*cache));
	if (!cache || !copy_options(cache, &options)) {
		if (cache)
			arena_free(&cache->arena);
		free(cache);
		problem_memory(&problem);
		return context_fail(muster, &problem);
	}
	set_up(cache, muster);
	*opened = cache;
	return MUSTER_OK;
}

void muster_cache_close(struct muster_cache *cache)
{
	if (cache)
		owner_release(&cache->slot.owner);
}
