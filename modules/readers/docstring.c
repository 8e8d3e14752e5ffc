/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "docstring.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A line of the docstring, without the white space around it. */
struct line {
	const char *text;
	size_t length, indent;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* The line at @place, which moves to the next; false at the end. */
static bool next_line(const char **place, struct line *line)
{
	const char *end = *place;

	if (!*end)
		return false;
	end += strcspn(end, "\n");
	line->text = *place;
	while (line->text < end && is_space(*line->text))
		line->text++;
	line->indent = (size_t)(line->text - *place);
	line->length = (size_t)(end - line->text);
	while (line->length && is_space(line->text[line->length - 1]))
		line->length--;
	*place = *end ? end + 1 : end;
	return true;
}

static bool line_is(const struct line *line, const char *text)
{
	return line->length == strlen(text) && strncasecmp(line->text, text, line->length) == 0;
}

/* Text that lines are joined into. */
struct paragraph {
	char *text;
	size_t length;
};

static void join(struct paragraph *paragraph, const char *text, size_t length)
{
	if (length == 0)
		return;
	if (paragraph->length)
		paragraph->text[paragraph->length++] = ' ';
	memcpy(paragraph->text + paragraph->length, text, length);
	paragraph->length += length;
}

static const char *finish(struct paragraph *paragraph)
{

	if (paragraph->length == 0)
		return NULL;
	paragraph->text[paragraph->length] = '\0';
	return paragraph->text;
}

const char *docstring_summary(struct pool *pool, const char *doc)
{
	struct paragraph paragraph = {pool_alloc(pool, strlen(doc) + 2), 0};
	struct line line;

	if (!paragraph.text)
		return NULL;
	while (next_line(&doc, &line)) {
		if (line.length == 0 && paragraph.length)
			break;
		join(&paragraph, line.text, line.length);
	}
	paragraph.text[paragraph.length] = '\0';
	return paragraph.text;
}

/* ---- numpy: a heading, underlined; `name, name : type`, and indented text below ---------------------------------- */

static bool is_rule(const struct line *line)
{
	return line->length >= 3 && strspn(line->text, "-=") >= line->length;
}

/* Behind the heading and its rule; NULL where there is none. */
static const char *find_section(const char *doc, const char *const *headings)
{
	struct line line, rule;

	while (next_line(&doc, &line)) {
		const char *after = doc;
		for (const char *const *heading = headings; *heading; heading++) {
			if (line_is(&line, *heading) && next_line(&after, &rule) && is_rule(&rule))
				return after;
			after = doc;
		}
	}
	return NULL;
}

/* Whether the line (a heading, perhaps) is followed by a rule. */
static bool ends_section(const char *after)
{
	struct line rule;

	return next_line(&after, &rule) && is_rule(&rule);
}

static const char *skip(const char *place, const char *end, const char *characters)
{
	while (place < end && strchr(characters, *place))
		place++;
	return place;
}

/* Whether `names : type` has the name; stars before it and quotes around it do not count. */
static bool names_parameter(const struct line *line, const char *name)
{
	const char *end = line->text + line->length, *place = line->text;
	const size_t length = strlen(name);

	while (place < end && *place != ':') {
		place = skip(place, end, " \t,*`");
		if ((size_t)(end - place) >= length && memcmp(place, name, length) == 0) {
			const char *after = skip(place + length, end, " \t`");
			if (after == end || *after == ',' || *after == ':')
				return true;
		}
		while (place < end && *place != ',' && *place != ':')
			place++;
	}
	return false;
}

/* The text below a line that is indented further than it, to the first line that is not. */
static const char *indented_text(struct pool *pool, const char *place, size_t indent, const char *first,
								 size_t first_length)
{
	struct paragraph paragraph = {pool_alloc(pool, strlen(place) + first_length + 2), 0};
	struct line line;

	if (!paragraph.text)
		return NULL;
	join(&paragraph, first, first_length);
	while (next_line(&place, &line) && (line.length == 0 ? paragraph.length == 0 : line.indent > indent))
		join(&paragraph, line.text, line.length);
	return finish(&paragraph);
}

static const char *numpy_parameter(struct pool *pool, const char *doc, const char *name)
{
	static const char *const headings[] = {"Parameters", "Other Parameters", "Attributes", NULL};
	const char *place = find_section(doc, headings);
	size_t indent = SIZE_MAX;
	struct line line;

	while (place && next_line(&place, &line)) {
		if (ends_section(place))
			return NULL;
		if (line.length && indent == SIZE_MAX)
			indent = line.indent;
		if (line.length && line.indent <= indent && names_parameter(&line, name))
			return indented_text(pool, place, line.indent, NULL, 0);
	}
	return NULL;
}

static const char *numpy_returns(struct pool *pool, const char *doc)
{
	static const char *const headings[] = {"Returns", "Yields", NULL};
	const char *place = find_section(doc, headings);
	struct line line;

	if (!place || !next_line(&place, &line) || line.length == 0)
		return NULL;
	return indented_text(pool, place, line.indent, NULL, 0);
}

/* ---- Google: `Args:`, then `name (type): text`, and more text indented below ------------------------------------ */

static bool is_heading(const struct line *line, const char *const *headings)
{
	for (; *headings; headings++) {
		if (line_is(line, *headings))
			return true;
	}
	return false;
}

/* Behind `name (type):` in the line; NULL where the line is none. */
static const char *google_text(const struct line *line, const char *name)
{
	const size_t length = strlen(name);
	const char *place = line->text, *end = line->text + line->length;

	while (place < end && *place == '*')
		place++;
	if ((size_t)(end - place) <= length || memcmp(place, name, length) != 0)
		return NULL;
	place += length;
	while (place < end && is_space(*place))
		place++;
	if (place < end && *place == '(')
		place = memchr(place, ')', (size_t)(end - place));
	if (place && place < end && *place == ')')
		place++;
	return place && place < end && *place == ':' ? place + 1 : NULL;
}

static const char *google_parameter(struct pool *pool, const char *doc, const char *name)
{
	static const char *const headings[] = {"Args:", "Arguments:", "Parameters:", "Keyword Args:", NULL};
	struct line line, head = {0};
	bool inside = false;

	while (next_line(&doc, &line)) {
		const char *text = inside && line.indent > head.indent ? google_text(&line, name) : NULL;
		if (text) {
			while (text < line.text + line.length && is_space(*text))
				text++;
			return indented_text(pool, doc, line.indent, text, (size_t)(line.text + line.length - text));
		}
		if (line.length && (!inside || line.indent <= head.indent)) {
			inside = is_heading(&line, headings);
			head = line;
		}
	}
	return NULL;
}

static const char *google_returns(struct pool *pool, const char *doc)
{
	static const char *const headings[] = {"Returns:", "Yields:", NULL};
	struct line line;

	while (next_line(&doc, &line)) {
		if (is_heading(&line, headings))
			return indented_text(pool, doc, line.indent, NULL, 0);
	}
	return NULL;
}

/* ---- Sphinx: `:param type name: text`, `:returns: text` ---------------------------------------------------------- */

static const char *sphinx_field(struct pool *pool, const char *doc, const char *const *fields, const char *name)
{
	struct line line;

	while (next_line(&doc, &line)) {
		const char *end = line.length > 1 ? memchr(line.text + 1, ':', line.length - 1) : NULL;
		for (const char *const *field = fields; end && line.text[0] == ':' && *field; field++) {
			const size_t length = strlen(*field), named = name ? strlen(name) : 0;
			if ((size_t)(end - line.text - 1) < length + named || memcmp(line.text + 1, *field, length) != 0)
				continue;
			if (name && (memcmp(end - named, name, named) != 0 || (end[-named - 1] != ' ' && end[-named - 1] != '*')))
				continue;
			for (end++; end < line.text + line.length && is_space(*end); end++) {
			}
			return indented_text(pool, doc, line.indent, end, (size_t)(line.text + line.length - end));
		}
	}
	return NULL;
}

/* ---- as a whole ---------------------------------------------------------------------------------------------------
 */

static size_t common_indent(const char *doc)
{
	size_t indent = SIZE_MAX;
	struct line line;

	next_line(&doc, &line); /* begins behind the quotes */
	while (next_line(&doc, &line)) {
		if (line.length && line.indent < indent)
			indent = line.indent;
	}
	return indent;
}

const char *docstring_clean(struct pool *pool, const char *doc)
{
	char *const text = pool_alloc(pool, strlen(doc) + 2), *end = text;
	const size_t indent = common_indent(doc);
	bool first = true;
	struct line line;

	for (; text && next_line(&doc, &line); first = false) {
		const size_t kept = first || line.length == 0 || line.indent < indent ? 0 : line.indent - indent;
		if (end == text && line.length == 0)
			continue;
		end = (char *)memcpy(end, line.text - kept, line.length + kept) + line.length + kept;
		*end++ = '\n';
	}
	while (text && end > text && end[-1] == '\n')
		end--;
	if (text)
		*end = '\0';
	return text;
}

const char *docstring_parameter(struct pool *pool, const char *doc, const char *name)
{
	static const char *const fields[] = {"param", "parameter", "arg", "argument", "keyword", NULL};
	const char *text = numpy_parameter(pool, doc, name);

	if (!text)
		text = google_parameter(pool, doc, name);
	return text ? text : sphinx_field(pool, doc, fields, name);
}

const char *docstring_returns(struct pool *pool, const char *doc)
{
	static const char *const fields[] = {"returns", "return", NULL};
	const char *text = numpy_returns(pool, doc);

	if (!text)
		text = google_returns(pool, doc);
	return text ? text : sphinx_field(pool, doc, fields, NULL);
}
