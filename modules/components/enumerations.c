/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "enumerations.h"

#include <stdlib.h>
#include <string.h>

#include <muster/components.h>

#include "readers/pool.h"

/* More components are no longer something to choose from. */
enum { NAMES_MAX = 256 };

static const char none[] = "none";

struct list {
	const char *names[NAMES_MAX + 1];
	size_t count;
};

static bool contains(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->names[i], name) == 0)
			return true;
	return false;
}

/* Keeps the list in the order of components; a name comes once. */
static bool add(struct list *list, struct pool *pool, const char *name)
{
	size_t i = list->count;
	const char *copy;

	if (contains(list, name) || list->count == NAMES_MAX)
		return true;
	copy = pool_copy(pool, name, strlen(name));
	for (; i > 0 && component_order(list->names[i - 1], name) > 0; i--)
		list->names[i] = list->names[i - 1];
	list->names[i] = copy;
	list->count++;
	return copy != NULL;
}

static bool add_facts(struct muster_scan *scan, struct list *all, struct pool *pool)
{
	const struct muster_fact *fact = NULL;
	bool done = true;

	while ((fact = muster_scan_next_fact(scan, fact))) {
		const struct muster_value *const names = muster_value_get(muster_fact_value(fact), "names");
		for (size_t i = 0; done && i < muster_value_count(names); i++) {
			const char *const name = muster_value_string(muster_value_at(names, i));
			done = !name || add(all, pool, name);
		}
	}
	return done;
}

static bool gather(struct muster_scan *scan, const struct conventions *conventions, struct list *all, struct pool *pool)
{
	for (size_t i = 0; i < conventions->count; i++)
		for (size_t k = 0; k < conventions->items[i].component_count; k++)
			if (!add(all, pool, conventions->items[i].components[k]))
				return false;
	return add_facts(scan, all, pool);
}

static enum muster_status no_component(struct muster_scan *scan, const char *key, const char *name,
									   const struct list *names)
{
	char known[256] = "";

	if (names->count == 0)
		return muster_scan_bad_option(scan, NULL, key, "'%s' is no component: no convention is configured", name);
	for (size_t i = 0; i < names->count && strlen(known) + strlen(names->names[i]) + 3 < sizeof(known); i++)
		strcat(strcat(known, i ? ", " : ""), names->names[i]);
	return muster_scan_bad_option(scan, NULL, key, "'%s' is none of %s", name, known);
}

/* A component cannot be variable and group-by at once. */
static enum muster_status check_choice(struct muster_scan *scan, const struct list *variable, const char *const *chosen,
									   const char *group_by)
{
	for (size_t i = 0; chosen[i]; i++)
		if (!contains(variable, chosen[i]))
			return no_component(scan, "variable", chosen[i], variable);
	if (group_by && strcmp(group_by, none) != 0 && !contains(variable, group_by))
		return no_component(scan, "group_by", group_by, variable);
	if (muster_components_clash(chosen, group_by))
		return muster_scan_bad_option(
			scan, NULL, "group_by",
			"'%s' is among `variable` already: a component cannot be variable and group-by at "
			"once (take it out of one of the two)",
			group_by);
	return MUSTER_OK;
}

static struct muster_component_list public_list(const struct list *list)
{
	return (struct muster_component_list){list->count, list->names};
}

static enum muster_status emit(struct muster_scan *scan, const struct list *all, const char *axis)
{
	const char *const *const chosen = muster_scan_words(scan, NULL, "variable");
	struct muster_component_enumerations enumerations = {.multiprocessing_axis = axis,
														 .chosen_group_by = muster_scan_string(scan, NULL, "group_by")};
	const struct muster_components item = {.enumerations = &enumerations};
	struct list variable = {.count = 0}, group_by;
	enum muster_status status;

	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->names[i], axis) != 0)
			variable.names[variable.count++] = all->names[i];
	group_by = variable;
	group_by.names[group_by.count++] = none;
	status = check_choice(scan, &variable, chosen, enumerations.chosen_group_by);
	if (status != MUSTER_OK)
		return status;
	enumerations.all = public_list(all);
	enumerations.variable = enumerations.sequential = public_list(&variable);
	enumerations.group_by = public_list(&group_by);
	enumerations.chosen_variable.names = chosen;
	while (chosen[enumerations.chosen_variable.count])
		enumerations.chosen_variable.count++;
	return muster_scan_emit(scan, "enumerations", &item);
}

enum muster_status enumerations_emit(struct muster_scan *scan, const struct conventions *conventions)
{
	const char *const axis = muster_scan_string(scan, NULL, "multiprocessing_axis");
	struct list all = {.count = 0};
	struct pool pool = {0};
	enum muster_status status = MUSTER_NO_MEMORY;

	if (gather(scan, conventions, &all, &pool))
		status = all.count && !contains(&all, axis) ? no_component(scan, "multiprocessing_axis", axis, &all)
													: emit(scan, &all, axis);
	pool_free(&pool);
	return status;
}
