/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "item.h"

#include <limits.h>
#include <stdlib.h>

#include <muster/functions.h>

const struct muster_field item_fields[] = {
	{"name", MUSTER_TYPE_STRING, "What it is called by", 0},
	{"original_name", MUSTER_TYPE_STRING, "Its name where it is defined, if that is another", 0},
	{"module", MUSTER_TYPE_STRING, "Python module that offers it", 0},
	{"library", MUSTER_TYPE_STRING, "Library or Python distribution it is of", MUSTER_FIELD_SHOWN},
	{"library_version", MUSTER_TYPE_STRING, "Version of that library or distribution", 0},
	{"symbol_version", MUSTER_TYPE_STRING, "Version of the native symbol", 0},
	{"contract", MUSTER_TYPE_STRING, "How it takes and gives its data", MUSTER_FIELD_SHOWN},
	{"summary", MUSTER_TYPE_STRING, "First paragraph of its documentation", MUSTER_FIELD_SHOWN},
	{"doc", MUSTER_TYPE_STRING, "All of its documentation", 0},
	{"tags", MUSTER_TYPE_LIST, "Words from where it is defined and from its rule", 0},
	{"path", MUSTER_TYPE_STRING, "File that was read to find it", 0},
	{"source", MUSTER_TYPE_STRING, "Source file that defines it", 0},
	{"line", MUSTER_TYPE_INTEGER, "Line in the source file", 0},
	{"public", MUSTER_TYPE_BOOLEAN, "It is meant for others", 0},
	{0},
};

static void write_tags(struct muster_writer *writer, const struct muster_function *function)
{
	size_t i;

	if (function->tag_count == 0)
		return;
	muster_write_list(writer, "tags");
	for (i = 0; i < function->tag_count; i++)
		muster_write_string(writer, NULL, function->tags[i]);
	muster_write_end(writer);
}

enum muster_status item_serialize(const void *item, struct muster_writer *writer)
{
	const struct muster_function *const function = item;

	muster_write_string(writer, "name", function->name);
	muster_write_string(writer, "original_name", function->original_name);
	muster_write_string(writer, "module", function->module);
	muster_write_string(writer, "library", function->library);
	muster_write_string(writer, "library_version", function->library_version);
	muster_write_string(writer, "symbol_version", function->symbol_version);
	muster_write_string(writer, "contract", function->contract);
	muster_write_string(writer, "summary", function->summary);
	muster_write_string(writer, "doc", function->doc);
	write_tags(writer, function);
	muster_write_string(writer, "path", function->path);
	muster_write_string(writer, "source", function->source);
	if (function->line > 0)
		muster_write_integer(writer, "line", function->line);
	return muster_write_boolean(writer, "public", function->is_public);
}

static enum muster_status read_tags(const struct muster_value *list, struct muster_function *function)
{
	const size_t wanted = muster_value_count(list);
	const char **const read = wanted > 0 ? calloc(wanted, sizeof(*read)) : NULL;
	size_t i;

	if (wanted > 0 && !read)
		return MUSTER_NO_MEMORY;
	for (i = 0; i < wanted; i++) {
		const char *const text = muster_value_string(muster_value_at(list, i));
		if (text)
			read[function->tag_count++] = text;
	}
	function->tags = read;
	return MUSTER_OK;
}

enum muster_status item_deserialize(const struct muster_entry *entry, void *item)
{
	struct muster_function *const function = item;
	const int64_t line = muster_entry_integer(entry, "line", 0);

	function->name = muster_entry_string(entry, "name");
	function->original_name = muster_entry_string(entry, "original_name");
	function->module = muster_entry_string(entry, "module");
	function->library = muster_entry_string(entry, "library");
	function->library_version = muster_entry_string(entry, "library_version");
	function->symbol_version = muster_entry_string(entry, "symbol_version");
	function->contract = muster_entry_string(entry, "contract");
	function->summary = muster_entry_string(entry, "summary");
	function->doc = muster_entry_string(entry, "doc");
	function->path = muster_entry_string(entry, "path");
	function->source = muster_entry_string(entry, "source");
	function->line = line > 0 && line <= INT_MAX ? (unsigned)line : 0;
	function->is_public = muster_entry_boolean(entry, "public", false);
	return read_tags(muster_entry_field(entry, "tags"), function);
}

void item_clear(void *item)
{
	struct muster_function *const function = item;

	free((void *)function->tags);
	function->tags = NULL;
	function->tag_count = 0;
}
