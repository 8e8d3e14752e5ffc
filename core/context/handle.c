/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "context/handle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/trust.h"

struct thread_message {
	struct thread_message *next;
	pthread_t thread;
	char text[sizeof(((struct problem *)NULL)->text)];
};

static void tell(struct muster *muster, enum muster_level level, const char *message)
{
	if (!muster->log)
		return;
	pthread_mutex_lock(&muster->telling);
	muster->log(muster->log_data, level, message);
	pthread_mutex_unlock(&muster->telling);
}

void context_log(struct muster *muster, enum muster_level level, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(text, sizeof(text), format, arguments) >= 0)
		tell(muster, level, text);
	va_end(arguments);
}

/* This thread's place; NULL where it has none yet. Under the lock. */
static struct thread_message *find_message(const struct muster *muster)
{
	struct thread_message *message = muster->messages;

	while (message && !pthread_equal(message->thread, pthread_self()))
		message = message->next;
	return message;
}

static void keep_message(struct muster *muster, const struct problem *problem)
{
	struct thread_message *message;

	pthread_mutex_lock(&muster->state);
	message = find_message(muster);
	if (!message && (message = calloc(1, sizeof(*message)))) {
		message->thread = pthread_self();
		message->next = muster->messages;
		muster->messages = message;
	}
	if (message)
		memcpy(message->text, problem->text, sizeof(message->text));
	pthread_mutex_unlock(&muster->state);
}

static enum muster_status end(struct muster *muster, enum muster_level level, enum muster_status status,
							  struct problem *problem)
{
	if (status == MUSTER_OK)
		return status;
	if (problem->status != status) /* what is in it, if anything, is not why */
		problem_set(problem, status, "%s", muster_status_text(status));
	keep_message(muster, problem);
	tell(muster, level, problem->text);
	return status;
}

enum muster_status context_end(struct muster *muster, enum muster_status status, struct problem *problem)
{
	return end(muster, MUSTER_LEVEL_ERROR, status, problem);
}

enum muster_status context_end_miss(struct muster *muster, enum muster_status status, struct problem *problem)
{
	return end(muster, MUSTER_LEVEL_DETAIL, status, problem);
}

enum muster_status context_fail(struct muster *muster, struct problem *problem)
{
	return context_end(muster, problem->status, problem);
}

const char *muster_last_message(const struct muster *constant)
{
	struct muster *muster = (struct muster *)constant;
	const struct thread_message *message;

	pthread_mutex_lock(&muster->state);
	message = find_message(muster);
	pthread_mutex_unlock(&muster->state);
	return message ? message->text : "";
}

size_t muster_config_errors(const struct muster *muster)
{
	return config_errors(muster->config);
}

void context_running(struct muster *muster, struct running *running)
{
	atomic_init(&running->cancelled, false);
	pthread_mutex_lock(&muster->state);
	running->next = muster->running;
	muster->running = running;
	pthread_mutex_unlock(&muster->state);
}

void context_done(struct muster *muster, struct running *running)
{
	struct running **place;

	pthread_mutex_lock(&muster->state);
	place = &muster->running;
	while (*place != running)
		place = &(*place)->next;
	*place = running->next;
	pthread_mutex_unlock(&muster->state);
}

void muster_cancel(struct muster *muster)
{
	pthread_mutex_lock(&muster->state);
	for (struct running *running = muster->running; running; running = running->next)
		atomic_store(&running->cancelled, true);
	pthread_mutex_unlock(&muster->state);
}

/* Loaded at the first call; NULL with a message left if that fails. */
static const struct muster_module *load_module(struct registry_owner *owner)
{
	struct slot *slot = (struct slot *)owner;
	struct problem problem = {0};
	struct stat about;
	int descriptor = -1;

	pthread_mutex_lock(&slot->loading);
	if (!slot->handle.module) {
		if (loader_vet(slot->path, &descriptor, &about, &problem) == MUSTER_OK)
			loader_load(descriptor, slot->name, &slot->handle, &problem);
		cleanup_close_at(&descriptor);
	}
	pthread_mutex_unlock(&slot->loading);
	if (problem.status != MUSTER_OK)
		context_fail(slot->muster, &problem);
	return slot->handle.module;
}

static size_t owner_item_size(struct registry_owner *owner)
{
	const struct muster_module *module = load_module(owner);

	return module && module_has(module, deserialize) ? module->item_size : 0;
}

/* Items are there, so their module is, too. */
static enum muster_status owner_deserialize(struct registry_owner *owner, const struct muster_entry *entry, void *item)
{
	return ((struct slot *)owner)->handle.module->deserialize(entry, item);
}

static void owner_clear(struct registry_owner *owner, void *item)
{
	const struct muster_module *module = ((struct slot *)owner)->handle.module;

	if (module_has(module, clear))
		module->clear(item);
}

static void owner_retain(struct registry_owner *owner)
{
	atomic_fetch_add(&((struct slot *)owner)->muster->references, 1);
}

static void owner_release(struct registry_owner *owner)
{
	context_release(((struct slot *)owner)->muster);
}

/* More folders from the configuration, then the one that was built in. */
static enum muster_status list_modules(struct muster *muster, struct problem *problem)
{
	char **words = config_words(config_value(muster->config, "muster", "modules"));
	const char **folders;
	size_t count = 0;
	enum muster_status status = MUSTER_NO_MEMORY;

	while (words && words[count])
		count++;
	folders = words ? calloc(count + 2, sizeof(*folders)) : NULL;
	if (folders) {
		memcpy(folders, words, count * sizeof(*folders));
		folders[count] = MUSTER_MODULE_DIR;
		status = loader_list(folders, &muster->files, &muster->slot_count, problem);
	} else {
		problem_memory(problem);
	}
	free(folders);
	config_words_free(words);
	return status;
}

static enum muster_status make_slots(struct muster *muster, struct problem *problem)
{
	muster->slots = calloc(muster->slot_count + 1, sizeof(*muster->slots));
	if (!muster->slots) {
		muster->slot_count = 0;
		return problem_memory(problem);
	}
	for (size_t i = 0; i < muster->slot_count; i++) {
		struct slot *slot = &muster->slots[i];
		slot->owner =
			(struct registry_owner){owner_item_size, owner_deserialize, owner_clear, owner_release, owner_retain};
		slot->muster = muster;
		slot->name = muster->files[i].name;
		slot->path = muster->files[i].path;
		pthread_mutex_init(&slot->lock, NULL);
		pthread_mutex_init(&slot->loading, NULL);
	}
	return MUSTER_OK;
}

static enum muster_status check_sections(struct muster *muster, struct problem *problem)
{
	const char **names = calloc(muster->slot_count + 1, sizeof(*names));
	enum muster_status status;

	if (!names)
		return problem_memory(problem);
	for (size_t i = 0; i < muster->slot_count; i++)
		names[i] = muster->slots[i].name;
	status = config_check_sections(muster->config, names, &muster->config_options);
	free(names);
	return status;
}

static void report_config(void *data, const char *text)
{
	tell(data, MUSTER_LEVEL_ERROR, text);
}

static bool copy_options(struct config_options *copy, const struct muster_options *options)
{
	size_t count = 0;
	const char **overrides;

	if (options->config && !(copy->file = strdup(options->config)))
		return false;
	while (options->overrides && options->overrides[count])
		count++;
	overrides = calloc(count + 1, sizeof(*overrides));
	copy->overrides = overrides;
	for (size_t i = 0; overrides && i < count; i++) {
		overrides[i] = strdup(options->overrides[i]);
		if (!overrides[i])
			return false;
	}
	return overrides != NULL;
}

static enum muster_status set_up(struct muster *muster, const struct muster_options *options, struct problem *problem)
{
	enum muster_status status;

	muster->config_options =
		(struct config_options){.privileged = trust_privileged(), .report = report_config, .data = muster};
	if (!copy_options(&muster->config_options, options))
		return problem_memory(problem);
	status = config_read(&muster->config, &muster->config_options, problem);
	if (status == MUSTER_OK)
		status = list_modules(muster, problem);
	if (status == MUSTER_OK)
		status = make_slots(muster, problem);
	if (status == MUSTER_OK)
		status = check_sections(muster, problem);
	if (status == MUSTER_OK)
		status = store_open(&muster->store, config_value(muster->config, "muster", "store"),
							config_value(muster->config, "muster", "system_store"), muster->config_options.privileged);
	if (status == MUSTER_OK && muster->store.notice.status != MUSTER_OK)
		tell(muster, MUSTER_LEVEL_NOTICE, muster->store.notice.text);
	return status;
}

enum muster_status muster_open(struct muster **opened, const struct muster_options *given)
{
	struct muster_options options = {0};
	struct problem problem = {0};
	struct muster *muster;
	enum muster_status status;

	if (!opened || (given && given->size < offsetof(struct muster_options, progress)))
		return MUSTER_BAD_ARGUMENT;
	*opened = NULL;
	if (given)
		memcpy(&options, given, given->size < sizeof(options) ? given->size : sizeof(options));
	muster = calloc(1, sizeof(*muster));
	if (!muster)
		return MUSTER_NO_MEMORY;
	atomic_init(&muster->references, 1);
	pthread_mutex_init(&muster->telling, NULL);
	pthread_mutex_init(&muster->state, NULL);
	muster->log = options.log;
	muster->log_data = options.log_data;
	muster->progress = options.progress;
	muster->progress_data = options.progress_data;
	status = set_up(muster, &options, &problem);
	if (status != MUSTER_OK) {
		if (problem.status != status)
			problem_set(&problem, status, "%s", muster_status_text(status));
		tell(muster, MUSTER_LEVEL_ERROR, problem.text);
		context_release(muster);
		return status;
	}
	*opened = muster;
	return MUSTER_OK;
}

static void free_lists(struct muster *muster)
{
	while (muster->messages) {
		struct thread_message *next = muster->messages->next;
		free(muster->messages);
		muster->messages = next;
	}
	for (const char *const *o = muster->config_options.overrides; o && *o; o++)
		free((char *)*o);
	free((void *)muster->config_options.overrides);
	free((char *)muster->config_options.file);
}

static void destroy(struct muster *muster)
{
	for (size_t i = 0; i < muster->slot_count && muster->slots; i++) {
		loader_unload(&muster->slots[i].handle);
		pthread_mutex_destroy(&muster->slots[i].lock);
		pthread_mutex_destroy(&muster->slots[i].loading);
	}
	free(muster->slots);
	module_files_free(muster->files, muster->slot_count);
	config_free(muster->config);
	store_close(&muster->store);
	free_lists(muster);
	pthread_mutex_destroy(&muster->telling);
	pthread_mutex_destroy(&muster->state);
	free(muster);
}

void context_release(struct muster *muster)
{
	if (atomic_fetch_sub(&muster->references, 1) == 1)
		destroy(muster);
}

void muster_close(struct muster *muster)
{
	if (!muster)
		return;
	for (size_t i = 0; i < muster->slot_count; i++) {
		const struct muster_registry *registry = muster->slots[i].registry;
		muster->slots[i].registry = NULL;
		muster_registry_release(registry);
	}
	muster->log = NULL; /* what it hands over may not outlive the host's own shutdown */
	muster->progress = NULL;
	context_release(muster);
}

struct slot *context_slot(struct muster *muster, const char *name, struct problem *problem)
{
	const char **names, *nearest = NULL;

	for (size_t i = 0; name && i < muster->slot_count; i++) {
		if (strcmp(muster->slots[i].name, name) == 0)
			return &muster->slots[i];
	}
	names = calloc(muster->slot_count + 1, sizeof(*names));
	for (size_t i = 0; names && i < muster->slot_count; i++)
		names[i] = muster->slots[i].name;
	if (names && name)
		nearest = config_nearest(name, names);
	problem_set(problem, MUSTER_NOT_FOUND, "%s: no such module (%s%s%s)", name ? name : "",
				nearest ? "did you mean \"" : "muster modules lists them", nearest ? nearest : "",
				nearest ? "\"?" : "");
	free(names);
	return NULL;
}
