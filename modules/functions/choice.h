/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which functions the configuration wants. */
#ifndef MUSTER_FUNCTIONS_CHOICE_H
#define MUSTER_FUNCTIONS_CHOICE_H

#include <muster/module.h>

struct choice {
	const char *const *modules, *const *include, *const *exclude; /* globs, ended by NULL */
};

void choice_read(struct choice *choice, struct muster_scan *scan);

/* Whether functions of that module or library are wanted at all. */
bool choice_has_module(const struct choice *choice, const char *module);

/* Whether a function of that name is wanted. */
bool choice_has_name(const struct choice *choice, const char *name);

#endif
