/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A program with a cache of its own, for power.py.
 *
 *     power-host run STORE ACTION...     does that, and says before and after each what it does (MUSTER_POWER_LOG)
 *     power-host check < STORES          says of each store what is in it, one line of JSON each, and adds to it
 *     power-host check-module < STORES   the same of the module `things`, which is scanned then
 *
 * ACTION is version:TEXT, put:KEY:SIZE, save:SIZE:KEY,KEY..., merge:SIZE:KEY,KEY..., clear, load, gc, or age (makes
 * what is in the store look as if it had been written ten seconds before). */

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <muster/muster.h>

#define CACHE "power"

struct thing {
	const char *key;
	size_t size;
};

struct host {
	struct muster *muster;
	struct muster_cache *cache;
	const char *store, *version;
};

/* ---- the cache --------------------------------------------------------------------------------------------------- */

/* The key, and as many bytes more, which do not compress much. */
static char *make_text(const struct thing *thing)
{
	const size_t length = strlen(thing->key);
	char *text = malloc(length + thing->size + 1);
	uint32_t state = 4711;

	if (!text)
		exit(1);
	memcpy(text, thing->key, length);
	for (size_t i = 0; i < thing->size; i++) {
		state = state * 1664525u + 1013904223u + (unsigned char)thing->key[i % length];
		text[length + i] = (char)('0' + (state >> 24) % 75);
	}
	text[length + thing->size] = '\0';
	return text;
}

static enum muster_status serialize(const void *item, struct muster_writer *writer, void *data)
{
	char *text = make_text(item);
	const enum muster_status status = muster_write_string(writer, "text", text);

	(void)data;
	free(text);
	return status;
}

static const struct muster_field fields[] = {{"text", MUSTER_TYPE_STRING, "A text", 0}, {0}};

static enum muster_status open_host(struct host *host, const char *store, const char *version)
{
	const struct muster_cache_options description = {.size = sizeof(description),
													 .name = CACHE,
													 .version = version,
													 .fields = fields,
													 .item_size = sizeof(struct thing),
													 .serialize = serialize};
	char user[4200], system[4200];
	const char *overrides[] = {geteuid() ? user : system, geteuid() ? system : NULL, NULL};
	const struct muster_options options = {
		.size = sizeof(options), .config = getenv("MUSTER_CONFIG"), .overrides = overrides};
	enum muster_status status;

	snprintf(user, sizeof(user), "muster.store=%s", store);
	snprintf(system, sizeof(system), "muster.system_store=%s", geteuid() ? "/nonexistent" : store);
	*host = (struct host){.store = store, .version = version};
	status = muster_open(&host->muster, &options);
	if (status == MUSTER_OK)
		status = muster_cache_open(host->muster, &description, &host->cache);
	if (status != MUSTER_OK)
		fprintf(stderr, "power-host: %s: %s\n", store, muster_last_message(host->muster));
	return status;
}

static void close_host(struct host *host)
{
	muster_cache_close(host->cache);
	muster_close(host->muster);
}

/* ---- what it does ------------------------------------------------------------------------------------------------ */

static enum muster_status put(struct host *host, char *arguments)
{
	const char *key = strtok(arguments, ":"), *size = strtok(NULL, ":");
	const struct thing thing = {key, size ? strtoul(size, NULL, 10) : 0};

	return muster_cache_put(host->cache, key, &thing);
}

static enum muster_status add_all(struct host *host, char *arguments, bool save)
{
	const size_t size = strtoul(strtok(arguments, ":"), NULL, 10);
	struct muster_batch *batch;
	enum muster_status status = muster_batch_open(host->cache, &batch);

	for (const char *key; status == MUSTER_OK && (key = strtok(NULL, ",:"));)
		status = muster_batch_add(batch, key, &(struct thing){key, size});
	if (status == MUSTER_OK)
		status = save ? muster_cache_save(host->cache, batch) : muster_cache_merge(host->cache, batch);
	muster_batch_close(batch);
	return status;
}

static enum muster_status load(struct host *host)
{
	const struct muster_registry *registry;
	const enum muster_status status = muster_cache_load(host->cache, &registry);

	muster_registry_release(registry);
	return status;
}

static void make_older(int folder, const char *name)
{
	const time_t then = time(NULL) - 10;
	const struct timespec times[2] = {{.tv_sec = then}, {.tv_sec = then}};

	utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW);
}

static enum muster_status age(const struct host *host)
{
	char path[4200];
	const struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/" CACHE, host->store);
	folder = opendir(path);
	if (!folder)
		return MUSTER_IO_ERROR;
	while ((entry = readdir(folder)))
		make_older(dirfd(folder), entry->d_name);
	closedir(folder);
	return MUSTER_OK;
}

static enum muster_status set_version(struct host *host, const char *version)
{
	const char *store = host->store;

	close_host(host);
	return open_host(host, store, version);
}

static enum muster_status act(struct host *host, char *action)
{
	char *arguments = strchr(action, ':');

	if (arguments)
		*arguments++ = '\0';
	if (strcmp(action, "put") == 0)
		return put(host, arguments);
	if (strcmp(action, "save") == 0 || strcmp(action, "merge") == 0)
		return add_all(host, arguments, *action == 's');
	if (strcmp(action, "version") == 0)
		return set_version(host, arguments);
	if (strcmp(action, "clear") == 0)
		return muster_cache_clear(host->cache);
	if (strcmp(action, "gc") == 0)
		return muster_gc(host->muster, 0, NULL, NULL, NULL);
	return strcmp(action, "age") == 0 ? age(host) : load(host);
}

/* In the log that the shim writes, between what is done. */
static void mark(const char *word, const char *action)
{
	const char *path = getenv("MUSTER_POWER_LOG");
	FILE *log = path ? fopen(path, "a") : NULL;

	if (!log)
		return;
	fprintf(log, "mark\t%s\t%s\n", word, action);
	fclose(log);
}

static int run(const char *store, char **actions)
{
	struct host host;

	if (open_host(&host, store, "1") != MUSTER_OK)
		return 1;
	for (; *actions; actions++) {
		char *copy = strdup(*actions);
		enum muster_status status;
		mark("begin", *actions);
		status = act(&host, copy);
		mark(status == MUSTER_OK ? "done" : "failed", *actions);
		if (status != MUSTER_OK)
			fprintf(stderr, "power-host: %s: %s\n", *actions, muster_last_message(host.muster));
		free(copy);
	}
	close_host(&host);
	return 0;
}

/* ---- what is there ----------------------------------------------------------------------------------------------- */

/* The entry's size; -1 where it is not what was put under its key. */
static long size_of(const struct muster_entry *entry)
{
	const char *found = muster_entry_string(entry, "text");
	const struct thing thing = {muster_entry_key(entry), found ? strlen(found) - strlen(muster_entry_key(entry)) : 0};
	char *text = make_text(&thing);
	const bool right = found && strcmp(found, text) == 0;

	free(text);
	return right ? (long)thing.size : -1;
}

static void print_entries(enum muster_status status, const struct muster_registry *registry)
{
	const char *separator = "";

	printf("{\"status\": %d, \"entries\": {", (int)status);
	for (const struct muster_entry *entry = registry ? muster_registry_first(registry) : NULL; entry;
		 entry = muster_entry_next(entry)) {
		printf("%s\"%s\": %ld", separator, muster_entry_key(entry), size_of(entry));
		separator = ", ";
	}
	printf("}, \"after\": %d}", registry ? (int)muster_registry_status(registry) : 0);
	muster_registry_release(registry);
}

static void check_host(const char *store, const char *version, bool add)
{
	const struct muster_registry *registry = NULL;
	struct host host;
	enum muster_status status = open_host(&host, store, version);

	if (status == MUSTER_OK && add)
		status = muster_cache_put(host.cache, "added", &(struct thing){"added", 7});
	if (status == MUSTER_OK)
		status = muster_cache_load(host.cache, &registry);
	printf("\"%s%s\": ", add ? "added " : "", version);
	print_entries(status, registry);
	close_host(&host);
}

static void print_things(const struct muster_registry *registry)
{
	const char *separator = "";

	printf("{");
	for (const struct muster_entry *entry = registry ? muster_registry_first(registry) : NULL; entry;
		 entry = muster_entry_next(entry)) {
		printf("%s\"%s\": \"%s\"", separator, muster_entry_key(entry), muster_entry_string(entry, "text"));
		separator = ", ";
	}
	printf("}");
	muster_registry_release(registry);
}

/* The module `things`: what is cached, whether a failure is remembered, and what the next scan finds. */
static void check_module(const char *store)
{
	const char *const modules[] = {"things", NULL};
	const struct muster_registry *registry = NULL;
	struct muster_outcome *outcomes = NULL;
	struct muster_state *state = NULL;
	struct host host;
	size_t count = 0;
	bool failure = false;

	if (open_host(&host, store, "1") != MUSTER_OK)
		exit(1);
	printf("\"cached\": %d, \"things\": ", (int)muster_get_cached(host.muster, "things", &registry));
	print_things(registry);
	if (muster_examine(host.muster, "things", &state) == MUSTER_OK) {
		for (size_t i = 0; i < state->check_count; i++)
			failure |= strcmp(state->checks[i].rule, "failure") == 0;
	}
	muster_state_free(state);
	printf(", \"failure\": %s", failure ? "true" : "false");
	printf(", \"scan\": %d, \"next\": ",
		   (int)muster_refresh(host.muster, modules, MUSTER_REFRESH_RETRY, &outcomes, &count));
	muster_outcomes_free(outcomes, count);
	if (muster_get_cached(host.muster, "things", &registry) != MUSTER_OK)
		registry = NULL;
	print_things(registry);
	close_host(&host);
}

static int check(bool module)
{
	char line[4200];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		printf("{");
		if (module) {
			check_module(line);
		} else {
			check_host(line, "1", false);
			printf(", ");
			check_host(line, "2", false);
			printf(", ");
			check_host(line, "1", true);
		}
		printf("}\n");
		fflush(stdout);
	}
	return 0;
}

int main(int count, char **arguments)
{
	if (count >= 3 && strcmp(arguments[1], "run") == 0)
		return run(arguments[2], arguments + 3);
	if (count == 2 && strncmp(arguments[1], "check", 5) == 0)
		return check(strcmp(arguments[1], "check-module") == 0);
	fprintf(stderr, "usage: power-host run STORE ACTION... | check | check-module\n");
	return 2;
}
