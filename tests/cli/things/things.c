/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module for the tests of the command. A file NAME.thing becomes the entry NAME with a field of every type; its text
 * becomes the field `text`. Files that begin with "bad" are a finding, with "crash" the end of the worker, with "hang"
 * its never ending. Built under several names and versions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/module.h>

struct thing {
	const char *text;
	uint64_t size;
};

static enum muster_status read_thing(struct muster_scan *scan, const struct muster_source *source, void *unused)
{
	size_t size;
	const char *data = muster_source_data(source, &size);
	const struct thing thing = {data, size};

	(void)unused;
	if (!data)
		return MUSTER_OK;
	if (strncmp(data, "crash", 5) == 0)
		abort();
	while (strncmp(data, "hang", 4) == 0)
		pause();
	if (strncmp(data, "bad", 3) == 0) {
		muster_scan_finding(scan, 2, "a thing is not to be bad");
		return MUSTER_DAMAGED;
	}
	return muster_scan_emit(scan, muster_source_stem(source), &thing);
}

static enum muster_status discover(struct muster_scan *scan)
{
	fputs("discovering\n", stderr); /* reaches the log: how tests count discoveries */
	return muster_scan_tree(scan, muster_scan_paths(scan), "*.thing", read_thing, NULL);
}

static void write_colour(struct muster_writer *writer, double position, double red, double opacity)
{
	muster_write_list(writer, NULL);
	muster_write_real(writer, NULL, position);
	muster_write_real(writer, NULL, red);
	muster_write_real(writer, NULL, 0.0);
	muster_write_real(writer, NULL, 1.0);
	muster_write_real(writer, NULL, opacity);
	muster_write_end(writer);
}

static void write_kit(struct muster_writer *writer)
{
	muster_write_map(writer, NULL);
	muster_write_string(writer, "na\033me", "wheel");
	muster_write_integer(writer, "count", 12);
	muster_write_end(writer);
	muster_write_map(writer, NULL);
	muster_write_string(writer, "na\033me", "axle");
	muster_write_integer(writer, "count", 6);
	muster_write_list(writer, "of");
	muster_write_string(writer, NULL, "steel");
	muster_write_string(writer, NULL, "wood");
	muster_write_end(writer);
	muster_write_end(writer);
}

static void write_parts(struct muster_writer *writer, bool kit)
{
	muster_write_list(writer, "parts");
	if (kit) {
		write_kit(writer);
	} else {
		muster_write_string(writer, NULL, "wheel");
		muster_write_string(writer, NULL, "axle");
		muster_write_string(writer, NULL, NULL);
	}
	muster_write_end(writer);
	muster_write_map(writer, "extra");
	muster_write_string(writer, "colour", "red");
	muster_write_list(writer, "sizes");
	muster_write_integer(writer, NULL, -1);
	muster_write_integer(writer, NULL, INT64_MAX);
	muster_write_end(writer);
	muster_write_end(writer);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	const struct thing *thing = item;

	muster_write_string(writer, "text", thing->text);
	muster_write_integer(writer, "size", (int64_t)thing->size);
	muster_write_real(writer, "share", thing->size > 5 ? 0.1 : (double)0.1F);
	muster_write_boolean(writer, "small", thing->size <= 5);
	muster_write_bytes(writer, "raw", "\0\377ab", 4);
	write_parts(writer, strncmp(thing->text, "kit", 3) == 0);
	muster_write_list(writer, "ramp");
	write_colour(writer, 0, 1.0, 1.0);
	write_colour(writer, 1, 0.0, 0.5);
	return muster_write_end(writer);
}

static const struct muster_field fields[] = {
	{"text", MUSTER_TYPE_STRING, "What the file says", MUSTER_FIELD_SHOWN},
	{"size", MUSTER_TYPE_INTEGER, "Bytes in the file", MUSTER_FIELD_SHOWN},
	{"share", MUSTER_TYPE_REAL, "A tenth", 0},
	{"small", MUSTER_TYPE_BOOLEAN, "At most five bytes", MUSTER_FIELD_SHOWN},
	{"raw", MUSTER_TYPE_BYTES, "Four bytes", 0},
	{"parts", MUSTER_TYPE_LIST, "What it is made of", MUSTER_FIELD_SHOWN},
	{"extra", MUSTER_TYPE_MAP, "What else there is", 0},
	{"ramp", MUSTER_TYPE_LIST, "Colours", MUSTER_FIELD_COLOURS},
	{"never", MUSTER_TYPE_STRING, "Not there", 0},
	{0},
};

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, NULL, "Where things are"},
	{0},
};

static const struct muster_option named[] = {
	{"colour", MUSTER_OPTION_STRING, "red", "Of such a thing"},
	{"shape", MUSTER_OPTION_STRING, NULL, "Of such a thing, too"},
	{0},
};

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,     .name = THINGS_NAME,   .version = THINGS_VERSION,         .summary = "Things for tests",
	.fields = fields,       .options = options,    .item_size = sizeof(struct thing), .discover = discover,
	.serialize = serialize, .flags = THINGS_FLAGS, .section_options = named,
};
