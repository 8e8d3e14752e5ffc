/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether CPython was refused memory. All of it comes out of the raw domain: directly, by the arenas of the others, or
 * from there where an arena cannot be had. */
#ifndef MUSTER_READERS_PYTHON_MEMORY_H
#define MUSTER_READERS_PYTHON_MEMORY_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>

struct python_memory {
	PyMemAllocatorEx raw; /* as it was */
	bool failed;
};

/* Before the interpreter is initialized; `memory` stays where it is until python_memory_end(). */
void python_memory_watch(struct python_memory *memory);

void python_memory_end(struct python_memory *memory);

#endif
