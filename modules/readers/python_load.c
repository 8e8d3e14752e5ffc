/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The parser out of its library (PYTHON_LIBRARY, from Meson), which is where the module's own run path says. */

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "python_table.h"

struct python {
	const struct python_table *table;
	struct python *started;
};

/* The linker says why only in words, in English as in all of a worker. That the library or CPython's is not installed
 * is a fact. */
static enum muster_status load_failed(void)
{
	static const char *const starved[] = {"memory", "cannot allocate", "cannot create"};
	const char *const why = dlerror();

	for (size_t i = 0; why && i < sizeof(starved) / sizeof(*starved); i++)
		if (strstr(why, starved[i]))
			return MUSTER_NO_MEMORY;
	if (!why)
		return MUSTER_NO_MEMORY;
	if (strstr(why, strerror(EMFILE)) || strstr(why, strerror(ENFILE)))
		return MUSTER_LIMIT_EXCEEDED;
	return strstr(why, strerror(ENOENT)) ? MUSTER_UNSUPPORTED : MUSTER_MODULE_FAILED;
}

static enum muster_status load_once(const struct python_table **table)
{
	void *const library = dlopen(PYTHON_LIBRARY, RTLD_NOW | RTLD_LOCAL);

	*table = library ? dlsym(library, PYTHON_TABLE) : NULL;
	if (!*table)
		return load_failed();
	return (*table)->size == sizeof(struct python_source) ? MUSTER_OK : MUSTER_UNSUPPORTED;
}

/* A linker that was refused the memory for a name says that there is no such file: only if it says so twice is it
 * believed. What was loaded is never unloaded: no interpreter can be. */
static enum muster_status load(const struct python_table **table)
{
	const enum muster_status status = load_once(table);

	return status == MUSTER_UNSUPPORTED ? load_once(table) : status;
}

enum muster_status python_start(struct python **python)
{
	enum muster_status status;

	*python = calloc(1, sizeof(**python));
	if (!*python)
		return MUSTER_NO_MEMORY;
	status = load(&(*python)->table);
	if (status == MUSTER_OK)
		status = (*python)->table->start(&(*python)->started);
	if (status != MUSTER_OK) {
		free(*python);
		*python = NULL;
	}
	return status;
}

void python_stop(struct python *python)
{
	if (!python)
		return;
	python->table->stop(python->started);
	free(python);
}

enum muster_status python_read(struct python *python, const char *data, size_t size, struct python_source *source)
{
	return python->table->read(python->started, data, size, source);
}

enum muster_status python_read_statements(struct python *python, const char *data, size_t size,
										  struct python_source *source)
{
	return python->table->read_statements(python->started, data, size, source);
}

void python_source_free(struct python_source *source)
{
	pool_free(&source->pool);
}
