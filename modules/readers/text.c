/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "text.h"

#include <stdlib.h>
#include <string.h>

void text_init(struct text *text, size_t limit)
{
	*text = (struct text){.limit = limit};
}

void text_free(struct text *text)
{
	free(text->bytes);
	text_init(text, text->limit);
}

void text_reset(struct text *text)
{
	text->length = 0;
	text->status = MUSTER_OK;
	if (text->bytes)
		text->bytes[0] = '\0';
}

static void resize(struct text *text, size_t room)
{
	char *const bytes = realloc(text->bytes, room);

	if (!bytes) {
		text->status = MUSTER_NO_MEMORY;
		return;
	}
	text->bytes = bytes;
	text->room = room;
}

void text_reserve(struct text *text)
{
	if (text->room <= text->limit)
		resize(text, text->limit + 1);
}

static void make_room(struct text *text, size_t size)
{
	size_t room = text->room > 0 ? text->room : 64;

	if (size > text->limit - text->length) {
		text->status = MUSTER_LIMIT_EXCEEDED;
		return;
	}
	while (room <= text->length + size)
		room *= 2;
	if (room > text->room)
		resize(text, room);
}

void text_insert(struct text *text, size_t at, const char *bytes, size_t size)
{
	if (text->status == MUSTER_OK)
		make_room(text, size);
	if (text->status != MUSTER_OK)
		return;
	memmove(text->bytes + at + size, text->bytes + at, text->length - at);
	memcpy(text->bytes + at, bytes, size);
	text->length += size;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_insert(text, text->length, string, strlen(string));
}

void text_put(struct text *text, size_t at, const char *string)
{
	text_insert(text, at, string, strlen(string));
}

void text_cut(struct text *text, size_t at, size_t size)
{
	if (text->status != MUSTER_OK)
		return;
	memmove(text->bytes + at, text->bytes + at + size, text->length - at - size + 1);
	text->length -= size;
}

char text_at(const struct text *text, size_t at)
{
	return at < text->length ? text->bytes[at] : '\0';
}
