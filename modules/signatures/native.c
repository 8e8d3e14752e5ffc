/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "native.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readers/library.h"
#include "readers/names.h"
#include "readers/trouble.h"

enum { KEY_SIZE = 1025, NAME_SIZE = 512 };

/* One library that is being read. */
struct reading {
	struct muster_scan *scan;
	const struct native_reader *reader;
	struct library *library;
	const char *name;   /* of the library */
	struct names types; /* keys of the types that were met */
	struct native_parameter *parameters;
	size_t room;
	size_t skipped; /* functions whose names or types are beyond reason */
};

/* What cannot be defined, or is beyond reason, is as good as opaque. */
static enum muster_status emit_type(struct reading *reading, uint64_t reference, const char *key, const char *name)
{
	struct native_entry entry = {.key = key, .name = name, .library = reading->name, .is_type = true};
	char *text;
	enum muster_status status = library_define(reading->library, reference, &text);

	if (trouble_is(status))
		return status;
	entry.declaration = text ? text : name;
	status = reading->reader->emit(reading->reader->data, &entry);
	free(text);
	return status;
}

/* The key of the type behind a reference, which is emitted when it is met first. NULL where there is none. */
static enum muster_status refer(struct reading *reading, uint64_t reference, const char **key)
{
	char name[NAME_SIZE], text[KEY_SIZE];
	enum muster_status status;
	bool is_new;
	int size;

	*key = NULL;
	if (reference == 0)
		return MUSTER_OK;
	status = library_name(reading->library, reference, name, sizeof(name));
	if (status != MUSTER_OK)
		return trouble_is(status) ? status : MUSTER_OK;
	size = snprintf(text, sizeof(text), "%s:%s", reading->name, name);
	if (size < 0 || (size_t)size >= sizeof(text))
		return MUSTER_OK;
	status = names_add(&reading->types, text, key, &is_new);
	return status == MUSTER_OK && is_new ? emit_type(reading, reference, *key, name) : status;
}

static enum muster_status fill_parameters(struct reading *reading, const struct dwarf_function *told)
{
	enum muster_status status = MUSTER_OK;
	size_t i;

	if (told->parameter_count > reading->room) {
		struct native_parameter *const grown =
			realloc(reading->parameters, told->parameter_count * sizeof(*reading->parameters));
		if (!grown)
			return MUSTER_NO_MEMORY;
		reading->parameters = grown;
		reading->room = told->parameter_count;
	}
	for (i = 0; status == MUSTER_OK && i < told->parameter_count; i++) {
		reading->parameters[i].name = told->parameters[i].name;
		reading->parameters[i].type = told->parameters[i].type;
		status = refer(reading, told->parameters[i].reference, &reading->parameters[i].definition);
	}
	return status;
}

static enum muster_status emit_function(struct reading *reading, const struct library_function *function,
										const struct dwarf_function *told, const char *key)
{
	struct native_entry entry = {
		.key = key,
		.name = function->symbol,
		.library = reading->name,
		.symbol_version = function->version,
		.source = told->file,
		.line = told->line,
		.declaration = told->prototype,
		.returns = told->return_type,
		.is_variadic = told->variadic,
		.parameter_count = told->parameter_count,
	};
	enum muster_status status = fill_parameters(reading, told);

	if (status == MUSTER_OK)
		status = refer(reading, told->return_reference, &entry.definition);
	entry.parameters = reading->parameters;
	return status == MUSTER_OK ? reading->reader->emit(reading->reader->data, &entry) : status;
}

static enum muster_status read_function(struct reading *reading, const struct library_function *function)
{
	char key[KEY_SIZE];
	struct dwarf_function told;
	enum muster_status status;
	const int size = snprintf(key, sizeof(key), "%s:%s%s%s", reading->name, function->symbol,
							  function->is_default ? "" : "@", function->is_default ? "" : function->version);

	if (size < 0 || (size_t)size >= sizeof(key)) {
		reading->skipped++;
		return MUSTER_OK;
	}
	if (reading->reader->only && strcmp(reading->reader->only, key) != 0)
		return MUSTER_OK;
	status = library_describe(reading->library, function, &told);
	if (status == MUSTER_OK)
		return emit_function(reading, function, &told, key);
	if (trouble_is(status))
		return status;
	if (status != MUSTER_NOT_FOUND)
		reading->skipped++;
	return MUSTER_OK;
}

static enum muster_status read_functions(struct reading *reading)
{
	struct library_function function;
	enum muster_status status = MUSTER_OK;

	while (status == MUSTER_OK && library_next(reading->library, &function))
		status = muster_scan_cancelled(reading->scan) ? MUSTER_CANCELLED : read_function(reading, &function);
	return status;
}

static enum muster_status open_debug_file(void *scan, const char *path, int *descriptor)
{
	return muster_scan_open(scan, path, descriptor);
}

static enum muster_status read_library(struct reading *reading, const struct muster_source *source)
{
	const char *const soname = library_soname(reading->library);
	const char *const trouble = library_trouble(reading->library);
	enum muster_status status;

	reading->name = soname && *soname != '\0' ? soname : muster_source_name(source);
	if (trouble)
		muster_scan_finding(reading->scan, 0, "%s", trouble);
	status = read_functions(reading);
	if (reading->skipped > 0)
		muster_scan_finding(reading->scan, 0, "%zu of its functions have names or types that are damaged or too long",
							reading->skipped);
	return status;
}

enum muster_status native_read(struct muster_scan *scan, const struct muster_source *source,
							   const struct native_reader *reader)
{
	const struct debug_file_search search = {reader->debug_paths, muster_source_path(source), open_debug_file, scan};
	struct reading reading = {.scan = scan, .reader = reader};
	const char *reason;
	enum muster_status status = library_open(&reading.library, muster_source_descriptor(source), &search, &reason);

	if (status == MUSTER_DAMAGED)
		muster_scan_finding(scan, 0, "%s", reason);
	if (status != MUSTER_OK)
		return status == MUSTER_UNSUPPORTED ? MUSTER_OK : status;
	status = read_library(&reading, source);
	names_clear(&reading.types);
	free(reading.parameters);
	library_close(reading.library);
	return status;
}
