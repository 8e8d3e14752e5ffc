/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* JSON by jansson, which takes a failed allocation for a fault of the text, or leaves bytes out of a string and goes
 * on. */
#ifndef MUSTER_READERS_JSON_H
#define MUSTER_READERS_JSON_H

#include <jansson.h>
#include <stddef.h>

#include <muster/attributes.h>
#include <muster/status.h>

/* Parses `size` bytes, with flags of jansson. MUSTER_OK; MUSTER_DAMAGED with *error said; MUSTER_NO_MEMORY. *json is
 * NULL where it fails, else freed with json_decref(). */
MUSTER_NODISCARD enum muster_status json_read(json_t **json, const char *bytes, size_t size, size_t flags,
											  json_error_t *error);

#endif
