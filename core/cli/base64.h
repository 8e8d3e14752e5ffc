/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes as base64 (RFC 4648, with padding). */
#ifndef CLI_BASE64_H
#define CLI_BASE64_H

#include <stddef.h>

/* The four characters for the first three bytes of @data, or for as many as @size says. */
void base64_group(char group[4], const unsigned char *data, size_t size);

#endif
