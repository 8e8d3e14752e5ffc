/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An allocator that refuses on demand, and counts what is left. Not with the sanitizer, which brings its own. */
#ifndef TEST_REFUSE_H
#define TEST_REFUSE_H

#include <criterion/criterion.h>

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#define OURS __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *place, size_t size);
extern void __libc_free(void *place);

static bool counting, refusing;
static bool onwards;           /* all later ones are refused, too */
static size_t number, refused; /* of allocations that may be refused; the one that is */
static long alive;
static bool settling; /* what is left does not count: the dynamic linker keeps each name that it got for a library */

static bool refuse(void)
{
	if (!refusing || ++number < refused || (number > refused && !onwards))
		return false;
	errno = ENOMEM;
	return true;
}

static void *count(void *place)
{
	alive += counting && place;
	return place;
}

OURS void *malloc(size_t size)
{
	return refuse() ? NULL : count(__libc_malloc(size));
}

OURS void *calloc(size_t items, size_t size)
{
	return refuse() ? NULL : count(__libc_calloc(items, size));
}

OURS void *realloc(void *place, size_t size)
{
	void *moved = refuse() ? NULL : __libc_realloc(place, size);

	return place ? moved : count(moved);
}

OURS void free(void *place)
{
	alive -= counting && place;
	__libc_free(place);
}

/* Runs @attempt with each of its allocations refused in turn. True from it: done as if nothing had been refused. */
static void refuse_each(bool (*attempt)(void))
{
	size_t failures = 0;
	bool done;

	for (refused = 1;; refused++) {
		number = 0;
		alive = 0;
		counting = refusing = true;
		done = attempt();
		counting = refusing = false;
		cr_assert(settling || alive == 0, "%ld left after allocation %zu was refused", alive, refused);
		failures += !done;
		if (number < refused)
			break;
	}
	cr_assert(done, "fails though nothing was refused");
	cr_assert_gt(failures, 0);
}

/* The same, and again with all later allocations refused as well. */
static inline void refuse_each_and_onwards(bool (*attempt)(void))
{
	refuse_each(attempt);
	onwards = true;
	refuse_each(attempt);
	onwards = false;
}

#endif
