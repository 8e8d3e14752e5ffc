/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "roles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const expected[] = {"plate", "well", "site", "channel", "z_index", "timepoint"};

enum { EXPECTED = sizeof(expected) / sizeof(*expected) };

static size_t place_of(const char *name)
{
	size_t i;

	for (i = 0; i < EXPECTED && strcmp(expected[i], name) != 0; i++)
		continue;
	return i;
}

int component_order(const char *left, const char *right)
{
	const size_t a = place_of(left), b = place_of(right);

	return a != b ? (a > b) - (a < b) : strcmp(left, right);
}

static bool is_name(const char *text)
{
	return *text >= 'a' && *text <= 'z' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* The role as a word: what `roles` says, or the group's own name. */
static const char *word_of(const char *const *roles, const char *group)
{
	const size_t length = strlen(group);

	for (; *roles; roles++) {
		if (strncmp(*roles, group, length) == 0 && (*roles)[length] == '=')
			return *roles + length + 1;
	}
	return group;
}

/* The component that a word stands for; NULL where it stands for none. */
static const char *component_of(const char *word)
{
	if (strcmp(word, "thumbnail") == 0 || strcmp(word, "nothing") == 0)
		return NULL;
	return strcmp(word, "row") == 0 || strcmp(word, "column") == 0 ? "well" : word;
}

/* Keeps the components sorted. */
static bool add_component(struct convention *convention, const char *name)
{
	size_t place = 0, i;

	while (place < convention->component_count && component_order(convention->components[place], name) < 0)
		place++;
	if (place < convention->component_count && strcmp(convention->components[place], name) == 0)
		return true;
	if (convention->component_count == COMPONENTS_MAX)
		return false;
	for (i = convention->component_count++; i > place; i--)
		convention->components[i] = convention->components[i - 1];
	convention->components[place] = name;
	return true;
}

size_t convention_component(const struct convention *convention, const char *name)
{
	size_t i;

	for (i = 0; i < convention->component_count; i++)
		if (strcmp(convention->components[i], name) == 0)
			return i;
	return COMPONENTS_MAX;
}

static enum muster_status add_components(struct muster_scan *scan, struct convention *convention,
										 const struct pattern *pattern, const char *const *roles)
{
	const char *group;
	size_t i;

	for (i = 0; pattern && (group = pattern_group(pattern, i)); i++) {
		const char *const component = component_of(word_of(roles, group));
		if (i == GROUPS_MAX)
			return muster_scan_bad_option(scan, convention->name, "pattern", "more than %d groups with names",
										  GROUPS_MAX);
		if (component && !is_name(component))
			return muster_scan_bad_option(scan, convention->name, "roles",
										  "'%s' is no name of a component: small letters, digits and _", component);
		if (component && !add_component(convention, component))
			return muster_scan_bad_option(scan, convention->name, "pattern", "more than %d components", COMPONENTS_MAX);
	}
	return MUSTER_OK;
}

static uint8_t role_of(const struct convention *convention, const char *word)
{
	if (strcmp(word, "thumbnail") == 0)
		return ROLE_THUMBNAIL;
	if (strcmp(word, "nothing") == 0)
		return ROLE_NOTHING;
	if (strcmp(word, "row") == 0)
		return ROLE_ROW;
	if (strcmp(word, "column") == 0)
		return ROLE_COLUMN;
	return (uint8_t)(ROLE_COMPONENT + convention_component(convention, word));
}

static void set_roles(const struct convention *convention, struct expression *expression, const char *const *roles)
{
	const char *group;
	size_t i;

	for (i = 0; expression->pattern && (group = pattern_group(expression->pattern, i)); i++)
		expression->roles[i] = role_of(convention, word_of(roles, group));
}

static bool has_group(const struct pattern *pattern, const char *word, size_t length)
{
	const char *group;
	size_t i;

	for (i = 0; pattern && (group = pattern_group(pattern, i)); i++)
		if (strlen(group) == length && memcmp(group, word, length) == 0)
			return true;
	return false;
}

/* A role for a group that is not there is a slip of the pen. */
static enum muster_status check_words(struct muster_scan *scan, const struct convention *convention,
									  const char *const *roles)
{
	for (; *roles; roles++) {
		const size_t length = strcspn(*roles, "=");
		if ((*roles)[length] == '\0' || (*roles)[length + 1] == '\0')
			return muster_scan_bad_option(scan, convention->name, "roles", "GROUP=ROLE is wanted, not '%s'", *roles);
		if (!has_group(convention->files.pattern, *roles, length) &&
			!has_group(convention->folders.pattern, *roles, length))
			return muster_scan_bad_option(scan, convention->name, "roles", "no expression has a group '%.*s'",
										  (int)length, *roles);
	}
	return MUSTER_OK;
}

enum muster_status roles_read(struct muster_scan *scan, struct convention *convention)
{
	const char *const *const roles = muster_scan_words(scan, convention->name, "roles");
	enum muster_status status = check_words(scan, convention, roles);

	if (status == MUSTER_OK)
		status = add_components(scan, convention, convention->files.pattern, roles);
	if (status == MUSTER_OK && convention->component_count == 0)
		return muster_scan_bad_option(scan, convention->name, "pattern",
									  "no group names a component, as in (?<well>[A-P]\\d\\d)");
	if (status == MUSTER_OK)
		status = add_components(scan, convention, convention->folders.pattern, roles);
	if (status != MUSTER_OK)
		return status;
	set_roles(convention, &convention->files, roles);
	set_roles(convention, &convention->folders, roles);
	convention->well = convention_component(convention, "well");
	return MUSTER_OK;
}

enum muster_status roles_of_zarr(struct convention *convention)
{
	static const char *const components[] = {"well", "site", "channel", "z_index", "timepoint", "acquisition"};
	size_t i;

	for (i = 0; i < sizeof(components) / sizeof(*components); i++)
		add_component(convention, components[i]);
	convention->well = convention_component(convention, "well");
	return MUSTER_OK;
}

/* A number as letters: 1 is A, 27 is AA. */
static bool row_letters(const char *row, size_t length, char letters[3])
{
	unsigned number = 0;
	size_t i;

	for (i = 0; i < length && number <= 702; i++) {
		if (row[i] < '0' || row[i] > '9')
			return false;
		number = number * 10 + (unsigned)(row[i] - '0');
	}
	if (number == 0 || number > 702)
		return false;
	i = 0;
	if (number > 26)
		letters[i++] = (char)('A' + (number - 1) / 26 - 1);
	letters[i++] = (char)('A' + (number - 1) % 26);
	letters[i] = '\0';
	return true;
}

static char capital(char letter)
{
	return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

static bool copy_capitals(const char *text, size_t length, char *out, size_t size)
{
	size_t i;

	if (length >= size)
		return false;
	for (i = 0; i < length; i++)
		out[i] = capital(text[i]);
	out[length] = '\0';
	return true;
}

bool well_name(const char *row, size_t row_length, const char *column, size_t column_length, char well[WELL_SIZE])
{
	char letters[WELL_SIZE / 2];
	int size;

	if (row_length == 0 || column_length == 0 || column_length >= WELL_SIZE)
		return false;
	if (!row_letters(row, row_length, letters) && !copy_capitals(row, row_length, letters, sizeof(letters)))
		return false;
	for (; column_length > 1 && *column == '0'; column_length--)
		column++;
	size = snprintf(well, WELL_SIZE, "%s%s%.*s", letters, column_length == 1 ? "0" : "", (int)column_length, column);
	return size > 0 && size < WELL_SIZE;
}

static void set_text(struct naming *naming, size_t component, const char *text, size_t length)
{
	naming->texts[component] = text;
	naming->lengths[component] = length;
}

static void set_well(const struct convention *convention, struct naming *naming)
{
	if (copy_capitals(naming->texts[convention->well], naming->lengths[convention->well], naming->well, WELL_SIZE))
		naming->texts[convention->well] = naming->well;
}

void roles_fill(const struct expression *expression, const struct convention *convention, const char *name,
				struct naming *naming)
{
	const char *row = NULL, *column = NULL;
	size_t row_length = 0, column_length = 0, length, i;

	for (i = 0; i < GROUPS_MAX && pattern_group(expression->pattern, i); i++) {
		const char *const text = pattern_taken(expression->pattern, name, i, &length);
		const uint8_t role = expression->roles[i];
		if (!text)
			continue;
		naming->is_thumbnail |= role == ROLE_THUMBNAIL;
		if (role == ROLE_ROW)
			row = text, row_length = length;
		else if (role == ROLE_COLUMN)
			column = text, column_length = length;
		else if (role >= ROLE_COMPONENT)
			set_text(naming, role - ROLE_COMPONENT, text, length);
	}
	if (row && column && well_name(row, row_length, column, column_length, naming->well))
		set_text(naming, convention->well, naming->well, strlen(naming->well));
	else if (convention->well < COMPONENTS_MAX && naming->texts[convention->well])
		set_well(convention, naming);
}
