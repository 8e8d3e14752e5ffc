/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "native.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/functions.h>

#include "readers/library.h"
#include "readers/text.h"
#include "readers/trouble.h"

enum { KEY_MAX = 1024, TAG_MAX = 128, TAGS_MAX = 32, TAKES_MAX = 1 << 16, VERSION_SIZE = 256 };

/* One library that is being read. */
struct reading {
	struct muster_scan *scan;
	const struct muster_source *source;
	const struct native *native;
	struct library *library;
	const char *name; /* of the library */
	char version[VERSION_SIZE];
	struct text takes;
	size_t skipped; /* functions whose types are beyond reason */
};

/* dpkg writes its file of this name after all others, whenever anything in its database changes. */
static enum muster_status depend_on_dpkg(struct muster_scan *scan)
{
	char path[4096];
	const int size = snprintf(path, sizeof(path), "%s/status", muster_scan_string(scan, NULL, "dpkg"));

	return size < 0 || (size_t)size >= sizeof(path) || *path != '/' ? MUSTER_OK : muster_scan_depend(scan, path);
}

/* The version of the package that has the library; of one that none has, what follows .so. in the name of the file that
 * its names lead to. */
static enum muster_status read_version(struct reading *reading)
{
	char real[PATH_MAX];
	enum muster_status status =
		muster_scan_resolve(reading->scan, muster_source_path(reading->source), real, sizeof(real));
	const char *suffix;

	if (status != MUSTER_OK)
		return status;
	status = dpkg_version(reading->native->dpkg, reading->name, real, reading->version, sizeof(reading->version));
	suffix = strstr(real, ".so.");
	if (reading->version[0] == '\0' && suffix && !strchr(suffix, '/'))
		snprintf(reading->version, sizeof(reading->version), "%s", suffix + 4);
	return status;
}

/* The types of all parameters in one text; NULL where it failed. */
static const char *write_takes(struct text *takes, const struct dwarf_function *function)
{
	size_t i;

	text_reset(takes);
	for (i = 0; i < function->parameter_count; i++) {
		text_add(takes, i > 0 ? ", " : "");
		text_add(takes, function->parameters[i].type);
	}
	if (function->variadic)
		text_add(takes, i > 0 ? ", ..." : "...");
	if (takes->status != MUSTER_OK)
		return NULL;
	return takes->bytes ? takes->bytes : "";
}

/* The folder of the source file, which most libraries name after what is in it. False where there is none. */
static bool read_tag(const char *source, char tag[TAG_MAX])
{
	const char *const end = source ? strrchr(source, '/') : NULL;
	const char *begin = end;

	while (begin && begin > source && begin[-1] != '/')
		begin--;
	if (!begin || begin == end || (size_t)(end - begin) >= TAG_MAX || *begin == '.')
		return false;
	memcpy(tag, begin, (size_t)(end - begin));
	tag[end - begin] = '\0';
	return true;
}

/* What debug information tells of the function. MUSTER_OK, MUSTER_NO_MEMORY. */
static enum muster_status describe(struct reading *reading, const struct dwarf_function *told,
								   struct muster_function *item, char tag[TAG_MAX], const char *tags[TAGS_MAX])
{
	const struct rule_function shown = {
		.name = item->name, .returns = told->return_type, .takes = write_takes(&reading->takes, told)};
	const struct rule *const rule = rules_find(reading->native->rules, &shown);
	const char *const *word;

	if (strcmp(told->name, item->name) != 0)
		item->original_name = told->name;
	item->source = told->file;
	item->line = told->line;
	if (read_tag(told->file, tag))
		tags[item->tag_count++] = tag;
	item->tags = tags;
	item->contract = rule ? rule_contract(rule) : NULL;
	for (word = rule ? rule_tags(rule) : NULL; word && *word && item->tag_count < TAGS_MAX; word++)
		tags[item->tag_count++] = *word;
	return reading->takes.status == MUSTER_NO_MEMORY || rules_starved(reading->native->rules) ? MUSTER_NO_MEMORY
																							  : MUSTER_OK;
}

/* Names with an underscore in front are the library's own, and so are old versions, which nobody can link with. */
static bool is_public(const struct library_function *function)
{
	return function->symbol[0] != '_' && function->is_default &&
		   !(function->version && strstr(function->version, "PRIVATE"));
}

static enum muster_status emit(struct reading *reading, const struct library_function *function)
{
	char key[KEY_MAX + 1], tag[TAG_MAX];
	const char *tags[TAGS_MAX];
	struct muster_function item = {
		.name = function->symbol,
		.library = reading->name,
		.library_version = reading->version[0] != '\0' ? reading->version : NULL,
		.symbol_version = function->version,
		.path = muster_source_path(reading->source),
		.is_public = is_public(function),
	};
	struct dwarf_function told;
	enum muster_status status;
	const int size = snprintf(key, sizeof(key), "%s:%s%s%s", reading->name, function->symbol,
							  function->is_default ? "" : "@", function->is_default ? "" : function->version);

	if (size < 0 || size > KEY_MAX) {
		reading->skipped++;
		return MUSTER_OK;
	}
	status = library_describe(reading->library, function, &told);
	if (status == MUSTER_OK)
		status = describe(reading, &told, &item, tag, tags);
	else if (status == MUSTER_DAMAGED || status == MUSTER_LIMIT_EXCEEDED)
		reading->skipped++;
	return trouble_is(status) ? status : muster_scan_emit(reading->scan, key, &item);
}

static enum muster_status read_functions(struct reading *reading)
{
	struct library_function function;
	enum muster_status status = MUSTER_OK;

	while (status == MUSTER_OK && library_next(reading->library, &function)) {
		if (muster_scan_cancelled(reading->scan))
			return MUSTER_CANCELLED;
		if (choice_has_name(reading->native->choice, function.symbol))
			status = emit(reading, &function);
	}
	return status;
}

static enum muster_status read_library(struct reading *reading)
{
	const char *const soname = library_soname(reading->library);
	const char *const trouble = library_trouble(reading->library);
	enum muster_status status;

	reading->name = soname && *soname != '\0' ? soname : muster_source_name(reading->source);
	if (!choice_has_module(reading->native->choice, reading->name))
		return MUSTER_OK;
	if (trouble)
		muster_scan_finding(reading->scan, 0, "%s", trouble);
	status = depend_on_dpkg(reading->scan);
	if (status == MUSTER_OK)
		status = read_version(reading);
	if (status == MUSTER_OK)
		status = read_functions(reading);
	if (reading->skipped > 0)
		muster_scan_finding(reading->scan, 0, "%zu of its functions have names or types that are damaged or too long",
							reading->skipped);
	return status;
}

static enum muster_status open_debug_file(void *scan, const char *path, int *descriptor)
{
	return muster_scan_open(scan, path, descriptor);
}

enum muster_status native_read(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	struct reading reading = {.scan = scan, .source = source, .native = data};
	const struct debug_file_search search = {reading.native->debug_paths, muster_source_path(source), open_debug_file,
											 scan};
	const char *reason;
	enum muster_status status = library_open(&reading.library, muster_source_descriptor(source), &search, &reason);

	if (status == MUSTER_DAMAGED)
		muster_scan_finding(scan, 0, "%s", reason);
	if (status != MUSTER_OK)
		return status == MUSTER_UNSUPPORTED ? MUSTER_OK : status; /* a linker script is no library */
	text_init(&reading.takes, TAKES_MAX);
	status = read_library(&reading);
	text_free(&reading.takes);
	library_close(reading.library);
	return status;
}
