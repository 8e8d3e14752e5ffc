/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "convention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "roles.h"

enum { EXPRESSION_SIZE = 2048 };

const struct muster_option convention_options[] = {
	{"enabled", MUSTER_OPTION_BOOLEAN, "yes", "Look for this convention at all"},
	{"title", MUSTER_OPTION_STRING, NULL, "The convention's name for people; without it, the section's"},
	{"reader", MUSTER_OPTION_STRING, "names", "What says it: names of files, or ome-zarr"},
	{"pattern", MUSTER_OPTION_STRING, NULL, "Expression on a whole name, with groups named for what they take"},
	{"folder", MUSTER_OPTION_STRING, NULL, "Expression on the last one to three names of the folder's path"},
	{"roles", MUSTER_OPTION_WORDS, NULL,
	 "GROUP=ROLE: a component, row, column, thumbnail, nothing; else the group's name"},
	{"rank", MUSTER_OPTION_INTEGER, "50", "Of two that explain as many files, the one that ranks higher wins"},
	{"beside", MUSTER_OPTION_STRING, NULL, "Expression on files that belong to the set, but are no images of it"},
	{"index", MUSTER_OPTION_STRING, NULL, "A Harmony index in the folder, which is believed before names"},
	{0},
};

/* What stands for another expression, at the beginning of the text; NULL for none. */
static const char *abbreviated(const struct muster_scan *scan, const char **text)
{
	const char *const name = strncmp(*text, "$WELL", 5) == 0 ? "well" : strncmp(*text, "$UUID", 5) == 0 ? "uuid" : NULL;

	*text += name ? 5 : 0;
	return name ? muster_scan_string(scan, NULL, name) : NULL;
}

/* The expression without abbreviations; false where it does not fit. */
static bool expand(const struct muster_scan *scan, const char *text, char whole[EXPRESSION_SIZE])
{
	size_t size = 0;

	while (*text) {
		const char *const longer = abbreviated(scan, &text);
		const char *const piece = longer ? longer : text++;
		const size_t length = longer ? strlen(longer) : 1;
		if (length >= EXPRESSION_SIZE - size)
			return false;
		memcpy(whole + size, piece, length);
		size += length;
	}
	whole[size] = '\0';
	return true;
}

static enum muster_status compile(struct muster_scan *scan, const char *section, const char *key,
								  struct pattern **pattern)
{
	const char *const text = muster_scan_string(scan, section, key);
	char whole[EXPRESSION_SIZE], why[256];
	enum muster_status status;

	if (!text || *text == '\0')
		return MUSTER_OK;
	if (!expand(scan, text, whole))
		return muster_scan_bad_option(scan, section, key, "longer than %d bytes", EXPRESSION_SIZE - 1);
	status = pattern_compile(pattern, whole, why, sizeof(why));
	if (status == MUSTER_BAD_CONFIG)
		return muster_scan_bad_option(scan, section, key, "%s", why);
	return status;
}

static enum muster_status read_expressions(struct muster_scan *scan, struct convention *convention)
{
	enum muster_status status = compile(scan, convention->name, "pattern", &convention->files.pattern);

	if (status == MUSTER_OK)
		status = compile(scan, convention->name, "folder", &convention->folders.pattern);
	if (status == MUSTER_OK)
		status = compile(scan, convention->name, "beside", &convention->beside);
	if (status == MUSTER_OK && !convention->files.pattern)
		return muster_scan_bad_option(scan, convention->name, "pattern", "a convention of names needs one");
	return status == MUSTER_OK ? roles_read(scan, convention) : status;
}

static enum muster_status read_reader(struct muster_scan *scan, struct convention *convention)
{
	const char *const reader = muster_scan_string(scan, convention->name, "reader");

	if (strcmp(reader, "ome-zarr") == 0)
		convention->reader = CONVENTION_OME_ZARR;
	else if (strcmp(reader, "names") != 0)
		return muster_scan_bad_option(scan, convention->name, "reader", "names or ome-zarr is wanted, not '%s'",
									  reader);
	return MUSTER_OK;
}

static enum muster_status read_convention(struct muster_scan *scan, struct convention *convention)
{
	enum muster_status status = read_reader(scan, convention);

	convention->title = muster_scan_string(scan, convention->name, "title");
	if (!convention->title)
		convention->title = convention->name;
	convention->rank = muster_scan_integer(scan, convention->name, "rank");
	convention->index = muster_scan_string(scan, convention->name, "index");
	if (status == MUSTER_OK && convention->index && strchr(convention->index, '/'))
		return muster_scan_bad_option(scan, convention->name, "index",
									  "the name of a file is wanted, without a folder");
	if (status != MUSTER_OK)
		return status;
	if (convention->reader == CONVENTION_OME_ZARR)
		return roles_of_zarr(convention);
	return read_expressions(scan, convention);
}

enum muster_status conventions_read(struct muster_scan *scan, struct conventions *conventions)
{
	const char *const *const sections = muster_scan_sections(scan);
	enum muster_status status = MUSTER_OK;
	size_t count = 0, i;

	while (sections[count])
		count++;
	conventions->count = 0;
	conventions->items = calloc(count + 1, sizeof(*conventions->items));
	if (!conventions->items)
		return MUSTER_NO_MEMORY;
	for (i = 0; status == MUSTER_OK && i < count; i++) {
		if (!muster_scan_boolean(scan, sections[i], "enabled"))
			continue;
		if (conventions->count == CONVENTIONS_MAX)
			return muster_scan_bad_option(scan, sections[i], "enabled", "more than %d conventions", CONVENTIONS_MAX);
		conventions->items[conventions->count].name = sections[i];
		status = read_convention(scan, &conventions->items[conventions->count++]);
	}
	return status;
}

void conventions_clear(struct conventions *conventions)
{
	size_t i;

	for (i = 0; i < conventions->count; i++) {
		pattern_free(conventions->items[i].files.pattern);
		pattern_free(conventions->items[i].folders.pattern);
		pattern_free(conventions->items[i].beside);
	}
	free(conventions->items);
	*conventions = (struct conventions){0};
}

static bool starved(const struct pattern *pattern)
{
	return pattern && pattern_starved(pattern);
}

bool conventions_starved(const struct conventions *conventions)
{
	size_t i;

	for (i = 0; i < conventions->count; i++) {
		const struct convention *const item = &conventions->items[i];
		if (starved(item->files.pattern) || starved(item->folders.pattern) || starved(item->beside))
			return true;
	}
	return false;
}

bool convention_explains(const struct convention *convention, const char *name, size_t length)
{
	return convention->files.pattern && pattern_matches(convention->files.pattern, name, length, "", 0);
}

static bool explain(const struct expression *expression, const struct convention *convention, const char *name,
					size_t length, struct naming *naming)
{
	*naming = (struct naming){0};
	if (!expression->pattern || !pattern_matches(expression->pattern, name, length, "", 0))
		return false;
	roles_fill(expression, convention, name, naming);
	return true;
}

bool convention_file(const struct convention *convention, const char *name, size_t length, struct naming *naming)
{
	return explain(&convention->files, convention, name, length, naming);
}

bool convention_folder(const struct convention *convention, const char *path, struct naming *naming)
{
	const char *ends[3] = {NULL};
	const char *at = path + strlen(path);
	size_t count = 0;

	for (; at > path && count < 3; at--) {
		if (at[-1] == '/')
			ends[count++] = at;
	}
	while (count > 0) {
		const char *const end = ends[--count];
		if (explain(&convention->folders, convention, end, strlen(end), naming))
			return true;
	}
	return false;
}
