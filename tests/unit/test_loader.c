/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Modules that are wrong in one way each: tests/fixtures/modules, and the right one with bytes changed. They are copied
 * into a folder that nobody else may write to, since the build folder may be open to a group. */

#include "loader.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <ftw.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "memory.h"

static char base[64];
static struct problem problem;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static void begin(void)
{
	snprintf(base, sizeof(base), "/tmp/muster-loader-XXXXXX");
	cr_assert_not_null(mkdtemp(base));
	cr_assert_eq(chmod(base, 0755), 0);
	cr_assert_not_null(dlopen(TEST_LIBRARY, RTLD_NOW | RTLD_LOCAL), "%s", dlerror()); /* a host has it already */
}

static void end(void)
{
	nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(loader, .init = begin, .fini = end);

static const char *below(const char *name)
{
	static char whole[4][512];
	static size_t turn;
	char *chosen = whole[turn++ % 4];

	snprintf(chosen, sizeof(whole[0]), "%s/%s", base, name);
	return chosen;
}

static void put(const char *name, const void *data, size_t size)
{
	cleanup_close int file = open(below(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	cr_assert_geq(file, 0);
	cr_assert_eq(write(file, data, size), (ssize_t)size);
	cr_assert_eq(fchmod(file, 0644), 0);
}

/* All bytes of a module that was built for these tests. */
static unsigned char *built(const char *name, size_t *size)
{
	char path[1024];
	struct stat status;
	unsigned char *data;

	snprintf(path, sizeof(path), "%s/%s.so", MODULE_FIXTURES, name);
	cleanup_close int file = open(path, O_RDONLY | O_CLOEXEC);
	cr_assert_geq(file, 0, "%s", path);
	cr_assert_eq(fstat(file, &status), 0);
	*size = (size_t)status.st_size;
	data = malloc(*size);
	cr_assert_eq(read(file, data, *size), (ssize_t)*size);
	return data;
}

static const char *copy(const char *name)
{
	size_t size;
	unsigned char *data = built(name, &size);
	char file[80];

	snprintf(file, sizeof(file), "%s.so", name);
	put(file, data, size);
	free(data);
	return below(file);
}

static enum muster_status vet(const char *path, int *descriptor)
{
	struct stat status;
	enum muster_status result;

	*descriptor = 77;
	result = loader_vet(path, descriptor, &status, &problem);
	if (result == MUSTER_OK) {
		cr_assert_eq(fcntl(*descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
		cr_assert(S_ISREG(status.st_mode) && status.st_size > 0);
	} else {
		cr_assert_eq(*descriptor, -1);
		cr_assert_eq(problem.status, result);
	}
	return result;
}

/* Refused by a look at the file alone: the message names the file, says @why and how to mend it. */
static void vetting_refuses(const char *path, const char *why)
{
	int descriptor;

	cr_assert_eq(vet(path, &descriptor), MUSTER_REFUSED, "%s was let in (%s)", path, why);
	cr_assert_eq(strncmp(problem.text, path, strlen(path)), 0, "%s", problem.text);
	cr_assert_not_null(strstr(problem.text, why), "\"%s\" is not in: %s", why, problem.text);
	cr_assert_eq(problem.text[strlen(problem.text) - 1], ')', "no mend: %s", problem.text);
}

/* Nothing can be told from outside, but the module is not used. */
static void loading_refuses(const char *name, const char *why)
{
	struct module_handle handle;
	char file[80];
	int descriptor;

	cr_assert_eq(vet(copy(name), &descriptor), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(loader_load(descriptor, name, &handle, &problem), MUSTER_REFUSED, "%s was let in (%s)", name, why);
	close(descriptor);
	snprintf(file, sizeof(file), "%s.so: ", name);
	cr_assert_eq(strncmp(problem.text, file, strlen(file)), 0, "%s", problem.text);
	cr_assert_not_null(strstr(problem.text, why), "\"%s\" is not in: %s", why, problem.text);
	cr_assert_eq(problem.text[strlen(problem.text) - 1], ')', "no mend: %s", problem.text);
	cr_assert_eq(problem.status, MUSTER_REFUSED);
	cr_assert_null(handle.library);
	cr_assert_null(handle.module);
	loader_unload(&handle); /* does nothing */
}

static void loads(const char *name)
{
	struct module_handle handle;
	int descriptor;

	cr_assert_eq(vet(copy(name), &descriptor), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(loader_load(descriptor, name, &handle, &problem), MUSTER_OK, "%s", problem.text);
	close(descriptor); /* stays the caller's */
	cr_assert_str_eq(handle.module->name, name);
	cr_assert_str_eq(handle.module->fields[0].name, "number");
	cr_assert(module_has(handle.module, serialize));
	cr_assert_not(module_has(handle.module, combine));
	cr_assert_eq(fcntl(handle.descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	loader_unload(&handle);
	cr_assert_null(handle.library);
}

/* ---- loading --------------------------------------------------------------------------------------------------- */

Test(loader, loads_a_right_module)
{
	loads("right");
}

Test(loader, loads_a_newer_minor)
{
	loads("newer-minor");
}

Test(loader, loads_a_module_with_a_version_of_63_bytes)
{
	loads("longest-version");
}

Test(loader, modules_of_one_process_are_told_apart)
{
	static const char *const names[] = {"right", "newer-minor"};
	struct module_handle handles[2];

	for (size_t i = 0; i < 2; i++) { /* both through the same descriptor number */
		int descriptor;
		cr_assert_eq(vet(copy(names[i]), &descriptor), MUSTER_OK, "%s", problem.text);
		cr_assert_eq(loader_load(descriptor, names[i], &handles[i], &problem), MUSTER_OK, "%s", problem.text);
		close(descriptor);
	}
	cr_assert_str_eq(handles[0].module->name, "right");
	cr_assert_str_eq(handles[1].module->name, "newer-minor");
	loader_unload(&handles[0]);
	loader_unload(&handles[1]);
}

/* The version of what was loaded, and the descriptor number that it was loaded through. */
static const char *load_once(const char *path, const char *name, int *number)
{
	static char version[64];
	struct module_handle handle;
	int descriptor;

	cr_assert_eq(vet(path, &descriptor), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(loader_load(descriptor, name, &handle, &problem), MUSTER_OK, "%s", problem.text);
	close(descriptor);
	cr_assert_str_eq(handle.module->name, name);
	*number = handle.descriptor;
	snprintf(version, sizeof(version), "%s", handle.module->version);
	loader_unload(&handle);
	return version;
}

static void another_follows(const char *pinned)
{
	int first, second;

	load_once(copy(pinned), pinned, &first);
	load_once(copy("right"), "right", &second);
	cr_assert_eq(first, second, "not the same descriptor number: this test shows nothing");
}

Test(loader, a_library_that_stays_does_not_stand_in_for_another_module)
{
	another_follows("pinned");
}

Test(loader, a_library_with_a_unique_symbol_does_not_stand_in_for_another_module)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/unique.so", MODULE_FIXTURES);
	if (access(path, F_OK) != 0)
		cr_skip("there is no C++ compiler to build the module with");
	another_follows("unique");
}

Test(loader, a_library_that_stays_does_not_stand_in_for_the_file_that_replaced_it)
{
	int first, second;

	cr_assert_str_eq(load_once(copy("pinned"), "pinned", &first), "1.0");
	cr_assert_str_eq(load_once(below("pinned.so"), "pinned", &second), "1.0");
	cr_assert_eq(rename(copy("pinned-next"), below("pinned.so")), 0);
	cr_assert_str_eq(load_once(below("pinned.so"), "pinned", &second), "2.0");
	cr_assert_eq(first, second, "not the same descriptor number: this test shows nothing");
}

Test(loader, a_library_that_stays_does_not_stand_in_for_its_file_written_anew)
{
	static const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = 1000000000}};
	struct module_handle handle;
	int descriptor;

	load_once(copy("pinned"), "pinned", &descriptor);
	cr_assert_eq(utimensat(AT_FDCWD, below("pinned.so"), times, 0), 0);
	cr_assert_eq(vet(below("pinned.so"), &descriptor), MUSTER_OK);
	cr_assert_eq(loader_load(descriptor, "pinned", &handle, &problem), MUSTER_REFUSED);
	cr_assert_not_null(strstr(problem.text, "was written to"), "%s", problem.text);
	close(descriptor);
}

Test(loader, loads_what_was_vetted_though_the_name_leads_elsewhere_by_then)
{
	struct module_handle handle;
	int descriptor;

	cr_assert_eq(vet(copy("right"), &descriptor), MUSTER_OK);
	cr_assert_eq(rename(copy("constructor"), below("right.so")), 0);
	cr_assert_eq(loader_load(descriptor, "right", &handle, &problem), MUSTER_OK, "%s", problem.text);
	close(descriptor);
	loader_unload(&handle);
}

Test(loader, vetting_runs_nothing_of_the_module)
{
	int descriptor;

	cr_assert_eq(vet(copy("constructor"), &descriptor), MUSTER_OK);
	close(descriptor);
}

/* Shows that the module above would have ended the test. */
Test(loader, loading_runs_the_constructor, .signal = SIGABRT)
{
	struct module_handle handle;
	int descriptor;

	cr_assert_eq(vet(copy("constructor"), &descriptor), MUSTER_OK);
	loader_load(descriptor, "constructor", &handle, &problem);
}

Test(loader, a_missing_symbol_is_named_before_the_constructor_runs)
{
	loading_refuses("missing-symbol", "nobody_has_this");
	cr_assert_null(strstr(problem.text, "/proc/"), "%s", problem.text);
}

Test(loader, tables)
{
	static const struct {
		const char *name, *why;
	} cases[] = {
		{"bad-version", "version"},
		{"field-name", "key or identifier"},
		{"field-type", "a field has a type that does not exist"},
		{"huge-item", "item_size"},
		{"long-version", "version"},
		{"many-fields", "more than 64 fields"},
		{"no-discover", "no discover()"},
		{"no-fields", "no schema"},
		{"no-head", "another ABI than its note"},
		{"no-item", "item_size"},
		{"no-name", "no name"},
		{"no-serialize", "no serialize()"},
		{"no-table", "exports no muster_module"},
		{"option-type", "an option has a type that does not exist"},
		{"small-table", "smaller than its note says"},
		{"twin-fields", "one name"},
		{"wrong-name", "differs from the file's"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		loading_refuses(cases[i].name, cases[i].why);
}

Test(loader, a_refusal_keeps_no_descriptor)
{
	struct module_handle handle;
	int descriptor, before, after;

	cr_assert_eq(vet(copy("wrong-name"), &descriptor), MUSTER_OK);
	before = dup(descriptor);
	close(before);
	for (size_t i = 0; i < 3; i++)
		cr_assert_eq(loader_load(descriptor, "wrong-name", &handle, &problem), MUSTER_REFUSED);
	after = dup(descriptor);
	cr_assert_eq(after, before);
	close(after);
	close(descriptor);
}

/* ---- vetting --------------------------------------------------------------------------------------------------- */

Test(loader, notes)
{
	vetting_refuses(copy("abi-major"), "made for module ABI 2, this muster has 1");
	vetting_refuses(copy("short-struct"), "at least");
	vetting_refuses(copy("size-zero"), "is 0 bytes");
	vetting_refuses(copy("no-note"), "no note .note.muster");
}

Test(loader, files_that_are_not_modules)
{
	static const char text[] = "#!/bin/sh\nexit 0\n";
	int descriptor;

	cr_assert_eq(vet(below("none.so"), &descriptor), MUSTER_NOT_FOUND);
	put("empty.so", "", 0);
	vetting_refuses(below("empty.so"), "not an ELF file");
	put("text.so", text, sizeof(text) - 1);
	vetting_refuses(below("text.so"), "not an ELF file");
	put("magic.so", ELFMAG, SELFMAG);
	vetting_refuses(below("magic.so"), "not an ELF file");
	cr_assert_eq(mkdir(below("folder.so"), 0755), 0);
	cr_assert_eq(vet(below("folder.so"), &descriptor), MUSTER_REFUSED);
	cr_assert_not_null(strstr(problem.text, "not a regular file"));
}

Test(loader, files_that_others_may_write_to)
{
	cr_assert_eq(chmod(copy("right"), 0664), 0);
	vetting_refuses(below("right.so"), "others may write to it");
}

/* The right module with @size bytes at @offset changed. */
static const char *patched(size_t offset, const void *bytes, size_t size)
{
	size_t whole;
	unsigned char *data = built("right", &whole);

	cr_assert_leq(offset + size, whole);
	memcpy(data + offset, bytes, size);
	put("patched.so", data, whole);
	free(data);
	return below("patched.so");
}

#define PATCH_HEADER(member, value)                                                                                    \
	patched(offsetof(ElfW(Ehdr), member), &(__typeof__(((ElfW(Ehdr) *)NULL)->member)){value},                          \
			sizeof(((ElfW(Ehdr) *)NULL)->member))

Test(loader, headers)
{
	const unsigned char other_class = sizeof(void *) == 8 ? ELFCLASS32 : ELFCLASS64;
	const unsigned char other_order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2MSB : ELFDATA2LSB;

	vetting_refuses(patched(0, "\177ELG", 4), "not an ELF file");
	vetting_refuses(patched(EI_CLASS, &other_class, 1), "another machine");
	vetting_refuses(patched(EI_DATA, &other_order, 1), "another machine");
	vetting_refuses(PATCH_HEADER(e_machine, EM_VAX), "another machine");
	vetting_refuses(PATCH_HEADER(e_type, ET_EXEC), "not a shared object");
	vetting_refuses(PATCH_HEADER(e_type, ET_REL), "not a shared object");
	vetting_refuses(PATCH_HEADER(e_type, ET_CORE), "not a shared object");
	vetting_refuses(PATCH_HEADER(e_phnum, 0), "program headers");
	vetting_refuses(PATCH_HEADER(e_phnum, 0xffff), "program headers");
	vetting_refuses(PATCH_HEADER(e_phentsize, 1), "program headers");
	vetting_refuses(PATCH_HEADER(e_phoff, (ElfW(Off)) - 8), "shorter than it says");
	vetting_refuses(PATCH_HEADER(e_phoff, 1u << 30), "shorter than it says");
	vetting_refuses(PATCH_HEADER(e_shoff, (ElfW(Off)) - 8), "shorter than it says");
	vetting_refuses(PATCH_HEADER(e_shnum, 0xfff0), "shorter than it says");
}

/* Where the first program header of @type is, and what is in it. */
static size_t find_segment(unsigned type, ElfW(Phdr) * segment)
{
	size_t size;
	unsigned char *data = built("right", &size);
	ElfW(Ehdr) header;
	size_t place = 0;

	memcpy(&header, data, sizeof(header));
	for (size_t i = 0; i < header.e_phnum && !place; i++) {
		const size_t at = (size_t)header.e_phoff + i * sizeof(*segment);
		memcpy(segment, data + at, sizeof(*segment));
		place = segment->p_type == type ? at : 0;
	}
	free(data);
	cr_assert_neq(place, 0);
	return place;
}

Test(loader, segments_that_leave_the_file)
{
	static const unsigned types[] = {PT_LOAD, PT_DYNAMIC, PT_NOTE};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		ElfW(Phdr) segment;
		const size_t place = find_segment(types[i], &segment);
		ElfW(Phdr) changed = segment;
		changed.p_offset = (ElfW(Off)) - 4;
		vetting_refuses(patched(place, &changed, sizeof(changed)), "shorter than it says");
		changed = segment;
		changed.p_filesz = (__typeof__(changed.p_filesz))-1;
		vetting_refuses(patched(place, &changed, sizeof(changed)), "shorter than it says");
	}
}

/* Where our note begins in the right module. */
static size_t find_note(void)
{
	static const struct muster_module_note note = {
		7, 12, 1, "muster", MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, sizeof(struct muster_module)};
	size_t size;
	unsigned char *data = built("right", &size);
	const unsigned char *found = memmem(data, size, &note, sizeof(note));
	const size_t place = found ? (size_t)(found - data) : 0;

	cr_assert_not_null(found);
	free(data);
	return place;
}

#define PATCH_NOTE(member, value)                                                                                      \
	patched(find_note() + offsetof(struct muster_module_note, member), &(uint32_t){value}, sizeof(uint32_t))

Test(loader, notes_that_lie)
{
	vetting_refuses(PATCH_NOTE(name_size, UINT32_MAX), "no note .note.muster");
	vetting_refuses(PATCH_NOTE(name_size, 6), "no note .note.muster");
	vetting_refuses(PATCH_NOTE(name_size, 0), "no note .note.muster");
	vetting_refuses(PATCH_NOTE(description_size, UINT32_MAX), "no note .note.muster");
	vetting_refuses(PATCH_NOTE(description_size, 1u << 20), "no note .note.muster");
	vetting_refuses(PATCH_NOTE(description_size, 8), "too short");
	vetting_refuses(PATCH_NOTE(description_size, 0), "too short");
	vetting_refuses(PATCH_NOTE(type, 2), "no note .note.muster");
	vetting_refuses(PATCH_NOTE(abi_major, 0), "made for module ABI 0");
	vetting_refuses(PATCH_NOTE(abi_major, UINT32_MAX), "made for module ABI 4294967295");
	vetting_refuses(PATCH_NOTE(struct_size, (uint32_t)MODULE_LEAST_SIZE - 1), "at least");
	vetting_refuses(patched(find_note() + offsetof(struct muster_module_note, name), "Muster", 7), "no note");
}

/* The right module's size, and the module open for being damaged. */
static size_t open_victim(int *file)
{
	struct stat status;

	*file = open(copy("right"), O_RDWR | O_CLOEXEC);
	cr_assert_geq(*file, 0);
	cr_assert_eq(fstat(*file, &status), 0);
	return (size_t)status.st_size;
}

Test(loader, cut_anywhere)
{
	cleanup_close int file = -1;
	const size_t size = open_victim(&file);

	for (size_t length = size - 1;; length -= length > 1024 && length < size - 64 ? 64 : 1) {
		int descriptor;
		cr_assert_eq(ftruncate(file, (off_t)length), 0);
		cr_assert_eq(vet(below("right.so"), &descriptor), MUSTER_REFUSED, "%zu of %zu bytes were let in", length, size);
		if (length == 0)
			break;
	}
}

static void flip(int file, size_t bit)
{
	unsigned char byte;

	cr_assert_eq(pread(file, &byte, 1, (off_t)(bit / 8)), 1);
	byte ^= (unsigned char)(1u << bit % 8);
	cr_assert_eq(pwrite(file, &byte, 1, (off_t)(bit / 8)), 1);
}

/* Every bit of the headers and of the note: an answer, and a refusal says why. */
Test(loader, flipped_bits)
{
	cleanup_close int file = -1;
	const size_t note = find_note();
	size_t refused = 0;

	open_victim(&file);
	for (size_t bit = 0; bit < (note + sizeof(struct muster_module_note)) * 8; bit++) {
		int descriptor;
		if (bit == 1024 * 8 && note > 1024)
			bit = note * 8;
		flip(file, bit);
		if (vet(below("right.so"), &descriptor) == MUSTER_OK) {
			close(descriptor);
		} else {
			cr_assert_eq(problem.status, MUSTER_REFUSED, "%s", problem.text);
			cr_assert_eq(problem.text[strlen(problem.text) - 1], ')', "no mend: %s", problem.text);
			refused++;
		}
		flip(file, bit);
	}
	cr_assert_gt(refused, 200);
}

/* ---- finding --------------------------------------------------------------------------------------------------- */

Test(loader, lists_modules_by_name_and_the_first_folder_wins)
{
	static const char *const first[] = {"zebra.so", "ant.so"};
	static const char *const second[] = {"ant.so", "bee-2_x.so", "Upper.so",  ".so",      "2nd.so",
										 "a.so.1", "plain.txt",  "sp ace.so", "dot.x.so", ".hidden.so"};
	char folders[3][512], file[600];
	const char *list[] = {folders[0], folders[1], folders[2], "relative", NULL};
	struct module_file *files;
	size_t count;

	snprintf(folders[0], sizeof(folders[0]), "%s", below("first"));
	snprintf(folders[1], sizeof(folders[1]), "%s", below("none"));
	snprintf(folders[2], sizeof(folders[2]), "%s", below("second"));
	cr_assert_eq(mkdir(folders[0], 0755) | mkdir(folders[2], 0755), 0);
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		snprintf(file, sizeof(file), "first/%s", first[i]);
		put(file, "", 0);
	}
	for (size_t i = 0; i < sizeof(second) / sizeof(*second); i++) {
		snprintf(file, sizeof(file), "second/%s", second[i]);
		put(file, "", 0);
	}
	cr_assert_eq(mkdir(below("relative"), 0755) | chdir(base), 0); /* is there, but is not looked into */
	put("relative/cat.so", "", 0);
	cr_assert_eq(loader_list(list, &files, &count, &problem), MUSTER_OK);
	cr_assert_eq(count, 3);
	cr_assert_str_eq(files[0].name, "ant");
	cr_assert_str_eq(files[0].path, below("first/ant.so"));
	cr_assert_str_eq(files[1].name, "bee-2_x");
	cr_assert_str_eq(files[2].name, "zebra");
	module_files_free(files, count);
}

Test(loader, names_have_at_most_63_bytes)
{
	static const size_t lengths[] = {63, 64, 65, 252};
	const char *list[] = {base, NULL};
	struct module_file *files;
	size_t count;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		char name[256];
		memset(name, 'a', lengths[i]);
		memcpy(name + lengths[i], ".so", 4);
		put(name, "", 0);
	}
	cr_assert_eq(loader_list(list, &files, &count, &problem), MUSTER_OK);
	cr_assert_eq(count, 1);
	cr_assert_eq(strlen(files[0].name), 63);
	module_files_free(files, count);
}

Test(loader, a_lack_of_descriptors_is_not_taken_for_an_empty_folder)
{
	const char *list[] = {base, NULL};
	struct rlimit usual, none;
	struct module_file *files;
	enum muster_status status;
	size_t count;

	put("ant.so", "", 0);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none = usual;
	none.rlim_cur = 0;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	status = loader_list(list, &files, &count, &problem);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
	cr_assert_eq(status, MUSTER_LIMIT_EXCEEDED, "%d: %s", status, problem.text);
	cr_assert_eq(strncmp(problem.text, base, strlen(base)), 0, "%s", problem.text);
	cr_assert_eq(count, 0);
	cr_assert_null(files);
}

Test(loader, no_folders_no_modules)
{
	const char *list[] = {NULL};
	struct module_file *files;
	size_t count;

	cr_assert_eq(loader_list(list, &files, &count, &problem), MUSTER_OK);
	cr_assert_eq(count, 0);
	module_files_free(files, count);
}
