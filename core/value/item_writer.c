/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "value/item_writer.h"

#include <string.h>

#include "value/value.h"

/* A container's head is written when its count is known; this much room is kept for it. */
#define HEAD_ROOM 5

static enum muster_status fail(struct muster_writer *writer, enum muster_status status, const char *trouble)
{
	if (writer->status == MUSTER_OK) {
		writer->status = status;
		writer->trouble = trouble;
	}
	return writer->status;
}

void writer_init(struct muster_writer *writer, const struct muster_field *fields)
{
	*writer = (struct muster_writer){.fields = fields};
	while (fields && writer->field_count < WRITER_FIELDS && fields[writer->field_count].name)
		writer->field_count++;
	writer_reset(writer);
}

static void open_container(struct muster_writer *writer, bool map)
{
	writer->open[writer->depth].start = writer->bytes.size;
	writer->open[writer->depth].count = 0;
	writer->open[writer->depth].map = map;
	writer->depth++;
	if (buffer_reserve(&writer->bytes, HEAD_ROOM))
		writer->bytes.size += HEAD_ROOM;
}

void writer_reset(struct muster_writer *writer)
{
	writer->bytes.size = 0;
	writer->bytes.failed = false;
	writer->depth = 0;
	writer->status = MUSTER_OK;
	writer->trouble = NULL;
	memset(writer->spans, 0, sizeof(writer->spans));
	if (!writer->fields)
		open_container(writer, true);
}

void writer_free(struct muster_writer *writer)
{
	buffer_free(&writer->bytes);
}

static bool fits(enum muster_type declared, enum muster_type written)
{
	return declared == written || (declared == MUSTER_TYPE_REAL && written == MUSTER_TYPE_INTEGER);
}

static enum muster_status begin_field(struct muster_writer *writer, const char *name, enum muster_type type)
{
	size_t i = 0;

	while (name && i < writer->field_count && strcmp(writer->fields[i].name, name) != 0)
		i++;
	if (!name || i == writer->field_count)
		return fail(writer, MUSTER_BAD_ARGUMENT, "wrote a field that its schema does not have");
	if (!fits(writer->fields[i].type, type))
		return fail(writer, MUSTER_BAD_ARGUMENT, "wrote a field with another type than its schema has");
	if (writer->spans[i].size)
		return fail(writer, MUSTER_BAD_ARGUMENT, "wrote a field twice");
	writer->current = i;
	writer->spans[i].start = writer->bytes.size;
	return MUSTER_OK;
}

/* Before each value: where it belongs, and its name. */
static enum muster_status begin(struct muster_writer *writer, const char *name, enum muster_type type)
{
	if (writer->status != MUSTER_OK)
		return writer->status;
	if (writer->bytes.failed)
		return fail(writer, MUSTER_NO_MEMORY, NULL);
	if (writer->depth == 0)
		return begin_field(writer, name, type);
	if (writer->open[writer->depth - 1].map) {
		if (!name)
			return fail(writer, MUSTER_BAD_ARGUMENT, "wrote to a map without a name");
		pack_string(&writer->bytes, name);
	}
	writer->open[writer->depth - 1].count++;
	return MUSTER_OK;
}

/* After each value. */
static enum muster_status finish(struct muster_writer *writer)
{
	if (writer->bytes.failed)
		return fail(writer, MUSTER_NO_MEMORY, NULL);
	if (writer->bytes.size > WRITER_LIMIT)
		return fail(writer, MUSTER_LIMIT_EXCEEDED, "wrote more than 16 MiB for one item");
	if (writer->depth == 0)
		writer->spans[writer->current].size = writer->bytes.size - writer->spans[writer->current].start;
	return MUSTER_OK;
}

/* True where NULL data is to be left out rather than written as nil. */
static bool left_out(const struct muster_writer *writer)
{
	return writer->depth == 0 || writer->open[writer->depth - 1].map;
}

enum muster_status muster_write_string(struct muster_writer *writer, const char *name, const char *text)
{
	if (!text && left_out(writer))
		return writer->status;
	if (begin(writer, name, MUSTER_TYPE_STRING) != MUSTER_OK)
		return writer->status;
	if (text && strlen(text) >= WRITER_LIMIT)
		return fail(writer, MUSTER_LIMIT_EXCEEDED, "wrote more than 16 MiB for one item");
	pack_string(&writer->bytes, text);
	return finish(writer);
}

enum muster_status muster_write_nil(struct muster_writer *writer, const char *name)
{
	if (writer->depth == 0 || begin(writer, name, MUSTER_TYPE_NIL) != MUSTER_OK)
		return writer->status;
	pack_nil(&writer->bytes);
	return finish(writer);
}

enum muster_status muster_write_integer(struct muster_writer *writer, const char *name, int64_t number)
{
	if (begin(writer, name, MUSTER_TYPE_INTEGER) != MUSTER_OK)
		return writer->status;
	pack_integer(&writer->bytes, number);
	return finish(writer);
}

enum muster_status muster_write_real(struct muster_writer *writer, const char *name, double number)
{
	if (begin(writer, name, MUSTER_TYPE_REAL) != MUSTER_OK)
		return writer->status;
	pack_real(&writer->bytes, number);
	return finish(writer);
}

enum muster_status muster_write_boolean(struct muster_writer *writer, const char *name, bool truth)
{
	if (begin(writer, name, MUSTER_TYPE_BOOLEAN) != MUSTER_OK)
		return writer->status;
	pack_boolean(&writer->bytes, truth);
	return finish(writer);
}

enum muster_status muster_write_bytes(struct muster_writer *writer, const char *name, const void *data, size_t size)
{
	if (!data && left_out(writer))
		return writer->status;
	if (begin(writer, name, MUSTER_TYPE_BYTES) != MUSTER_OK)
		return writer->status;
	if (size > WRITER_LIMIT)
		return fail(writer, MUSTER_LIMIT_EXCEEDED, "wrote more than 16 MiB for one item");
	if (data)
		pack_bytes(&writer->bytes, data, size);
	else
		pack_nil(&writer->bytes);
	return finish(writer);
}

static enum muster_status write_container(struct muster_writer *writer, const char *name, bool map)
{
	if (begin(writer, name, map ? MUSTER_TYPE_MAP : MUSTER_TYPE_LIST) != MUSTER_OK)
		return writer->status;
	if (writer->depth >= WRITER_DEPTH)
		return fail(writer, MUSTER_LIMIT_EXCEEDED, "wrote lists or maps more than 16 deep");
	open_container(writer, map);
	return writer->bytes.failed ? fail(writer, MUSTER_NO_MEMORY, NULL) : MUSTER_OK;
}

enum muster_status muster_write_list(struct muster_writer *writer, const char *name)
{
	return write_container(writer, name, false);
}

enum muster_status muster_write_map(struct muster_writer *writer, const char *name)
{
	return write_container(writer, name, true);
}

static void close_container(struct muster_writer *writer)
{
	struct buffer *bytes = &writer->bytes;
	const bool map = writer->open[--writer->depth].map;
	const size_t start = writer->open[writer->depth].start, count = writer->open[writer->depth].count;
	const size_t body = bytes->size - start - HEAD_ROOM;
	size_t head;

	bytes->size = start;
	if (map)
		pack_map(bytes, count);
	else
		pack_list(bytes, count);
	head = bytes->size - start;
	memmove(bytes->data + start + head, bytes->data + start + HEAD_ROOM, body);
	bytes->size = start + head + body;
	if (!map)
		pack_matrix(bytes, start, head, count);
}

enum muster_status muster_write_end(struct muster_writer *writer)
{
	const size_t lowest = writer->fields ? 0 : 1;

	if (writer->status != MUSTER_OK)
		return writer->status;
	if (writer->depth <= lowest)
		return fail(writer, MUSTER_BAD_ARGUMENT, "ended a list or map that it had not begun");
	close_container(writer);
	return finish(writer);
}

enum muster_status writer_finish(struct muster_writer *writer, struct buffer *out)
{
	if (writer->status == MUSTER_OK && writer->bytes.failed)
		fail(writer, MUSTER_NO_MEMORY, NULL);
	if (writer->status == MUSTER_OK && writer->depth != (writer->fields ? 0 : 1))
		fail(writer, MUSTER_BAD_ARGUMENT, "did not end a list or map that it had begun");
	if (writer->status != MUSTER_OK)
		return writer->status;
	if (!writer->fields) {
		close_container(writer);
		buffer_append(out, writer->bytes.data, writer->bytes.size);
	}
	for (size_t i = 0; i < writer->field_count; i++) {
		if (writer->spans[i].size)
			buffer_append(out, writer->bytes.data + writer->spans[i].start, writer->spans[i].size);
		else
			pack_nil(out);
	}
	return out->failed ? fail(writer, MUSTER_NO_MEMORY, NULL) : MUSTER_OK;
}
