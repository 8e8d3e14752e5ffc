/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is said on standard error: `muster: WHAT: WHY (MEND)`. */
#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include <stdbool.h>

#include <muster/context.h>

#include "progress.h"

struct messages {
	bool quiet, verbose;
	bool notices;              /* say notices too: for commands that are about the cache */
	struct progress *progress; /* to be taken off the screen first */
	char last[1200];           /* the last error said, lest it be said twice */
};

/* A muster_log; @data is the messages. */
void messages_log(void *data, enum muster_level level, const char *message);

/* Says an error, unless it was the last one said. */
void messages_error(struct messages *messages, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
