/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void names_clear(struct names *names)
{
	size_t i;

	for (i = 0; i < names->room; i++)
		free(names->slots[i]);
	free(names->slots);
	*names = (struct names){0};
}

static uint64_t hash_of(const char *name)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
	return hash;
}

/* The slot that has the name, or that would. */
static char **slot_of(char **slots, size_t room, const char *name)
{
	size_t i = (size_t)hash_of(name) & (room - 1);

	while (slots[i] && strcmp(slots[i], name) != 0)
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static bool grow(struct names *names)
{
	const size_t room = names->room > 0 ? 2 * names->room : 64;
	char **const slots = calloc(room, sizeof(*slots));
	size_t i;

	if (!slots)
		return false;
	for (i = 0; i < names->room; i++)
		if (names->slots[i])
			*slot_of(slots, room, names->slots[i]) = names->slots[i];
	free(names->slots);
	names->slots = slots;
	names->room = room;
	return true;
}

enum muster_status names_add(struct names *names, const char *name, const char **known, bool *is_new)
{
	const size_t size = strlen(name) + 1;
	char **slot;

	if (2 * names->count >= names->room && !grow(names))
		return MUSTER_NO_MEMORY;
	slot = slot_of(names->slots, names->room, name);
	*is_new = !*slot;
	if (*is_new) {
		*slot = malloc(size);
		if (!*slot)
			return MUSTER_NO_MEMORY;
		memcpy(*slot, name, size);
		names->count++;
	}
	*known = *slot;
	return MUSTER_OK;
}
