/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Many processes and one host's cache: what 16 of them add 200 times each is there, twice; so is everything whose call
 * returned before its process was killed, at whatever moment; and of many threads and processes that ask at once, one
 * discovers. Prints how long it took. */

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <muster/muster.h>

enum { PROCESSES = 16, ADDITIONS = 200, KILLS = 60, THREADS = 4 };

struct shared {
	atomic_uint discoveries, failures;
	atomic_int added[PROCESSES]; /* how many additions of it returned */
};

static char folder[] = "/tmp/muster-adders.XXXXXX";
static struct shared *shared;

static void require(int truth, const char *what, const char *why)
{
	if (truth)
		return;
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer, void *data)
{
	(void)data;
	return muster_write_integer(writer, "number", *(const int64_t *)item);
}

static const struct muster_field fields[] = {{"number", MUSTER_TYPE_INTEGER, "A number", 0}, {0}};

static const struct muster_cache_options description = {.size = sizeof(description),
														.name = "added",
														.version = "1",
														.fields = fields,
														.item_size = sizeof(int64_t),
														.serialize = serialize};

static void open_cache(struct muster **muster, struct muster_cache **cache)
{
	char store[64], system[64], config[64];
	const char *overrides[] = {store, system, NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};

	snprintf(store, sizeof(store), "muster.store=%s/store", folder);
	snprintf(system, sizeof(system), "muster.system_store=%s/system", folder);
	snprintf(config, sizeof(config), "%s/muster.conf", folder);
	require(muster_open(muster, &options) == MUSTER_OK, "muster_open", folder);
	require(muster_cache_open(*muster, &description, cache) == MUSTER_OK, "muster_cache_open",
			muster_last_message(*muster));
}

static void add_from(int process, int first)
{
	struct muster *muster;
	struct muster_cache *cache;
	char key[32];

	open_cache(&muster, &cache);
	for (int i = first; i < ADDITIONS; i++) {
		const int64_t number = process * ADDITIONS + i;
		snprintf(key, sizeof(key), "key-%05d", (int)number);
		require(muster_cache_put(cache, key, &number) == MUSTER_OK, key, muster_last_message(muster));
		atomic_store(&shared->added[process], i + 1);
	}
	muster_cache_close(cache);
	muster_close(muster);
}

static pid_t start(int process)
{
	const pid_t child = fork();

	require(child >= 0, "fork", "failed");
	if (child)
		return child;
	add_from(process, atomic_load(&shared->added[process]));
	_exit(0);
}

static void wait_for(pid_t child)
{
	int status;

	require(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0, "a process",
			"failed");
}

/* Every addition that returned is there; more may be: of a process that was killed before it was told so. */
static size_t check(void)
{
	const struct muster_registry *registry;
	struct muster *muster;
	struct muster_cache *cache;
	int added[PROCESSES]; /* before the look: more is added meanwhile */
	char key[32];
	size_t count;

	open_cache(&muster, &cache);
	for (int process = 0; process < PROCESSES; process++)
		added[process] = atomic_load(&shared->added[process]);
	require(muster_cache_load(cache, &registry) == MUSTER_OK, "load", muster_last_message(muster));
	for (int process = 0; process < PROCESSES; process++) {
		for (int i = 0; i < added[process]; i++) {
			const struct muster_entry *entry;
			snprintf(key, sizeof(key), "key-%05d", process * ADDITIONS + i);
			entry = muster_registry_find(registry, key);
			require(entry && muster_entry_integer(entry, "number", -1) == process * ADDITIONS + i, key, "is lost");
		}
	}
	count = muster_registry_count(registry);
	muster_registry_release(registry);
	muster_cache_close(cache);
	muster_close(muster);
	return count;
}

static void empty(void)
{
	struct muster *muster;
	struct muster_cache *cache;

	open_cache(&muster, &cache);
	require(muster_cache_clear(cache) == MUSTER_OK, "clear", muster_last_message(muster));
	muster_cache_close(cache);
	muster_close(muster);
	for (int process = 0; process < PROCESSES; process++)
		atomic_store(&shared->added[process], 0);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void all_add(void)
{
	const double started = seconds();
	pid_t children[PROCESSES];

	empty();
	for (int process = 0; process < PROCESSES; process++)
		children[process] = start(process);
	for (int process = 0; process < PROCESSES; process++)
		wait_for(children[process]);
	require(check() == PROCESSES * ADDITIONS, "entries", "not as many as were added");
	printf("%d processes, %d additions: %.1f s\n", PROCESSES, PROCESSES * ADDITIONS, seconds() - started);
}

/* The next victim after up to 8 ms; its place is taken by another that goes on from what is known to be there. */
static void some_are_killed(void)
{
	pid_t children[PROCESSES];
	unsigned seed = 4711;
	int interrupted = 0;
	size_t count;

	empty();
	for (int process = 0; process < PROCESSES; process++)
		children[process] = start(process);
	for (int i = 0; i < KILLS; i++) {
		const int victim = rand_r(&seed) % PROCESSES;
		int status;
		usleep((useconds_t)(rand_r(&seed) % 8000));
		kill(children[victim], SIGKILL);
		require(waitpid(children[victim], &status, 0) == children[victim], "a process", "is lost");
		interrupted += WIFSIGNALED(status);
		check();
		children[victim] = start(victim);
	}
	for (int process = 0; process < PROCESSES; process++)
		wait_for(children[process]);
	count = check();
	require(count == PROCESSES * ADDITIONS, "entries", "not as many as were added");
	require(interrupted > KILLS / 6, "kills", "most came too late");
	printf("%d processes killed: %zu entries\n", interrupted, count);
}

static enum muster_status discover(struct muster_batch *batch, void *data)
{
	const int64_t number = 42;

	(void)data;
	atomic_fetch_add(&shared->discoveries, 1);
	usleep(100000);
	return muster_batch_add(batch, "found", &number);
}

static void *get(void *data)
{
	const struct muster_registry *registry;

	if (muster_cache_get(data, discover, NULL, &registry) != MUSTER_OK || muster_registry_count(registry) != 1)
		atomic_fetch_add(&shared->failures, 1);
	muster_registry_release(registry);
	return NULL;
}

static void get_by_threads(void)
{
	struct muster *muster;
	struct muster_cache *cache;
	pthread_t threads[THREADS];

	open_cache(&muster, &cache);
	for (int i = 0; i < THREADS; i++)
		require(pthread_create(&threads[i], NULL, get, cache) == 0, "pthread_create", "failed");
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	muster_cache_close(cache);
	muster_close(muster);
}

static void one_discovers(void)
{
	pid_t children[PROCESSES];

	empty();
	for (int process = 0; process < PROCESSES; process++) {
		children[process] = fork();
		require(children[process] >= 0, "fork", "failed");
		if (children[process] == 0) {
			get_by_threads();
			_exit(0);
		}
	}
	for (int process = 0; process < PROCESSES; process++)
		wait_for(children[process]);
	require(atomic_load(&shared->failures) == 0, "get", "failed");
	require(atomic_load(&shared->discoveries) == 1, "discoveries", "not just one");
	printf("%d processes of %d threads: one discovery\n", PROCESSES, THREADS);
}

int main(void)
{
	char command[64];
	FILE *config;

	umask(022);
	require(mkdtemp(folder) != NULL, "mkdtemp", folder);
	snprintf(command, sizeof(command), "%s/muster.conf", folder);
	config = fopen(command, "w");
	require(config && fclose(config) == 0, command, "cannot be written");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	require(shared != MAP_FAILED, "mmap", "failed");
	all_add();
	all_add();
	some_are_killed();
	one_discovers();
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) == 0 ? 0 : 1;
}
