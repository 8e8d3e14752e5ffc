/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source/visited.h"

#include <stdlib.h>

void visited_free(struct visited *visited)
{
	free(visited->files);
	*visited = (struct visited){0};
}

/* Every bit counts: some file systems number their files in the high half. */
static size_t slot(uint64_t device, uint64_t inode, size_t capacity)
{
	const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
	const uint64_t mixed = inode ^ device * factor;

	return (size_t)((mixed ^ mixed >> 32) * factor >> 20) & (capacity - 1);
}

/* The file's place, or the free one that it would take. */
static struct visited_file *find(struct visited_file *files, size_t capacity, uint64_t device, uint64_t inode)
{
	size_t place = slot(device, inode, capacity);

	while (files[place].inode && (files[place].inode != inode || files[place].device != device))
		place = (place + 1) & (capacity - 1);
	return &files[place];
}

static bool grow(struct visited *visited)
{
	const size_t capacity = visited->capacity ? visited->capacity * 2 : 256;
	struct visited_file *files = calloc(capacity, sizeof(*files));

	if (!files)
		return false;
	for (size_t i = 0; i < visited->capacity; i++) {
		const struct visited_file *file = &visited->files[i];
		if (file->inode)
			*find(files, capacity, file->device, file->inode) = *file;
	}
	free(visited->files);
	visited->files = files;
	visited->capacity = capacity;
	return true;
}

enum visit visited_add(struct visited *visited, uint64_t device, uint64_t inode)
{
	struct visited_file *file;

	if (inode == 0) /* no file system gives it to a file; as a key it would mean "free" */
		return VISIT_FIRST;
	if (visited->count * 4 >= visited->capacity * 3 && !grow(visited))
		return VISIT_NO_MEMORY;
	file = find(visited->files, visited->capacity, device, inode);
	if (file->inode)
		return VISIT_AGAIN;
	*file = (struct visited_file){device, inode};
	visited->count++;
	return VISIT_FIRST;
}

bool visited_has(const struct visited *visited, uint64_t device, uint64_t inode)
{
	return visited->capacity && inode && find(visited->files, visited->capacity, device, inode)->inode;
}
