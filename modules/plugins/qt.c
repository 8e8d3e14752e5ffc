/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qt.h"

#include <cbor.h>
#include <string.h>

/* The keys of the outermost map that are read here. */
enum { KEY_IID = 2, KEY_CLASS = 3 };

/* Maps and lists within each other, and items altogether. */
enum { DEPTH_MAX = 32, ITEMS_MAX = 100000 };

static const uint64_t indefinite = UINT64_MAX;

/* What the decoder came by last. */
struct item {
	enum { ITEM_OTHER, ITEM_NUMBER, ITEM_TEXT, ITEM_OPEN, ITEM_BREAK } what;
	uint64_t number; /* or, of what opens, how many items follow */
	const unsigned char *text;
	size_t length;
};

static void on_number8(void *context, uint8_t number)
{
	*(struct item *)context = (struct item){.what = ITEM_NUMBER, .number = number};
}

static void on_number16(void *context, uint16_t number)
{
	*(struct item *)context = (struct item){.what = ITEM_NUMBER, .number = number};
}

static void on_number32(void *context, uint32_t number)
{
	*(struct item *)context = (struct item){.what = ITEM_NUMBER, .number = number};
}

static void on_number64(void *context, uint64_t number)
{
	*(struct item *)context = (struct item){.what = ITEM_NUMBER, .number = number};
}

static void on_text(void *context, cbor_data text, size_t length)
{
	*(struct item *)context = (struct item){.what = ITEM_TEXT, .text = text, .length = length};
}

static void on_list(void *context, size_t count)
{
	*(struct item *)context = (struct item){.what = ITEM_OPEN, .number = count};
}

static void on_map(void *context, size_t count)
{
	/* a count that cannot be doubled cannot be met by the bytes either */
	*(struct item *)context = (struct item){.what = ITEM_OPEN, .number = count < UINT32_MAX ? 2 * count : UINT32_MAX};
}

static void on_open(void *context)
{
	*(struct item *)context = (struct item){.what = ITEM_OPEN, .number = indefinite};
}

static void on_tag(void *context, uint64_t tag)
{
	(void)tag; /* a tag is followed by the one item it is for */
	*(struct item *)context = (struct item){.what = ITEM_OPEN, .number = 1};
}

static void on_break(void *context)
{
	*(struct item *)context = (struct item){.what = ITEM_BREAK};
}

static struct cbor_callbacks item_callbacks(void)
{
	struct cbor_callbacks callbacks = cbor_empty_callbacks;

	callbacks.uint8 = on_number8;
	callbacks.uint16 = on_number16;
	callbacks.uint32 = on_number32;
	callbacks.uint64 = on_number64;
	callbacks.string = on_text;
	callbacks.string_start = on_open;
	callbacks.byte_string_start = on_open;
	callbacks.array_start = on_list;
	callbacks.indef_array_start = on_open;
	callbacks.map_start = on_map;
	callbacks.indef_map_start = on_open;
	callbacks.tag = on_tag;
	callbacks.indef_break = on_break;
	return callbacks;
}

/* Where in the bytes, and in what. */
struct decoder {
	const unsigned char *bytes;
	size_t size;
	uint64_t left[DEPTH_MAX]; /* items still to come in each that is open */
	size_t depth;
	bool key;        /* the next item of the outermost map is a key */
	uint64_t number; /* the last key */
};

static bool next_item(struct decoder *decoder, struct item *item)
{
	const struct cbor_callbacks callbacks = item_callbacks();
	struct cbor_decoder_result result;

	*item = (struct item){.what = ITEM_OTHER};
	result = cbor_stream_decode(decoder->bytes, decoder->size, &callbacks, item);
	if (result.status != CBOR_DECODER_FINISHED || result.read > decoder->size)
		return false;
	decoder->bytes += result.read;
	decoder->size -= result.read;
	return true;
}

/* Leaves all that has come to its end. */
static void leave_ended(struct decoder *decoder)
{
	while (decoder->depth > 0 && decoder->left[decoder->depth - 1] == 0)
		decoder->depth--;
}

static bool enter(struct decoder *decoder, uint64_t count)
{
	if (decoder->depth == DEPTH_MAX)
		return false;
	decoder->left[decoder->depth++] = count;
	return true;
}

static void keep_text(char *out, const struct item *item)
{
	if (item->what != ITEM_TEXT || item->length >= QT_TEXT_MAX || memchr(item->text, '\0', item->length))
		return;
	memcpy(out, item->text, item->length);
	out[item->length] = '\0';
}

/* An item right in the outermost map. */
static void take_pair(struct decoder *decoder, const struct item *item, struct qt_metadata *metadata)
{
	if (decoder->key)
		decoder->number = item->what == ITEM_NUMBER ? item->number : UINT64_MAX;
	else if (decoder->number == KEY_IID)
		keep_text(metadata->iid, item);
	else if (decoder->number == KEY_CLASS)
		keep_text(metadata->class_name, item);
	decoder->key = !decoder->key;
}

static bool take(struct decoder *decoder, const struct item *item, struct qt_metadata *metadata)
{
	uint64_t *const left = &decoder->left[decoder->depth - 1];

	if (item->what == ITEM_BREAK) {
		if (*left != indefinite)
			return false;
		decoder->depth--;
	} else {
		if (decoder->depth == 1)
			take_pair(decoder, item, metadata);
		if (*left != indefinite)
			--*left;
		if (item->what == ITEM_OPEN && !enter(decoder, item->number))
			return false;
	}
	leave_ended(decoder);
	return true;
}

bool qt_decode(struct qt_metadata *metadata, const unsigned char *bytes, size_t size)
{
	struct decoder decoder = {.bytes = bytes, .size = size, .key = true};
	struct item item;
	size_t items = 0;

	/* a map of either form: its first byte says so, where the items do not tell it from a list */
	if (size == 0 || bytes[0] >> 5 != 5 || !next_item(&decoder, &item) || !enter(&decoder, item.number))
		return false;
	leave_ended(&decoder);
	while (decoder.depth > 0 && (metadata->iid[0] == '\0' || metadata->class_name[0] == '\0'))
		if (items++ == ITEMS_MAX || !next_item(&decoder, &item) || !take(&decoder, &item, metadata))
			return false;
	return true;
}

bool qt_read(struct qt_metadata *metadata, const struct elf_file *file)
{
	static const char magic[] = "QTMETADATA !"; /* then a byte each: format, major, minor, flags */
	const size_t head = sizeof(magic) - 1 + 4;
	size_t size;
	const unsigned char *bytes = elf_file_note(file, "qt-project!", 0x74510001, &size);

	if (bytes)
		return size > 4 && qt_decode(metadata, bytes + 4, size - 4);
	bytes = elf_file_section(file, ".qtmetadata", &size);
	if (!bytes || size < head || memcmp(bytes, magic, sizeof(magic) - 1) != 0)
		return true; /* before Qt 5.11 it was written in another way */
	return qt_decode(metadata, bytes + head, size - head);
}
