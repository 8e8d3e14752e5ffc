/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The versions of dynamic symbols that a library defines. */
#ifndef MUSTER_READERS_ELF_VERSION_H
#define MUSTER_READERS_ELF_VERSION_H

#include <stdbool.h>

#include "elf.h"

struct elf_versions;

/* MUSTER_OK, also for a file without versions; or MUSTER_NO_MEMORY. */
MUSTER_NODISCARD enum muster_status elf_versions_open(struct elf_versions **versions, const struct elf_file *file);

/* NULL is allowed. */
void elf_versions_close(struct elf_versions *versions);

/* The version of the dynamic symbol with that index; NULL where it has none. *is_default: a program that is linked now
 * gets this one. Borrowed from the file. */
const char *elf_versions_of(const struct elf_versions *versions, size_t index, bool *is_default);

#endif
