/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a blob says of itself: whose it is, when and from what it was made, its schema, or why there is none. */
#ifndef MUSTER_META_H
#define MUSTER_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/module.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "source/stamp.h"

/* Why there is no registry, and when to try again. */
struct meta_failure {
	enum muster_status status;
	const char *reason;
	const char *phase;
	int64_t attempts; /* failures in a row */
	int64_t retry_at; /* nanoseconds since 1970 */
	int64_t timeout;  /* seconds; this and the next are what it failed under */
	uint64_t memory_limit;
};

/* Sources that could not be looked at, for a reason that passes (trouble.h). */
struct meta_trouble {
	size_t sources;
	int64_t attempts; /* discoveries in a row that tried them in vain */
	int64_t tried;    /* the last of them, nanoseconds since 1970 */
};

/* Of a host's own cache: what the host said of it, for those who look at it without the host. */
struct meta_host {
	bool is;         /* else it is a module's */
	uint32_t format; /* of the items */
	int64_t max_age; /* seconds; 0: as configured; negative: no limit */
	int check;       /* enum muster_cache_check */
};

struct meta {
	const char *module, *version, *summary;
	const char *path;   /* of the module file; "" where there is none */
	struct stamp stamp; /* of the module file */
	uint32_t abi_major, abi_minor;
	int64_t created; /* nanoseconds since 1970 */
	double discover_ms;
	size_t entries, groups, sources, findings;
	uint64_t raw_bytes;
	bool content; /* every file and folder is hashed */
	struct muster_field *fields;
	struct muster_option *options, *section_options;
	struct meta_failure failure;
	struct meta_trouble trouble; /* attempts 0: there was none, the registry is complete */
	struct meta_host host;
	struct arena arena; /* of a meta that was decoded */
};

void meta_encode(const struct meta *meta, struct buffer *out);

/* All strings are set and all lists ended, whatever the bytes. @data must outlive the meta. MUSTER_OK, MUSTER_DAMAGED,
 * MUSTER_NO_MEMORY. */
enum muster_status meta_decode(struct meta *meta, const unsigned char *data, size_t size);
void meta_free(struct meta *meta);

#endif
