/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "turtle.h"

#include <string.h>

enum { TERM_MAX = 512, PREFIXES_MAX = 32, PREFIX_MAX = 32, BRACKETS_MAX = 32 };

enum token {
	TOKEN_END = 0,
	TOKEN_BAD,
	TOKEN_IRI,       /* without the angles */
	TOKEN_NAME,      /* prefix:name, or a word such as a, true, 1.5 */
	TOKEN_DIRECTIVE, /* @prefix, @base */
	TOKEN_OTHER,     /* a literal */
	TOKEN_MARK,      /* . ; , [ ] ( ) */
};

struct prefix {
	char name[PREFIX_MAX], iri[TERM_MAX];
};

struct turtle {
	const char *at, *end;
	unsigned line;
	enum token token;
	const char *text; /* of the token */
	size_t length;
	struct prefix prefixes[PREFIXES_MAX];
	size_t prefix_count;
	char subject[TERM_MAX], predicate[TERM_MAX], object[TERM_MAX];
};

static void skip_blank(struct turtle *t)
{
	bool comment = false;

	for (; t->at < t->end; t->at++) {
		if (*t->at == '\n')
			t->line++;
		if (*t->at == '\n' || *t->at == '#')
			comment = *t->at == '#';
		else if (!comment && !strchr(" \t\r", *t->at))
			return;
	}
}

/* The end of a string that begins at t->at; NULL where it has none. */
static const char *end_of_string(struct turtle *t)
{
	const char quote = *t->at;
	const bool is_long = t->end - t->at >= 6 && t->at[1] == quote && t->at[2] == quote;
	const char *at = t->at + (is_long ? 3 : 1);

	for (; at < t->end; at++) {
		if (*at == '\n')
			t->line++;
		if (*at == '\\' && at + 1 < t->end)
			at++;
		else if (*at == quote && !is_long)
			return at + 1;
		else if (*at == quote && t->end - at >= 3 && at[1] == quote && at[2] == quote)
			return at + 3;
	}
	return NULL;
}

static bool ends_name(const struct turtle *t, const char *at)
{
	if (*at == '.') /* at the end of a statement, or within a name or number */
		return at + 1 == t->end || strchr(" \t\r\n#", at[1]);
	return *at == '\0' || strchr(" \t\r\n;,[]()<>\"'#", *at);
}

static void set_token(struct turtle *t, enum token token, const char *text, const char *end, const char *next)
{
	t->token = token;
	t->text = text;
	t->length = (size_t)(end - text);
	t->at = next;
}

static void next_word(struct turtle *t)
{
	const char *const start = t->at;
	const char *end = start;

	while (end < t->end && !ends_name(t, end))
		end++;
	if (end == start)
		set_token(t, TOKEN_BAD, start, start, start);
	else
		set_token(t, *start == '@' ? TOKEN_DIRECTIVE : TOKEN_NAME, start, end, end);
}

static void next_string(struct turtle *t)
{
	const char *const start = t->at;
	const char *const end = end_of_string(t);

	set_token(t, end ? TOKEN_OTHER : TOKEN_BAD, start, end ? end : start, end ? end : start);
	if (t->token == TOKEN_BAD)
		return;
	/* a language or type that follows belongs to the literal */
	while (t->at < t->end && (*t->at == '@' || *t->at == '^'))
		for (t->at++; t->at < t->end && (*t->at == '<' || *t->at == '>' || !ends_name(t, t->at)); t->at++)
			;
}

static void next_token(struct turtle *t)
{
	const char *close;

	skip_blank(t);
	if (t->at >= t->end) {
		set_token(t, TOKEN_END, t->end, t->end, t->end);
	} else if (*t->at == '<') {
		close = memchr(t->at, '>', (size_t)(t->end - t->at));
		set_token(t, close ? TOKEN_IRI : TOKEN_BAD, t->at + 1, close ? close : t->at + 1, close ? close + 1 : t->at);
	} else if (*t->at == '"' || *t->at == '\'') {
		next_string(t);
	} else if (strchr(";,[]()", *t->at) || (*t->at == '.' && ends_name(t, t->at))) {
		set_token(t, TOKEN_MARK, t->at, t->at + 1, t->at + 1);
	} else {
		next_word(t);
	}
}

static bool is_mark(const struct turtle *t, char mark)
{
	return t->token == TOKEN_MARK && *t->text == mark;
}

/* Two texts in a row as a string; "" where they do not fit. */
static void put(char *out, const char *first, const char *second, size_t length)
{
	const size_t first_length = strlen(first);

	out[0] = '\0';
	if (first_length + length >= TERM_MAX || memchr(second, '\0', length))
		return;
	memcpy(out, first, first_length);
	memcpy(out + first_length, second, length);
	out[first_length + length] = '\0';
}

static void put_name(const struct turtle *t, char *out)
{
	const char *const colon = memchr(t->text, ':', t->length);
	const size_t prefix_length = colon ? (size_t)(colon - t->text) : 0;
	size_t i;

	out[0] = '\0';
	if (t->length == 1 && *t->text == 'a')
		put(out, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "", 0);
	for (i = t->prefix_count; colon && i-- > 0;) {
		const struct prefix *const prefix = &t->prefixes[i];
		if (strlen(prefix->name) != prefix_length || memcmp(prefix->name, t->text, prefix_length) != 0)
			continue;
		put(out, prefix->iri, colon + 1, t->length - prefix_length - 1);
		return;
	}
}

/* The token as a resource; "" where it is none. */
static void put_term(const struct turtle *t, char *out)
{
	out[0] = '\0';
	if (t->token == TOKEN_IRI)
		put(out, "", t->text, t->length);
	else if (t->token == TOKEN_NAME)
		put_name(t, out);
}

/* Passes over what an opening bracket opens. False where it is not closed, or too much is in it. */
static bool skip_brackets(struct turtle *t)
{
	size_t depth = 0;

	do {
		depth += is_mark(t, '[') || is_mark(t, '(');
		depth -= is_mark(t, ']') || is_mark(t, ')');
		if (t->token == TOKEN_BAD || t->token == TOKEN_END || depth > BRACKETS_MAX)
			return false;
		next_token(t);
	} while (depth > 0);
	return true;
}

/* Takes a term into `out` and goes on to what follows it. */
static bool take_term(struct turtle *t, char *out)
{
	out[0] = '\0';
	if (is_mark(t, '[') || is_mark(t, '('))
		return skip_brackets(t);
	if (t->token != TOKEN_IRI && t->token != TOKEN_NAME && t->token != TOKEN_OTHER)
		return false;
	put_term(t, out);
	next_token(t);
	return true;
}

/* @prefix name: <iri> . or @base <iri> ., which is passed over */
static bool take_directive(struct turtle *t)
{
	const bool is_prefix = t->length == 7 && memcmp(t->text, "@prefix", 7) == 0;

	next_token(t);
	if (is_prefix) {
		struct prefix *const prefix = &t->prefixes[t->prefix_count];
		if (t->token != TOKEN_NAME || t->text[t->length - 1] != ':' || t->prefix_count == PREFIXES_MAX ||
			t->length > PREFIX_MAX)
			return false;
		memcpy(prefix->name, t->text, t->length - 1);
		prefix->name[t->length - 1] = '\0';
		next_token(t);
		if (t->token != TOKEN_IRI)
			return false;
		put_term(t, prefix->iri);
		t->prefix_count++;
	}
	next_token(t);
	if (!is_mark(t, '.'))
		return false;
	next_token(t);
	return true;
}

static bool take_objects(struct turtle *t, turtle_statement *statement, void *data)
{
	for (;;) {
		if (!take_term(t, t->object))
			return false;
		if (t->subject[0] != '\0' && t->predicate[0] != '\0' && t->object[0] != '\0')
			statement(data, t->subject, t->predicate, t->object);
		if (!is_mark(t, ','))
			return true;
		next_token(t);
	}
}

/* subject predicate object , object ; predicate object . */
static bool take_statement(struct turtle *t, turtle_statement *statement, void *data)
{
	if (!take_term(t, t->subject))
		return false;
	while (!is_mark(t, '.')) {
		if (is_mark(t, ';')) {
			next_token(t);
			continue;
		}
		if (!take_term(t, t->predicate) || !take_objects(t, statement, data))
			return false;
	}
	next_token(t);
	return true;
}

unsigned turtle_read(const char *text, size_t size, turtle_statement *statement, void *data)
{
	struct turtle t = {.at = text, .end = text + size, .line = 1};
	bool sound = true;

	next_token(&t);
	while (sound && t.token != TOKEN_END)
		sound = t.token == TOKEN_DIRECTIVE ? take_directive(&t) : take_statement(&t, statement, data);
	return sound ? 0 : t.line;
}
