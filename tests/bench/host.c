/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a host does: bench-host get|refresh TURN CONFIG FILE MODULE KEY [MODULE KEY]…
 *
 * get      opens a context, gets each registry, looks up its KEY (-: all entries are visited), and closes
 * refresh  changes FILE (outside the measured time; -: nothing), then opens a context, refreshes, and closes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/muster.h>

#include "timing.h"

#define MODULES 16

struct host {
	bool refresh;
	const char *config, *file;
	const char *modules[MODULES + 1], *keys[MODULES + 1];
};

static bool failed(struct muster *muster)
{
	fprintf(stderr, "bench-host: %s\n", muster_last_message(muster));
	return false;
}

static bool visit(const struct muster_registry *registry, const char *key)
{
	size_t count = 0;

	if (strcmp(key, "-") != 0)
		return muster_registry_find(registry, key);
	for (const struct muster_entry *entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry))
		count++;
	return count == muster_registry_count(registry);
}

static bool get_all(struct muster *muster, const struct host *host)
{
	bool found = true;

	for (size_t i = 0; found && host->modules[i]; i++) {
		const struct muster_registry *registry;
		if (muster_get(muster, host->modules[i], &registry) != MUSTER_OK)
			return failed(muster);
		found = visit(registry, host->keys[i]);
		muster_registry_release(registry);
	}
	if (!found)
		fputs("bench-host: an entry is missing\n", stderr);
	return found;
}

static bool refresh_all(struct muster *muster, const struct host *host)
{
	const bool change = strcmp(host->file, "-") != 0;
	struct muster_outcome *outcomes;
	size_t count;
	bool as_expected;

	if (muster_refresh(muster, host->modules, 0, &outcomes, &count) != MUSTER_OK)
		return failed(muster);
	as_expected = outcomes[0].discovered == change && outcomes[0].changed == change;
	if (!as_expected)
		fprintf(stderr, "bench-host: %zu sources changed\n", outcomes[0].changed);
	muster_outcomes_free(outcomes, count);
	return as_expected;
}

static bool change(const char *file)
{
	static int number;
	FILE *stream = strcmp(file, "-") != 0 ? fopen(file, "w") : NULL;

	if (!stream)
		return strcmp(file, "-") == 0;
	fprintf(stream, "title = Changed %d\nauthor = nobody\nnumber = %d\n", number, number);
	number++;
	return fclose(stream) == 0;
}

static bool once(void *data)
{
	const struct host *host = data;
	struct muster *muster;
	bool good;

	if (host->refresh && !change(host->file))
		return false;
	timing_start();
	if (muster_open(&muster, &(struct muster_options){.size = sizeof(struct muster_options), .config = host->config}) !=
		MUSTER_OK)
		return false;
	good = host->refresh ? refresh_all(muster, host) : get_all(muster, host);
	muster_close(muster);
	return good;
}

int main(int count, char **words)
{
	struct host host = {0};

	if (count < 7 || count > 5 + 2 * MODULES || count % 2 == 0) {
		fputs("usage: bench-host get|refresh TURN CONFIG FILE MODULE KEY [MODULE KEY]...\n", stderr);
		return 2;
	}
	host.refresh = strcmp(words[1], "refresh") == 0;
	host.config = words[3];
	host.file = words[4];
	for (int i = 5; i + 1 < count; i += 2) {
		host.modules[(i - 5) / 2] = words[i];
		host.keys[(i - 5) / 2] = words[i + 1];
	}
	return timing_run(once, &host, words[2]);
}
