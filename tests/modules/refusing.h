/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Allocations that are refused. The linker turns malloc() and its like in what is tested into the functions below. */
#ifndef MUSTER_TESTS_REFUSING_H
#define MUSTER_TESTS_REFUSING_H

#include <stdbool.h>
#include <stdlib.h>

static long left = -1; /* allocations until one is refused; -1: none is */

static bool refused(void)
{
	return left >= 0 && left-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

void *__wrap_malloc(size_t size)
{
	return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
	return refused() ? NULL : __real_realloc(block, size);
}

#endif
