/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a function or class is called with. A class that says nothing itself is called as its bases are. */
#ifndef MUSTER_SIGNATURES_CALL_H
#define MUSTER_SIGNATURES_CALL_H

#include "readers/packages.h"

#define CALL_LIMIT 512

struct call {
	bool known; /* false where a class that is not among the packages decides */
	size_t count;
	const struct muster_value *parameters[CALL_LIMIT]; /* as facts.c wrote them; further ones are left out */
};

void call_find(struct call *call, struct packages *packages, const struct package_definition *definition);

#endif
