/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* stale = serve: the caller goes on with the old blob while one process of its own makes a new one. */
#ifndef MUSTER_RENEW_H
#define MUSTER_RENEW_H

#include "lookup/lookup.h"

/* Starts the process, unless one is at it already. Nothing is left to be waited for; what goes wrong is logged. */
void renew_start(const struct question *question);

/* The process: "renew" MODULE CONFIG|"" OVERRIDE… */
int renew_main(int argc, char **argv);

#endif
