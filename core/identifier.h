/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names that C, Python and the like accept, made from keys. */
#ifndef MUSTER_IDENTIFIER_H
#define MUSTER_IDENTIFIER_H

#include <stddef.h>
#include <stdint.h>

/* Room for the longest identifier of a key of @length bytes: a leading _, a number behind and a NUL. */
#define IDENTIFIER_ROOM(length) ((length) + 16)

/* Letters in upper case, _ for every other byte, a leading _ before a digit, _NUMBER behind where @number is over 1.
 * Returns the length. */
size_t identifier_make(const char *key, uint32_t number, char *identifier);

#endif
