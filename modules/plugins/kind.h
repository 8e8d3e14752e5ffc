/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kinds of plug-ins that the configuration declares, one in each section [plugins:KIND]. */
#ifndef MUSTER_PLUGINS_KIND_H
#define MUSTER_PLUGINS_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/module.h>

#include "readers/elf.h"
#include "readers/pattern.h"

/* What is read from the files of a kind. */
enum kind_reader {
	KIND_ELF = 0,
	KIND_ENTRY_POINTS = 1,
	KIND_PYTHON_CLASSES = 2,
};

/* One kind. Strings and words are borrowed from the scan. */
struct kind {
	const char *name;
	enum kind_reader reader;
	char **folders;
	const char *const *files;
	unsigned depth;
	struct pattern *symbol;    /* defined; NULL for none */
	struct pattern *undefined; /* wanted from elsewhere; NULL for none */
	struct pattern **also;     /* all defined; ended by NULL */
	bool has_magic;            /* the symbol is a struct with a number by which it is known */
	uint64_t magic;
	unsigned magic_offset[2]; /* where pointers have 8 bytes, 4 bytes */
	const char *manifest;     /* the name of a Turtle file beside; NULL for none */
	struct pattern *manifest_class;
	const char *const *python_base;      /* full names of classes; ended by NULL */
	const char *const *python_metaclass; /* names of metaclasses, in full or not */
};

struct kinds {
	struct kind *kinds;
	size_t count;
};

/* The keys of sections [plugins:KIND]. */
extern const struct muster_option kind_options[];

/* Reads all sections that are enabled, by name. MUSTER_OK, MUSTER_NO_MEMORY or MUSTER_BAD_CONFIG. In any case what was
 * read is freed with kinds_clear(). */
enum muster_status kinds_read(struct muster_scan *scan, struct kinds *kinds);

/* Whether files of any kind are read so. */
bool kinds_have(const struct kinds *kinds, enum kind_reader reader);

/* Whether a name was not matched for want of memory, so that what was read is not to be kept. */
bool kinds_starved(const struct kinds *kinds);

void kinds_clear(struct kinds *kinds);

/* The symbol by which `file` is known as one of that kind; false where it is none. `stem` is the file's. */
bool kind_recognises(const struct kind *kind, const struct elf_file *file, const char *stem, size_t stem_length,
					 struct elf_symbol *symbol);

#endif
