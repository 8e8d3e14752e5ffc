/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* In place of python.c where muster is built without Python (-Dpython=disabled). */

#include "python.h"

enum muster_status python_start(struct python **python)
{
	*python = NULL;
	return MUSTER_UNSUPPORTED;
}

void python_stop(struct python *python)
{
	(void)python;
}

enum muster_status python_read(struct python *python, const char *data, size_t size, struct python_source *source)
{
	(void)python;
	(void)data;
	(void)size;
	*source = (struct python_source){0};
	return MUSTER_UNSUPPORTED;
}

enum muster_status python_read_statements(struct python *python, const char *data, size_t size,
										  struct python_source *source)
{
	return python_read(python, data, size, source);
}

void python_source_free(struct python_source *source)
{
	pool_free(&source->pool);
}
