/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Symbol names are short: an expression that tries more than this for one of them is not worth its time. */
enum { STEPS_MAX = 100000 };

struct pattern {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
	int stem;         /* the number of the group, or negative */
	PCRE2_SPTR names; /* of groups: two bytes of number, and the name, in each row */
	uint32_t name_count, name_size;
	bool starved;
	int groups; /* set by the last match */
};

static pcre2_code *compile(const char *text, int *error, char *why, size_t why_size)
{
	PCRE2_SIZE place;
	PCRE2_UCHAR message[128];
	pcre2_code *const code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
										   PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C |
											   PCRE2_DOLLAR_ENDONLY,
										   error, &place, NULL);

	if (!code) {
		pcre2_get_error_message(*error, message, sizeof(message));
		snprintf(why, why_size, "%s at character %zu", (const char *)message, place + 1);
	}
	return code;
}

enum muster_status pattern_compile(struct pattern **result, const char *text, char *why, size_t why_size)
{
	struct pattern *const pattern = calloc(1, sizeof(*pattern));
	int error;

	*result = NULL;
	if (!pattern)
		return MUSTER_NO_MEMORY;
	pattern->code = compile(text, &error, why, why_size);
	if (!pattern->code) {
		pattern_free(pattern);
		return error == PCRE2_ERROR_HEAP_FAILED ? MUSTER_NO_MEMORY : MUSTER_BAD_CONFIG;
	}
	pattern->match = pcre2_match_data_create_from_pattern(pattern->code, NULL);
	pattern->limits = pcre2_match_context_create(NULL);
	if (!pattern->match || !pattern->limits) {
		pattern_free(pattern);
		return MUSTER_NO_MEMORY;
	}
	pcre2_set_match_limit(pattern->limits, STEPS_MAX);
	pattern->stem = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR) "stem");
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &pattern->names);
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &pattern->name_count);
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &pattern->name_size);
	*result = pattern;
	return MUSTER_OK;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_match_context_free(pattern->limits);
	pcre2_match_data_free(pattern->match);
	pcre2_code_free(pattern->code);
	free(pattern);
}

bool pattern_has_stem(const struct pattern *pattern)
{
	return pattern->stem > 0;
}

bool pattern_matches(struct pattern *pattern, const char *name, size_t length, const char *stem, size_t stem_length)
{
	const int groups = pcre2_match(pattern->code, (PCRE2_SPTR)name, length, 0, 0, pattern->match, pattern->limits);
	const PCRE2_SIZE *at;

	pattern->groups = groups;
	pattern->starved |= groups == PCRE2_ERROR_NOMEMORY;
	if (groups <= 0 || pattern->stem <= 0)
		return groups > 0;
	if (pattern->stem >= groups)
		return false;
	at = pcre2_get_ovector_pointer(pattern->match) + (size_t)pattern->stem * 2;
	return at[0] != PCRE2_UNSET && at[1] - at[0] == stem_length && memcmp(name + at[0], stem, stem_length) == 0;
}

bool pattern_starved(const struct pattern *pattern)
{
	return pattern->starved;
}

const char *pattern_group(const struct pattern *pattern, size_t index)
{
	return index < pattern->name_count ? (const char *)pattern->names + index * pattern->name_size + 2 : NULL;
}

const char *pattern_taken(const struct pattern *pattern, const char *name, size_t index, size_t *length)
{
	const PCRE2_SPTR row = pattern->names + index * pattern->name_size;
	const int number = row[0] << 8 | row[1];
	const PCRE2_SIZE *const at = pcre2_get_ovector_pointer(pattern->match) + (size_t)number * 2;

	if (number >= pattern->groups || at[0] == PCRE2_UNSET)
		return NULL;
	*length = at[1] - at[0];
	return name + at[0];
}
