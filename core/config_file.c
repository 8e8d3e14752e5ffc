/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* One INI file, through inih. inih keeps lines in 200 bytes and sections and names in 50, and cuts what is longer
 * without a word; so each line is looked at before inih gets it, which also tells its number. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ini.h>

#include "config_inner.h"
#include "memory.h"
#include "trust.h"

#define FILE_LIMIT (1 << 20)
#define NAME_LIMIT 49

struct reading {
	struct config *config;
	const struct config_options *options;
	const char *path;
	const char *data, *end;
	unsigned line;
	bool indented; /* the line goes on from the one before */
	bool key_seen; /* since the section began: an indented line can only go on from a key */
	bool skipping; /* the key was wrong, so what goes on from it is left out too */
	char section[NAME_LIMIT + 1];
	char origin[4200];
	enum muster_status status;
};

static void fault(struct reading *reading, const char *why)
{
	config_fault(reading->config, reading->options, reading->section, reading->origin, "%s", why);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* NULL where the section's line is well formed. */
static const char *section_trouble(struct reading *reading, const char *text, size_t length)
{
	const char *end = memchr(text, ']', length);

	reading->section[0] = '\0';
	if (!end)
		return "a section's name without ] (as in [muster])";
	if (end - text - 1 > NAME_LIMIT)
		return "a section's name of over 49 bytes (shorten it)";
	memcpy(reading->section, text + 1, (size_t)(end - text - 1));
	reading->section[end - text - 1] = '\0';
	return NULL;
}

static const char *key_trouble(const char *text, size_t length)
{
	size_t name = 0;

	while (name < length && text[name] != '=' && text[name] != ':')
		name++;
	if (name == length)
		return "neither a section, nor a key and its value (KEY = VALUE)";
	while (name > 0 && is_blank(text[name - 1]))
		name--;
	if (name > NAME_LIMIT)
		return "a key of over 49 bytes (no key is as long)";
	return NULL;
}

/* Why inih must not see this line; NULL where it may. */
static const char *line_trouble(struct reading *reading, const char *text, size_t length, size_t room)
{
	size_t start = 0;

	reading->indented = false;
	if (memchr(text, '\0', length))
		return "a NUL byte (this is no text file)";
	while (start < length && is_blank(text[start]))
		start++;
	if (start == length || text[start] == ';' || text[start] == '#')
		return NULL;
	reading->indented = start > 0 && reading->key_seen;
	if (length + 2 > room)
		return "a line of over 197 bytes (go on in the next line, indented)";
	if (reading->indented)
		return NULL;
	reading->key_seen = text[start] != '[';
	reading->skipping = false;
	return text[start] == '[' ? section_trouble(reading, text + start, length - start)
							  : key_trouble(text + start, length - start);
}

/* inih's ini_reader: the next line, or an empty one in place of a wrong one. */
static char *read_line(char *line, int room, void *stream)
{
	struct reading *reading = stream;
	const char *text = reading->data, *end, *trouble;
	size_t length;

	if (text == reading->end)
		return NULL;
	end = memchr(text, '\n', (size_t)(reading->end - text));
	length = (size_t)((end ? end : reading->end) - text);
	reading->data = end ? end + 1 : reading->end;
	snprintf(reading->origin, sizeof(reading->origin), "%s:%u", reading->path, ++reading->line);
	if (reading->line == 1 && length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	trouble = line_trouble(reading, text, length, (size_t)room);
	if (trouble) {
		fault(reading, trouble);
		reading->skipping = true;
	}
	if (trouble || (reading->skipping && reading->indented))
		length = 0;
	memcpy(line, text, length);
	line[length] = '\n';
	line[length + 1] = '\0';
	return line;
}

static int take(void *data, const char *section, const char *name, const char *value)
{
	struct reading *reading = data;
	const size_t errors = reading->config->errors;
	const enum muster_status status =
		config_add(reading->config, reading->options, section, name, value, reading->origin, reading->indented);

	reading->skipping = reading->config->errors != errors;
	if (status != MUSTER_OK)
		reading->status = status;
	return 1;
}

/* All bytes of the file. */
static enum muster_status load(const char *path, char **data, size_t *size, struct problem *problem)
{
	cleanup_close int descriptor = -1;
	struct stat status;
	enum muster_status result = trust_open(path, &descriptor, &status, problem);
	ssize_t count;

	if (result != MUSTER_OK)
		return result;
	if (status.st_size > FILE_LIMIT)
		return problem_set(problem, MUSTER_REFUSED, "%s: larger than 1 MiB (it cannot be a configuration)", path);
	*data = malloc((size_t)status.st_size + 1);
	if (!*data)
		return problem_memory(problem);
	for (*size = 0; *size < (size_t)status.st_size; *size += (size_t)count) {
		count = pread(descriptor, *data + *size, (size_t)status.st_size - *size, (off_t)*size);
		if (count < 0)
			return problem_errno(problem, errno, path, "be read");
		if (count == 0)
			break;
	}
	return MUSTER_OK;
}

enum muster_status config_read_file(struct config *config, const struct config_options *options, const char *path,
									struct problem *problem)
{
	cleanup_free char *data = NULL;
	struct reading reading = {.config = config, .options = options, .path = path};
	size_t size = 0;
	const enum muster_status status = load(path, &data, &size, problem);

	if (status != MUSTER_OK)
		return status;
	reading.data = data;
	reading.end = data + size;
	ini_parse_stream(read_line, &reading, take, &reading);
	return reading.status == MUSTER_OK ? MUSTER_OK : problem_memory(problem);
}
