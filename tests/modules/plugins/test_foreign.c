/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files of machines with pointers of 32 bits and the other byte order, made by hand. */

#include <criterion/criterion.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>

#include "kind.h"

enum { ADDRESS = 0x1000, DATA_AT = 0x200 };

static const char strings[] = "\0fixture_module\0.dynsym\0.dynstr\0.data";

static Elf_Data *add_section(Elf *elf, GElf_Word name, GElf_Word type, GElf_Off at, void *bytes, size_t size)
{
	Elf_Scn *const section = elf_newscn(elf);
	Elf_Data *const data = section ? elf_newdata(section) : NULL;
	GElf_Shdr header;

	cr_assert_not_null(data);
	data->d_buf = bytes;
	data->d_size = size;
	data->d_version = EV_CURRENT;
	cr_assert_not_null(gelf_getshdr(section, &header));
	header.sh_name = name;
	header.sh_type = type;
	header.sh_offset = at;
	header.sh_size = size;
	header.sh_link = 2;
	header.sh_entsize = type == SHT_DYNSYM ? sizeof(Elf32_Sym) : 0;
	cr_assert(gelf_update_shdr(section, &header));
	return data;
}

static void set_headers(Elf *elf)
{
	Elf32_Ehdr *const header = elf32_newehdr(elf);
	Elf32_Phdr *const segment = elf32_newphdr(elf, 1);

	cr_assert(header && segment);
	header->e_ident[EI_DATA] = ELFDATA2MSB;
	header->e_machine = EM_PPC;
	header->e_type = ET_DYN;
	header->e_version = EV_CURRENT;
	header->e_shstrndx = 2;
	header->e_phoff = sizeof(*header);
	header->e_shoff = 0x400;
	segment->p_type = PT_LOAD;
	segment->p_offset = DATA_AT;
	segment->p_vaddr = ADDRESS;
	segment->p_filesz = segment->p_memsz = 28;
}

/* A shared object with an object `fixture_module` whose long behind six words is `magic`. */
static FILE *make_file(uint32_t magic)
{
	FILE *const file = tmpfile();
	unsigned char data[28] = {0};
	Elf32_Sym symbols[2] = {{0}};
	char names[sizeof(strings)];
	Elf *elf;
	size_t i;

	cr_assert_not_null(file);
	cr_assert_neq(elf_version(EV_CURRENT), EV_NONE);
	elf = elf_begin(fileno(file), ELF_C_WRITE, NULL);
	cr_assert_not_null(elf);
	elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
	set_headers(elf);
	for (i = 0; i < 4; i++)
		data[24 + i] = (unsigned char)(magic >> (24 - 8 * i));
	memcpy(names, strings, sizeof(strings));
	symbols[1].st_name = 1;
	symbols[1].st_value = ADDRESS;
	symbols[1].st_size = sizeof(data);
	symbols[1].st_info = ELF32_ST_INFO(STB_GLOBAL, STT_OBJECT);
	symbols[1].st_shndx = 3;
	add_section(elf, 16, SHT_DYNSYM, 0x100, symbols, sizeof(symbols))->d_type = ELF_T_SYM;
	add_section(elf, 24, SHT_STRTAB, 0x180, names, sizeof(names));
	add_section(elf, 32, SHT_PROGBITS, DATA_AT, data, sizeof(data));
	cr_assert_geq(elf_update(elf, ELF_C_WRITE), 0, "%s", elf_errmsg(-1));
	elf_end(elf);
	return file;
}

static bool recognised(uint32_t magic, const char *symbol_text)
{
	static struct pattern *none[] = {NULL};
	struct kind kind = {.also = none, .has_magic = true, .magic = 0x41503234, .magic_offset = {40, 24}};
	FILE *const stream = make_file(magic);
	struct elf_file *file;
	struct elf_symbol symbol;
	const char *reason;
	char why[128];
	bool known;

	cr_assert_eq(pattern_compile(&kind.symbol, symbol_text, why, sizeof(why)), MUSTER_OK);
	cr_assert_eq(elf_file_open(&file, fileno(stream), &reason), MUSTER_OK, "%s", reason);
	cr_expect_str_eq(elf_file_machine(file), "ppc");
	cr_expect_eq(elf_file_pointer_size(file), 4);
	known = kind_recognises(&kind, file, "", 0, &symbol);
	elf_file_close(file);
	pattern_free(kind.symbol);
	fclose(stream);
	return known;
}

Test(foreign, finds_the_magic_number_in_any_layout)
{
	cr_expect(recognised(0x41503234, "\\w+_module"));
	cr_expect_not(recognised(0x34325041, "\\w+_module"));
	cr_expect_not(recognised(0x41503235, "\\w+_module"));
	cr_expect_not(recognised(0x41503234, "other_module"));
}
