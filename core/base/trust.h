/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who may have written a file: the rule for configuration, modules and blobs. A file is trusted when it and every
 * folder above its real path belong to root or to the effective user and nobody else may write to them; a folder that
 * others may write to is all right where it is sticky (as /tmp), since nobody can replace what is not theirs in it. */
#ifndef MUSTER_TRUST_H
#define MUSTER_TRUST_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/problem.h"

/* Opens @path for reading (close-on-exec, no FIFO is waited for) and vets the open descriptor and its folders by
 * /proc/self/fd or by walking the real path; regular files only. MUSTER_OK and *descriptor and *status filled;
 * MUSTER_NOT_FOUND; MUSTER_REFUSED with the component, the rule and the mend named; MUSTER_IO_ERROR. */
enum muster_status trust_open(const char *path, int *descriptor, struct stat *about, struct problem *problem);

/* The same rule for an owner and mode alone (no folders): for blobs, whose store is vetted once. */
bool trust_status(const struct stat *about);

/* The same rule for the folder @path and those above it. */
enum muster_status trust_folder(const char *path, struct problem *problem);

/* True where the process runs with more rights than its caller (AT_SECURE): the environment, user configuration, user
 * stores and user modules are then not to be used. */
bool trust_privileged(void);

#endif
