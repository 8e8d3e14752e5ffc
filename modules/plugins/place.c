/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "place.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count_words(const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return count;
}

/* root + the meaning of a leading $M or $R + the rest of the folder */
static char *join(const char *root, const char *folder, const char *multiarch)
{
	const char *middle = "", *rest = folder;
	size_t root_size = strlen(root), size;
	char *joined;

	if (strncmp(folder, "$M", 2) == 0 || strncmp(folder, "$R", 2) == 0) {
		middle = folder[1] == 'R' && strncmp(multiarch, "/usr/", 5) == 0 ? multiarch + 4 : multiarch;
		rest += 2;
	}
	while (root_size > 0 && root[root_size - 1] == '/')
		root_size--;
	size = root_size + strlen(middle) + strlen(rest) + 1;
	joined = malloc(size);
	if (!joined)
		return NULL;
	size = (size_t)snprintf(joined, size, "%.*s%s%s", (int)root_size, root, middle, rest);
	while (size > 1 && joined[size - 1] == '/')
		joined[--size] = '\0';
	return joined;
}

char **place_expand(const char *const *roots, const char *const *folders, const char *multiarch)
{
	const size_t root_count = count_words(roots), folder_count = count_words(folders);
	char **const expanded = calloc(root_count * folder_count + 1, sizeof(*expanded));
	size_t i;

	for (i = 0; expanded && i < root_count * folder_count; i++) {
		expanded[i] = join(roots[i / folder_count], folders[i % folder_count], multiarch);
		if (!expanded[i]) {
			place_free(expanded);
			return NULL;
		}
	}
	return expanded;
}

void place_free(char **folders)
{
	size_t i;

	for (i = 0; folders && folders[i]; i++)
		free(folders[i]);
	free(folders);
}

static size_t count_names(const char *path)
{
	size_t count = 0;

	for (; *path != '\0'; path++)
		count += path[0] == '/' && path[1] != '/' && path[1] != '\0';
	return count;
}

/* The first `names` names of `path`, in a buffer; false where it has no more than that, or none are asked for. */
static bool head_of(const char *path, size_t names, char *head, size_t head_size)
{
	size_t length = 0;

	for (; path[length] != '\0'; length++)
		if (path[length] == '/' && names-- == 0)
			break;
	if (length == 0 || path[length] == '\0' || length >= head_size)
		return false;
	memcpy(head, path, length);
	head[length] = '\0';
	return true;
}

/* Whether the path goes as the folder does, up to the folder's first wildcard: tells most of them apart. */
static bool begins_alike(const char *folder, const char *path)
{
	while (*folder == *path && *folder != '\0')
		folder++, path++;
	return *folder == '\0' || strchr("*?[\\", *folder);
}

size_t place_rank(const char *const *folders, unsigned depth, const char *path)
{
	const size_t path_names = count_names(path);
	size_t rank = 0, i;
	char head[4096];

	for (i = 0; folders[i]; i++) {
		const size_t names = begins_alike(folders[i], path) ? count_names(folders[i]) : 0;
		if (names <= rank || (depth > 0 && path_names - 1 >= names + depth))
			continue;
		if (head_of(path, names, head, sizeof(head)) && fnmatch(folders[i], head, FNM_PATHNAME) == 0)
			rank = names;
	}
	return rank;
}

const char *place_glob(const char *const *globs, const char *name)
{
	size_t i;

	for (i = 0; globs[i]; i++)
		if (fnmatch(globs[i], name, 0) == 0)
			return globs[i];
	return NULL;
}

const char *place_stem(const char *glob, const char *name, size_t *length)
{
	const size_t skip = strcspn(glob, "*?[\\");

	*length = strcspn(name + skip, ".");
	return name + skip;
}

size_t place_plain_length(const char *name)
{
	const char *const last = strrchr(name, '.');
	const char *so = name;

	while ((so = strstr(so + 1, ".so")))
		if (so[3] == '\0' || so[3] == '.')
			return (size_t)(so - name);
	return last && last != name ? (size_t)(last - name) : strlen(name);
}
