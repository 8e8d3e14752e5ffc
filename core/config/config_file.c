/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One INI file, through inih. As distributions build it, inih tells no line numbers, keeps lines in 200 bytes and
 * sections in 50 and cuts what is longer without a word, goes on in the section before when a heading is wrong, and
 * drops a line without "=" in silence. So its reader counts the lines and keeps the section itself, and each line is
 * judged when the next one is asked for. */

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/trust.h"
#include "config/config_inner.h"

#define FILE_LIMIT ((size_t)1 << 20)

struct reading {
	struct config *config;
	const char *path;
	const char *at, *end; /* of the text */
	unsigned line;
	bool pending;        /* the line is a setting that inih has not told of yet */
	bool indented;       /* the line begins with white space … */
	bool named;          /* … and so goes on from a setting, where inih knows one */
	bool orphaned;       /* what goes on from the line before is left out with it */
	bool headed;         /* there was a heading, good or bad */
	const char *section; /* NULL: none, or a wrong one, whose settings are left out */
	const char *key;     /* of the setting that may go on; NULL: it is left out */
	const char *origin;  /* of that setting */
	struct buffer value; /* of that setting, with a NUL */
};

/* Of the line that was given last. */
static const char *origin_of(struct reading *reading)
{
	const char *origin = arena_format(&reading->config->arena, "%s:%u", reading->path, reading->line);

	reading->config->failed = reading->config->failed || !origin;
	return origin ? origin : reading->path;
}

static void finish_setting(struct reading *reading)
{
	reading->config->failed = reading->config->failed || reading->value.failed;
	if (reading->key && !reading->value.failed)
		config_add(reading->config, reading->section, reading->key, (const char *)reading->value.data, reading->origin);
	reading->key = NULL;
	reading->value.size = 0;
}

static void begin_setting(struct reading *reading, const char *name, const char *value)
{
	reading->named = *name != '\0';
	if (!reading->section && !reading->headed)
		config_wrong(reading->config, NULL, origin_of(reading), "a key before any section (write [muster] above it)");
	if (!reading->section)
		return;
	reading->origin = origin_of(reading);
	reading->key = arena_string(&reading->config->arena, name);
	reading->config->failed = reading->config->failed || !reading->key;
	buffer_string(&reading->value, value);
}

/* Where a comment begins within a line, or @end. */
static const char *comment_in(const char *text, const char *end)
{
	for (const char *byte = text; byte + 1 < end; byte++) {
		if (config_is_space(byte[0]) && byte[1] == ';')
			return byte;
	}
	return end;
}

/* Older versions of inih leave comments in lines that go on from another. */
static void continue_setting(struct reading *reading, const char *value)
{
	const char *end = comment_in(value, value + strlen(value));

	if (!reading->key || reading->value.failed)
		return;
	while (end > value && config_is_space(end[-1]))
		end--;
	reading->value.data[reading->value.size - 1] = '\n';
	buffer_append(&reading->value, value, (size_t)(end - value));
	buffer_append(&reading->value, "", 1);
}

static int take_setting(void *data, const char *section, const char *name, const char *value)
{
	struct reading *reading = data;

	(void)section;
	if (!value) /* no "=": a host may have told inih to take such lines */
		return 1;
	reading->pending = false;
	if (reading->indented && reading->named) {
		continue_setting(reading, value);
	} else {
		finish_setting(reading);
		begin_setting(reading, name, value);
	}
	return 1;
}

/* The name in [name]; NULL where there is no such thing, or something else behind it. */
static char *heading_name(struct arena *arena, const char *text, const char *end)
{
	const char *bracket = memchr(text, ']', (size_t)(end - text));
	const char *rest = bracket ? bracket + 1 : end;

	while (rest < end && config_is_space(*rest))
		rest++;
	if (!bracket || comment_in(text, bracket) != bracket || (rest < end && *rest != ';' && *rest != '#'))
		return NULL;
	return arena_copy(arena, text + 1, (size_t)(bracket - text - 1));
}

static void take_heading(struct reading *reading, const char *text, const char *end)
{
	const char *origin = origin_of(reading);
	const char *name = heading_name(&reading->config->arena, text, end);

	finish_setting(reading);
	reading->headed = true;
	reading->section = NULL;
	if (memchr(text, ']', (size_t)(end - text)))
		reading->named = false; /* inih forgets the setting before */
	if (!name)
		config_wrong(reading->config, NULL, origin, "not a heading (write [muster], [MODULE] or [MODULE:NAME])");
	else if (config_add_section(reading->config, name, origin))
		reading->section = name;
}

/* What would keep inih from getting the line whole. */
static const char *line_trouble(const char *line, size_t length, size_t room)
{
	if (strnlen(line, length) < length)
		return "a NUL byte (this is no text file)";
	if (length > room)
		return "the line is too long (continue it on an indented line)";
	return NULL;
}

/* What goes on from the line must not go on from the setting before, nor its keys belong to the section before. */
static void leave_out(struct reading *reading, bool heading, const char *trouble)
{
	const char *origin = origin_of(reading);

	finish_setting(reading);
	config_wrong(reading->config, heading ? NULL : reading->section, origin, "%s", trouble);
	reading->orphaned = true;
	reading->headed = reading->headed || heading;
	reading->section = heading ? NULL : reading->section;
}

/* True where inih is to see the line. */
static bool take_line(struct reading *reading, const char *line, const char *end, size_t room)
{
	const char *text = line;
	const char *trouble = line_trouble(line, (size_t)(end - line), room);
	bool heading;

	while (text < end && config_is_space(*text))
		text++;
	if (text == end || *text == '#' || *text == ';')
		return false;
	reading->indented = text > line;
	reading->orphaned = reading->orphaned && reading->indented;
	if (reading->orphaned)
		return false;
	heading = *text == '[' && !(reading->indented && reading->named);
	if (trouble) {
		leave_out(reading, heading, trouble);
		return false;
	}
	if (heading)
		take_heading(reading, text, end);
	else
		reading->pending = true;
	return true;
}

static void judge_line(struct reading *reading)
{
	if (reading->pending) {
		finish_setting(reading);
		config_wrong(reading->config, reading->section, origin_of(reading), "no \"=\" in the line (write KEY = VALUE)");
		reading->orphaned = true;
	}
	reading->pending = false;
}

/* inih's fgets(). Every line ends with a newline: without one some versions wait for the rest of a long line. */
static char *give_line(char *to, int size, void *data)
{
	struct reading *reading = data;
	const char *line = reading->at;
	const char *end;
	size_t length;

	judge_line(reading);
	if (line == reading->end || reading->config->failed || size < 3)
		return NULL;
	end = memchr(line, '\n', (size_t)(reading->end - line));
	reading->at = end ? end + 1 : reading->end;
	end = end ? end : reading->end;
	reading->line++;
	while (end > line && config_is_space(end[-1]))
		end--;
	length = take_line(reading, line, end, (size_t)size - 2) ? (size_t)(end - line) : 0;
	memcpy(to, line, length);
	to[length] = '\n';
	to[length + 1] = '\0';
	return to;
}

static bool parse(struct config *config, const char *path, const struct buffer *text)
{
	static const char mark[] = {'\xef', '\xbb', '\xbf'};
	struct reading reading = {.config = config, .path = path, .at = (const char *)text->data};

	if (text->size == 0)
		return true;
	reading.end = reading.at + text->size;
	if (text->size >= sizeof(mark) && memcmp(reading.at, mark, sizeof(mark)) == 0)
		reading.at += sizeof(mark);
	ini_parse_stream(give_line, &reading, take_setting, &reading);
	judge_line(&reading);
	finish_setting(&reading);
	if (reading.at != reading.end && !config->failed)
		config_wrong(config, NULL, origin_of(&reading), "inih ended here (let the host leave inih's settings alone)");
	buffer_free(&reading.value);
	return !config->failed;
}

static enum muster_status read_all(int descriptor, const char *path, struct buffer *text, struct problem *problem)
{
	ssize_t got = 1;

	while (got != 0) {
		unsigned char *room = buffer_reserve(text, 16384);
		if (!room)
			return problem_memory(problem);
		got = read(descriptor, room, 16384);
		if (got < 0 && errno != EINTR)
			return problem_errno(problem, errno, path, "be read");
		text->size += got > 0 ? (size_t)got : 0;
		if (text->size > FILE_LIMIT)
			return problem_set(problem, MUSTER_REFUSED, "%s: larger than 1 MiB (split it)", path);
	}
	return MUSTER_OK;
}

enum muster_status config_read_file(struct config *config, const char *path, struct problem *problem)
{
	cleanup_close int descriptor = -1;
	struct buffer text = {0};
	struct stat about;
	enum muster_status result = trust_open(path, &descriptor, &about, problem);

	if (result == MUSTER_OK)
		result = read_all(descriptor, path, &text, problem);
	if (result == MUSTER_OK && !parse(config, path, &text))
		result = problem_memory(problem);
	buffer_free(&text);
	return result;
}
