/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading values. */

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/path.h"
#include "config/config_inner.h"

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Copies the next word to @word, without its quotes. False where there is none. */
static bool next_word(const char **cursor, char *word)
{
	const char *from = *cursor;
	bool quoted = false;

	while (config_is_space(*from))
		from++;
	if (!*from)
		return false;
	for (; *from && (quoted || !config_is_space(*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*word++ = *from;
	}
	*word = '\0';
	*cursor = from;
	return true;
}

/* One block: the pointers, then the words. */
char **config_words(const char *value)
{
	const size_t length = value ? strlen(value) : 0;
	const size_t most = length / 2 + 2; /* a word and a space each, and the NULL */
	char **words = calloc(1, most * sizeof(*words) + length + 1);
	char *place = words ? (char *)(words + most) : NULL;

	if (!value || !words)
		return words;
	for (size_t count = 0; next_word(&value, place); count++) {
		words[count] = place;
		place += strlen(place) + 1;
	}
	return words;
}

void config_words_free(char **words)
{
	free(words);
}

static void append_word(struct buffer *buffer, const char *word, char gap)
{
	bool quoted = !*word;

	for (const char *byte = word; *byte; byte++)
		quoted = quoted || config_is_space(*byte);
	if (buffer->size)
		buffer_append(buffer, &gap, 1);
	if (quoted)
		buffer_append(buffer, "\"", 1);
	buffer_append(buffer, word, strlen(word));
	if (quoted)
		buffer_append(buffer, "\"", 1);
}

/* Returns the white space to put between two words: a line's end where there is one, so that people see their lines
 * again. */
static char gap_at(const char *from)
{
	char gap = ' ';

	for (; config_is_space(*from); from++)
		gap = *from == '\n' ? '\n' : gap;
	return gap;
}

char *config_tidy_paths(struct arena *arena, const char *value, const char *home)
{
	struct buffer buffer = {0};
	char *word = arena_string(arena, value), *whole = NULL;
	bool failed = !word;

	while (!failed) {
		const char gap = gap_at(value);
		if (!next_word(&value, word))
			break;
		const bool in_home = strncmp(word, "~/", 2) == 0;
		char *path = in_home ? arena_format(arena, "%s%s", home ? home : "", word + 1) : word;
		failed = !path;
		if (!path || (in_home && !home))
			continue;
		path_tidy(path);
		append_word(&buffer, path, gap);
	}
	buffer_append(&buffer, "", 1);
	if (!failed && !buffer.failed)
		whole = arena_string(arena, (const char *)buffer.data);
	buffer_free(&buffer);
	return whole;
}

/* Seconds that can be counted in nanoseconds, with as much added to them. */
#define LONGEST (INT64_C(36500) * 86400)

static enum muster_status bad(struct problem *problem, const char *value, const char *wanted)
{
	return problem_set(problem, MUSTER_BAD_CONFIG, "bad value \"%.100s\" (%s)", value, wanted);
}

static bool read_digits(const char **cursor, int64_t *number)
{
	const char *from = *cursor;

	for (*number = 0; is_digit(*from); from++) {
		if (__builtin_mul_overflow(*number, 10, number) || __builtin_add_overflow(*number, *from - '0', number))
			return false;
	}
	if (from == *cursor)
		return false;
	*cursor = from;
	return true;
}

struct unit {
	char letter; /* NUL: that of a bare number */
	int64_t size;
};

/* Digits, then at most one of the units, which end with one of no size. */
static bool read_measure(const char *value, const struct unit *units, int64_t *number)
{
	if (!read_digits(&value, number))
		return false;
	for (const struct unit *unit = units; unit->size; unit++) {
		if (*value == unit->letter)
			return (!*value || !value[1]) && !__builtin_mul_overflow(*number, unit->size, number);
	}
	return false;
}

enum muster_status config_parse_size(const char *value, int64_t *bytes, struct problem *problem)
{
	static const struct unit units[] = {{'\0', 1},      {'K', 1 << 10}, {'M', 1 << 20}, {'G', 1 << 30},
										{'k', 1 << 10}, {'m', 1 << 20}, {'g', 1 << 30}, {'\0', 0}};

	if (!read_measure(value, units, bytes))
		return bad(problem, value, "a number of bytes is wanted, with K, M or G behind it for more");
	return MUSTER_OK;
}

static enum muster_status parse_duration(const char *value, int64_t *seconds, struct problem *problem)
{
	static const struct unit units[] = {{'\0', 86400}, {'s', 1},      {'m', 60}, {'h', 3600},
										{'d', 86400},  {'w', 604800}, {'\0', 0}};

	if (!read_measure(value, units, seconds))
		return bad(problem, value, "a number with s, m, h, d or w is wanted, as in 90s or 12h; alone it is days");
	if (*seconds > LONGEST)
		return bad(problem, value, "at most 36500d is wanted");
	return MUSTER_OK;
}

static enum muster_status parse_integer(const char *value, int64_t *number, struct problem *problem)
{
	char *end;

	errno = 0;
	*number = strtoll(value, &end, 10);
	if (!is_digit(value[value[0] == '-']) || *end || errno)
		return bad(problem, value, "a whole number is wanted, of at most 64 bits");
	return MUSTER_OK;
}

static enum muster_status parse_boolean(const char *value, int64_t *truth, struct problem *problem)
{
	static const char *const names[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(value, names[i]) == 0) {
			*truth = i % 2;
			return MUSTER_OK;
		}
	}
	return bad(problem, value, "yes or no is wanted");
}

/* The host's locale may have a comma where numbers have a point. */
static enum muster_status parse_real(const char *value, double *real, struct problem *problem)
{
	const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	char *end;

	if (!plain)
		return problem_memory(problem);
	*real = strtod_l(value, &end, plain);
	freelocale(plain);
	/* strtod() also takes white space, hexadecimal, infinity and NaN, which nobody means here */
	if (!*value || *end || strspn(value, "+-.0123456789eE") != strlen(value) || !isfinite(*real))
		return bad(problem, value, "a number is wanted, as 0.5 or 1e-3");
	return MUSTER_OK;
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
	int64_t unused = 0;
	double unused_real = 0;

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
