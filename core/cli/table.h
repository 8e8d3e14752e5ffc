/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Aligned columns. Every row is shown twice to the table: once to be measured, once to be printed, so that a table of
 * any length takes no memory. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "output.h"
#include "terminal.h"
#include "text.h"

struct column {
	const char *title;
	bool right;   /* numbers */
	bool wraps;   /* the last column only: what is too long for it goes on in the next line */
	size_t width; /* 0 to begin with */
};

struct table {
	struct column *columns;
	size_t count;
	const struct terminal *terminal;
	struct output *output;
};

/* Makes room for @cells, one text a column. */
void table_measure(struct table *table, const struct text *cells);

/* After all rows were measured: on a terminal the widest columns give way until a line fits. Prints the titles. */
void table_begin(struct table *table);

/* On a terminal, what is too long for its column is cut, or wraps. */
void table_row(const struct table *table, const struct text *cells);

/* The first cell, and instead of the others a sentence, which is never cut. */
void table_sentence(const struct table *table, const char *first, const char *sentence);

#endif
