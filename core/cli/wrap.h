/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Text broken into lines at spaces. */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "output.h"
#include "terminal.h"

/* Prints @text and a newline, with the cursor at column @indent, where further lines begin too. On a terminal lines are
 * broken to fit; elsewhere the text stays one line. @text is escaped already. */
void wrap_text(struct output *output, const struct terminal *terminal, size_t indent, const char *text);

#endif
