/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notes.h"

#include <string.h>

/* Both of owner FDO: https://systemd.io/ELF_PACKAGE_METADATA and ELF_DLOPEN_METADATA. */
static const uint32_t package_type = 0xcafe1a7e, dlopen_type = 0x407c0c0a;

enum { NOTE_SIZE_MAX = 1 << 16 };

/* The document of one note; NULL where there is none or *whole became false. */
static json_t *read_document(const struct elf_file *file, uint32_t type, bool *whole)
{
	size_t size;
	const char *const text = elf_file_note(file, "FDO", type, &size);
	json_t *document;

	if (!text)
		return NULL;
	if (size > NOTE_SIZE_MAX) {
		*whole = false;
		return NULL;
	}
	document = json_loadb(text, strnlen(text, size), JSON_REJECT_DUPLICATES, NULL);
	*whole = *whole && document;
	return document;
}

static void read_package(struct notes *notes, bool *whole)
{
	const char *name;
	json_t *value;

	json_object_foreach(notes->package_document, name, value)
	{
		if (!json_is_string(value))
			continue;
		if (notes->package_count == NOTES_PROPERTIES_MAX) {
			*whole = false;
			return;
		}
		notes->package[notes->package_count++] = (struct muster_plugin_property){name, json_string_value(value)};
	}
}

static void read_sonames(struct notes *notes, const json_t *names, struct muster_plugin_dlopen *out, bool *whole)
{
	size_t i;
	json_t *name;

	out->sonames = notes->sonames + notes->soname_count;
	json_array_foreach(names, i, name)
	{
		if (!json_is_string(name))
			continue;
		if (notes->soname_count == NOTES_SONAMES_MAX) {
			*whole = false;
			return;
		}
		notes->sonames[notes->soname_count++] = json_string_value(name);
		out->soname_count++;
	}
}

static void read_dlopens(struct notes *notes, bool *whole)
{
	size_t i;
	json_t *item;

	json_array_foreach(notes->dlopen_document, i, item)
	{
		struct muster_plugin_dlopen *const out = &notes->dlopens[notes->dlopen_count];
		if (!json_is_object(item))
			continue;
		if (notes->dlopen_count == NOTES_DLOPENS_MAX) {
			*whole = false;
			return;
		}
		out->feature = json_string_value(json_object_get(item, "feature"));
		out->description = json_string_value(json_object_get(item, "description"));
		out->priority = json_string_value(json_object_get(item, "priority"));
		read_sonames(notes, json_object_get(item, "soname"), out, whole);
		notes->dlopen_count++;
	}
}

bool notes_read(struct notes *notes, const struct elf_file *file)
{
	bool whole = true;

	notes->package_document = read_document(file, package_type, &whole);
	notes->dlopen_document = read_document(file, dlopen_type, &whole);
	read_package(notes, &whole);
	read_dlopens(notes, &whole);
	return whole;
}

void notes_clear(struct notes *notes)
{
	json_decref(notes->package_document);
	json_decref(notes->dlopen_document);
	memset(notes, 0, sizeof *notes);
}
