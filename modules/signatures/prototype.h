/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Python signatures as a programmer writes them. */
#ifndef MUSTER_SIGNATURES_PROTOTYPE_H
#define MUSTER_SIGNATURES_PROTOTYPE_H

#include <muster/module.h>

#include "readers/text.h"

/* name(a, /, b: int, *, c=1, **rest) -> T, out of the parameters of a fact. */
void prototype_write(struct text *text, const char *name, const struct muster_value *parameters, const char *returns);

#endif
