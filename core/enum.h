/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Making enumerations, with the reason where that fails. */
#ifndef MUSTER_ENUM_INNER_H
#define MUSTER_ENUM_INNER_H

#include <muster/enum.h>

#include "problem.h"

/* muster_enum_make(). */
enum muster_status enum_of_registry(const struct muster_registry *registry, const char *field,
									struct muster_enum **enumeration, struct problem *problem);

/* Of @words, ended by NULL, some of which may be there twice. MUSTER_OK, MUSTER_NO_MEMORY. */
enum muster_status enum_of_words(const char *const *words, struct muster_enum **enumeration, struct problem *problem);

#endif
