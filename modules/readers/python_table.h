/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What muster-python.so gives the modules. It is a library of its own, loaded when a source is to be read, so that a
 * host that loads a module for its C struct does not get an interpreter with it. */
#ifndef MUSTER_READERS_PYTHON_TABLE_H
#define MUSTER_READERS_PYTHON_TABLE_H

#include "python.h"

#define PYTHON_TABLE "muster_python_table"

struct python_table {
	size_t size; /* of a source: both sides are of one build */
	enum muster_status (*start)(struct python **python);
	void (*stop)(struct python *python);
	enum muster_status (*read)(struct python *python, const char *data, size_t size, struct python_source *source);
	enum muster_status (*read_statements)(struct python *python, const char *data, size_t size,
										  struct python_source *source);
};

#endif
