/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One shared object that is held against kinds of plug-ins. */
#ifndef MUSTER_PLUGINS_ELF_PLUGIN_H
#define MUSTER_PLUGINS_ELF_PLUGIN_H

#include <muster/module.h>

#include "kind.h"

struct elf_plugin;

/* Freed with elf_plugin_free(); NULL without memory. Opens nothing yet. */
struct elf_plugin *elf_plugin_new(struct muster_scan *scan, const struct muster_source *source);

/* NULL is allowed. */
void elf_plugin_free(struct elf_plugin *plugin);

/* Holds the file against a kind among whose files it is, `rank` being how closely the kind says where they are.
 * MUSTER_OK, whatever came of it, or what is wrong with the file. */
enum muster_status elf_plugin_try(struct elf_plugin *plugin, const struct kind *kind, size_t rank);

/* Emits an entry for each kind that it is of; of kinds in folders within each other for the inner one only. */
enum muster_status elf_plugin_emit(struct elf_plugin *plugin);

#endif
