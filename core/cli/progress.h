/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One live line for each discovery under way, on a terminal only, redrawn in place and erased at the end. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <pthread.h>

#include <muster/context.h>

#include "terminal.h"
#include "text.h"

struct progress_line {
	char module[64];
	struct text text;
};

struct progress {
	struct terminal terminal; /* standard error */
	pthread_mutex_t lock;
	struct progress_line *lines;
	size_t count;
	size_t drawn; /* lines that stand on the screen */
};

void progress_init(struct progress *progress);
void progress_free(struct progress *progress);

/* A muster_progress_callback; @data is the progress. */
void progress_show(void *data, const struct muster_progress *news);

/* Takes the lines off the screen, until there is news. */
void progress_erase(struct progress *progress);

#endif
