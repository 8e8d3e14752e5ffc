/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The entry points that a Python distribution declares, and what it is called, by the grammars of importlib.metadata:
 * names may hold a colon and lines may be of any length, so that this is no INI as others read it. */
#ifndef MUSTER_PLUGINS_ENTRYPOINTS_H
#define MUSTER_PLUGINS_ENTRYPOINTS_H

#include <stdbool.h>
#include <stddef.h>

enum { ENTRY_TEXT_MAX = 512 };

struct entry_point {
	char group[ENTRY_TEXT_MAX];
	char name[ENTRY_TEXT_MAX];
	char object[ENTRY_TEXT_MAX]; /* module or module:attribute, without extras */
};

/* Where reading has come to; begin with {.at = text, .end = text + size}. */
struct entry_points {
	const char *at, *end;
	unsigned line; /* of what was read last */
	struct entry_point point;
	const char *wrong; /* what is wrong with that line, or NULL */
};

/* Reads on to the next entry point, or the next line that is wrong. False at the end. */
bool entry_points_next(struct entry_points *points);

/* The value of the first header of that name in METADATA or PKG-INFO, in `value`; false where there is none. */
bool metadata_header(const char *text, const char *header, char value[ENTRY_TEXT_MAX]);

#endif
