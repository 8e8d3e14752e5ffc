/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Image sets of empty files below a root of the test's own, and what the module says of them with the vendor's
 * conventions. */
#ifndef MUSTER_TESTS_SETS_H
#define MUSTER_TESTS_SETS_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <muster/components.h>
#include <muster/muster.h>

enum { PATH_SIZE = 4096, OVERRIDES_MAX = 16 };

static char root[256];

static inline const char *below(const char *path)
{
	static char whole[PATH_SIZE];

	snprintf(whole, sizeof(whole), "%s/sets/%s", root, path);
	return whole;
}

static inline void make_folders(const char *whole)
{
	char folder[PATH_SIZE];
	const char *slash = whole;

	while ((slash = strchr(slash + 1, '/'))) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - whole), whole);
		mkdir(folder, 0755);
	}
}

static inline void put_text(const char *path, const char *text)
{
	FILE *file;

	make_folders(below(path));
	file = fopen(below(path), "w");
	cr_assert_not_null(file, "%s", below(path));
	fputs(text, file);
	cr_assert_eq(fclose(file), 0);
}

static inline void put(const char *path)
{
	put_text(path, "");
}

static inline void make_root_in(const char *folder)
{
	snprintf(root, sizeof(root), "%s/muster-components-XXXXXX", folder);
	cr_assert_not_null(mkdtemp(root));
	make_folders(below("x"));
}

static inline void make_root(void)
{
	make_root_in("/tmp");
}

static inline int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about, (void)kind, (void)place;
	return remove(path);
}

static inline void remove_root(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* With the vendor's conventions and with further settings, ended by NULL. */
static inline struct muster *open_configured(const char *config, const char *const *further)
{
	static char texts[4][PATH_SIZE];
	const char *overrides[OVERRIDES_MAX] = {"muster.isolation=none"};
	size_t count = 1, i;
	struct muster *muster;
	struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};

	snprintf(texts[0], sizeof(texts[0]), "muster.modules=%s", MODULES);
	snprintf(texts[1], sizeof(texts[1]), "muster.store=%s/store", root);
	snprintf(texts[2], sizeof(texts[2]), "muster.system_store=%s/system-store", root);
	snprintf(texts[3], sizeof(texts[3]), "components.paths=%s/sets", root);
	for (i = 0; i < 4; i++)
		overrides[count++] = texts[i];
	for (i = 0; further && further[i]; i++)
		overrides[count++] = further[i];
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	return muster;
}

static inline struct muster *open_muster(const char *const *further)
{
	return open_configured(CONVENTIONS, further);
}

static inline const struct muster_registry *get(struct muster *muster)
{
	const struct muster_registry *registry;

	cr_assert_eq(muster_get(muster, "components", &registry), MUSTER_OK, "%s", muster_last_message(muster));
	return registry;
}

/* The data set of a folder; NULL for none. */
static inline const struct muster_data_set *find_set(const struct muster_registry *registry, const char *folder)
{
	const struct muster_entry *const entry = muster_registry_find(registry, below(folder));
	const struct muster_components *const item = entry ? muster_entry_item(entry) : NULL;

	cr_assert(!entry || (item && item->data_set && !item->enumerations));
	return item ? item->data_set : NULL;
}

static inline const struct muster_dimension *dimension_of(const struct muster_data_set *set, const char *component)
{
	for (size_t i = 0; i < set->dimension_count; i++)
		if (strcmp(set->dimensions[i].component, component) == 0)
			return &set->dimensions[i];
	return NULL;
}

/* "well=A01,A02 site=1 …" in the order of the dimensions. */
static inline char *values_of(const struct muster_data_set *set)
{
	static char text[16384];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < set->dimension_count; i++) {
		const struct muster_dimension *const dimension = &set->dimensions[i];
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s=", i ? " " : "", dimension->component);
		for (size_t k = 0; k < dimension->value_count; k++)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", k ? "," : "", dimension->values[k]);
	}
	return text;
}

static inline void expect_set(const struct muster_registry *registry, const char *folder, const char *convention,
							  const char *values)
{
	const struct muster_data_set *const set = find_set(registry, folder);

	cr_expect(set, "%s: none", folder);
	if (!set)
		return;
	cr_expect_str_eq(set->convention, convention, "%s: %s (%s)", folder, set->convention, set->why);
	cr_expect_str_eq(values_of(set), values, "%s: %s", folder, values_of(set));
}

#endif
