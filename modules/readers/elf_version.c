/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "elf_version.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>

#include "trouble.h"

enum { VERSIONS_MAX = 1 << 12, HIDDEN = 0x8000 };

struct elf_versions {
	Elf_Data *numbers; /* one for each symbol; NULL where the file has none */
	size_t count;
	const char *names[VERSIONS_MAX]; /* by number */
};

/* The names in one section of definitions. */
static void read_names(struct elf_versions *versions, Elf *elf, Elf_Data *data, size_t strings)
{
	size_t offset = 0, i;
	GElf_Verdef definition;
	GElf_Verdaux name;

	for (i = 0; i < VERSIONS_MAX && offset < data->d_size; i++) {
		if (!gelf_getverdef(data, (int)offset, &definition))
			return;
		if (definition.vd_ndx < VERSIONS_MAX && definition.vd_aux < data->d_size - offset &&
			gelf_getverdaux(data, (int)(offset + definition.vd_aux), &name))
			versions->names[definition.vd_ndx] = elf_strptr(elf, strings, name.vda_name);
		if (definition.vd_next == 0 || definition.vd_next > data->d_size - offset)
			return;
		offset += definition.vd_next;
	}
}

static void read_section(struct elf_versions *versions, Elf *elf, Elf_Scn *section)
{
	GElf_Shdr header;
	Elf_Data *data;

	if (!gelf_getshdr(section, &header))
		return;
	if (header.sh_type != SHT_GNU_versym && header.sh_type != SHT_GNU_verdef)
		return;
	data = elf_getdata(section, NULL);
	if (!data || !data->d_buf || data->d_size > INT32_MAX)
		return;
	if (header.sh_type == SHT_GNU_verdef) {
		read_names(versions, elf, data, header.sh_link);
	} else {
		versions->numbers = data;
		versions->count = data->d_size / sizeof(GElf_Versym);
	}
}

enum muster_status elf_versions_open(struct elf_versions **result, const struct elf_file *file)
{
	Elf *const elf = elf_file_handle(file);
	Elf_Scn *section = NULL;

	*result = calloc(1, sizeof **result);
	if (!*result)
		return MUSTER_NO_MEMORY;
	trouble_watch();
	while ((section = elf_nextscn(elf, section)))
		read_section(*result, elf, section);
	return trouble_seen();
}

void elf_versions_close(struct elf_versions *versions)
{
	free(versions);
}

const char *elf_versions_of(const struct elf_versions *versions, size_t index, bool *is_default)
{
	GElf_Versym number;

	*is_default = true;
	if (index >= versions->count || !gelf_getversym(versions->numbers, (int)index, &number))
		return NULL;
	*is_default = (number & HIDDEN) == 0;
	number &= HIDDEN - 1;
	/* 0 is local, 1 the library itself */
	return number > 1 && number < VERSIONS_MAX ? versions->names[number] : NULL;
}
