/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A folder that a test makes, fills and removes. */
#ifndef MUSTER_TREE_H
#define MUSTER_TREE_H

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static inline void make_root(void)
{
	snprintf(root, sizeof(root), "/tmp/muster-tree-XXXXXX");
	cr_assert_not_null(mkdtemp(root));
}

static inline void remove_root(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	cr_expect_eq(system(command), 0);
}

static inline const char *at(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static inline void put(const char *name, const char *text)
{
	FILE *file = fopen(at(name), "w");

	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

static inline void make_folder(const char *name)
{
	cr_assert_eq(mkdir(at(name), 0755), 0);
}

/* Stamps of what was just written are racy; here they are to be plain. */
static inline void let_time_pass(void)
{
	usleep(60000);
}

#endif
