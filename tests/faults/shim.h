/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* For the shims of this folder, which stand between muster and the C library (LD_PRELOAD). Each defines functions of
 * the C library under names of its own, so that no declaration of a system header is in the way, and calls on. */
#ifndef MUSTER_SHIM_H
#define MUSTER_SHIM_H

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Defines the C library's function @symbol as shim_@name. */
#define SHIM(type, name, symbol, ...)                                                                                  \
	type shim_##name(__VA_ARGS__) __asm__(symbol) __attribute__((visibility("default")));                              \
	type shim_##name(__VA_ARGS__)

/* The C library's own @symbol, as a function of type @type. A pointer to an object becomes one to a function by way of
 * its bytes: ISO C has no cast for that. */
#define NEXT(type, symbol)                                                                                             \
	static type *next;                                                                                                 \
	if (!next)                                                                                                         \
	shim_find(&next, symbol)

static inline void shim_find(void *place, const char *symbol)
{
	void *found = dlsym(RTLD_NEXT, symbol);

	if (!found) {
		fprintf(stderr, "shim: the C library has no %s\n", symbol);
		_exit(125);
	}
	memcpy(place, &found, sizeof(found));
}

/* The path that the kernel knows @descriptor by; "" where it has none. */
static inline void shim_path_of(int descriptor, char path[PATH_MAX])
{
	char link[64];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
	length = readlink(link, path, PATH_MAX - 1);
	path[length > 0 ? length : 0] = '\0';
}

/* The path of @name, which is relative to the folder @at. */
static inline void shim_path_at(int at, const char *name, char path[PATH_MAX])
{
	char folder[PATH_MAX] = "";

	if (name[0] == '/') {
		snprintf(path, PATH_MAX, "%s", name);
		return;
	}
	if (at == AT_FDCWD) {
		if (!getcwd(folder, sizeof(folder)))
			folder[0] = '\0';
	} else {
		shim_path_of(at, folder);
	}
	if (strcmp(name, ".") == 0 || !*name)
		snprintf(path, PATH_MAX, "%s", folder);
	else if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
		path[0] = '\0';
}

static inline bool shim_is_below(const char *path, const char *root)
{
	const size_t length = strlen(root);

	return length && strncmp(path, root, length) == 0 && (path[length] == '/' || !path[length]);
}

#endif
