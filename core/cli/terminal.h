/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the place that output goes to can show. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum terminal_colours { TERMINAL_PLAIN, TERMINAL_256, TERMINAL_TRUE };

struct terminal {
	bool present; /* else a file or a pipe: nothing is cut or wrapped */
	bool moves;   /* knows how to move the cursor and erase */
	bool utf8;
	size_t columns; /* 80 where it does not say */
	size_t rows;    /* 24 where it does not say */
	enum terminal_colours colours;
};

/* Looks at @descriptor; for a terminal this sets the locale's character type. */
void terminal_look(struct terminal *terminal, int descriptor);

#endif
