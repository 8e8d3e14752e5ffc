/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dpkg.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "readers/text.h"
#include "readers/trouble.h"

enum {
	PATH_SIZE = 4096,
	WORD_SIZE = 256,
	INDEX_MAX = 1 << 22,
	LIST_MAX = 1 << 22,
	STATUS_MAX = 1 << 26,
	CHUNK = 1 << 15
};

struct dpkg {
	const char *folder;
	bool is_read;
	struct text index;  /* lines: library, its version, package with :architecture; the first one is empty */
	struct text status; /* the file of that name, after an empty line */
};

enum muster_status dpkg_open(struct dpkg **result, const char *folder)
{
	struct dpkg *const dpkg = calloc(1, sizeof(*dpkg));

	*result = dpkg;
	if (!dpkg)
		return MUSTER_NO_MEMORY;
	dpkg->folder = folder;
	text_init(&dpkg->index, INDEX_MAX);
	text_init(&dpkg->status, STATUS_MAX);
	return MUSTER_OK;
}

void dpkg_close(struct dpkg *dpkg)
{
	if (!dpkg)
		return;
	text_free(&dpkg->index);
	text_free(&dpkg->status);
	free(dpkg);
}

/* Limits of the process are trouble, too: that of a text means that the file is too long. */
static enum muster_status database_trouble(int error)
{
	const enum muster_status status = trouble_of(error);

	return status == MUSTER_LIMIT_EXCEEDED ? MUSTER_IO_ERROR : status;
}

/* -1 with errno 0 for what is no ordinary file; a pipe would keep whoever opens it waiting. */
static int open_file(const char *path)
{
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat about;

	if (descriptor >= 0 && (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode))) {
		close(descriptor);
		errno = 0;
		return -1;
	}
	return descriptor;
}

/* Appends a file of the database; nothing where it is not to be had. Trouble is the text's status. */
static void read_file(struct text *text, const char *path)
{
	const int descriptor = open_file(path);
	char *const bytes = descriptor >= 0 ? malloc(CHUNK) : NULL;
	ssize_t got = 0;

	if (!bytes && text->status == MUSTER_OK)
		text->status = descriptor < 0 ? database_trouble(errno) : MUSTER_NO_MEMORY;
	while (bytes && (got = read(descriptor, bytes, CHUNK)) > 0)
		text_insert(text, text->length, bytes, (size_t)got);
	if (got < 0 && text->status == MUSTER_OK)
		text->status = database_trouble(errno);
	free(bytes);
	if (descriptor >= 0)
		close(descriptor);
}

/* Indexes the lines of one file of shared libraries, `LIBRARY VERSION DEPENDENCIES`. */
static void index_libraries(struct dpkg *dpkg, const char *lines, const char *package)
{
	char library[WORD_SIZE], version[WORD_SIZE];
	const char *line;

	for (line = lines; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (sscanf(line, "%255[^ \n] %255[^ \n]", library, version) != 2 || strchr(library, ':'))
			continue;
		text_add(&dpkg->index, library);
		text_add(&dpkg->index, " ");
		text_add(&dpkg->index, version);
		text_add(&dpkg->index, " ");
		text_add(&dpkg->index, package);
		text_add(&dpkg->index, "\n");
	}
}

static enum muster_status index_package(struct dpkg *dpkg, const char *name, struct text *file)
{
	const char *const suffix = strrchr(name, '.');
	char path[PATH_SIZE], package[WORD_SIZE];
	int size;

	if (!suffix || strcmp(suffix, ".shlibs") != 0 || suffix - name >= WORD_SIZE)
		return MUSTER_OK;
	size = snprintf(path, sizeof(path), "%s/info/%s", dpkg->folder, name);
	if (size < 0 || size >= PATH_SIZE)
		return MUSTER_OK;
	memcpy(package, name, (size_t)(suffix - name));
	package[suffix - name] = '\0';
	text_reset(file);
	read_file(file, path);
	if (file->status == MUSTER_OK && file->bytes)
		index_libraries(dpkg, file->bytes, package);
	return trouble_is(file->status) ? file->status : MUSTER_OK;
}

static enum muster_status read_database(struct dpkg *dpkg)
{
	char path[PATH_SIZE];
	const struct dirent *entry;
	struct text file;
	DIR *folder;
	enum muster_status status;

	dpkg->is_read = true;
	text_add(&dpkg->index, "\n");
	text_add(&dpkg->status, "\n");
	text_init(&file, CHUNK);
	snprintf(path, sizeof(path), "%s/info", dpkg->folder);
	folder = opendir(path);
	status = folder ? MUSTER_OK : trouble_of(errno);
	while (folder && status == MUSTER_OK && (entry = readdir(folder)))
		status = index_package(dpkg, entry->d_name, &file);
	if (folder)
		closedir(folder);
	text_free(&file);
	snprintf(path, sizeof(path), "%s/status", dpkg->folder);
	read_file(&dpkg->status, path);
	if (status == MUSTER_OK && trouble_is(dpkg->index.status))
		status = dpkg->index.status;
	return status == MUSTER_OK && trouble_is(dpkg->status.status) ? dpkg->status.status : status;
}

/* How a library is called in the database: libz.so.1 is `libz 1`, libfoo-2.so is `libfoo 2`. */
static bool split_soname(const char *soname, char line[WORD_SIZE])
{
	const char *const so = strstr(soname, ".so");
	const char *const dash = strrchr(soname, '-');
	int size = -1;

	if (so && so[3] == '.')
		size = snprintf(line, WORD_SIZE, "\n%.*s %s ", (int)(so - soname), soname, so + 4);
	else if (so && so[3] == '\0' && dash && dash < so)
		size = snprintf(line, WORD_SIZE, "\n%.*s %.*s ", (int)(dash - soname), soname, (int)(so - dash - 1), dash + 1);
	return size > 0 && size < WORD_SIZE;
}

/* Whether the package has that file; what is in /usr/lib now may be listed in /lib. */
static enum muster_status has_file(const struct dpkg *dpkg, const char *package, const char *path, bool *has)
{
	char list[PATH_SIZE], line[PATH_SIZE];
	const char *const below = strncmp(path, "/usr/", 5) == 0 ? path + 4 : path;
	struct text file;
	enum muster_status status;

	snprintf(list, sizeof(list), "%s/info/%s.list", dpkg->folder, package);
	text_init(&file, LIST_MAX);
	text_add(&file, "\n");
	read_file(&file, list);
	snprintf(line, sizeof(line), "\n%s\n", path);
	*has = file.status == MUSTER_OK && strstr(file.bytes, line);
	snprintf(line, sizeof(line), "\n%s\n", below);
	*has = *has || (file.status == MUSTER_OK && strstr(file.bytes, line));
	status = trouble_is(file.status) ? file.status : MUSTER_OK;
	text_free(&file);
	return status;
}

/* The value of a field within a paragraph of the status file. */
static bool read_field(const char *paragraph, const char *end, const char *field, char *value, size_t size)
{
	const char *const found = strstr(paragraph, field);
	size_t length;

	if (!found || found > end)
		return false;
	length = strcspn(found + strlen(field), "\n");
	if (length >= size)
		return false;
	memcpy(value, found + strlen(field), length);
	value[length] = '\0';
	return true;
}

static void find_version(const struct dpkg *dpkg, const char *package, char *version, size_t size)
{
	const char *const architecture = strchr(package, ':');
	const int length = architecture ? (int)(architecture - package) : (int)strlen(package);
	char head[WORD_SIZE + 16], is[WORD_SIZE];
	const char *at = dpkg->status.bytes;

	snprintf(head, sizeof(head), "\nPackage: %.*s\n", length, package);
	while ((at = strstr(at, head))) {
		const char *end = strstr(at + 1, "\n\n");
		at++;
		end = end ? end : at + strlen(at);
		if (architecture &&
			(!read_field(at, end, "\nArchitecture: ", is, sizeof(is)) || strcmp(is, architecture + 1) != 0))
			continue;
		if (read_field(at, end, "\nVersion: ", version, size))
			return;
	}
}

enum muster_status dpkg_version(struct dpkg *dpkg, const char *soname, const char *path, char *version, size_t size)
{
	char line[WORD_SIZE], package[WORD_SIZE];
	enum muster_status status = dpkg->is_read ? MUSTER_OK : read_database(dpkg);
	const char *at;
	bool has;

	version[0] = '\0';
	if (status != MUSTER_OK)
		return status;
	if (dpkg->index.status != MUSTER_OK || dpkg->status.status != MUSTER_OK || !split_soname(soname, line))
		return MUSTER_OK;
	for (at = dpkg->index.bytes; version[0] == '\0' && (at = strstr(at, line)); at++) {
		if (sscanf(at + strlen(line), "%255[^\n]", package) != 1)
			continue;
		status = has_file(dpkg, package, path, &has);
		if (status != MUSTER_OK)
			return status;
		if (has)
			find_version(dpkg, package, version, size);
	}
	return MUSTER_OK;
}
