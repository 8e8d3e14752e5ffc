/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dwarf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "c_type.h"
#include "trouble.h"

enum {
	FUNCTIONS_MAX = 1 << 20,
	PARAMETERS_MAX = 1 << 10,
	NAMESPACES_MAX = 8,
	STRINGS_MAX = 1 << 17,
	DEFINITION_MAX = 1 << 16,
};

/* The most that all sections of debug information may come to, once they are unpacked. */
static const uint64_t debug_max = UINT64_C(1) << 30;

/* The bit of a reference that says that it is into the file that others share (of dwz). */
static const uint64_t shared_bit = UINT64_C(1) << 63;

/* A function with code. */
struct place {
	uint64_t address;
	Dwarf_Off offset;
};

struct dwarf_file {
	Dwarf *dwarf;
	struct place *places; /* by address */
	size_t count, room;
	struct text strings; /* of the function described last */
	struct dwarf_parameter *parameters;
	size_t parameter_room;
};

/* What a compressed section says it comes to, else its size in the file. */
static uint64_t unpacked_size(Elf_Scn *section, const GElf_Shdr *header)
{
	GElf_Chdr packed;

	if (header->sh_flags & SHF_COMPRESSED)
		return gelf_getchdr(section, &packed) ? packed.ch_size : UINT64_MAX;
	return header->sh_type == SHT_NOBITS ? 0 : header->sh_size;
}

/* Whether there is debug information, and not too much of it. */
static enum muster_status look_at_sections(const struct elf_file *file)
{
	Elf *const elf = elf_file_handle(file);
	Elf_Scn *section = NULL;
	uint64_t total = 0;
	bool is_there = false;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return MUSTER_NOT_FOUND;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;
		uint64_t size;
		if (!gelf_getshdr(section, &header) || !(name = elf_strptr(elf, names, header.sh_name)))
			continue;
		if (strncmp(name, ".debug_", 7) != 0 && strncmp(name, ".zdebug_", 8) != 0)
			continue;
		size = unpacked_size(section, &header);
		if (size > debug_max - total)
			return MUSTER_LIMIT_EXCEEDED;
		total += size;
		is_there = is_there || (size > 0 && strstr(name, "debug_info"));
	}
	return is_there ? MUSTER_OK : MUSTER_NOT_FOUND;
}

static bool flag_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	bool flag;

	return dwarf_attr_integrate(die, name, &attribute) && dwarf_formflag(&attribute, &flag) == 0 && flag;
}

/* Where the function's code begins. */
static bool address_of(Dwarf_Die *die, uint64_t *address)
{
	Dwarf_Addr base, begin, end;

	if (dwarf_entrypc(die, &begin) != 0 &&
		(!dwarf_hasattr(die, DW_AT_ranges) || dwarf_ranges(die, 0, &base, &begin, &end) <= 0))
		return false;
	*address = begin;
	return true;
}

static enum muster_status add_place(struct dwarf_file *file, Dwarf_Die *die, uint64_t address)
{
	struct place *places;

	if (file->count == FUNCTIONS_MAX)
		return MUSTER_LIMIT_EXCEEDED;
	if (file->count == file->room) {
		const size_t room = file->room > 0 ? 2 * file->room : 256;
		places = realloc(file->places, room * sizeof(*places));
		if (!places)
			return MUSTER_NO_MEMORY;
		file->places = places;
		file->room = room;
	}
	file->places[file->count++] = (struct place){address, dwarf_dieoffset(die)};
	return MUSTER_OK;
}

/* The functions among the children of a unit or namespace. */
static enum muster_status find_functions(struct dwarf_file *file, Dwarf_Die *parent, unsigned depth)
{
	enum muster_status status = MUSTER_OK;
	uint64_t address;
	Dwarf_Die child;
	bool more;

	for (more = c_first_child(parent, &child); status == MUSTER_OK && more; more = c_next_child(&child)) {
		const int tag = dwarf_tag(&child);
		if (tag == DW_TAG_subprogram && address_of(&child, &address))
			status = add_place(file, &child, address);
		else if (tag == DW_TAG_namespace && depth < NAMESPACES_MAX)
			status = find_functions(file, &child, depth + 1);
	}
	return status;
}

/* All but those of assemblers, which know of no types. */
static enum muster_status find_all_functions(struct dwarf_file *file)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;
	uint8_t type;
	enum muster_status status = MUSTER_OK;
	int result;

	while (status == MUSTER_OK && (result = dwarf_get_units(file->dwarf, unit, &unit, NULL, &type, &die, NULL)) == 0)
		if ((type == DW_UT_compile || type == DW_UT_partial) && dwarf_srclang(&die) != DW_LANG_Mips_Assembler)
			status = find_functions(file, &die, 0);
	if (status == MUSTER_OK && result < 0)
		return MUSTER_DAMAGED;
	return status;
}

/* Whether every section of strings ends with NUL, which libdw takes for granted. They are unpacked by now. */
static bool strings_end(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return false;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *const name = gelf_getshdr(section, &header) ? elf_strptr(elf, names, header.sh_name) : NULL;
		const Elf_Data *data;
		if (!name || !strstr(name, "debug_") || strcmp(name + strlen(name) - 3, "str") != 0)
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_buf && data->d_size > 0 && ((const char *)data->d_buf)[data->d_size - 1] != '\0')
			return false;
	}
	return true;
}

/* Whether the debug information is shared with a file that is not there. */
static bool is_partial(Dwarf *dwarf)
{
	const char *name;
	const void *id;

	return dwelf_dwarf_gnu_debugaltlink(dwarf, &name, &id) > 0 && !dwarf_getalt(dwarf);
}

static int compare_places(const void *left, const void *right)
{
	const struct place *const a = left, *const b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (a->offset > b->offset) - (a->offset < b->offset);
}

static const char *reason_of(enum muster_status status)
{
	switch (status) {
	case MUSTER_NOT_FOUND:
		return "There is no debug information";
	case MUSTER_NO_MEMORY:
		return "Not enough memory";
	case MUSTER_IO_ERROR:
		return "The debug information cannot be read";
	case MUSTER_UNSUPPORTED:
		return "The debug information is shared with a file that is missing";
	case MUSTER_LIMIT_EXCEEDED:
		return "The debug information is too large";
	default:
		return "The debug information is damaged";
	}
}

static enum muster_status begin(struct dwarf_file *file, Elf *elf)
{
	file->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	if (!file->dwarf || !strings_end(elf))
		return MUSTER_DAMAGED;
	return is_partial(file->dwarf) ? MUSTER_UNSUPPORTED : find_all_functions(file);
}

enum muster_status dwarf_file_open(struct dwarf_file **result, const struct elf_file *elf, const char **reason)
{
	enum muster_status status, seen;
	struct dwarf_file *file = NULL;

	*result = NULL;
	trouble_watch();
	status = look_at_sections(elf);
	if (status == MUSTER_OK && !(file = calloc(1, sizeof(*file))))
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_OK) {
		text_init(&file->strings, STRINGS_MAX);
		status = begin(file, elf_file_handle(elf));
	}
	seen = trouble_seen(); /* whatever libdw made of it */
	if (seen != MUSTER_OK)
		status = seen;
	if (status != MUSTER_OK) {
		dwarf_file_close(file);
		*reason = reason_of(status);
		return status;
	}
	if (file->places)
		qsort(file->places, file->count, sizeof(*file->places), compare_places);
	*result = file;
	return MUSTER_OK;
}

void dwarf_file_close(struct dwarf_file *file)
{
	if (!file)
		return;
	dwarf_end(file->dwarf);
	text_free(&file->strings);
	free(file->parameters);
	free(file->places);
	free(file);
}

size_t dwarf_file_count(const struct dwarf_file *file)
{
	return file->count;
}

static const char *linkage_name_of(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;

	if (dwarf_attr_integrate(die, DW_AT_linkage_name, &attribute) ||
		dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attribute))
		return dwarf_formstring(&attribute);
	return NULL;
}

static bool is_called(const struct dwarf_file *file, size_t index, const char *name)
{
	const char *own = NULL;
	Dwarf_Die die;

	if (!dwarf_offdie(file->dwarf, file->places[index].offset, &die))
		return false;
	own = linkage_name_of(&die);
	own = own ? own : dwarf_diename(&die);
	return own && strcmp(own, name) == 0;
}

bool dwarf_file_find(const struct dwarf_file *file, uint64_t address, const char *name, size_t *index)
{
	size_t first = 0, last = file->count, i;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		if (file->places[middle].address < address)
			first = middle + 1;
		else
			last = middle;
	}
	if (first == file->count || file->places[first].address != address)
		return false;
	*index = first;
	for (i = first; i < file->count && i - first < 64 && file->places[i].address == address; i++)
		if (is_called(file, i, name)) {
			*index = i;
			break;
		}
	return true;
}

/* A string of the function that is being described begins at the end of what is there: nothing of it moves. */
static const char *begin_string(const struct text *strings)
{
	return strings->bytes + strings->length;
}

static void end_string(struct text *strings)
{
	text_insert(strings, strings->length, "", 1);
}

static const char *keep(struct text *strings, const char *string)
{
	const char *const kept = begin_string(strings);

	if (!string)
		return NULL;
	text_add(strings, string);
	end_string(strings);
	return kept;
}

static const char *keep_type(struct text *strings, const Dwarf_Die *die)
{
	const char *const kept = begin_string(strings);

	c_declare(strings, die, "");
	end_string(strings);
	return kept;
}

static const char *keep_prototype(struct text *strings, const Dwarf_Die *die, const char *name)
{
	const char *const kept = begin_string(strings);

	c_prototype(strings, die, name);
	end_string(strings);
	return kept;
}

static bool die_of(const struct dwarf_file *file, uint64_t reference, Dwarf_Die *die)
{
	Dwarf *const dwarf = reference & shared_bit ? dwarf_getalt(file->dwarf) : file->dwarf;

	return dwarf && reference != 0 && dwarf_offdie(dwarf, reference & ~shared_bit, die);
}

/* What dwarf_file_define() takes for the type of `die`. */
static uint64_t reference_of(const struct dwarf_file *file, const Dwarf_Die *die)
{
	Dwarf_Die type, found;
	uint64_t reference;

	if (!c_reference(die, &type))
		return 0;
	reference = dwarf_dieoffset(&type);
	if (dwarf_cu_getdwarf(type.cu) != file->dwarf)
		reference |= shared_bit;
	/* offsets into sections of types only are of another kind */
	return die_of(file, reference, &found) && found.addr == type.addr ? reference : 0;
}

static enum muster_status add_parameter(struct dwarf_file *file, size_t count, const Dwarf_Die *die)
{
	struct dwarf_parameter *parameters = file->parameters;

	if (count == PARAMETERS_MAX)
		return MUSTER_LIMIT_EXCEEDED;
	if (count == file->parameter_room) {
		const size_t room = count > 0 ? 2 * count : 16;
		parameters = realloc(parameters, room * sizeof(*parameters));
		if (!parameters)
			return MUSTER_NO_MEMORY;
		file->parameters = parameters;
		file->parameter_room = room;
	}
	parameters[count].name = keep(&file->strings, dwarf_diename((Dwarf_Die *)die));
	parameters[count].type = keep_type(&file->strings, die);
	parameters[count].reference = reference_of(file, die);
	return file->strings.status;
}

static enum muster_status describe_parameters(struct dwarf_file *file, const Dwarf_Die *die,
											  struct dwarf_function *function)
{
	enum muster_status status = MUSTER_OK;
	Dwarf_Die parameters, child;
	bool more;

	c_parameters_of(die, &parameters);
	for (more = c_first_child(&parameters, &child); status == MUSTER_OK && more; more = c_next_child(&child)) {
		if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
			function->variadic = true;
		else if (c_is_parameter(&child))
			status = add_parameter(file, function->parameter_count++, &child);
	}
	function->parameters = file->parameters;
	return status;
}

/* libdw takes the number 0 for none, but from version 5 on it is the unit's own file. */
static const char *file_of(Dwarf_Die *die)
{
	const char *const name = dwarf_decl_file(die);
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word number;
	Dwarf_Die unit;
	size_t count;

	if (name || !dwarf_attr_integrate(die, DW_AT_decl_file, &attribute))
		return name;
	if (dwarf_formudata(&attribute, &number) != 0 || number != 0)
		return NULL;
	if (!dwarf_cu_die(attribute.cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL))
		return NULL;
	return dwarf_getsrcfiles(&unit, &files, &count) == 0 ? dwarf_filesrc(files, 0, NULL, NULL) : NULL;
}

static void describe_place(Dwarf_Die *die, struct text *strings, struct dwarf_function *function)
{
	int line;

	function->file = keep(strings, file_of(die));
	if (dwarf_decl_line(die, &line) == 0 && line > 0)
		function->line = (unsigned)line;
}

enum muster_status dwarf_file_describe(struct dwarf_file *file, size_t index, const char *name,
									   struct dwarf_function *function)
{
	struct text *const strings = &file->strings;
	Dwarf_Die die;
	enum muster_status status;

	*function = (struct dwarf_function){0};
	text_reset(strings);
	text_reserve(strings);
	if (strings->status != MUSTER_OK)
		return strings->status;
	if (index >= file->count || !dwarf_offdie(file->dwarf, file->places[index].offset, &die))
		return MUSTER_DAMAGED;
	function->name = keep(strings, dwarf_diename(&die));
	if (!function->name)
		return MUSTER_DAMAGED;
	function->linkage_name = keep(strings, linkage_name_of(&die));
	function->external = flag_of(&die, DW_AT_external);
	function->prototyped = flag_of(&die, DW_AT_prototyped);
	describe_place(&die, strings, function);
	function->return_type = keep_type(strings, &die);
	function->return_reference = reference_of(file, &die);
	function->prototype = keep_prototype(strings, &die, name ? name : function->name);
	status = describe_parameters(file, &die, function);
	return status != MUSTER_OK ? status : strings->status;
}

enum muster_status dwarf_file_name(const struct dwarf_file *file, uint64_t reference, char *name, size_t size)
{
	struct text text;
	Dwarf_Die die;
	enum muster_status status;

	if (size == 0 || !die_of(file, reference, &die))
		return MUSTER_DAMAGED;
	text_init(&text, size - 1);
	c_name(&text, &die);
	status = text.status;
	if (status == MUSTER_OK)
		memcpy(name, text.length > 0 ? text.bytes : "", text.length + 1);
	text_free(&text);
	return status;
}

enum muster_status dwarf_file_define(const struct dwarf_file *file, uint64_t reference, char **result)
{
	struct text text;
	Dwarf_Die die;
	enum muster_status status;

	*result = NULL;
	if (!die_of(file, reference, &die))
		return MUSTER_DAMAGED;
	text_init(&text, DEFINITION_MAX);
	c_define(&text, &die);
	status = text.status != MUSTER_OK ? text.status : text.length > 0 ? MUSTER_OK : MUSTER_DAMAGED;
	if (status == MUSTER_OK)
		*result = text.bytes;
	else
		text_free(&text);
	return status;
}
