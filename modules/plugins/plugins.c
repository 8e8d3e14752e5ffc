/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `plugins`: files that programs load at run time, known without loading them. Each kind walks its own
 * folders; as a file is read once however many kinds look there, it is held against all of them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/module.h>
#include <muster/plugins.h>

#include "beside.h"
#include "class_fact.h"
#include "class_registry.h"
#include "elf_plugin.h"
#include "entrypoints.h"
#include "item.h"
#include "kind.h"
#include "place.h"

enum { METADATA_MAX = 1 << 16 };

/* What one walk hands to the reader. */
struct walk {
	const struct kinds *kinds;
	const struct kind *kind;
	struct python *python; /* NULL: none was wanted, or there is none */
};

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, "/", "Roots below which all folders of kinds are looked for"},
	{"multiarch", MUSTER_OPTION_STRING, PLUGINS_MULTIARCH, "What $M in folders of kinds stands for"},
	{0},
};

/* The name and version of the distribution that entry_points.txt lies in. */
static enum muster_status read_distribution(struct muster_scan *scan, const struct muster_source *source,
											char name[ENTRY_TEXT_MAX], char version[ENTRY_TEXT_MAX])
{
	const bool is_egg = strstr(muster_source_path(source), ".egg-info/") != NULL;
	char *text;
	size_t size;
	const enum muster_status status =
		beside_read(scan, source, is_egg ? "PKG-INFO" : "METADATA", METADATA_MAX, &text, &size);

	if (text) {
		metadata_header(text, "Name", name);
		metadata_header(text, "Version", version);
	}
	free(text);
	return status;
}

static enum muster_status emit_entry_point(struct muster_scan *scan, const struct kind *kind,
										   const struct entry_point *point, struct muster_plugin *plugin)
{
	char key[2 * ENTRY_TEXT_MAX + 512];

	snprintf(key, sizeof(key), "%s/%s/%s", kind->name, point->group, point->name);
	plugin->name = point->name;
	plugin->group = point->group;
	plugin->object = point->object;
	return muster_scan_emit(scan, key, plugin);
}

static enum muster_status read_entry_points(struct muster_scan *scan, const struct muster_source *source,
											const struct kind *kind)
{
	char name[ENTRY_TEXT_MAX] = "", version[ENTRY_TEXT_MAX] = "";
	struct muster_plugin plugin = {.kind = kind->name, .path = muster_source_path(source)};
	size_t size;
	const char *const text = muster_source_data(source, &size);
	struct entry_points points = {.at = text, .end = text ? text + size : NULL};
	enum muster_status status = read_distribution(scan, source, name, version);

	if (!text)
		return status;
	plugin.size = muster_source_size(source);
	plugin.distribution = name[0] != '\0' ? name : NULL;
	plugin.version = version[0] != '\0' ? version : NULL;
	while (status == MUSTER_OK && entry_points_next(&points)) {
		if (points.wrong)
			muster_scan_finding(scan, points.line, "%s", points.wrong);
		else
			status = emit_entry_point(scan, kind, &points.point, &plugin);
	}
	return status;
}

/* The classes of a file are the same for every kind: combine() tells them apart. */
static enum muster_status read_classes(struct muster_scan *scan, const struct muster_source *source,
									   struct python *python)
{
	if (python)
		return class_fact_keep(scan, source, python);
	muster_scan_finding(scan, 0, "there is no parser for Python in this muster");
	return MUSTER_OK;
}

/* How closely the kind says where the file is; 0 where it is none of its files. */
static size_t rank_of(const struct walk *walk, const struct kind *kind, const struct muster_source *source)
{
	size_t rank;

	if (!place_glob(kind->files, muster_source_name(source)))
		return 0;
	rank = place_rank((const char *const *)kind->folders, kind->depth, muster_source_path(source));
	/* the walk came here for this kind, whatever links it went by */
	return kind == walk->kind && rank == 0 ? 1 : rank;
}

static enum muster_status read_file(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	const struct walk *const walk = data;
	struct elf_plugin *const plugin = elf_plugin_new(scan, source);
	enum muster_status status = plugin ? MUSTER_OK : MUSTER_NO_MEMORY;
	bool has_classes = false;
	size_t i;

	for (i = 0; status == MUSTER_OK && i < walk->kinds->count; i++) {
		const struct kind *const kind = &walk->kinds->kinds[i];
		const size_t rank = rank_of(walk, kind, source);
		if (rank > 0 && kind->reader == KIND_ENTRY_POINTS)
			status = read_entry_points(scan, source, kind);
		else if (rank > 0 && kind->reader == KIND_PYTHON_CLASSES)
			has_classes = true;
		else if (rank > 0)
			status = elf_plugin_try(plugin, kind, rank);
	}
	if (status == MUSTER_OK)
		status = elf_plugin_emit(plugin);
	if (status == MUSTER_OK && kinds_starved(walk->kinds))
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_OK && has_classes)
		status = read_classes(scan, source, walk->python);
	elf_plugin_free(plugin);
	return status;
}

static enum muster_status walk_kind(struct muster_scan *scan, struct walk *data)
{
	struct muster_walk walk = {
		.size = sizeof(walk), .paths = (const char *const *)data->kind->folders, .depth = data->kind->depth};
	enum muster_status status = MUSTER_OK;
	size_t i;

	for (i = 0; status == MUSTER_OK && data->kind->files[i]; i++) {
		walk.files = data->kind->files[i];
		status = muster_scan_walk(scan, &walk, read_file, data);
	}
	return status;
}

/* Without a parser, all other kinds are left. */
static enum muster_status start(struct python **python)
{
	const enum muster_status status = python_start(python);

	return status == MUSTER_UNSUPPORTED ? MUSTER_OK : status;
}

static enum muster_status discover(struct muster_scan *scan)
{
	struct kinds kinds;
	struct python *python = NULL;
	enum muster_status status = kinds_read(scan, &kinds);
	size_t i;

	if (status == MUSTER_OK && kinds_have(&kinds, KIND_PYTHON_CLASSES))
		status = start(&python);
	for (i = 0; status == MUSTER_OK && i < kinds.count; i++) {
		struct walk walk = {.kinds = &kinds, .kind = &kinds.kinds[i], .python = python};
		status = walk_kind(scan, &walk);
	}
	python_stop(python);
	kinds_clear(&kinds);
	return status;
}

static enum muster_status combine(struct muster_scan *scan)
{
	struct kinds kinds;
	enum muster_status status = kinds_read(scan, &kinds);

	if (status == MUSTER_OK)
		status = class_registry_emit(scan, &kinds);
	kinds_clear(&kinds);
	return status;
}

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "plugins",
	.version = "1.0",
	.summary = "Files that programs load at run time, Python entry points and registered classes",
	.fields = item_fields,
	.options = options,
	.section_options = kind_options,
	.item_size = sizeof(struct muster_plugin),
	.discover = discover,
	.combine = combine,
	.serialize = item_serialize,
	.deserialize = item_deserialize,
	.clear = item_clear,
	/* Python is once in a process, and may be the caller's already */
	.flags = MUSTER_MODULE_WORKER_ONLY | MUSTER_MODULE_READERS_INDEPENDENT,
};
