/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The index that Harmony writes for Opera Phenix and Operetta, as XML: it says of each image where it was taken. */
#ifndef MUSTER_COMPONENTS_HARMONY_H
#define MUSTER_COMPONENTS_HARMONY_H

#include "judge.h"

/* Adds a verdict on the files that the convention's index lists, if the folder has it and it can be read; what is wrong
 * with it is a finding. MUSTER_OK, or what ends the discovery. */
enum muster_status harmony_read(struct judgement *judgement, const struct convention *convention);

#endif
