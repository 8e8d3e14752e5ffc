/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Python signatures as a programmer writes them. */
#ifndef MUSTER_SIGNATURES_PROTOTYPE_H
#define MUSTER_SIGNATURES_PROTOTYPE_H

#include "call.h"
#include "readers/text.h"

/* name(a, /, b: int, *, c=1, **rest) -> T, of a definition out of a fact; name(...) where it is not known what it is
 * called with. */
void prototype_write(struct text *text, const char *name, const struct call *call,
					 const struct muster_value *definition);

#endif
