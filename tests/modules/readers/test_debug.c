/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Debug information of other compilers, and hostile one, which fixtures/odd_debug.S spells out. ODD_DEBUG is the path
 * of the library. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "readers/elf.h"
#include "readers/library.h"

static int descriptor;
static struct library *library;

static void open_library(void)
{
	static const char *const no_folders[] = {NULL};
	const struct debug_file_search search = {.folders = no_folders, .library = ODD_DEBUG};
	const char *reason;

	descriptor = open(ODD_DEBUG, O_RDONLY | O_CLOEXEC);
	cr_assert_geq(descriptor, 0, "%s is missing", ODD_DEBUG);
	cr_assert_eq(library_open(&library, descriptor, &search, &reason), MUSTER_OK, "%s", reason);
	cr_assert_null(library_trouble(library));
}

static void close_library(void)
{
	library_close(library);
	close(descriptor);
}

TestSuite(debug, .init = open_library, .fini = close_library, .timeout = 60);

static enum muster_status describe(const char *name, struct dwarf_function *told)
{
	struct library_function function;

	while (library_next(library, &function))
		if (strcmp(function.symbol, name) == 0)
			return library_describe(library, &function, told);
	return MUSTER_NOT_FOUND;
}

/* GCC writes the last index, clang the number of elements. */
Test(debug, arrays_have_their_sizes_whichever_way_a_compiler_writes_them)
{
	struct dwarf_function told;

	cr_assert_eq(describe("counted", &told), MUSTER_OK);
	cr_expect_str_eq(told.prototype, "int counted(int (*rows)[3][4][], int (*bare)[])");
}

/* It must neither be followed for ever nor until the stack is full. */
Test(debug, a_type_within_itself_is_more_than_the_limit)
{
	struct dwarf_function told;

	cr_expect_eq(describe("endless", &told), MUSTER_LIMIT_EXCEEDED);
}

Test(debug, a_build_id_may_be_one_byte)
{
	struct elf_file *file;
	const char *reason;

	cr_assert_eq(elf_file_open(&file, descriptor, &reason), MUSTER_OK, "%s", reason);
	cr_expect_str_eq(elf_file_build_id(file), "5a");
	elf_file_close(file);
}
