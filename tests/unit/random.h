/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Numbers that look random and are the same in every run. */
#ifndef TEST_RANDOM_H
#define TEST_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state; /* the seed; not 0 */
};

static inline uint64_t random_next(struct random *random)
{
	random->state ^= random->state << 13;
	random->state ^= random->state >> 7;
	random->state ^= random->state << 17;
	return random->state * UINT64_C(0x2545f4914f6cdd1d);
}

/* Less than @limit. */
static inline size_t random_below(struct random *random, size_t limit)
{
	return (size_t)((random_next(random) >> 16) % limit);
}

#endif
