/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a look at a module's file can tell, before anything of it is loaded. */

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/trust.h"
#include "module/loader.h"

#define HEADERS_LIMIT 64          /* program headers of any real shared object */
#define NOTES_LIMIT   (64u << 10) /* bytes of one note segment */

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__i386__)
#define MACHINE EM_386
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#elif defined(__arm__)
#define MACHINE EM_ARM
#elif defined(__riscv)
#define MACHINE EM_RISCV
#elif defined(__powerpc64__)
#define MACHINE EM_PPC64
#elif defined(__powerpc__)
#define MACHINE EM_PPC
#elif defined(__s390__)
#define MACHINE EM_S390
#elif defined(__loongarch__)
#define MACHINE 258 /* EM_LOONGARCH */
#elif defined(__mips__)
#define MACHINE EM_MIPS
#elif defined(__sparc__)
#define MACHINE EM_SPARCV9
#else
#error "the ELF machine number of this architecture is not known: add it here"
#endif

struct vetting {
	const char *path;
	int descriptor;
	uint64_t size;
	int *error; /* that a read ended with; 0 */
	struct problem *problem;
};

/* A file that cannot be read now is none that is wrong. */
static enum muster_status refuse(const struct vetting *vetting, const char *why)
{
	if (*vetting->error)
		return problem_errno(vetting->problem, *vetting->error, vetting->path, "be read");
	return problem_set(vetting->problem, MUSTER_REFUSED, "%s: %s", vetting->path, why);
}

static bool read_exactly(const struct vetting *vetting, void *data, size_t size, uint64_t offset)
{
	ssize_t count;

	if (offset > vetting->size || size > vetting->size - offset)
		return false;
	count = pread(vetting->descriptor, data, size, (off_t)offset);
	if (count < 0)
		*vetting->error = errno;
	return count == (ssize_t)size;
}

static enum muster_status vet_header(const struct vetting *vetting, ElfW(Ehdr) * header)
{
	const unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
	const unsigned char order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;

	if (!read_exactly(vetting, header, sizeof(*header), 0) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
		return refuse(vetting, "not an ELF file (a module is a shared object: cc -shared -fPIC)");
	if (header->e_ident[EI_CLASS] != class || header->e_ident[EI_DATA] != order || header->e_machine != MACHINE)
		return refuse(vetting, "built for another machine (build it for this one)");
	if (header->e_type != ET_DYN)
		return refuse(vetting, "not a shared object (build it with -shared -fPIC)");
	if (header->e_phentsize != sizeof(ElfW(Phdr)) || header->e_phnum == 0 || header->e_phnum > HEADERS_LIMIT)
		return refuse(vetting, "its program headers make no sense (build or install it again)");
	if (header->e_shnum && (header->e_shoff > vetting->size ||
							(uint64_t)header->e_shnum * header->e_shentsize > vetting->size - header->e_shoff))
		return refuse(vetting, "shorter than it says (install it again)");
	return MUSTER_OK;
}

static enum muster_status judge_note(const struct vetting *vetting, const unsigned char *description, size_t size)
{
	uint32_t numbers[3]; /* ABI major, minor, size of the struct */

	if (size < sizeof(numbers))
		return refuse(vetting, "its muster note is too short (build it with MUSTER_MODULE_EXPORT)");
	memcpy(numbers, description, sizeof(numbers));
	if (numbers[0] != MUSTER_ABI_MAJOR)
		return problem_set(vetting->problem, MUSTER_REFUSED,
						   "%s: made for module ABI %u, this muster has %d (build it against the headers of this one)",
						   vetting->path, numbers[0], MUSTER_ABI_MAJOR);
	if (numbers[2] < MODULE_LEAST_SIZE)
		return problem_set(vetting->problem, MUSTER_REFUSED,
						   "%s: its struct muster_module is %u bytes, at least %zu are needed (build it again)",
						   vetting->path, numbers[2], MODULE_LEAST_SIZE);
	return MUSTER_OK;
}

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

/* MUSTER_NOT_FOUND where the segment has no note of ours. */
static enum muster_status search_notes(const struct vetting *vetting, const unsigned char *notes, size_t size)
{
	ElfW(Nhdr) note;
	size_t place = 0;

	while (size - place >= sizeof(note)) {
		const unsigned char *name = notes + place + sizeof(note);
		size_t left = size - place - sizeof(note);
		memcpy(&note, notes + place, sizeof(note));
		if (note.n_namesz > left || note.n_descsz > left || padded(note.n_namesz) > left ||
			padded(note.n_descsz) > left - padded(note.n_namesz))
			return MUSTER_NOT_FOUND;
		if (note.n_namesz == sizeof("muster") && note.n_type == 1 && memcmp(name, "muster", sizeof("muster")) == 0)
			return judge_note(vetting, name + padded(note.n_namesz), note.n_descsz);
		place += sizeof(note) + padded(note.n_namesz) + padded(note.n_descsz);
	}
	return MUSTER_NOT_FOUND;
}

static enum muster_status vet_segment(const struct vetting *vetting, const ElfW(Phdr) * segment)
{
	cleanup_free unsigned char *notes = NULL;

	if (segment->p_type != PT_LOAD && segment->p_type != PT_NOTE && segment->p_type != PT_DYNAMIC)
		return MUSTER_NOT_FOUND;
	if (segment->p_offset > vetting->size || segment->p_filesz > vetting->size - segment->p_offset)
		return refuse(vetting, "shorter than it says (install it again)");
	if (segment->p_type != PT_NOTE || segment->p_filesz > NOTES_LIMIT)
		return MUSTER_NOT_FOUND;
	notes = malloc(segment->p_filesz + 1);
	if (!notes)
		return problem_memory(vetting->problem);
	if (!read_exactly(vetting, notes, segment->p_filesz, segment->p_offset))
		return refuse(vetting, "its notes cannot be read (install it again)");
	return search_notes(vetting, notes, segment->p_filesz);
}

static enum muster_status vet_elf(const struct vetting *vetting)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) segments[HEADERS_LIMIT];
	bool found = false;
	enum muster_status status = vet_header(vetting, &header);

	if (status != MUSTER_OK)
		return status;
	if (!read_exactly(vetting, segments, sizeof(*segments) * header.e_phnum, header.e_phoff))
		return refuse(vetting, "shorter than it says (install it again)");
	for (size_t i = 0; i < header.e_phnum; i++) {
		status = vet_segment(vetting, &segments[i]);
		if (status != MUSTER_OK && status != MUSTER_NOT_FOUND)
			return status;
		found |= status == MUSTER_OK;
	}
	return found ? MUSTER_OK
				 : refuse(vetting, "not a muster module: it has no note .note.muster (define muster_module with "
								   "MUSTER_MODULE_EXPORT, or move the file out of the module folder)");
}

enum muster_status loader_vet(const char *path, int *descriptor, struct stat *about, struct problem *problem)
{
	cleanup_close int file = -1;
	enum muster_status result = trust_open(path, &file, about, problem);
	int error = 0;
	struct vetting vetting = {path, file, 0, &error, problem};

	*descriptor = -1;
	if (result != MUSTER_OK)
		return result;
	vetting.size = (uint64_t)about->st_size;
	result = vet_elf(&vetting);
	if (result == MUSTER_OK)
		*descriptor = take_descriptor(&file);
	return result;
}
