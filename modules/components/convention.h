/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The conventions that the configuration declares, one in each section [components:NAME]. */
#ifndef MUSTER_COMPONENTS_CONVENTION_H
#define MUSTER_COMPONENTS_CONVENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/module.h>

#include "readers/pattern.h"

enum {
	COMPONENTS_MAX = 16,  /* of a convention */
	CONVENTIONS_MAX = 64, /* a file's are bits of a number */
	GROUPS_MAX = 32,      /* with names, of an expression */
	WELL_SIZE = 16,
};

/* By what a folder is known. */
enum convention_reader {
	CONVENTION_NAMES = 0,
	CONVENTION_OME_ZARR = 1,
};

/* What is made of what a group took: ROLE_COMPONENT + n is the convention's component n. */
enum role {
	ROLE_NOTHING = 0,
	ROLE_THUMBNAIL = 1,
	ROLE_ROW = 2,
	ROLE_COLUMN = 3,
	ROLE_COMPONENT = 4,
};

struct expression {
	struct pattern *pattern; /* NULL for none */
	uint8_t roles[GROUPS_MAX];
};

/* One convention. Strings are borrowed from the scan. */
struct convention {
	const char *name, *title;
	enum convention_reader reader;
	int64_t rank;
	struct expression files, folders;
	struct pattern *beside; /* NULL for none */
	const char *index;      /* the name of a Harmony index; NULL for none */
	const char *components[COMPONENTS_MAX];
	size_t component_count;
	size_t well; /* which component is the well; COMPONENTS_MAX: none is */
};

struct conventions {
	struct convention *items;
	size_t count;
};

/* What a name says. */
struct naming {
	bool is_thumbnail;
	const char *texts[COMPONENTS_MAX]; /* one for each component; NULL: not said */
	size_t lengths[COMPONENTS_MAX];
	char well[WELL_SIZE];
};

/* The keys of sections [components:NAME]. */
extern const struct muster_option convention_options[];

/* Reads all sections that are enabled, by name. MUSTER_OK, MUSTER_NO_MEMORY or MUSTER_BAD_CONFIG. In any case what was
 * read is freed with conventions_clear(). */
enum muster_status conventions_read(struct muster_scan *scan, struct conventions *conventions);
void conventions_clear(struct conventions *conventions);

/* Whether any of their expressions lacked memory to match. */
bool conventions_starved(const struct conventions *conventions);

/* Whether it explains a file of that name. */
bool convention_explains(const struct convention *convention, const char *name, size_t length);

/* What the name of a file says, or the end of a folder's path; false where the convention does not explain it. Texts
 * are borrowed from the name and from `naming`. */
bool convention_file(const struct convention *convention, const char *name, size_t length, struct naming *naming);
bool convention_folder(const struct convention *convention, const char *path, struct naming *naming);

/* The number of a component; COMPONENTS_MAX where the convention has none of that name. */
size_t convention_component(const struct convention *convention, const char *name);

/* Components in the order in which people expect them: negative, 0 or positive. */
int component_order(const char *left, const char *right);

/* A well's name from its row and column, which are numbers or letters as the set has them: A01. False where it does
 * not fit. */
bool well_name(const char *row, size_t row_length, const char *column, size_t column_length, char well[WELL_SIZE]);

#endif
