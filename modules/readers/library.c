/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "library.h"

#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf_version.h"
#include "trouble.h"

enum { NAME_SIZE = 1024 };

struct library {
	struct elf_file *file;
	struct elf_versions *versions;
	int debug_descriptor;
	struct elf_file *debug_file; /* NULL where the library has its debug information itself, or none */
	struct dwarf_file *dwarf;    /* NULL where there is none */
	const char *trouble;
	size_t index; /* of the next symbol */
	char name[NAME_SIZE];
};

/* Debug information that cannot be used is a trouble and no failure. */
static enum muster_status tolerate(struct library *library, enum muster_status status, const char *reason)
{
	if (status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED || status == MUSTER_LIMIT_EXCEEDED)
		library->trouble = reason;
	return trouble_is(status) ? status : MUSTER_OK;
}

static enum muster_status open_debug_file(struct library *library, const struct debug_file_search *search)
{
	enum muster_status status = debug_file_open(search, library->file, &library->debug_descriptor);
	const char *reason = "Not enough memory";

	if (status != MUSTER_OK || library->debug_descriptor < 0)
		return status;
	status = elf_file_open(&library->debug_file, library->debug_descriptor, &reason);
	if (status == MUSTER_OK)
		status = dwarf_file_open(&library->dwarf, library->debug_file, &reason);
	return tolerate(library, status, reason);
}

static enum muster_status open_parts(struct library *library, int descriptor, const struct debug_file_search *search,
									 const char **reason)
{
	enum muster_status status = elf_file_open(&library->file, descriptor, reason);
	const char *why;

	if (status != MUSTER_OK)
		return status;
	if (elf_file_type(library->file) != ET_DYN) {
		*reason = "Not a shared library";
		return MUSTER_UNSUPPORTED;
	}
	*reason = "Not enough memory";
	status = elf_versions_open(&library->versions, library->file);
	if (status != MUSTER_OK)
		return status;
	status = dwarf_file_open(&library->dwarf, library->file, &why);
	return status == MUSTER_NOT_FOUND ? open_debug_file(library, search) : tolerate(library, status, why);
}

enum muster_status library_open(struct library **result, int descriptor, const struct debug_file_search *search,
								const char **reason)
{
	struct library *const library = calloc(1, sizeof(*library));
	enum muster_status status;

	*result = NULL;
	*reason = "Not enough memory";
	if (!library)
		return MUSTER_NO_MEMORY;
	library->debug_descriptor = -1;
	status = open_parts(library, descriptor, search, reason);
	if (status == MUSTER_OK)
		*result = library;
	else
		library_close(library);
	return status;
}

void library_close(struct library *library)
{
	if (!library)
		return;
	dwarf_file_close(library->dwarf);
	elf_file_close(library->debug_file);
	if (library->debug_descriptor >= 0)
		close(library->debug_descriptor);
	elf_versions_close(library->versions);
	elf_file_close(library->file);
	free(library);
}

const char *library_soname(const struct library *library)
{
	return elf_file_soname(library->file);
}

const char *library_trouble(const struct library *library)
{
	return library->trouble;
}

static bool is_function(const struct elf_symbol *symbol)
{
	return symbol->defined && (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC) && symbol->length < NAME_SIZE;
}

bool library_next(struct library *library, struct library_function *function)
{
	struct elf_symbol symbol;

	while (elf_file_next_symbol(library->file, &library->index, &symbol)) {
		if (!is_function(&symbol))
			continue;
		*function = (struct library_function){.symbol = library->name, .address = symbol.value};
		memcpy(library->name, symbol.name, symbol.length);
		library->name[symbol.length] = '\0';
		function->is_indirect = symbol.type == STT_GNU_IFUNC;
		function->version = elf_versions_of(library->versions, library->index - 1, &function->is_default);
		return true;
	}
	return false;
}

static enum muster_status describe(const struct library *library, const struct library_function *function,
								   struct dwarf_function *description)
{
	const char *const machine = elf_file_machine(library->file);
	/* on this machine the lowest bit says which instructions follow */
	const uint64_t mode = machine && strcmp(machine, "arm") == 0 ? 1 : 0;
	size_t index;

	if (!library->dwarf || function->is_indirect ||
		!dwarf_file_find(library->dwarf, function->address & ~mode, function->symbol, &index))
		return MUSTER_NOT_FOUND;
	return dwarf_file_describe(library->dwarf, index, function->symbol, description);
}

/* What was not found, or seems damaged, is there if libdw had no memory for it. */
static enum muster_status watched(enum muster_status status)
{
	const enum muster_status seen = trouble_seen();

	return seen == MUSTER_OK ? status : seen;
}

enum muster_status library_describe(const struct library *library, const struct library_function *function,
									struct dwarf_function *description)
{
	trouble_watch();
	return watched(describe(library, function, description));
}

enum muster_status library_name(const struct library *library, uint64_t reference, char *name, size_t size)
{
	trouble_watch();
	return watched(library->dwarf ? dwarf_file_name(library->dwarf, reference, name, size) : MUSTER_NOT_FOUND);
}

enum muster_status library_define(const struct library *library, uint64_t reference, char **text)
{
	enum muster_status status;

	*text = NULL;
	trouble_watch();
	status = watched(library->dwarf ? dwarf_file_define(library->dwarf, reference, text) : MUSTER_NOT_FOUND);
	if (status != MUSTER_OK) {
		free(*text);
		*text = NULL;
	}
	return status;
}
