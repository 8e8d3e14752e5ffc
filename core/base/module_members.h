/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module may have been built with an older, shorter struct muster_module. */
#ifndef MUSTER_MODULE_MEMBERS_H
#define MUSTER_MODULE_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

#include <muster/module.h>

/* The table as it was in the first minor of this ABI major. */
#define MODULE_LEAST_SIZE (offsetof(struct muster_module, flags) + sizeof(uint64_t))

/* Whether the module was built with a struct that has @member, and it is not NULL. */
#define module_has(module, member)                                                                                     \
	((module)->size >= offsetof(struct muster_module, member) + sizeof((module)->member) && (module)->member)

#endif
