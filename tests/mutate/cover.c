/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Linked into each program and library of the coverage build, which gcc compiles with -fsanitize-coverage=trace-pc. The
 * places reached are marked in files that are mapped, so that those of a process that is killed, or that leaves by
 * _exit(), are there too; gcov loses them. A file has the build-id of the program or library as its name. */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/muster-cover/"

extern const char __ehdr_start[] __attribute__((visibility("hidden")));

static unsigned char *map;
static uint64_t size;

void __sanitizer_cov_trace_pc(void) __attribute__((visibility("hidden")));

static void add_name(char *name, const char *note, const char *end)
{
	while (note + sizeof(Elf64_Nhdr) <= end) {
		const Elf64_Nhdr *head = (const void *)note;
		const unsigned char *id = (const unsigned char *)note + sizeof(*head) + ((head->n_namesz + 3) & ~3U);
		if (head->n_type == NT_GNU_BUILD_ID && head->n_descsz <= 32) {
			for (unsigned i = 0; i < head->n_descsz; i++) {
				*name++ = "0123456789abcdef"[id[i] >> 4];
				*name++ = "0123456789abcdef"[id[i] & 15];
			}
			*name = '\0';
			return;
		}
		note = (const char *)id + ((head->n_descsz + 3) & ~3U);
	}
}

__attribute__((constructor(101))) static void start(void)
{
	const Elf64_Ehdr *head = (const void *)__ehdr_start;
	const Elf64_Phdr *parts = (const void *)(__ehdr_start + head->e_phoff);
	char name[sizeof(FOLDER) + 72] = FOLDER;
	uint64_t wanted = 0;
	for (unsigned i = 0; i < head->e_phnum; i++) {
		if (parts[i].p_type == PT_LOAD && parts[i].p_flags & PF_X)
			wanted = parts[i].p_vaddr + parts[i].p_memsz;
		if (parts[i].p_type == PT_NOTE)
			add_name(name + strlen(FOLDER), __ehdr_start + parts[i].p_vaddr,
					 __ehdr_start + parts[i].p_vaddr + parts[i].p_memsz);
	}
	if (!name[strlen(FOLDER)])
		return;
	int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (file < 0)
		return;
	fchmod(file, 0666);
	if (ftruncate(file, wanted) == 0) {
		void *at = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		if (at != MAP_FAILED) {
			size = wanted;
			map = at;
		}
	}
	close(file);
}

void __sanitizer_cov_trace_pc(void)
{
	uint64_t place = (uint64_t)((const char *)__builtin_return_address(0) - __ehdr_start);
	if (map && place < size)
		map[place] = 1;
}
