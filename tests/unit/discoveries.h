/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Discoveries in this process, and looking at what came of them. */
#ifndef MUSTER_DISCOVERIES_H
#define MUSTER_DISCOVERIES_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blob/meta.h"
#include "blob/stored_registry.h"
#include "discovery/discovery.h"
#include "source/validity.h"

static inline const char *variable(const char *name)
{
	return getenv(name);
}

extern char **environ;

/* Discovers into @blob, on top of @old (a blob's descriptor, or -1) judged by @mode, in up to @jobs processes. */
static inline enum muster_status run_jobs(const struct muster_module *module, unsigned jobs, int old,
										  enum check_mtimes mode, int blob, struct problem *problem)
{
	const struct discovery_observer observer = {0};
	struct job job = {.module = module->name,
					  .path = "/module.so",
					  .max_file_size = 1 << 20,
					  .jobs = jobs,
					  .environment = (const char *const *)environ,
					  .content = mode == CHECK_CONTENT};
	struct sources sources = {0};
	unsigned char *unchanged = NULL, *bytes;
	struct blob before;
	enum muster_status status;

	if (old >= 0) {
		cr_assert_eq(blob_open(&before, dup(old), NULL), MUSTER_OK);
		cr_assert_eq(blob_section(&before, BLOB_SOURCES, &bytes, NULL), MUSTER_OK);
		cr_assert_eq(sources_decode(&sources, bytes, before.sections[BLOB_SOURCES].raw), MUSTER_OK);
		free(bytes);
		blob_close(&before);
		unchanged = malloc(sources.count + 1);
		validity_check_sources(&sources, mode, false, variable, unchanged);
	}
	job.unchanged = unchanged;
	job.unchanged_count = sources.count;
	status = discovery_run(module, &job, old >= 0 ? dup(old) : -1, blob, &observer, problem);
	free(unchanged);
	sources_free(&sources);
	return status;
}

/* The same in one process. Returns the new blob's descriptor. */
static inline int run_module(const struct muster_module *module, int old, enum check_mtimes mode)
{
	const int blob = memfd_create("blob", MFD_CLOEXEC);
	struct problem problem = {0};

	cr_assert_eq(run_jobs(module, 1, old, mode, blob, &problem), MUSTER_OK, "%s", problem.text);
	return blob;
}

/* How many sources are not as the blob has them. */
static inline size_t changed(int descriptor, enum check_mtimes mode)
{
	struct blob blob;
	struct sources sources;
	unsigned char *bytes, *unchanged;
	size_t count;

	cr_assert_eq(blob_open(&blob, dup(descriptor), NULL), MUSTER_OK);
	cr_assert_eq(blob_section(&blob, BLOB_SOURCES, &bytes, NULL), MUSTER_OK);
	cr_assert_eq(sources_decode(&sources, bytes, blob.sections[BLOB_SOURCES].raw), MUSTER_OK);
	unchanged = malloc(sources.count + 1);
	count = validity_check_sources(&sources, mode, false, variable, unchanged);
	free(unchanged);
	free(bytes);
	sources_free(&sources);
	blob_close(&blob);
	return count;
}

static inline struct muster_registry *open_registry(int descriptor)
{
	struct muster_registry *registry;
	struct blob blob;
	struct meta meta;
	unsigned char *bytes;

	cr_assert_eq(blob_open(&blob, dup(descriptor), NULL), MUSTER_OK);
	cr_assert_eq(blob_section(&blob, BLOB_META, &bytes, NULL), MUSTER_OK);
	cr_assert_eq(meta_decode(&meta, bytes, blob.sections[BLOB_META].raw), MUSTER_OK);
	cr_assert_eq(registry_make(&registry, &blob, NULL, &meta, bytes, NULL, NULL), MUSTER_OK);
	return registry;
}

/* All entries as "key=text key=text". */
static inline char *entries(int descriptor)
{
	struct muster_registry *registry = open_registry(descriptor);
	char *all = calloc(1, 1 << 16);

	for (const struct muster_entry *e = muster_registry_first(registry); e; e = muster_entry_next(e)) {
		const char *text = muster_entry_string(e, "text");
		snprintf(all + strlen(all), 4096, "%s%s=%s", *all ? " " : "", muster_entry_key(e), text ? text : "-");
	}
	muster_registry_release(registry);
	return all;
}

#endif
