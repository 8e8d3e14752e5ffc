/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A whole blob of what was found: by a module's discovery, or by a host itself. */
#ifndef MUSTER_COMPOSE_H
#define MUSTER_COMPOSE_H

#include "blob/meta.h"
#include "blob/results.h"

/* All but what the blob says of itself. */
enum muster_status compose_body(struct blob_writer *writer, struct results *results, const struct sources *sources,
								size_t field_count);

/* That, with the counts filled in, and the end. */
enum muster_status compose_end(struct blob_writer *writer, const struct results *results, const struct sources *sources,
							   struct meta *meta);

size_t compose_groups(const struct sources *sources);

#endif
