/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python_memory.h"

static void *note(struct python_memory *memory, void *place)
{
	memory->failed |= place == NULL;
	return place;
}

static void *raw_malloc(void *context, size_t size)
{
	struct python_memory *memory = context;

	return note(memory, memory->raw.malloc(memory->raw.ctx, size));
}

static void *raw_calloc(void *context, size_t count, size_t size)
{
	struct python_memory *memory = context;

	return note(memory, memory->raw.calloc(memory->raw.ctx, count, size));
}

static void *raw_realloc(void *context, void *place, size_t size)
{
	struct python_memory *memory = context;

	return note(memory, memory->raw.realloc(memory->raw.ctx, place, size));
}

static void raw_free(void *context, void *place)
{
	struct python_memory *memory = context;

	memory->raw.free(memory->raw.ctx, place);
}

void python_memory_watch(struct python_memory *memory)
{
	PyMemAllocatorEx watching = {memory, raw_malloc, raw_calloc, raw_realloc, raw_free};

	memory->failed = false;
	PyMem_GetAllocator(PYMEM_DOMAIN_RAW, &memory->raw);
	PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &watching);
}

void python_memory_end(struct python_memory *memory)
{
	PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &memory->raw);
}
