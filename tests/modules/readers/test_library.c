/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The fixture with odd types: its prototypes, and what comes of it when it is damaged. ODD_TYPES is its path. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "readers/library.h"

static const char *const no_folders[] = {NULL};

static struct library *open_library(int descriptor)
{
	const struct debug_file_search search = {.folders = no_folders, .library = ODD_TYPES};
	struct library *library;
	const char *reason;

	cr_assert_geq(descriptor, 0, "%s is missing", ODD_TYPES);
	cr_assert_eq(library_open(&library, descriptor, &search, &reason), MUSTER_OK, "%s", reason);
	return library;
}

static bool find(struct library *library, const char *name, struct library_function *function,
				 struct dwarf_function *told)
{
	while (library_next(library, function))
		if (strcmp(function->symbol, name) == 0)
			return library_describe(library, function, told) == MUSTER_OK;
	return false;
}

static void expect_prototype(const char *name, const char *prototype)
{
	const int descriptor = open(ODD_TYPES, O_RDONLY | O_CLOEXEC);
	struct library *const library = open_library(descriptor);
	struct library_function function;
	struct dwarf_function told;

	cr_assert(find(library, name, &function, &told), "no %s", name);
	cr_expect_str_eq(told.prototype, prototype);
	library_close(library);
	close(descriptor);
}

Test(library, writes_prototypes_as_people_do)
{
	static const char *const prototypes[][2] = {
		{"odd_signal", "void (*odd_signal(int sig, void (*handler)(int)))(int)"},
		{"odd_nothing", "void odd_nothing(void)"},
		{"odd_format", "int odd_format(const char *restrict format, ...)"},
		{"odd_sum", "double odd_sum(size_t n, const double *values)"},
		{"odd_matrix", "int odd_matrix(double (*rows)[3], int (*const *table)(void), char *const *argv)"},
		{"odd_numbers",
		 "unsigned long long odd_numbers(long a, unsigned long b, short c, unsigned short d, signed char e, "
		 "long long f, long double g, bool h, float complex i)"},
		{"odd_qualified", "const volatile int *odd_qualified(const volatile int *const *p, int *volatile q)"},
		{"odd_structs", "enum colour odd_structs(struct point by_value, const cloud *c, union either *e, "
						"enum colour k, struct opaque *o)"},
		{"odd_visit", "bool odd_visit(const cloud *c, visitor visit, void *data)"},
		{"odd_table", "int (*odd_table(void))[3]"},
		{"odd_anonymous", "int odd_anonymous(struct { int a; const char *b; } *pair)"},
		{"odd_deep", "int odd_deep(int (*(*outer)(char (*)(double (*)(float))))(void))"},
		{"odd_old", "int odd_old(int a, char *b)"},
		{"odd_alias", "int odd_alias(int x)"},
	};
	size_t i;

	for (i = 0; i < sizeof(prototypes) / sizeof(*prototypes); i++)
		expect_prototype(prototypes[i][0], prototypes[i][1]);
}

Test(library, tells_all_of_a_function)
{
	const int descriptor = open(ODD_TYPES, O_RDONLY | O_CLOEXEC);
	struct library *const library = open_library(descriptor);
	struct library_function function;
	struct dwarf_function told;

	cr_expect_str_eq(library_soname(library), "libodd.so.1");
	cr_expect_null(library_trouble(library));
	cr_assert(find(library, "odd_format", &function, &told));
	cr_expect_str_eq(function.version, "ODD_1");
	cr_expect(function.is_default);
	cr_expect(told.external && told.prototyped && told.variadic);
	cr_expect_str_eq(told.name, "odd_format");
	cr_expect_str_eq(told.return_type, "int");
	cr_assert_eq(told.parameter_count, 1);
	cr_expect_str_eq(told.parameters[0].name, "format");
	cr_expect_str_eq(told.parameters[0].type, "const char *restrict");
	cr_expect(strstr(told.file, "odd_types.c"));
	cr_expect_gt(told.line, 60);
	library_close(library);
	close(descriptor);
}

Test(library, exports_only_what_is_exported)
{
	const int descriptor = open(ODD_TYPES, O_RDONLY | O_CLOEXEC);
	struct library *const library = open_library(descriptor);
	struct library_function function;
	size_t count = 0;

	while (library_next(library, &function)) {
		cr_expect_neq(strcmp(function.symbol, "ignore"), 0);
		count++;
	}
	cr_expect_geq(count, 14);
	library_close(library);
	close(descriptor);
}

static void expect_definition(size_t parameter, const char *definition)
{
	const int descriptor = open(ODD_TYPES, O_RDONLY | O_CLOEXEC);
	struct library *const library = open_library(descriptor);
	struct library_function function;
	struct dwarf_function told;
	char *text;

	cr_assert(find(library, "odd_structs", &function, &told));
	cr_assert_lt(parameter, told.parameter_count);
	cr_assert_neq(told.parameters[parameter].reference, 0);
	cr_assert_eq(library_define(library, told.parameters[parameter].reference, &text), MUSTER_OK);
	cr_expect_str_eq(text, definition);
	free(text);
	library_close(library);
	close(descriptor);
}

Test(library, defines_structs_unions_and_enums)
{
	expect_definition(0, "struct point {\n\tdouble x;\n\tdouble y;\n\tunsigned int inside : 1;\n"
						 "\tint (*compare)(const struct point *, const struct point *);\n"
						 "\tstruct { char name[16]; } label;\n};");
	expect_definition(1, "typedef struct {\n\tsize_t size;\n\tstruct point *points;\n} cloud;");
	expect_definition(2, "union either {\n\tint number;\n\tfloat real;\n};");
	expect_definition(3, "enum colour {\n\tRED = 0,\n\tGREEN = 5,\n\tBLUE = -1,\n};");
}

Test(library, has_no_definition_of_what_is_opaque)
{
	const int descriptor = open(ODD_TYPES, O_RDONLY | O_CLOEXEC);
	struct library *const library = open_library(descriptor);
	struct library_function function;
	struct dwarf_function told;
	char *text;

	cr_assert(find(library, "odd_structs", &function, &told));
	cr_expect_eq(told.parameters[4].reference, 0);
	cr_expect_eq(library_define(library, 1, &text), MUSTER_DAMAGED);
	cr_expect_eq(library_define(library, UINT64_MAX, &text), MUSTER_DAMAGED);
	library_close(library);
	close(descriptor);
}

/* ---- Damage ---------------------------------------------------------------------------------------------------- */

static unsigned char *read_all(size_t *size)
{
	FILE *const file = fopen(ODD_TYPES, "rb");
	unsigned char *bytes;

	cr_assert(file);
	cr_assert_eq(fseek(file, 0, SEEK_END), 0);
	*size = (size_t)ftell(file);
	rewind(file);
	bytes = malloc(*size);
	cr_assert(bytes);
	cr_assert_eq(fread(bytes, 1, *size, file), *size);
	fclose(file);
	return bytes;
}

/* Reads everything there is; true where the whole of it was as in the sound file. */
static size_t read_through(const unsigned char *bytes, size_t size)
{
	const struct debug_file_search search = {.folders = no_folders, .library = ODD_TYPES};
	FILE *const file = tmpfile();
	struct library *library;
	struct library_function function;
	struct dwarf_function told;
	const char *reason = NULL;
	size_t described = 0, i;
	char *text;

	cr_assert(file);
	cr_assert_eq(fwrite(bytes, 1, size, file), size);
	cr_assert_eq(fflush(file), 0);
	if (library_open(&library, fileno(file), &search, &reason) != MUSTER_OK) {
		cr_expect_not_null(reason);
		fclose(file);
		return 0;
	}
	while (library_next(library, &function)) {
		const bool is_told = library_describe(library, &function, &told) == MUSTER_OK;
		described += is_told;
		for (i = 0; is_told && i < told.parameter_count; i++)
			if (library_define(library, told.parameters[i].reference, &text) == MUSTER_OK)
				free(text);
	}
	library_close(library);
	fclose(file);
	return described;
}

Test(damage, cut_anywhere, .timeout = 200)
{
	size_t size, length;
	unsigned char *const bytes = read_all(&size);
	const size_t whole = read_through(bytes, size);

	cr_assert_geq(whole, 14);
	for (length = 0; length < size; length += 509)
		cr_expect_leq(read_through(bytes, length), whole);
	cr_expect_eq(read_through(bytes, size / 2), 0);
	free(bytes);
}

/* Seeded, so that what fails once fails again. */
Test(damage, any_bit, .timeout = 200)
{
	size_t size, round, damaged = 0;
	unsigned char *const bytes = read_all(&size);
	const size_t whole = read_through(bytes, size);
	uint32_t seed = 20260101;

	for (round = 0; round < 4000; round++) {
		size_t at, bit;
		seed = seed * 1664525u + 1013904223u;
		at = (size_t)seed % size;
		bit = seed >> 29;
		bytes[at] ^= (unsigned char)(1u << bit);
		damaged += read_through(bytes, size) < whole;
		bytes[at] ^= (unsigned char)(1u << bit);
	}
	cr_expect_gt(damaged, 0, "no flip did any harm: nothing was tested");
	free(bytes);
}
