/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/results.h"
#include "blob/stored_registry.h"
#include "value/value.h"

/* The list is taken apart by hand so that the fields stay packed: they are written again as they are. */
enum muster_status results_read_entry(const unsigned char **data, size_t *size, struct arena *scratch,
									  struct result_entry *entry, size_t *field_count)
{
	const unsigned char *place = *data;
	struct muster_value fixed[ENTRY_FIXED_FIELDS], whole;
	size_t left, budget = *size;
	enum muster_status status = value_decode(data, size, scratch, &budget, &whole);

	if (status != MUSTER_OK)
		return status;
	if (whole.type != MUSTER_TYPE_LIST || whole.count < ENTRY_FIXED_FIELDS)
		return MUSTER_DAMAGED;
	place += place[0] >> 4 == 9 ? 1 : place[0] == 0xdc ? 3 : 5;
	left = (size_t)(*data - place);
	for (unsigned i = 0; i < ENTRY_FIXED_FIELDS; i++) {
		budget = 1;
		status = value_decode(&place, &left, scratch, &budget, &fixed[i]);
		if (status != MUSTER_OK)
			return status;
	}
	if (fixed[0].type != MUSTER_TYPE_STRING || fixed[1].type != MUSTER_TYPE_INTEGER)
		return MUSTER_DAMAGED;
	*entry = (struct result_entry){
		.key = fixed[0].bytes, .fields = place, .size = (uint32_t)left, .ordinal = (uint32_t)fixed[1].integer};
	*field_count = whole.count - ENTRY_FIXED_FIELDS;
	return MUSTER_OK;
}
