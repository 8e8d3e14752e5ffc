/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an enumeration is made of, and making it with the reason where that fails. */
#ifndef MUSTER_ENUM_INNER_H
#define MUSTER_ENUM_INNER_H

#include <muster/enum.h>

#include "base/arena.h"
#include "base/problem.h"

struct member {
	const char *identifier, *key;
	const char *value; /* NULL: no member */
	const char *clash;
	uint32_t number; /* behind the identifier */
};

struct muster_enum {
	struct arena arena;
	const struct muster_registry *registry; /* NULL: a minimal set */
	enum muster_type type;
	struct member *members;      /* by value, then key */
	const struct member **named; /* by identifier */
	size_t count;
};

/* From keys, in bytewise order and each there once, with values to an enumeration; members without a value only take
 * their identifiers away from others. MUSTER_OK, MUSTER_NO_MEMORY. */
enum muster_status enum_complete(struct muster_enum *made, struct problem *problem);

/* muster_enum_make(). */
enum muster_status enum_of_registry(const struct muster_registry *registry, const char *field,
									struct muster_enum **enumeration, struct problem *problem);

/* Of @words, ended by NULL, some of which may be there twice. MUSTER_OK, MUSTER_NO_MEMORY. */
enum muster_status enum_of_words(const char *const *words, struct muster_enum **enumeration, struct problem *problem);

#endif
