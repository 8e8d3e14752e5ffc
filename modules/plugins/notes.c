/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notes.h"

#include <stdlib.h>
#include <string.h>

#include "readers/json.h"

/* Both of owner FDO: https://systemd.io/ELF_PACKAGE_METADATA and ELF_DLOPEN_METADATA. */
static const uint32_t package_type = 0xcafe1a7e, dlopen_type = 0x407c0c0a;

enum { NOTE_SIZE_MAX = 1 << 16 };

/* The bytes of one note. */
struct text {
	const char *bytes;
	size_t size;
};

static struct text find_text(const struct elf_file *file, uint32_t type)
{
	struct text text;

	text.bytes = elf_file_note(file, "FDO", type, &text.size);
	return text;
}

/* *document is NULL where there is none, or it is damaged. */
static enum muster_status read_document(struct notes *notes, struct text text, json_t **document)
{
	enum muster_status status = MUSTER_DAMAGED;

	if (!text.bytes)
		return MUSTER_OK;
	if (text.size <= NOTE_SIZE_MAX)
		status = json_read(document, text.bytes, strnlen(text.bytes, text.size), JSON_REJECT_DUPLICATES, NULL);
	notes->whole = notes->whole && status == MUSTER_OK;
	return status == MUSTER_DAMAGED ? MUSTER_OK : status;
}

static void read_package(struct notes *notes)
{
	const char *name;
	json_t *value;

	json_object_foreach(notes->package_document, name, value)
	{
		if (!json_is_string(value))
			continue;
		if (notes->package_count == NOTES_PROPERTIES_MAX) {
			notes->whole = false;
			return;
		}
		notes->package[notes->package_count++] = (struct muster_plugin_property){name, json_string_value(value)};
	}
}

static void read_sonames(struct notes *notes, const json_t *names, struct muster_plugin_dlopen *out)
{
	size_t i;
	json_t *name;

	out->sonames = notes->sonames + notes->soname_count;
	json_array_foreach(names, i, name)
	{
		if (!json_is_string(name))
			continue;
		if (notes->soname_count == NOTES_SONAMES_MAX) {
			notes->whole = false;
			return;
		}
		notes->sonames[notes->soname_count++] = json_string_value(name);
		out->soname_count++;
	}
}

static void read_dlopens(struct notes *notes)
{
	size_t i;
	json_t *item;

	json_array_foreach(notes->dlopen_document, i, item)
	{
		struct muster_plugin_dlopen *const out = &notes->dlopens[notes->dlopen_count];
		if (!json_is_object(item))
			continue;
		if (notes->dlopen_count == NOTES_DLOPENS_MAX) {
			notes->whole = false;
			return;
		}
		out->feature = json_string_value(json_object_get(item, "feature"));
		out->description = json_string_value(json_object_get(item, "description"));
		out->priority = json_string_value(json_object_get(item, "priority"));
		read_sonames(notes, json_object_get(item, "soname"), out);
		notes->dlopen_count++;
	}
}

enum muster_status notes_read(struct notes **result, const struct elf_file *file)
{
	const struct text package = find_text(file, package_type), dlopens = find_text(file, dlopen_type);
	struct notes *const notes = package.bytes || dlopens.bytes ? calloc(1, sizeof(*notes)) : NULL;
	enum muster_status status;

	*result = notes;
	if (!notes)
		return package.bytes || dlopens.bytes ? MUSTER_NO_MEMORY : MUSTER_OK;
	notes->whole = true;
	status = read_document(notes, package, &notes->package_document);
	if (status == MUSTER_OK)
		status = read_document(notes, dlopens, &notes->dlopen_document);
	read_package(notes);
	read_dlopens(notes);
	return status;
}

void notes_free(struct notes *notes)
{
	if (!notes)
		return;
	json_decref(notes->package_document);
	json_decref(notes->dlopen_document);
	free(notes);
}
