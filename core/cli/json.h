/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* JSON, written as it comes. What is in the outermost list or object stands on a line of its own.
 *
 * The output is UTF-8 whatever the strings are. A byte 0x80 … 0xFF that is no part of UTF-8 is written as the private
 * character U+EF00 + byte, so U+EF80 … U+EFFF; a character from that range in a string is written so too, byte by byte.
 * Thus no two strings look alike and nothing is lost: replacing each of these characters by its byte gives the string.
 * Bytes (MUSTER_TYPE_BYTES) are base64. Reals are the shortest text that reads back; what is no number is null. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/registry.h>

#include "output.h"

#define JSON_DEPTH_LIMIT 64

/* Zeroed with the output set. */
struct json {
	struct output *output;
	unsigned depth;
	uint64_t filled; /* bit N: something stands in the list or object of depth N */
	bool named;      /* a name was written, its value follows */
};

void json_begin(struct json *json, char bracket);
void json_end(struct json *json, char bracket);
void json_name(struct json *json, const char *name);

void json_string(struct json *json, const char *text); /* NULL: null */
void json_integer(struct json *json, int64_t number);
void json_size(struct json *json, uint64_t number);
void json_number(struct json *json, const char *digits); /* as it is */
void json_real(struct json *json, double number);
void json_measured(struct json *json, double number); /* to a thousandth */
void json_boolean(struct json *json, bool truth);
void json_null(struct json *json);
void json_value(struct json *json, const struct muster_value *value);

#endif
