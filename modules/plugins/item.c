/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "item.h"

#include <stdlib.h>

#include <muster/plugins.h>

const struct muster_field item_fields[] = {
	{"name", MUSTER_TYPE_STRING, "Name of the file, module, service or entry point", 0},
	{"kind", MUSTER_TYPE_STRING, "Section of the configuration it was found by", MUSTER_FIELD_SHOWN},
	{"path", MUSTER_TYPE_STRING, "File", MUSTER_FIELD_SHOWN},
	{"symbol", MUSTER_TYPE_STRING, "Symbol it was known by", 0},
	{"size", MUSTER_TYPE_INTEGER, "Bytes of the file", MUSTER_FIELD_SHOWN},
	{"machine", MUSTER_TYPE_STRING, "Machine it runs on", 0},
	{"build_id", MUSTER_TYPE_STRING, "Build-id in hexadecimal", 0},
	{"soname", MUSTER_TYPE_STRING, "Name it gives itself", 0},
	{"runpath", MUSTER_TYPE_STRING, "Where the linker looks for what it needs", 0},
	{"debug_link", MUSTER_TYPE_STRING, "Name of the file with its debug information", 0},
	{"needed", MUSTER_TYPE_LIST, "Libraries that are loaded with it", 0},
	{"package", MUSTER_TYPE_MAP, "What its package note says", 0},
	{"dlopen", MUSTER_TYPE_LIST, "What it may load later: feature, description, priority, sonames", 0},
	{"qt_iid", MUSTER_TYPE_STRING, "Interface of a Qt plug-in", 0},
	{"qt_class", MUSTER_TYPE_STRING, "Class of a Qt plug-in", 0},
	{"lv2_uri", MUSTER_TYPE_LIST, "What an LV2 manifest says is in it", 0},
	{"group", MUSTER_TYPE_STRING, "Group of a Python entry point, or base of a Python class", 0},
	{"object", MUSTER_TYPE_STRING, "module:object of a Python entry point or class", 0},
	{"distribution", MUSTER_TYPE_STRING, "Python distribution of an entry point", 0},
	{"version", MUSTER_TYPE_STRING, "Version of that distribution", 0},
	{"secondary", MUSTER_TYPE_LIST, "Further registries that a Python class goes into", 0},
	{0},
};

static void write_strings(struct muster_writer *writer, const char *name, size_t count, const char *const *strings)
{
	size_t i;

	if (count == 0)
		return;
	muster_write_list(writer, name);
	for (i = 0; i < count; i++)
		muster_write_string(writer, NULL, strings[i]);
	muster_write_end(writer);
}

static void write_package(struct muster_writer *writer, const struct muster_plugin *plugin)
{
	size_t i;

	if (plugin->package_count == 0)
		return;
	muster_write_map(writer, "package");
	for (i = 0; i < plugin->package_count; i++)
		muster_write_string(writer, plugin->package[i].name, plugin->package[i].value);
	muster_write_end(writer);
}

static void write_dlopens(struct muster_writer *writer, const struct muster_plugin *plugin)
{
	size_t i;

	if (plugin->dlopen_count == 0)
		return;
	muster_write_list(writer, "dlopen");
	for (i = 0; i < plugin->dlopen_count; i++) {
		const struct muster_plugin_dlopen *const item = &plugin->dlopens[i];
		muster_write_map(writer, NULL);
		muster_write_string(writer, "feature", item->feature);
		muster_write_string(writer, "description", item->description);
		muster_write_string(writer, "priority", item->priority);
		write_strings(writer, "sonames", item->soname_count, item->sonames);
		muster_write_end(writer);
	}
	muster_write_end(writer);
}

enum muster_status item_serialize(const void *item, struct muster_writer *writer)
{
	const struct muster_plugin *const plugin = item;

	muster_write_string(writer, "name", plugin->name);
	muster_write_string(writer, "kind", plugin->kind);
	muster_write_string(writer, "path", plugin->path);
	muster_write_string(writer, "symbol", plugin->symbol);
	if (plugin->size > 0)
		muster_write_integer(writer, "size", plugin->size <= INT64_MAX ? (int64_t)plugin->size : INT64_MAX);
	muster_write_string(writer, "machine", plugin->machine);
	muster_write_string(writer, "build_id", plugin->build_id);
	muster_write_string(writer, "soname", plugin->soname);
	muster_write_string(writer, "runpath", plugin->runpath);
	muster_write_string(writer, "debug_link", plugin->debug_link);
	write_strings(writer, "needed", plugin->needed_count, plugin->needed);
	write_package(writer, plugin);
	write_dlopens(writer, plugin);
	muster_write_string(writer, "qt_iid", plugin->qt_iid);
	muster_write_string(writer, "qt_class", plugin->qt_class);
	write_strings(writer, "lv2_uri", plugin->lv2_uri_count, plugin->lv2_uris);
	muster_write_string(writer, "group", plugin->group);
	muster_write_string(writer, "object", plugin->object);
	muster_write_string(writer, "distribution", plugin->distribution);
	write_strings(writer, "secondary", plugin->secondary_count, plugin->secondaries);
	return muster_write_string(writer, "version", plugin->version);
}

/* The strings of a list, in memory of their own. */
static enum muster_status read_strings(const struct muster_value *list, size_t *count, const char *const **strings)
{
	const size_t wanted = muster_value_count(list);
	const char **const read = wanted > 0 ? calloc(wanted, sizeof(*read)) : NULL;
	size_t i;

	if (wanted > 0 && !read)
		return MUSTER_NO_MEMORY;
	for (i = 0; i < wanted; i++) {
		const char *const text = muster_value_string(muster_value_at(list, i));
		if (text)
			read[(*count)++] = text;
	}
	*strings = read;
	return MUSTER_OK;
}

static enum muster_status read_package(const struct muster_value *map, struct muster_plugin *plugin)
{
	const size_t wanted = muster_value_count(map);
	struct muster_plugin_property *const read = wanted > 0 ? calloc(wanted, sizeof(*read)) : NULL;
	size_t i;

	if (wanted > 0 && !read)
		return MUSTER_NO_MEMORY;
	for (i = 0; i < wanted; i++) {
		const char *const name = muster_value_key(map, i), *const value = muster_value_string(muster_value_at(map, i));
		if (name && value)
			read[plugin->package_count++] = (struct muster_plugin_property){name, value};
	}
	plugin->package = read;
	return MUSTER_OK;
}

static enum muster_status read_dlopen(const struct muster_value *map, struct muster_plugin_dlopen *item)
{
	item->feature = muster_value_string(muster_value_get(map, "feature"));
	item->description = muster_value_string(muster_value_get(map, "description"));
	item->priority = muster_value_string(muster_value_get(map, "priority"));
	return read_strings(muster_value_get(map, "sonames"), &item->soname_count, &item->sonames);
}

static enum muster_status read_dlopens(const struct muster_value *list, struct muster_plugin *plugin)
{
	const size_t wanted = muster_value_count(list);
	struct muster_plugin_dlopen *const read = wanted > 0 ? calloc(wanted, sizeof(*read)) : NULL;
	enum muster_status status = MUSTER_OK;

	if (wanted > 0 && !read)
		return MUSTER_NO_MEMORY;
	plugin->dlopens = read;
	while (status == MUSTER_OK && plugin->dlopen_count < wanted) {
		const size_t i = plugin->dlopen_count++;
		status = read_dlopen(muster_value_at(list, i), &read[i]);
	}
	return status;
}

static enum muster_status read_lists(const struct muster_entry *entry, struct muster_plugin *plugin)
{
	enum muster_status status =
		read_strings(muster_entry_field(entry, "needed"), &plugin->needed_count, &plugin->needed);

	if (status == MUSTER_OK)
		status = read_strings(muster_entry_field(entry, "lv2_uri"), &plugin->lv2_uri_count, &plugin->lv2_uris);
	if (status == MUSTER_OK)
		status = read_strings(muster_entry_field(entry, "secondary"), &plugin->secondary_count, &plugin->secondaries);
	if (status == MUSTER_OK)
		status = read_package(muster_entry_field(entry, "package"), plugin);
	if (status == MUSTER_OK)
		status = read_dlopens(muster_entry_field(entry, "dlopen"), plugin);
	return status;
}

enum muster_status item_deserialize(const struct muster_entry *entry, void *item)
{
	struct muster_plugin *const plugin = item;
	enum muster_status status;

	plugin->name = muster_entry_string(entry, "name");
	plugin->kind = muster_entry_string(entry, "kind");
	plugin->path = muster_entry_string(entry, "path");
	plugin->symbol = muster_entry_string(entry, "symbol");
	plugin->size = (uint64_t)muster_entry_integer(entry, "size", 0);
	plugin->machine = muster_entry_string(entry, "machine");
	plugin->build_id = muster_entry_string(entry, "build_id");
	plugin->soname = muster_entry_string(entry, "soname");
	plugin->runpath = muster_entry_string(entry, "runpath");
	plugin->debug_link = muster_entry_string(entry, "debug_link");
	plugin->qt_iid = muster_entry_string(entry, "qt_iid");
	plugin->qt_class = muster_entry_string(entry, "qt_class");
	plugin->group = muster_entry_string(entry, "group");
	plugin->object = muster_entry_string(entry, "object");
	plugin->distribution = muster_entry_string(entry, "distribution");
	plugin->version = muster_entry_string(entry, "version");
	status = read_lists(entry, plugin);
	if (status != MUSTER_OK)
		item_clear(item);
	return status;
}

void item_clear(void *item)
{
	struct muster_plugin *const plugin = item;
	size_t i;

	for (i = 0; i < plugin->dlopen_count; i++)
		free((void *)plugin->dlopens[i].sonames);
	free((void *)plugin->dlopens);
	free((void *)plugin->package);
	free((void *)plugin->lv2_uris);
	free((void *)plugin->needed);
	free((void *)plugin->secondaries);
	*plugin = (struct muster_plugin){0};
}
