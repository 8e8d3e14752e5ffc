/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* counts FILE: how many external functions and parameters of theirs the debug information in FILE tells of. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "readers/dwarf.h"

static int print_counts(struct dwarf_file *dwarf)
{
	size_t functions = 0, parameters = 0, index;

	for (index = 0; index < dwarf_file_count(dwarf); index++) {
		struct dwarf_function function;
		if (dwarf_file_describe(dwarf, index, NULL, &function) != MUSTER_OK) {
			fprintf(stderr, "function %zu cannot be described\n", index);
			return 1;
		}
		functions += function.external;
		parameters += function.external ? function.parameter_count : 0;
	}
	printf("%zu %zu\n", functions, parameters);
	return 0;
}

int main(int count, char **arguments)
{
	const int descriptor = count == 2 ? open(arguments[1], O_RDONLY | O_CLOEXEC) : -1;
	const char *reason = "cannot be opened";
	struct elf_file *file = NULL;
	struct dwarf_file *dwarf = NULL;
	int result = 1;

	if (descriptor >= 0 && elf_file_open(&file, descriptor, &reason) == MUSTER_OK &&
		dwarf_file_open(&dwarf, file, &reason) == MUSTER_OK)
		result = print_counts(dwarf);
	else
		fprintf(stderr, "%s\n", reason);
	dwarf_file_close(dwarf);
	elf_file_close(file);
	if (descriptor >= 0)
		close(descriptor);
	return result;
}
