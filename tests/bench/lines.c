/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The module that the benchmarks discover with: a file of a few lines `name = value` makes one entry. */

#include <stdlib.h>
#include <string.h>

#include <muster/module.h>

#define LONGEST 256

struct line_item {
	const char *title, *author, *path;
	long long number;
};

/* The value of @name in @text, cut to @size bytes; "" where it has none. */
static void take(const char *text, const char *name, char *value, size_t size)
{
	const size_t length = strlen(name);
	size_t end = 0;

	while (*text && (strncmp(text, name, length) != 0 || strncmp(text + length, " = ", 3) != 0)) {
		const char *newline = strchr(text, '\n');
		text = newline ? newline + 1 : text + strlen(text);
	}
	if (*text)
		text += length + 3;
	while (text[end] && text[end] != '\n' && end < size - 1)
		end++;
	memcpy(value, text, end);
	value[end] = '\0';
}

static enum muster_status read_one(struct muster_scan *scan, const struct muster_source *source, void *unused)
{
	char title[LONGEST], author[LONGEST], number[LONGEST];
	size_t size;
	const char *text = muster_source_data(source, &size);

	(void)unused;
	if (!text)
		return MUSTER_OK;
	take(text, "title", title, sizeof(title));
	take(text, "author", author, sizeof(author));
	take(text, "number", number, sizeof(number));
	const struct line_item item = {title, author, muster_source_path(source), strtoll(number, NULL, 10)};
	return muster_scan_emit(scan, muster_source_stem(source), &item);
}

static enum muster_status discover(struct muster_scan *scan)
{
	return muster_scan_tree(scan, muster_scan_paths(scan), "*.lines", read_one, NULL);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	const struct line_item *line = item;

	muster_write_string(writer, "title", line->title);
	muster_write_string(writer, "author", line->author);
	muster_write_string(writer, "path", line->path);
	return muster_write_integer(writer, "number", line->number);
}

static enum muster_status deserialize(const struct muster_entry *entry, void *item)
{
	struct line_item *line = item;

	line->title = muster_entry_string(entry, "title");
	line->author = muster_entry_string(entry, "author");
	line->path = muster_entry_string(entry, "path");
	line->number = muster_entry_integer(entry, "number", 0);
	return MUSTER_OK;
}

static const struct muster_field fields[] = {
	{"title", MUSTER_TYPE_STRING, "What the file is called", MUSTER_FIELD_SHOWN},
	{"author", MUSTER_TYPE_STRING, "Who wrote it", MUSTER_FIELD_SHOWN},
	{"path", MUSTER_TYPE_STRING, "Where it is", 0},
	{"number", MUSTER_TYPE_INTEGER, "Its number", MUSTER_FIELD_SHOWN},
	{0},
};

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,         .name = "lines",
	.version = "1.0",           .summary = "Files of the benchmarks",
	.fields = fields,           .item_size = sizeof(struct line_item),
	.discover = discover,       .serialize = serialize,
	.deserialize = deserialize,
};
