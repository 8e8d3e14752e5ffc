/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module that emits what the native half finds, as it is. */
#include <muster/module.h>

#include "native.h"

static const struct muster_field fields[] = {
	{"name", MUSTER_TYPE_STRING, "Name", 0},
	{"declaration", MUSTER_TYPE_STRING, "Prototype or definition", 0},
	{"returns", MUSTER_TYPE_STRING, "Type returned", 0},
	{"definition", MUSTER_TYPE_STRING, "Key of the type returned", 0},
	{"symbol_version", MUSTER_TYPE_STRING, "Version", 0},
	{"type", MUSTER_TYPE_BOOLEAN, "Is a type", 0},
	{"variadic", MUSTER_TYPE_BOOLEAN, "Takes more", 0},
	{"line", MUSTER_TYPE_INTEGER, "Line", 0},
	{"parameters", MUSTER_TYPE_LIST, "Name, type and definition of each", 0},
	{0},
};

static const struct muster_option options[] = {
	{"debug_paths", MUSTER_OPTION_WORDS, "/usr/lib/debug", "Folders with debug information"},
	{"only", MUSTER_OPTION_STRING, NULL, "The only key wanted"},
	{0},
};

static enum muster_status emit(void *scan, const struct native_entry *entry)
{
	return muster_scan_emit(scan, entry->key, entry);
}

static enum muster_status read_one(struct muster_scan *scan, const struct muster_source *source, void *unused)
{
	const struct native_reader reader = {
		.debug_paths = muster_scan_words(scan, NULL, "debug_paths"),
		.only = muster_scan_string(scan, NULL, "only"),
		.emit = emit,
		.data = scan,
	};

	(void)unused;
	return native_read(scan, source, &reader);
}

static enum muster_status discover(struct muster_scan *scan)
{
	return muster_scan_tree(scan, muster_scan_paths(scan), "*.so*", read_one, NULL);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	const struct native_entry *const entry = item;
	size_t i;

	muster_write_string(writer, "name", entry->name);
	muster_write_string(writer, "declaration", entry->declaration);
	muster_write_string(writer, "returns", entry->returns);
	muster_write_string(writer, "definition", entry->definition);
	muster_write_string(writer, "symbol_version", entry->symbol_version);
	muster_write_boolean(writer, "type", entry->is_type);
	muster_write_boolean(writer, "variadic", entry->is_variadic);
	muster_write_integer(writer, "line", entry->line);
	muster_write_list(writer, "parameters");
	for (i = 0; i < entry->parameter_count; i++) {
		muster_write_list(writer, NULL);
		muster_write_string(writer, NULL, entry->parameters[i].name);
		muster_write_string(writer, NULL, entry->parameters[i].type);
		muster_write_string(writer, NULL, entry->parameters[i].definition);
		muster_write_end(writer);
	}
	return muster_write_end(writer);
}

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "natives",
	.version = "1.0",
	.summary = "What the native half of signatures finds",
	.fields = fields,
	.options = options,
	.item_size = sizeof(struct native_entry),
	.discover = discover,
	.serialize = serialize,
};
