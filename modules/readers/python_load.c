/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The parser out of its library (PYTHON_LIBRARY, from Meson), which is where the module's own run path says. */

#include <dlfcn.h>
#include <stdlib.h>

#include "python_table.h"

struct python {
	const struct python_table *table;
	struct python *started;
};

/* It is never unloaded: no interpreter can be. */
static const struct python_table *load(void)
{
	void *const library = dlopen(PYTHON_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	const struct python_table *const table = library ? dlsym(library, PYTHON_TABLE) : NULL;

	return table && table->size == sizeof(struct python_source) ? table : NULL;
}

enum muster_status python_start(struct python **python)
{
	enum muster_status status;

	*python = calloc(1, sizeof(**python));
	if (!*python)
		return MUSTER_NO_MEMORY;
	(*python)->table = load();
	status = (*python)->table ? (*python)->table->start(&(*python)->started) : MUSTER_UNSUPPORTED;
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
