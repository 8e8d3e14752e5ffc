/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `colormaps`: walks the folders where programs keep their colour maps, and hands each file to the
 * reader that knows its content. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/module.h>

#include "formats.h"
#include "item.h"
#include "python_maps.h"
#include "text.h"

/* How much of a file without a telling extension is looked at before all of it is read: next to colour maps lie
 * images. */
#define HEAD_SIZE 1024

/* As many findings as one file may give. */
#define DAMAGED_LIMIT 16

/* Python's parser, started for the first file that wants it. */
struct parser {
	struct python *python;
	bool is_tried;
	enum muster_status status;
};

static const char *extension_of(const struct muster_source *source)
{
	const char *dot = strrchr(muster_source_name(source), '.');

	return dot && dot != muster_source_name(source) ? dot + 1 : NULL;
}

/* False where the first bytes show that no reader will know the file. One that cannot be read now is read again by its
 * reader, and muster told why that fails. */
static bool is_promising(const struct muster_source *source)
{
	char head[HEAD_SIZE];
	const ssize_t size = pread(muster_source_descriptor(source), head, sizeof(head), 0);
	const struct input input = {.data = head, .size = size > 0 ? (size_t)size : 0, .stem = ""};

	return size < 0 || (size > 0 && (text_plausible(&input) || format_lut_raw.sniff(&input)));
}

static enum muster_status emit(struct muster_scan *scan, const struct muster_source *source, struct builder *builder)
{
	char *key = item_key(builder->map.name, muster_source_stem(source));
	enum muster_status status;

	if (!key)
		return MUSTER_NO_MEMORY;
	builder->map.path = muster_source_path(source);
	status = muster_scan_emit(scan, key, &builder->map);
	free(key);
	return status;
}

/* Emits what was read into the builder, or keeps what was wrong with it; frees the builder. */
static enum muster_status take(struct muster_scan *scan, const struct muster_source *source, const char *format,
							   enum muster_status status, struct builder *builder)
{
	if (status == MUSTER_OK)
		status = emit(scan, source, builder);
	else if (status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED)
		muster_scan_finding(scan, builder->line, "%s: %s", format, builder->trouble);
	builder_free(builder);
	return status;
}

/* One map of the file. MUSTER_NOT_FOUND past the last one. */
static enum muster_status read_one(struct muster_scan *scan, const struct muster_source *source,
								   const struct format *format, const struct input *input, size_t index)
{
	struct builder builder;

	builder_init(&builder);
	return take(scan, source, format->name, format_read(format, input, index, &builder), &builder);
}

/* A damaged map leaves the file's others readable; a file of little else is given up. */
static enum muster_status read_maps(struct muster_scan *scan, const struct muster_source *source,
									const struct format *format, const struct input *input)
{
	enum muster_status status = MUSTER_OK;
	size_t damaged = 0;

	for (size_t index = 0; !muster_scan_cancelled(scan); index++) {
		status = read_one(scan, source, format, input, index);
		if ((status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED) && ++damaged < DAMAGED_LIMIT)
			continue;
		if (status != MUSTER_OK)
			break;
	}
	return status == MUSTER_NOT_FOUND ? MUSTER_OK : status;
}

/* ---- Python ------------------------------------------------------------------------------------------------------ */

/* MUSTER_UNSUPPORTED where there is no parser, which leaves all other formats; else one that does not start ends all.
 */
static enum muster_status start_parser(struct muster_scan *scan, struct parser *parser)
{
	if (!parser->is_tried)
		parser->status = python_start(&parser->python);
	parser->is_tried = true;
	if (parser->status == MUSTER_UNSUPPORTED)
		muster_scan_finding(scan, 0, "python: this muster was built without Python");
	return parser->status;
}

static enum muster_status read_python_maps(struct muster_scan *scan, const struct muster_source *source,
										   const struct python_maps *maps)
{
	enum muster_status status = MUSTER_OK;
	size_t damaged = 0;

	for (size_t index = 0; index < maps->count && !muster_scan_cancelled(scan); index++) {
		struct builder builder;

		builder_init(&builder);
		status = take(scan, source, "python", python_maps_read(maps, index, &builder), &builder);
		if (status == MUSTER_DAMAGED ? ++damaged >= DAMAGED_LIMIT : status != MUSTER_OK)
			return status;
	}
	return MUSTER_OK;
}

/* Only a name says that a file that cannot be parsed was meant to be. */
static enum muster_status read_python(struct muster_scan *scan, const struct muster_source *source,
									  struct parser *parser, const struct input *input)
{
	const char *extension = extension_of(source);
	const bool is_named = extension && strcmp(extension, "py") == 0;
	struct python_maps maps;
	enum muster_status status;

	status = start_parser(scan, parser);
	if (status != MUSTER_OK)
		return status == MUSTER_UNSUPPORTED ? MUSTER_OK : status;
	status = python_maps_open(&maps, parser->python, input);
	if (status == MUSTER_OK) {
		if (maps.is_cut)
			muster_scan_finding(scan, 0, "python: more values than are believed; maps may be missing");
		status = read_python_maps(scan, source, &maps);
	} else if (status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED) {
		if (is_named)
			muster_scan_finding(scan, maps.source.line, "python: %s", maps.source.trouble);
		status = MUSTER_OK;
	}
	python_maps_free(&maps);
	return status;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static enum muster_status read_file(struct muster_scan *scan, const struct muster_source *source, void *parser)
{
	const char *extension = extension_of(source);
	size_t size, resume = 0;
	struct input input = {.stem = muster_source_stem(source), .resume = &resume};
	const struct format *format;

	if (!format_expected(extension) && !is_promising(source))
		return MUSTER_OK;
	input.data = muster_source_data(source, &size);
	if (!input.data)
		return MUSTER_OK; /* the core has kept the finding */
	input.size = size;
	format = format_choose(&input, extension);
	if (!format) {
		if (!format_expected(extension))
			return python_maps_sniff(&input) ? read_python(scan, source, parser, &input) : MUSTER_OK;
		muster_scan_finding(scan, 0, "not a colour map in any known format, in spite of its extension");
		return MUSTER_OK;
	}
	return read_maps(scan, source, format, &input);
}

static enum muster_status discover(struct muster_scan *scan)
{
	struct parser parser = {0};
	const enum muster_status status = muster_scan_tree(scan, muster_scan_paths(scan), NULL, read_file, &parser);

	python_stop(parser.python);
	return status;
}

/* In the order in which equal names get the plain key: folders for people's own maps first. */
#define PATHS                                                                                                          \
	"/usr/local/share/colormaps /usr/share/colormaps "                                                                 \
	"/usr/local/share/gmt/cpt /usr/share/gmt/cpt "                                                                     \
	"/usr/local/share/saods9/cmaps /usr/share/saods9/cmaps "                                                           \
	"/usr/local/share/gimp/*/gradients /usr/share/gimp/*/gradients "                                                   \
	"/usr/local/share/gimp/*/palettes /usr/share/gimp/*/palettes "                                                     \
	"/usr/local/share/inkscape/palettes /usr/share/inkscape/palettes "                                                 \
	"/usr/local/share/ncarg/colormaps /usr/share/ncarg/colormaps "                                                     \
	"/usr/share/ncview /usr/share/ferret-vis/ppl/palettes "                                                            \
	"/usr/local/grass*/etc/colors /usr/lib/grass*/etc/colors "                                                         \
	"/usr/share/gwyddion/gradients /usr/share/qgis/resources/cpt-city-qgis-min "                                       \
	"/usr/share/mricron/lut /usr/share/mricron/templates /usr/share/magics/styles "                                    \
	"/usr/local/lib/python3*/dist-packages/matplotlib/_cm*.py /usr/lib/python3/dist-packages/matplotlib/_cm*.py "      \
	"/usr/local/lib/python3*/dist-packages/colorcet/*.py /usr/lib/python3/dist-packages/colorcet/*.py"

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, PATHS, "files and folders to look for colour maps in"},
	{0},
};

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "colormaps",
	.version = "1.0",
	.summary = "Colour maps, gradients and palettes in the formats of some fourteen programs, and in Python",
	.fields = item_fields,
	.options = options,
	.item_size = sizeof(struct muster_colormap),
	.discover = discover,
	.serialize = item_serialize,
	.deserialize = item_deserialize,
	.clear = item_clear,
	/* Python is once in a process, and may be the caller's already */
	.flags = MUSTER_MODULE_WORKER_ONLY | MUSTER_MODULE_READERS_INDEPENDENT,
};
