/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "package_fact.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define NAME_LIMIT 512

static void write_bindings(struct muster_writer *writer, const struct python_source *source)
{
	muster_write_list(writer, "bindings");
	for (size_t i = 0; i < source->binding_count; i++) {
		const struct python_binding *binding = &source->bindings[i];
		muster_write_list(writer, NULL);
		muster_write_integer(writer, NULL, binding->kind);
		muster_write_string(writer, NULL, binding->name);
		muster_write_string(writer, NULL, binding->module);
		muster_write_string(writer, NULL, binding->original);
		muster_write_integer(writer, NULL, binding->level);
		muster_write_end(writer);
	}
	muster_write_end(writer);
}

static void write_all(struct muster_writer *writer, const struct python_source *source)
{
	if (!source->has_all)
		return;
	muster_write_list(writer, "all");
	for (size_t i = 0; i < source->all_count; i++)
		muster_write_string(writer, NULL, source->all[i]);
	muster_write_end(writer);
}

static enum muster_status write_source(struct muster_writer *writer, struct python_source *source, bool is_package,
									   const struct package_reader *reader)
{
	muster_write_boolean(writer, "package", is_package);
	write_all(writer, source);
	write_bindings(writer, source);
	muster_write_list(writer, "definitions");
	for (size_t i = 0; i < source->definition_count; i++) {
		if (source->definitions[i].name)
			reader->write(writer, source, &source->definitions[i], reader->data);
	}
	return source->pool.failed ? MUSTER_NO_MEMORY : muster_write_end(writer);
}

static bool is_package_folder(const char *folder, size_t length)
{
	char path[4096];
	struct stat status;

	return snprintf(path, sizeof(path), "%.*s/__init__.py", (int)length, folder) < (int)sizeof(path) &&
		   stat(path, &status) == 0;
}

/* a.b.c of .../a/b/c.py, a.b of .../a/b/__init__.py: from the outermost package on. False where it is too long. */
static bool module_name(const char *path, char name[NAME_LIMIT], bool *is_package)
{
	const size_t length = strlen(path) - strlen(".py");
	size_t start = length, end = length;

	while (start && path[start - 1] != '/')
		start--;
	*is_package = length - start == strlen("__init__") && memcmp(path + start, "__init__", length - start) == 0;
	if (*is_package && start)
		end = start - 1;
	while (start > 1 && is_package_folder(path, start - 1)) {
		start--;
		while (start && path[start - 1] != '/')
			start--;
	}
	if (end <= start || end - start >= NAME_LIMIT)
		return false;
	memcpy(name, path + start, end - start);
	name[end - start] = '\0';
	for (char *c = name; *c; c++)
		*c = *c == '/' ? '.' : *c;
	return true;
}

static bool is_excluded(const char *const *exclude, const char *name)
{
	while (*exclude && fnmatch(*exclude, name, 0) != 0)
		exclude++;
	return *exclude != NULL;
}

enum muster_status package_fact_keep(struct muster_scan *scan, const struct muster_source *file,
									 const struct package_reader *reader)
{
	size_t size;
	const char *data;
	struct python_source source;
	struct muster_writer *writer;
	char name[NAME_LIMIT];
	bool is_package;
	enum muster_status status;

	if (!module_name(muster_source_path(file), name, &is_package) || is_excluded(reader->exclude, name))
		return MUSTER_OK;
	data = muster_source_data(file, &size);
	if (!data)
		return MUSTER_OK;
	status = python_read(reader->python, data, size, &source);
	if (status == MUSTER_OK) {
		writer = muster_scan_fact(scan, name);
		status = writer ? write_source(writer, &source, is_package, reader) : MUSTER_NO_MEMORY;
	} else if (status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED) {
		muster_scan_finding(scan, source.line, "%s", source.trouble);
	}
	python_source_free(&source);
	return status;
}
