/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What modules read of ELF files, by libelf, from a descriptor and without loading anything. Every byte is taken for
 * hostile: what does not lie within the file answers as if it were not there. Strings and bytes are borrowed from the
 * file until elf_file_close(). */
#ifndef MUSTER_READERS_ELF_H
#define MUSTER_READERS_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/status.h>

/* As in <libelf.h>, for those who go on from here with libdw. */
struct Elf;

struct elf_file;

/* One dynamic symbol. */
struct elf_symbol {
	const char *name; /* not ended by NUL where a version follows it */
	size_t length;    /* of the name without @VERSION */
	bool defined;     /* here, and visible from outside; false: wanted from elsewhere */
	unsigned type;    /* STT_FUNC, STT_OBJECT … */
	uint64_t value, size;
};

/* Opens the ELF file behind `descriptor`, which stays the caller's and must outlive *file. MUSTER_OK, MUSTER_NO_MEMORY,
 * MUSTER_IO_ERROR, MUSTER_UNSUPPORTED (no ELF file), or MUSTER_DAMAGED; where it fails *file is NULL and *reason a
 * static text. */
MUSTER_NODISCARD enum muster_status elf_file_open(struct elf_file **file, int descriptor, const char **reason);

/* NULL is allowed. */
void elf_file_close(struct elf_file *file);

/* libelf's own handle, owned by the file. */
struct Elf *elf_file_handle(const struct elf_file *file);

/* Whether something of the file seemed not to be there because it could not be read (MUSTER_IO_ERROR) or for want of
 * memory (MUSTER_NO_MEMORY); else MUSTER_OK. What was made of the file is not to be kept then. */
enum muster_status elf_file_trouble(const struct elf_file *file);

/* ET_DYN, ET_EXEC … */
unsigned elf_file_type(const struct elf_file *file);

/* The machine as uname calls it (x86_64); NULL for one that is not known here. */
const char *elf_file_machine(const struct elf_file *file);

/* Bytes of a pointer: 4 or 8. */
unsigned elf_file_pointer_size(const struct elf_file *file);

/* Fills *symbol with the named dynamic symbol at *index or after it, and moves *index past it. False when none is left.
 * Begin with *index 0. */
bool elf_file_next_symbol(const struct elf_file *file, size_t *index, struct elf_symbol *symbol);

/* DT_SONAME, DT_RUNPATH (else DT_RPATH); NULL where there is none. */
const char *elf_file_soname(const struct elf_file *file);
const char *elf_file_runpath(const struct elf_file *file);

/* The DT_NEEDED at *index or after it; NULL when none is left. Begin with *index 0. */
const char *elf_file_next_needed(const struct elf_file *file, size_t *index);

/* The build-id in hexadecimal; NULL where there is none. */
const char *elf_file_build_id(const struct elf_file *file);

/* The file name in .gnu_debuglink; NULL where there is none. */
const char *elf_file_debug_link(const struct elf_file *file);

/* The bytes of the first section of that name as they are in the file; NULL where there are none. */
const void *elf_file_section(const struct elf_file *file, const char *name, size_t *size);

/* The bytes of the first note with that owner and type; NULL where there is none. */
const void *elf_file_note(const struct elf_file *file, const char *owner, uint32_t type, size_t *size);

/* The number of `width` bytes (4 or 8, in the file's byte order) that is at `address` before relocation. False where
 * the file has none there. */
bool elf_file_number_at(const struct elf_file *file, uint64_t address, unsigned width, uint64_t *number);

#endif
