/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "elf.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "trouble.h"

enum { BUILD_ID_MAX = 64, SECTIONS_MAX = 1 << 16, SYMBOLS_MAX = 1 << 24, NOTES_MAX = 1 << 10 };

/* Bytes that end with NUL, so that every offset within them is a string. */
struct strings {
	const char *bytes;
	size_t size;
};

struct elf_file {
	Elf *elf;
	GElf_Ehdr header;
	Elf_Data *symbols, *dynamic; /* NULL where the file has none */
	struct strings symbol_names, dynamic_names;
	size_t dynamic_count;
	char build_id[2 * BUILD_ID_MAX + 1];
	enum muster_status trouble; /* the first one */
};

/* To be called with what was watched since. The file is ours: const is for its readers. */
static void note_trouble(const struct elf_file *constant)
{
	struct elf_file *const file = (struct elf_file *)constant;

	if (file->trouble == MUSTER_OK)
		file->trouble = trouble_seen();
}

static const char *string_at(const struct strings *strings, uint64_t offset)
{
	return offset < strings->size ? strings->bytes + offset : NULL;
}

/* Bytes of a section; NULL where it has none in the file. */
static Elf_Data *bytes_of(Elf_Scn *section)
{
	Elf_Data *const data = elf_getdata(section, NULL);

	return data && data->d_buf && data->d_size > 0 ? data : NULL;
}

/* The string table that a section names as its own. */
static bool read_strings(const struct elf_file *file, const GElf_Shdr *user, struct strings *strings)
{
	Elf_Scn *const section = elf_getscn(file->elf, user->sh_link);
	GElf_Shdr header;
	Elf_Data *data;

	if (!section || !gelf_getshdr(section, &header) || header.sh_type != SHT_STRTAB || !(data = bytes_of(section)))
		return false;
	strings->bytes = data->d_buf;
	strings->size = data->d_size;
	return strings->bytes[strings->size - 1] == '\0';
}

/* Entries of a table that lies in the file; 0 where it does not (files of debug information keep the header only). */
static size_t read_table(const struct elf_file *file, Elf_Scn *section, Elf_Type type, Elf_Data **data)
{
	const size_t size = gelf_fsize(file->elf, type, 1, EV_CURRENT);

	*data = bytes_of(section);
	return *data && size > 0 ? (*data)->d_size / size : 0;
}

static const char *read_section(struct elf_file *file, Elf_Scn *section, const GElf_Shdr *header)
{
	if (header->sh_type == SHT_DYNSYM && !file->symbols) {
		const size_t count = read_table(file, section, ELF_T_SYM, &file->symbols);
		if (!file->symbols || count > SYMBOLS_MAX)
			return "The dynamic symbols do not lie within the file";
		if (!read_strings(file, header, &file->symbol_names))
			return "The names of the dynamic symbols do not lie within the file";
	} else if (header->sh_type == SHT_DYNAMIC && !file->dynamic) {
		file->dynamic_count = read_table(file, section, ELF_T_DYN, &file->dynamic);
		if (!file->dynamic)
			return "The dynamic section does not lie within the file";
		if (!read_strings(file, header, &file->dynamic_names))
			return "The strings of the dynamic section do not lie within the file";
	}
	return NULL;
}

/* Finds the tables of the dynamic linker. The reason why that cannot be, or NULL. */
static const char *read_sections(struct elf_file *file)
{
	Elf_Scn *section = NULL;
	const char *reason = NULL;
	size_t count;

	if (!gelf_getehdr(file->elf, &file->header))
		return "The ELF header is not whole";
	if (elf_getshdrnum(file->elf, &count) != 0 || count > SECTIONS_MAX || (count == 0 && file->header.e_shoff != 0))
		return "The section headers do not lie within the file";
	while (!reason && (section = elf_nextscn(file->elf, section))) {
		GElf_Shdr header;
		if (!gelf_getshdr(section, &header))
			return "A section header is not whole";
		reason = read_section(file, section, &header);
	}
	return reason;
}

static void read_build_id(struct elf_file *file)
{
	static const char digits[] = "0123456789abcdef";
	size_t size, i;
	const unsigned char *const bytes = elf_file_note(file, ELF_NOTE_GNU, NT_GNU_BUILD_ID, &size);

	if (!bytes || size > BUILD_ID_MAX)
		return;
	for (i = 0; i < size; i++) {
		file->build_id[2 * i] = digits[bytes[i] >> 4];
		file->build_id[2 * i + 1] = digits[bytes[i] & 15];
	}
	file->build_id[2 * size] = '\0';
}

/* What libelf could not read may be whole. */
static enum muster_status give_up(struct elf_file *file, enum muster_status status, const char *why,
								  const char **reason)
{
	note_trouble(file);
	if (file->trouble != MUSTER_OK)
		status = file->trouble;
	*reason = status == MUSTER_NO_MEMORY ? "Not enough memory" : status == MUSTER_IO_ERROR ? "It cannot be read" : why;
	elf_file_close(file);
	return status;
}

enum muster_status elf_file_open(struct elf_file **result, int descriptor, const char **reason)
{
	struct elf_file *file = calloc(1, sizeof *file);

	*result = NULL;
	*reason = "Not enough memory";
	if (!file)
		return MUSTER_NO_MEMORY;
	trouble_watch();
	/* read and not mapped: a file that shrinks meanwhile must be a short read and no SIGBUS */
	if (elf_version(EV_CURRENT) != EV_NONE)
		file->elf = elf_begin(descriptor, ELF_C_READ, NULL);
	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF)
		return give_up(file, MUSTER_UNSUPPORTED, "Not an ELF file", reason);
	*reason = read_sections(file);
	if (*reason)
		return give_up(file, MUSTER_DAMAGED, *reason, reason);
	note_trouble(file);
	read_build_id(file);
	if (file->trouble != MUSTER_OK)
		return give_up(file, file->trouble, "", reason);
	*result = file;
	return MUSTER_OK;
}

enum muster_status elf_file_trouble(const struct elf_file *file)
{
	return file->trouble;
}

void elf_file_close(struct elf_file *file)
{
	if (!file)
		return;
	elf_end(file->elf);
	free(file);
}

struct Elf *elf_file_handle(const struct elf_file *file)
{
	return file->elf;
}

unsigned elf_file_type(const struct elf_file *file)
{
	return file->header.e_type;
}

unsigned elf_file_pointer_size(const struct elf_file *file)
{
	return file->header.e_ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
}

const char *elf_file_machine(const struct elf_file *file)
{
	const bool wide = elf_file_pointer_size(file) == 8, big = file->header.e_ident[EI_DATA] == ELFDATA2MSB;

	switch (file->header.e_machine) {
	case EM_X86_64:
		return wide ? "x86_64" : "x32";
	case EM_386:
		return "i386";
	case EM_AARCH64:
		return big ? "aarch64_be" : "aarch64";
	case EM_ARM:
		return big ? "armeb" : "arm";
	case EM_RISCV:
		return wide ? "riscv64" : "riscv32";
	case EM_PPC64:
		return big ? "ppc64" : "ppc64le";
	case EM_PPC:
		return "ppc";
	case EM_S390:
		return wide ? "s390x" : "s390";
	case EM_MIPS:
		return wide ? (big ? "mips64" : "mips64el") : (big ? "mips" : "mipsel");
	case EM_SPARCV9:
		return "sparc64";
	case EM_PARISC:
		return "parisc";
	case EM_68K:
		return "m68k";
	case EM_IA_64:
		return "ia64";
	case EM_ALPHA:
		return "alpha";
	case EM_SH:
		return "sh4";
	case 258: /* not in the headers of older C libraries */
		return wide ? "loongarch64" : "loongarch32";
	default:
		return NULL;
	}
}

bool elf_file_next_symbol(const struct elf_file *file, size_t *index, struct elf_symbol *symbol)
{
	GElf_Sym raw;

	/* libelf gives none behind the last one, nor in a file without symbols */
	while (gelf_getsym(file->symbols, (int)*index, &raw)) {
		const char *const name = string_at(&file->symbol_names, raw.st_name), *version;
		(*index)++;
		if (!name || *name == '\0')
			continue;
		symbol->name = name;
		symbol->length = strlen(name);
		version = memchr(name, '@', symbol->length);
		symbol->length = version ? (size_t)(version - name) : symbol->length;
		symbol->defined = raw.st_shndx != SHN_UNDEF && GELF_ST_BIND(raw.st_info) != STB_LOCAL;
		symbol->type = GELF_ST_TYPE(raw.st_info);
		symbol->value = raw.st_value;
		symbol->size = raw.st_size;
		return true;
	}
	return false;
}

/* The string of the entry with that tag at *index or after it. */
static const char *next_dynamic(const struct elf_file *file, GElf_Sxword tag, size_t *index)
{
	GElf_Dyn entry;

	while (*index < file->dynamic_count && gelf_getdyn(file->dynamic, (int)(*index)++, &entry)) {
		if (entry.d_tag == DT_NULL)
			break;
		if (entry.d_tag == tag)
			return string_at(&file->dynamic_names, entry.d_un.d_val);
	}
	return NULL;
}

static const char *first_dynamic(const struct elf_file *file, GElf_Sxword tag)
{
	size_t index = 0;

	return next_dynamic(file, tag, &index);
}

const char *elf_file_soname(const struct elf_file *file)
{
	return first_dynamic(file, DT_SONAME);
}

const char *elf_file_runpath(const struct elf_file *file)
{
	const char *const path = first_dynamic(file, DT_RUNPATH);

	return path ? path : first_dynamic(file, DT_RPATH);
}

const char *elf_file_next_needed(const struct elf_file *file, size_t *index)
{
	return next_dynamic(file, DT_NEEDED, index);
}

const char *elf_file_build_id(const struct elf_file *file)
{
	return file->build_id[0] != '\0' ? file->build_id : NULL;
}

const char *elf_file_debug_link(const struct elf_file *file)
{
	size_t size;
	const char *const link = elf_file_section(file, ".gnu_debuglink", &size);

	return link && *link != '\0' && memchr(link, '\0', size) ? link : NULL;
}

static const void *find_section(const struct elf_file *file, const char *name, size_t *size)
{
	Elf_Scn *section = NULL;
	size_t names;

	*size = 0;
	if (elf_getshdrstrndx(file->elf, &names) != 0)
		return NULL;
	while ((section = elf_nextscn(file->elf, section))) {
		GElf_Shdr header;
		const char *text;
		Elf_Data *data;
		if (!gelf_getshdr(section, &header) || !(text = elf_strptr(file->elf, names, header.sh_name)))
			continue;
		if (strcmp(text, name) != 0 || header.sh_type == SHT_NOBITS)
			continue;
		data = elf_rawdata(section, NULL);
		if (!data || !data->d_buf || data->d_size == 0)
			return NULL;
		*size = data->d_size;
		return data->d_buf;
	}
	return NULL;
}

const void *elf_file_section(const struct elf_file *file, const char *name, size_t *size)
{
	const void *found;

	trouble_watch();
	found = find_section(file, name, size);
	note_trouble(file);
	return found;
}

/* The note in one section. */
static const void *note_in(Elf_Data *data, const char *owner, uint32_t type, size_t *size)
{
	const size_t owner_size = strlen(owner) + 1;
	size_t offset = 0, name, description, rounds = 0;
	GElf_Nhdr note;

	while (rounds++ < NOTES_MAX && (offset = gelf_getnote(data, offset, &note, &name, &description)) > 0) {
		const char *const bytes = data->d_buf;
		if (note.n_type != type || note.n_namesz != owner_size || memcmp(bytes + name, owner, owner_size) != 0)
			continue;
		*size = note.n_descsz;
		return *size > 0 ? bytes + description : NULL;
	}
	return NULL;
}

const void *elf_file_note(const struct elf_file *file, const char *owner, uint32_t type, size_t *size)
{
	Elf_Scn *section = NULL;
	const void *found = NULL;

	*size = 0;
	trouble_watch();
	while (!found && (section = elf_nextscn(file->elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_NOTE && (data = bytes_of(section)))
			found = note_in(data, owner, type, size);
	}
	note_trouble(file);
	return found;
}

/* Where in the file that address is loaded from. */
static bool offset_of(const struct elf_file *file, uint64_t address, unsigned width, int64_t *offset)
{
	size_t count, i;

	if (elf_getphdrnum(file->elf, &count) != 0)
		return false;
	for (i = 0; i < count && i < SECTIONS_MAX; i++) {
		GElf_Phdr segment;
		if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD || address < segment.p_vaddr)
			continue;
		if (segment.p_filesz < width || address - segment.p_vaddr > segment.p_filesz - width)
			continue;
		if (segment.p_offset > INT64_MAX - segment.p_filesz)
			return false;
		*offset = (int64_t)(segment.p_offset + (address - segment.p_vaddr));
		return true;
	}
	return false;
}

static Elf_Data *bytes_at(const struct elf_file *file, uint64_t address, unsigned width)
{
	Elf_Data *data = NULL;
	int64_t offset;

	trouble_watch();
	if (offset_of(file, address, width, &offset))
		data = elf_getdata_rawchunk(file->elf, offset, width, ELF_T_BYTE);
	note_trouble(file);
	return data;
}

bool elf_file_number_at(const struct elf_file *file, uint64_t address, unsigned width, uint64_t *number)
{
	const bool big = file->header.e_ident[EI_DATA] == ELFDATA2MSB;
	Elf_Data *const data = bytes_at(file, address, width);
	const unsigned char *bytes;
	unsigned i;

	if (!data || !data->d_buf || data->d_size != width)
		return false;
	bytes = data->d_buf;
	*number = 0;
	for (i = 0; i < width; i++)
		*number = *number << 8 | bytes[big ? i : width - 1 - i];
	return true;
}
