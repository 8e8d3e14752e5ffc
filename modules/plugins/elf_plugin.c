/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "elf_plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/plugins.h>

#include "beside.h"
#include "manifest.h"
#include "notes.h"
#include "place.h"
#include "qt.h"

enum { MATCHES_MAX = 16, NEEDED_MAX = 256, SYMBOL_SIZE = 512, NAME_SIZE = 256, MANIFEST_MAX = 1 << 20 };

/* A kind that the file is of. */
struct match {
	const struct kind *kind;
	size_t rank;
	const char *symbol, *name; /* neither ends where its length says */
	size_t symbol_length, name_length;
};

struct elf_plugin {
	struct muster_scan *scan;
	const struct muster_source *source;
	struct elf_file *file; /* NULL until a kind asks for it */
	const char *needed[NEEDED_MAX];
	struct notes *notes; /* NULL where the file has none */
	struct qt_metadata qt;
	struct muster_plugin item;
	size_t match_count;
	struct match matches[MATCHES_MAX];
};

struct elf_plugin *elf_plugin_new(struct muster_scan *scan, const struct muster_source *source)
{
	struct elf_plugin *const plugin = calloc(1, sizeof(*plugin));

	if (plugin) {
		plugin->scan = scan;
		plugin->source = source;
	}
	return plugin;
}

void elf_plugin_free(struct elf_plugin *plugin)
{
	if (!plugin)
		return;
	notes_free(plugin->notes);
	elf_file_close(plugin->file);
	free(plugin);
}

static enum muster_status open_file(struct elf_plugin *plugin)
{
	const char *reason;
	const enum muster_status status = elf_file_open(&plugin->file, muster_source_descriptor(plugin->source), &reason);

	if (status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED)
		muster_scan_finding(plugin->scan, 0, "%s", reason);
	return status;
}

/* Plug-ins of Python and NSS are called what their symbols call them, all others as their files are. */
static void name_match(struct match *match, const char *file_name, const char *stem, size_t stem_length)
{
	const bool by_stem = match->kind->symbol && pattern_has_stem(match->kind->symbol);

	match->name = by_stem ? stem : file_name;
	match->name_length = by_stem ? stem_length : place_plain_length(file_name);
}

enum muster_status elf_plugin_try(struct elf_plugin *plugin, const struct kind *kind, size_t rank)
{
	const char *const name = muster_source_name(plugin->source);
	struct match *match;
	struct elf_symbol symbol;
	size_t stem_length;
	const char *const stem = place_stem(place_glob(kind->files, name), name, &stem_length);
	const enum muster_status status = plugin->file ? MUSTER_OK : open_file(plugin);

	if (status != MUSTER_OK)
		return status;
	if (!kind_recognises(kind, plugin->file, stem, stem_length, &symbol))
		return elf_file_trouble(plugin->file);
	if (plugin->match_count == MATCHES_MAX) {
		muster_scan_finding(plugin->scan, 0, "it is a plug-in of more than %d kinds", MATCHES_MAX);
		return MUSTER_OK;
	}
	match = &plugin->matches[plugin->match_count++];
	match->kind = kind;
	match->rank = rank;
	match->symbol = symbol.name;
	match->symbol_length = symbol.length;
	name_match(match, name, stem, stem_length);
	return MUSTER_OK;
}

/* What is the same for every kind, but for the notes. */
static void describe(struct elf_plugin *plugin)
{
	const struct elf_file *const file = plugin->file;
	struct muster_plugin *const item = &plugin->item;
	const char *needed;
	size_t index = 0;

	item->path = muster_source_path(plugin->source);
	item->size = muster_source_size(plugin->source);
	item->machine = elf_file_machine(file);
	item->build_id = elf_file_build_id(file);
	item->soname = elf_file_soname(file);
	item->runpath = elf_file_runpath(file);
	item->debug_link = elf_file_debug_link(file);
	item->needed = plugin->needed;
	while (item->needed_count < NEEDED_MAX && (needed = elf_file_next_needed(file, &index)))
		plugin->needed[item->needed_count++] = needed;
	if (!qt_read(&plugin->qt, file))
		muster_scan_finding(plugin->scan, 0, "the metadata of Qt in it is damaged");
	item->qt_iid = plugin->qt.iid[0] != '\0' ? plugin->qt.iid : NULL;
	item->qt_class = plugin->qt.class_name[0] != '\0' ? plugin->qt.class_name : NULL;
}

static enum muster_status describe_notes(struct elf_plugin *plugin)
{
	const enum muster_status status = notes_read(&plugin->notes, plugin->file);
	const struct notes *const notes = plugin->notes;

	if (!notes || status != MUSTER_OK)
		return status;
	if (!notes->whole)
		muster_scan_finding(plugin->scan, 0, "the note on its package or on what it may dlopen is damaged or too long");
	plugin->item.package = notes->package;
	plugin->item.package_count = notes->package_count;
	plugin->item.dlopens = notes->dlopens;
	plugin->item.dlopen_count = notes->dlopen_count;
	return MUSTER_OK;
}

static enum muster_status read_manifest(struct elf_plugin *plugin, const struct kind *kind, struct manifest *manifest)
{
	char *text;
	size_t size;
	unsigned line;
	const enum muster_status status =
		beside_read(plugin->scan, plugin->source, kind->manifest, MANIFEST_MAX, &text, &size);

	if (!text)
		return status;
	line = manifest_read(manifest, text, size, muster_source_name(plugin->source), kind->manifest_class);
	free(text);
	if (manifest->failed)
		return MUSTER_NO_MEMORY;
	if (line > 0)
		muster_scan_finding(plugin->scan, 0, "%s beside it is no Turtle in line %u", kind->manifest, line);
	if (manifest->truncated)
		muster_scan_finding(plugin->scan, 0, "%s names more than %d things in it", kind->manifest, MANIFEST_URIS_MAX);
	return status;
}

static enum muster_status emit_with_uris(struct elf_plugin *plugin, const char *key, const struct manifest *manifest)
{
	const char **const uris = manifest->count > 0 ? calloc(manifest->count, sizeof(*uris)) : NULL;
	enum muster_status status;
	size_t i;

	if (manifest->count > 0 && !uris)
		return MUSTER_NO_MEMORY;
	for (i = 0; i < manifest->count; i++)
		uris[i] = manifest->uris[i];
	plugin->item.lv2_uris = uris;
	plugin->item.lv2_uri_count = manifest->count;
	status = muster_scan_emit(plugin->scan, key, &plugin->item);
	free(uris);
	return status;
}

static enum muster_status emit(struct elf_plugin *plugin, const struct match *match)
{
	char key[NAME_SIZE + 512], name[NAME_SIZE], symbol[SYMBOL_SIZE];
	struct manifest manifest = {0};
	enum muster_status status = MUSTER_OK;

	snprintf(name, sizeof(name), "%.*s", (int)match->name_length, match->name);
	snprintf(symbol, sizeof(symbol), "%.*s", (int)match->symbol_length, match->symbol);
	snprintf(key, sizeof(key), "%s/%s", match->kind->name, name);
	plugin->item.kind = match->kind->name;
	plugin->item.name = name;
	plugin->item.symbol = symbol;
	if (match->kind->manifest)
		status = read_manifest(plugin, match->kind, &manifest);
	if (status == MUSTER_OK)
		status = emit_with_uris(plugin, key, &manifest);
	manifest_clear(&manifest);
	return status;
}

enum muster_status elf_plugin_emit(struct elf_plugin *plugin)
{
	enum muster_status status = MUSTER_OK;
	size_t rank = 0, i;

	if (plugin->match_count == 0)
		return MUSTER_OK;
	describe(plugin);
	status = describe_notes(plugin);
	if (status == MUSTER_OK)
		status = elf_file_trouble(plugin->file);
	for (i = 0; i < plugin->match_count; i++)
		rank = plugin->matches[i].rank > rank ? plugin->matches[i].rank : rank;
	for (i = 0; status == MUSTER_OK && i < plugin->match_count; i++)
		if (plugin->matches[i].rank == rank)
			status = emit(plugin, &plugin->matches[i]);
	return status;
}
