/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/results.h"

#include <stdlib.h>
#include <string.h>

void results_free(struct results *results)
{
	free(results->entries);
	free(results->facts);
	free(results->findings);
	arena_free(&results->arena);
	*results = (struct results){0};
}

/* Room for one more row of @size bytes in *@rows. */
static bool grow(void *rows, size_t count, size_t *capacity, size_t size)
{
	const size_t wanted = *capacity ? *capacity * 2 : 64;
	void *more;

	if (count < *capacity)
		return true;
	more = reallocarray(*(void **)rows, wanted, size);
	if (!more)
		return false;
	*(void **)rows = more;
	*capacity = wanted;
	return true;
}

bool results_add_entry(struct results *results, const struct result_entry *entry)
{
	if (!grow(&results->entries, results->entry_count, &results->entry_capacity, sizeof(*entry)))
		return false;
	results->entries[results->entry_count] = *entry;
	results->entries[results->entry_count].sequence = (uint32_t)results->entry_count;
	results->entry_count++;
	return true;
}

bool results_add_fact(struct results *results, const struct result_fact *fact)
{
	if (!grow(&results->facts, results->fact_count, &results->fact_capacity, sizeof(*fact)))
		return false;
	results->facts[results->fact_count++] = *fact;
	return true;
}

bool results_add_finding(struct results *results, const struct result_finding *finding)
{
	if (!grow(&results->findings, results->finding_count, &results->finding_capacity, sizeof(*finding)))
		return false;
	results->findings[results->finding_count++] = *finding;
	return true;
}
