/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What one discovery is to do: made by the caller, sent to the worker as MessagePack. */
#ifndef MUSTER_JOB_H
#define MUSTER_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "config/config.h"
#include "source/stamp.h"

struct job {
	const char *module;             /* its name */
	const char *path;               /* of its file */
	struct stamp stamp;             /* of its file */
	const struct setting *settings; /* that decide what it finds */
	size_t setting_count;
	const char *const *environment; /* the host's, "NAME=value", ended by NULL */
	uint64_t max_file_size;
	unsigned jobs; /* processes that may read files side by side; up to 1: the discoverer does it alone */
	bool content;  /* hash every source */
	bool describe; /* only say what the module is: a blob without entries */
	/* For each source of the old blob, whether it is unchanged; NULL: there is no old blob to build on. */
	const unsigned char *unchanged;
	size_t unchanged_count;
	struct arena arena; /* of a job that was decoded */
};

void job_encode(const struct job *job, struct buffer *out);

/* @data must outlive the job. MUSTER_OK, MUSTER_DAMAGED, MUSTER_NO_MEMORY. */
enum muster_status job_decode(struct job *job, const unsigned char *data, size_t size);
void job_free(struct job *job);

/* The host's value of a variable, or NULL. */
const char *job_environment(const struct job *job, const char *name);

#endif
