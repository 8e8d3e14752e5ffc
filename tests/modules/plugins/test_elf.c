/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <criterion/criterion.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "readers/elf.h"

static int open_fixture(const char *name)
{
	char path[4096];
	int descriptor;

	snprintf(path, sizeof(path), "%s/%s.so", FIXTURES, name);
	descriptor = open(path, O_RDONLY | O_CLOEXEC);
	cr_assert(descriptor >= 0, "%s is missing", path);
	return descriptor;
}

static struct elf_file *open_elf(const char *name, int *descriptor)
{
	struct elf_file *file;
	const char *reason;

	*descriptor = open_fixture(name);
	cr_assert_eq(elf_file_open(&file, *descriptor, &reason), MUSTER_OK, "%s", reason);
	return file;
}

/* A file without a name that holds those bytes. */
static FILE *file_of(const void *bytes, size_t size)
{
	FILE *const file = tmpfile();

	cr_assert_not_null(file);
	cr_assert_eq(fwrite(bytes, 1, size, file), size);
	cr_assert_eq(fflush(file), 0);
	return file;
}

static bool find_symbol(const struct elf_file *file, const char *name, struct elf_symbol *symbol)
{
	size_t index = 0;

	while (elf_file_next_symbol(file, &index, symbol))
		if (symbol->length == strlen(name) && memcmp(symbol->name, name, symbol->length) == 0)
			return true;
	return false;
}

Test(elf, tells_defined_from_wanted_symbols)
{
	int descriptor;
	struct elf_file *const file = open_elf("xtables", &descriptor);
	struct elf_symbol symbol;

	cr_assert(find_symbol(file, "fixture_start", &symbol));
	cr_expect(symbol.defined);
	cr_expect_eq(symbol.type, STT_FUNC);
	cr_assert(find_symbol(file, "xtables_register_match", &symbol));
	cr_expect_not(symbol.defined);
	cr_expect_not(find_symbol(file, "xtables_register", &symbol));
	elf_file_close(file);
	close(descriptor);
}

Test(elf, reads_what_the_linker_reads)
{
	int descriptor;
	struct elf_file *const file = open_elf("linked", &descriptor);
	size_t index = 0;

	cr_expect_str_eq(elf_file_soname(file), "libfixture.so.1");
	cr_expect_str_eq(elf_file_runpath(file), "/fixture/lib:$ORIGIN");
	cr_expect_str_eq(elf_file_next_needed(file, &index), "libm.so.6");
	while (elf_file_next_needed(file, &index))
		;
	cr_expect_null(elf_file_next_needed(file, &index));
	cr_expect_str_eq(elf_file_build_id(file), "00112233445566778899aabbccddeeff");
	cr_expect_eq(elf_file_type(file), ET_DYN);
	elf_file_close(file);
	close(descriptor);
}

Test(elf, answers_nothing_where_there_is_nothing)
{
	int descriptor;
	struct elf_file *const file = open_elf("empty", &descriptor);
	size_t size = 1;

	cr_expect_null(elf_file_soname(file));
	cr_expect_null(elf_file_runpath(file));
	cr_expect_null(elf_file_build_id(file));
	cr_expect_null(elf_file_debug_link(file));
	cr_expect_null(elf_file_section(file, ".none", &size));
	cr_expect_eq(size, 0);
	elf_file_close(file);
	close(descriptor);
}

Test(elf, finds_notes)
{
	int descriptor;
	struct elf_file *const file = open_elf("qt6", &descriptor);
	size_t size;

	cr_assert_not_null(elf_file_note(file, "FDO", 0xcafe1a7e, &size));
	cr_expect_eq(size, 88);
	cr_expect_null(elf_file_note(file, "FDO", 0xcafe1a7f, &size));
	cr_expect_null(elf_file_note(file, "FD", 0xcafe1a7e, &size));
	elf_file_close(file);
	close(descriptor);
}

static char *read_all(const char *name, size_t *size)
{
	const int descriptor = open_fixture(name);
	char *const bytes = malloc(1 << 20);
	const ssize_t got = bytes ? read(descriptor, bytes, 1 << 20) : -1;

	cr_assert(got > 0);
	close(descriptor);
	*size = (size_t)got;
	return bytes;
}

/* Gives the section of the fixture the name that the linker would not let it have. */
static void name_debug_link(char *bytes, size_t size)
{
	static const char placeholder[] = ".gnu_debuglinX";
	size_t i, found = 0;

	for (i = 0; i + sizeof(placeholder) <= size; i++)
		if (memcmp(bytes + i, placeholder, sizeof(placeholder)) == 0 && ++found)
			bytes[i + sizeof(placeholder) - 2] = 'k';
	cr_assert_eq(found, 1);
}

Test(elf, finds_sections_and_the_debug_link)
{
	size_t size, section_size;
	char *const bytes = read_all("qt6", &size);
	struct elf_file *file;
	const char *reason;
	FILE *stream;

	name_debug_link(bytes, size);
	stream = file_of(bytes, size);
	cr_assert_eq(elf_file_open(&file, fileno(stream), &reason), MUSTER_OK, "%s", reason);
	cr_expect_str_eq(elf_file_debug_link(file), "fixture.debug");
	cr_assert_not_null(elf_file_section(file, ".gnu_debuglink", &section_size));
	cr_expect_eq(section_size, 20);
	elf_file_close(file);
	fclose(stream);
	free(bytes);
}

Test(elf, reads_numbers_of_initialised_objects)
{
	int descriptor;
	struct elf_file *const file = open_elf("apache", &descriptor);
	struct elf_symbol symbol;
	uint64_t number;

	cr_assert(find_symbol(file, "fixture_module", &symbol));
	cr_expect_eq(symbol.type, STT_OBJECT);
	cr_assert(elf_file_number_at(file, symbol.value, 4, &number));
	cr_expect_eq(number, 20120211);
	cr_expect_not(elf_file_number_at(file, UINT64_MAX - 3, 4, &number));
	cr_expect_not(elf_file_number_at(file, UINT64_C(1) << 62, 8, &number));
	elf_file_close(file);
	close(descriptor);
}

Test(elf, refuses_what_is_no_elf_file)
{
	static const char *const texts[] = {
		"", "\177", "\177ELF", "#!/bin/sh\nexit 0\n", "INPUT ( /lib/libc.so.6 )\n", "!<arch>\n"};
	struct elf_file *file;
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		FILE *const stream = file_of(texts[i], strlen(texts[i]));
		const enum muster_status status = elf_file_open(&file, fileno(stream), &reason);
		cr_expect(status == MUSTER_UNSUPPORTED || status == MUSTER_DAMAGED, "text %zu: %d", i, status);
		cr_expect_null(file);
		cr_expect_not_null(reason);
		fclose(stream);
	}
}

/* Touches all that a file answers; the sanitizers watch. Returns the bytes it added up. */
static size_t read_everything(const struct elf_file *file)
{
	static const char *const sections[] = {".qtmetadata", ".gnu_debuglink", ".text", ".dynsym"};
	struct elf_symbol symbol;
	const char *text;
	size_t index = 0, size, sum = 0, i;
	uint64_t number;

	while (elf_file_next_symbol(file, &index, &symbol)) {
		sum += strlen(symbol.name) + symbol.length;
		sum += elf_file_number_at(file, symbol.value, 8, &number);
	}
	for (index = 0; (text = elf_file_next_needed(file, &index));)
		sum += strlen(text);
	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		const unsigned char *const bytes = elf_file_section(file, sections[i], &size);
		if (bytes)
			sum += size + bytes[size - 1];
	}
	text = elf_file_soname(file);
	sum += text ? strlen(text) : 0;
	text = elf_file_note(file, "FDO", 0xcafe1a7e, &size);
	return sum + (text ? size + (size_t)text[size - 1] : 0) + (elf_file_debug_link(file) != NULL);
}

static bool opens(int descriptor)
{
	struct elf_file *file;
	const char *reason;
	const enum muster_status status = elf_file_open(&file, descriptor, &reason);

	cr_assert((status == MUSTER_OK) == (file != NULL));
	cr_assert(status == MUSTER_OK || status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED, "%d", status);
	if (file)
		cr_assert(read_everything(file) < (size_t)1 << 40);
	elf_file_close(file);
	return status == MUSTER_OK;
}

Test(elf, refuses_every_truncation, .timeout = 60)
{
	size_t size, cut;
	char *const bytes = read_all("qt5", &size);
	FILE *const stream = file_of(bytes, size);

	cr_assert(opens(fileno(stream)));
	/* the section headers stand at the end, so that no shorter file has all of them */
	for (cut = size - 1; cut > 0; cut -= cut > 2048 && cut < size - 2048 ? 7 : 1) {
		cr_assert_eq(ftruncate(fileno(stream), (off_t)cut), 0);
		cr_expect_not(opens(fileno(stream)), "%zu of %zu bytes", cut, size);
	}
	fclose(stream);
	free(bytes);
}

Test(elf, survives_flipped_bits, .timeout = 60)
{
	size_t size, round, refused = 0;
	char *const bytes = read_all("qt6", &size);
	FILE *const stream = file_of(bytes, size);
	uint64_t seed = 1;

	for (round = 0; round < 20000; round++) {
		char flipped;
		size_t place;
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		/* every other one in the headers, which matter most */
		place = (size_t)(seed >> 33) % (round % 2 ? size : 512);
		flipped = (char)(bytes[place] ^ 1 << (seed >> 20 & 7));
		cr_assert_eq(pwrite(fileno(stream), &flipped, 1, (off_t)place), 1);
		refused += !opens(fileno(stream));
		cr_assert_eq(pwrite(fileno(stream), bytes + place, 1, (off_t)place), 1);
	}
	cr_expect_gt(refused, 100);
	cr_expect(opens(fileno(stream)));
	fclose(stream);
	free(bytes);
}
