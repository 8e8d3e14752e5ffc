/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One entry on demand, of modules that can discover a part: those with an option `targets`. */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "cli.h"

/* Where the whole registry is not fresh, one that was discovered for @key alone and has it; NULL: the whole one is to
 * be asked. @muster is to be closed after the registry was released. */
const struct muster_registry *target_registry(struct cli *cli, const char *module, const char *key,
											  struct muster **muster);

#endif
