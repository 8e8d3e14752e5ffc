/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is kept of the classes of one Python file, as package_fact.h has it. A definition is {name, bases: [text],
 * metaclass, abstract, attributes: {name: value}, secondary: [text]}; an attribute's value is a string, nil for None, a
 * list of a dotted name, or true for anything else. */
#ifndef MUSTER_PLUGINS_CLASS_FACT_H
#define MUSTER_PLUGINS_CLASS_FACT_H

#include <muster/module.h>

#include "readers/python.h"

/* MUSTER_OK, also with a finding; MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status class_fact_keep(struct muster_scan *scan, const struct muster_source *file,
													struct python *python);

#endif
