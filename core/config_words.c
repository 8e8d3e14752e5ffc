/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading values. */

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "config_inner.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/* The next word of *@text, copied; NULL where there is none or without memory. */
static char *next_word(const char **text)
{
	const char *from = *text;
	bool quoted = false;
	char *word;
	size_t length = 0;

	while (is_space(*from))
		from++;
	if (!*from)
		return NULL;
	word = malloc(strlen(from) + 1);
	for (; word && *from && (quoted || !is_space(*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			word[length++] = *from;
	}
	if (word)
		word[length] = '\0';
	*text = from;
	return word;
}

char **config_words(const char *value)
{
	const char *rest = value ? value : "";
	size_t count = 0;
	char **words = calloc(strlen(rest) / 2 + 2, sizeof(*words)); /* a word and a space each, at the least */
	char *word;

	while (words && (word = next_word(&rest)))
		words[count++] = word;
	while (is_space(*rest))
		rest++;
	if (words && *rest) { /* ended for want of memory */
		config_words_free(words);
		return NULL;
	}
	return words;
}

void config_words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

static enum muster_status bad(struct problem *problem, const char *value, const char *wanted)
{
	return problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%s\" (%s)", value, wanted);
}

static bool number_and_rest(const char *value, int64_t *number, const char **rest)
{
	char *end;

	errno = 0;
	*number = strtoll(value, &end, 10);
	*rest = end;
	return end != value && errno == 0 && !is_space(*value) && *value != '+';
}

static enum muster_status parse_integer(const char *value, int64_t *number, struct problem *problem)
{
	const char *rest;

	if (!number_and_rest(value, number, &rest) || *rest)
		return bad(problem, value, "a whole number is wanted");
	return MUSTER_OK;
}

static enum muster_status parse_duration(const char *value, int64_t *seconds, struct problem *problem)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}, {"", 86400}};
	const char *rest;

	if (number_and_rest(value, seconds, &rest) && *seconds >= 0) {
		for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
			if (strcmp(rest, units[i].name) == 0 && *seconds <= INT32_MAX) {
				*seconds *= units[i].seconds;
				return MUSTER_OK;
			}
		}
	}
	return bad(problem, value, "a number with s, m, h, d or w is wanted, as in 90s or 12h; alone it is days");
}

enum muster_status config_parse_size(const char *value, int64_t *bytes, struct problem *problem)
{
	const char *rest, *unit, *units = "KMG";

	if (number_and_rest(value, bytes, &rest) && *bytes >= 0) {
		unit = *rest ? strchr(units, *rest) : NULL;
		if (!*rest)
			return MUSTER_OK;
		if (unit && !rest[1] && *bytes <= INT32_MAX) {
			*bytes <<= 10 * (unit - units + 1);
			return MUSTER_OK;
		}
	}
	return bad(problem, value, "a number of bytes is wanted, with K, M or G behind it for more");
}

static enum muster_status parse_boolean(const char *value, int64_t *truth, struct problem *problem)
{
	static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};

	for (size_t i = 0; i < 4; i++) {
		*truth = strcmp(value, yes[i]) == 0;
		if (*truth || strcmp(value, no[i]) == 0)
			return MUSTER_OK;
	}
	return bad(problem, value, "yes or no is wanted");
}

/* The host's locale may have a comma where numbers have a point. */
static enum muster_status parse_real(const char *value, double *real, struct problem *problem)
{
	const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	char *end = NULL;

	if (!plain)
		return problem_memory(problem);
	*real = strtod_l(value, &end, plain);
	freelocale(plain);
	return end == value || *end ? bad(problem, value, "a number is wanted") : MUSTER_OK;
}

static enum muster_status parse_words(const char *value, struct problem *problem)
{
	size_t quotes = 0;

	for (; *value; value++)
		quotes += *value == '"';
	return quotes % 2 ? problem_set(problem, MUSTER_BAD_CONFIG, "a \" without another (words are between white space)")
					  : MUSTER_OK;
}

enum muster_status config_parse(enum muster_option_type type, const char *value, int64_t *integer, double *real,
								struct problem *problem)
{
	int64_t unused;
	double unused_real;

	integer = integer ? integer : &unused;
	real = real ? real : &unused_real;
	switch (type) {
	case MUSTER_OPTION_STRING:
		return MUSTER_OK;
	case MUSTER_OPTION_WORDS:
		return parse_words(value, problem);
	case MUSTER_OPTION_INTEGER:
		return parse_integer(value, integer, problem);
	case MUSTER_OPTION_BOOLEAN:
		return parse_boolean(value, integer, problem);
	case MUSTER_OPTION_DURATION:
		return parse_duration(value, integer, problem);
	case MUSTER_OPTION_REAL:
		return parse_real(value, real, problem);
	}
	return problem_set(problem, MUSTER_BAD_CONFIG, "an option of a type that does not exist");
}
