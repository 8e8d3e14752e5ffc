/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Freeing and closing at the end of a scope; errno is left as it was. */
#ifndef MUSTER_MEMORY_H
#define MUSTER_MEMORY_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free_at(void *place)
{
	free(*(void **)place);
}

static inline void cleanup_close_at(const int *descriptor)
{
	const int error = errno;

	if (*descriptor >= 0)
		close(*descriptor);
	errno = error;
}

#define cleanup_free  __attribute__((cleanup(cleanup_free_at)))
#define cleanup_close __attribute__((cleanup(cleanup_close_at)))

/* The pointer or descriptor at @place, which gives it up. */
static inline int take_descriptor(int *place)
{
	const int descriptor = *place;

	*place = -1;
	return descriptor;
}

#endif
