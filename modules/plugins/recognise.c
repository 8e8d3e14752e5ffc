/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a file is known as a plug-in: by the names in its dynamic symbol table. */

#include "kind.h"

#include <elf.h>

/* The symbol is an object with the kind's number in it. */
static bool has_magic(const struct kind *kind, const struct elf_file *file, const struct elf_symbol *symbol)
{
	const unsigned width = elf_file_pointer_size(file);
	const unsigned offset = kind->magic_offset[width == 4];
	uint64_t number;

	if (symbol->type != STT_OBJECT || symbol->value > UINT64_MAX - offset)
		return false;
	return elf_file_number_at(file, symbol->value + offset, width, &number) && number == kind->magic;
}

static bool is_entry(const struct kind *kind, const struct elf_file *file, const char *stem, size_t stem_length,
					 const struct elf_symbol *symbol)
{
	struct pattern *const pattern = symbol->defined ? kind->symbol : kind->undefined;

	if (!pattern || !pattern_matches(pattern, symbol->name, symbol->length, stem, stem_length))
		return false;
	return !kind->has_magic || has_magic(kind, file, symbol);
}

static bool defines(const struct elf_file *file, struct pattern *pattern, const char *stem, size_t stem_length)
{
	struct elf_symbol symbol;
	size_t index = 0;

	while (elf_file_next_symbol(file, &index, &symbol))
		if (symbol.defined && pattern_matches(pattern, symbol.name, symbol.length, stem, stem_length))
			return true;
	return false;
}

bool kind_recognises(const struct kind *kind, const struct elf_file *file, const char *stem, size_t stem_length,
					 struct elf_symbol *symbol)
{
	size_t index = 0, i;
	bool found = false;

	if (elf_file_type(file) != ET_DYN)
		return false;
	while (!found && elf_file_next_symbol(file, &index, symbol))
		found = is_entry(kind, file, stem, stem_length, symbol);
	for (i = 0; found && kind->also[i]; i++)
		found = defines(file, kind->also[i], stem, stem_length);
	return found;
}
