/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "module/loader.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "source/stamp.h"
#include "value/item_writer.h"

#define NAME_LIMIT 63
#define ITEM_LIMIT (1u << 20)

static bool valid_name(const char *name)
{
	const size_t length = strlen(name);

	return length >= 1 && length <= NAME_LIMIT && name[0] >= 'a' && name[0] <= 'z' &&
		   strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static bool valid_version(const char *version)
{
	const size_t length = version ? strlen(version) : 0;

	return length >= 1 && length <= NAME_LIMIT && version[0] != '.' &&
		   strspn(version, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+~_-") == length;
}

static bool valid_word(const char *word)
{
	return *word >= 'a' && *word <= 'z' && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(word);
}

/* ---- finding -------------------------------------------------------------------------------------------------- */

void module_files_free(struct module_file *files, size_t count)
{
	for (size_t i = 0; files && i < count; i++) {
		free(files[i].name);
		free(files[i].path);
	}
	free(files);
}

/* The length of NAME in NAME.so; 0 where it is no module's file name. */
static size_t module_name_length(const char *file)
{
	const size_t length = strlen(file);
	char name[NAME_LIMIT + 1];

	if (length < 4 || length - 3 > NAME_LIMIT || strcmp(file + length - 3, ".so") != 0)
		return 0;
	memcpy(name, file, length - 3);
	name[length - 3] = '\0';
	return valid_name(name) ? length - 3 : 0;
}

static bool known(const struct module_file *files, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(files[i].name) == length && memcmp(files[i].name, name, length) == 0)
			return true;
	}
	return false;
}

static bool add_file(struct module_file **files, size_t *count, const char *folder, const char *file)
{
	const size_t length = module_name_length(file);
	struct module_file *more;
	struct module_file added = {0};

	if (length == 0 || known(*files, *count, file, length))
		return true;
	more = reallocarray(*files, *count + 1, sizeof(*more));
	if (!more)
		return false;
	*files = more;
	added.name = strndup(file, length);
	if (asprintf(&added.path, "%s/%s", folder, file) < 0)
		added.path = NULL;
	more[(*count)++] = added;
	return added.name && added.path;
}

/* A folder that is not there, or is not ours to read, has no modules. That this process has run out of something says
 * nothing of the folder. 0 or an errno. */
static int list_folder(const char *folder, struct module_file **files, size_t *count)
{
	DIR *open = opendir(folder);
	const struct dirent *entry;
	bool done = true;
	int error = open ? 0 : errno;

	for (errno = 0; open && done && (entry = readdir(open)); errno = 0)
		done = add_file(files, count, folder, entry->d_name);
	if (open) {
		error = done ? errno : ENOMEM;
		closedir(open);
	}
	return error == EMFILE || error == ENFILE || error == ENOMEM ? error : 0;
}

static int by_name(const void *left, const void *right)
{
	return strcmp(((const struct module_file *)left)->name, ((const struct module_file *)right)->name);
}

enum muster_status loader_list(const char *const *folders, struct module_file **files, size_t *count,
							   struct problem *problem)
{
	*files = NULL;
	*count = 0;
	for (; *folders; folders++) {
		const int error = **folders == '/' ? list_folder(*folders, files, count) : 0;
		if (error) {
			module_files_free(*files, *count);
			*files = NULL;
			*count = 0;
			return error == ENOMEM ? problem_memory(problem)
								   : problem_set(problem, MUSTER_LIMIT_EXCEEDED, "%s: cannot be listed: %s", *folders,
												 strerrordesc_np(error));
		}
	}
	if (*count)
		qsort(*files, *count, sizeof(**files), by_name);
	return MUSTER_OK;
}

/* ---- loading --------------------------------------------------------------------------------------------------- */

const char *loader_fields_trouble(const struct muster_field *fields)
{
	size_t count = 0;

	for (; fields[count].name; count++) {
		if (count == WRITER_FIELDS)
			return "its schema has more than 64 fields (a list or a map holds many values)";
		if (!valid_word(fields[count].name) || strcmp(fields[count].name, "key") == 0 ||
			strcmp(fields[count].name, "identifier") == 0)
			return "a field's name is not [a-z][a-z0-9_]*, or is key or identifier, which every entry has (rename it)";
		if (fields[count].type < MUSTER_TYPE_STRING || fields[count].type > MUSTER_TYPE_MAP)
			return "a field has a type that does not exist (use those of enum muster_type)";
		for (size_t i = 0; i < count; i++) {
			if (strcmp(fields[i].name, fields[count].name) == 0)
				return "two fields of its schema have one name (rename one)";
		}
	}
	return count ? NULL : "its schema has no fields (set .fields)";
}

static const char *options_trouble(const struct muster_option *options)
{
	for (; options && options->name; options++) {
		if (!valid_word(options->name))
			return "an option's name is not [a-z][a-z0-9_]* (rename it)";
		if (options->type > MUSTER_OPTION_REAL)
			return "an option has a type that does not exist (use those of enum muster_option_type)";
	}
	return NULL;
}

/* The rule that the table breaks; NULL where it breaks none. */
static const char *module_trouble(const struct muster_module *module, const char *name)
{
	const char *trouble = NULL;

	if (module->abi_major != MUSTER_ABI_MAJOR)
		return "its table is of another ABI than its note says (begin it with MUSTER_MODULE_HEAD)";
	if (module->size < MODULE_LEAST_SIZE)
		return "its table is smaller than its note says (begin it with MUSTER_MODULE_HEAD)";
	if (!module->name || !valid_name(module->name))
		return "it has no name, or one that no module can have (set .name to [a-z][a-z0-9_-]*, at most 63 bytes)";
	if (strcmp(module->name, name) != 0)
		return "the name in it differs from the file's (call the file NAME.so, or set .name)";
	if (!valid_version(module->version))
		return "it has no version, or a wrong one (set .version to [0-9A-Za-z.+~_-]+, at most 63 bytes)";
	if (!module->summary)
		return "it has no summary (set .summary to a line for people)";
	if (!module->fields)
		return "it has no schema (set .fields)";
	if (!module->discover)
		return "it has no discover() (every module needs one)";
	if (!module->serialize)
		return "it has no serialize() (every module needs one)";
	if (module->item_size == 0 || module->item_size > ITEM_LIMIT)
		return "its item_size is not 1 to 1,048,576 bytes (set .item_size to the size of the struct it emits)";
	trouble = loader_fields_trouble(module->fields);
	if (!trouble && module_has(module, options))
		trouble = options_trouble(module->options);
	if (!trouble && module_has(module, section_options))
		trouble = options_trouble(module->section_options);
	return trouble;
}

/* "/proc/self/fd", one "/" or "/." for each bit of a hash, "/" and a number. */
#define LIBRARY_BITS 64
#define LIBRARY_NAME (sizeof("/proc/self/fd") + 2 * LIBRARY_BITS + sizeof("/2147483647"))

/* The descriptor's name in /proc. The linker compares names as text, and gives back a library that could not be
 * unloaded to whoever asks by the name that it was loaded under. Descriptor numbers are used again, so the number alone
 * would name an older module: the spelling of the path has a hash of the file's stamp in it, which the kernel does not
 * see. */
static bool library_name(int descriptor, char name[LIBRARY_NAME])
{
	struct stat about;
	struct stamp stamp;
	uint64_t words[5], bits;
	struct hash hash;
	size_t used;

	if (fstat(descriptor, &about) != 0)
		return false;
	stamp = stamp_of(&about);
	memcpy(words, (const uint64_t[]){stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed},
		   sizeof(words));
	hash = hash_bytes(words, sizeof(words));
	memcpy(&bits, hash.bytes, sizeof(bits));
	used = (size_t)snprintf(name, LIBRARY_NAME, "/proc/self/fd");
	for (unsigned i = 0; i < LIBRARY_BITS; i++)
		used += (size_t)snprintf(name + used, LIBRARY_NAME - used, bits >> i & 1 ? "/." : "/");
	snprintf(name + used, LIBRARY_NAME - used, "/%d", descriptor);
	return true;
}

/* The linker also gives back a library of the same file; one that was loaded before the file was written to is not what
 * is in the file now. Whatever the host itself loaded has another kind of name, and is taken as it is. */
static bool is_older(void *library, const char *name)
{
	const char *number = strrchr(name, '/');
	const struct link_map *map;

	return dlinfo(library, RTLD_DI_LINKMAP, &map) == 0 && strncmp(map->l_name, "/proc/self/fd/", 14) == 0 &&
		   strncmp(map->l_name, name, (size_t)(number - name) + 1) != 0;
}

/* The linker's complaint without the name it was given, which says nothing to people. */
static const char *complaint(const char *path)
{
	const char *text = dlerror();
	const size_t length = strlen(path);

	if (!text)
		return "no reason given";
	return strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0 ? text + length + 2 : text;
}

static enum muster_status open_library(struct module_handle *handle, const char *name, struct problem *problem)
{
	char path[LIBRARY_NAME];

	if (!library_name(handle->descriptor, path)) {
		problem_errno(problem, errno, name, "be loaded");
		loader_unload(handle);
		return problem->status;
	}
	handle->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (handle->library && !is_older(handle->library, path))
		return MUSTER_OK;
	if (handle->library)
		problem_set(problem, MUSTER_REFUSED,
					"%s.so: was written to while this program used it (start the program again; to replace a module, "
					"rename a new file over it)",
					name);
	else
		problem_set(problem, MUSTER_REFUSED, "%s.so: cannot be loaded: %s (install what it needs, or link it)", name,
					complaint(path));
	loader_unload(handle);
	return MUSTER_REFUSED;
}

enum muster_status loader_load(int descriptor, const char *name, struct module_handle *handle, struct problem *problem)
{
	const char *trouble = NULL;
	enum muster_status status;

	*handle = (struct module_handle){.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)};
	if (handle->descriptor < 0) {
		*handle = (struct module_handle){0};
		return problem_errno(problem, errno, name, "be loaded");
	}
	status = open_library(handle, name, problem);
	if (status != MUSTER_OK)
		return status;
	handle->module = dlsym(handle->library, "muster_module");
	if (!handle->module)
		trouble = "exports no muster_module (define it with MUSTER_MODULE_EXPORT)";
	else
		trouble = module_trouble(handle->module, name);
	if (!trouble)
		return MUSTER_OK;
	loader_unload(handle);
	return problem_set(problem, MUSTER_REFUSED, "%s.so: %s", name, trouble);
}

void loader_unload(struct module_handle *handle)
{
	if (handle->library)
		dlclose(handle->library);
	if (handle->descriptor > 0)
		close(handle->descriptor);
	*handle = (struct module_handle){0};
}
