/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "package_fact.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

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

/* Whether the folder is a package: a link to a file will do, and so will a folder of that name. */
static enum muster_status look_for_package(struct muster_scan *scan, const char *folder, size_t length, bool *found)
{
	char path[4096];
	enum muster_path_type type;
	enum muster_status status;

	*found = false;
	if (snprintf(path, sizeof(path), "%.*s/__init__.py", (int)length, folder) >= (int)sizeof(path))
		return MUSTER_OK;
	status = muster_scan_access(scan, path, &type);
	*found = status == MUSTER_OK && type != MUSTER_PATH_ABSENT;
	return status;
}

/* Where the name of the module begins in its path: at the outermost package around it. */
static enum muster_status find_start(struct muster_scan *scan, const char *path, size_t *start)
{
	bool found = true;
	enum muster_status status = MUSTER_OK;

	while (*start > 1 && status == MUSTER_OK) {
		status = look_for_package(scan, path, *start - 1, &found);
		if (status != MUSTER_OK || !found)
			break;
		--*start;
		while (*start && path[*start - 1] != '/')
			--*start;
	}
	return status;
}

/* a.b.c of .../a/b/c.py, a.b of .../a/b/__init__.py: from the outermost package on. "" where it is too long. */
static enum muster_status module_name(struct muster_scan *scan, const char *path, char name[NAME_LIMIT],
									  bool *is_package)
{
	const size_t length = strlen(path) - strlen(".py");
	size_t start = length, end = length;
	enum muster_status status;

	name[0] = '\0';
	while (start && path[start - 1] != '/')
		start--;
	*is_package = length - start == strlen("__init__") && memcmp(path + start, "__init__", length - start) == 0;
	if (*is_package && start)
		end = start - 1;
	status = find_start(scan, path, &start);
	if (status != MUSTER_OK || end <= start || end - start >= NAME_LIMIT)
		return status;
	memcpy(name, path + start, end - start);
	name[end - start] = '\0';
	for (char *c = name; *c; c++)
		*c = *c == '/' ? '.' : *c;
	return MUSTER_OK;
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

	status = module_name(scan, muster_source_path(file), name, &is_package);
	if (status != MUSTER_OK || !*name || is_excluded(reader->exclude, name))
		return status;
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
