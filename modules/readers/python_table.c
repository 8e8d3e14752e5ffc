/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python_table.h"

#include <muster/attributes.h>

MUSTER_API extern const struct python_table muster_python_table;

const struct python_table muster_python_table = {
	sizeof(struct python_source), python_start, python_stop, python_read, python_read_statements,
};
