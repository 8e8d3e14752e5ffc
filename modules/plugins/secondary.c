/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "secondary.h"

#include <stddef.h>
#include <string.h>

#define ARGUMENT "registry_dict"

/* Some bytes of the source. */
struct part {
	const char *at;
	size_t length;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without white space around it, and comments before it. */
static struct part trimmed(struct part part)
{
	while (part.length > 0 && (is_blank(part.at[0]) || part.at[0] == '#')) {
		const size_t comment = part.at[0] == '#' ? strcspn(part.at, "\n") : 1;
		const size_t size = comment < part.length ? comment : part.length;
		part.at += size;
		part.length -= size;
	}
	while (part.length > 0 && is_blank(part.at[part.length - 1]))
		part.length--;
	return part;
}

/* Past a string that begins at `at`. */
static const char *skip_string(const char *at)
{
	const char quote = *at++;

	while (*at != '\0' && *at != quote)
		at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
	return *at == '\0' ? at : at + 1;
}

/* Takes what is before the next comma outside of brackets off *rest, up to the bracket that closes all. */
static struct part take_part(const char **rest)
{
	const char *at = *rest;
	size_t depth = 0;
	struct part part;

	while (*at != '\0' && !(depth == 0 && strchr(",)]}", *at))) {
		if (*at == '#') {
			at += strcspn(at, "\n");
		} else if (*at == '"' || *at == '\'') {
			at = skip_string(at);
		} else {
			if (strchr("([{", *at))
				depth++;
			else if (strchr(")]}", *at))
				depth--;
			at++;
		}
	}
	part = trimmed((struct part){*rest, (size_t)(at - *rest)});
	*rest = *at == ',' ? at + 1 : NULL;
	return part;
}

/* The value of registry_dict=value, or of an argument without a name; empty for another one. */
static struct part argument_value(struct part part)
{
	const size_t name = strlen(ARGUMENT);
	const struct part none = {part.at, 0};

	if (part.length > name && strncmp(part.at, ARGUMENT, name) == 0 &&
		(part.at[name] == '=' || is_blank(part.at[name])))
		for (size_t i = name; i < part.length; i++)
			if (part.at[i] == '=')
				return trimmed((struct part){part.at + i + 1, part.length - i - 1});
	return memchr(part.at, '=', part.length) ? none : part;
}

/* What a description calls its registry. */
static struct part registry_of(struct part part)
{
	const char *rest = memchr(part.at, '(', part.length);
	struct part found = {part.at, 0};

	if (!rest || part.at[part.length - 1] != ')')
		return part;
	for (rest++; rest && found.length == 0;)
		found = argument_value(take_part(&rest));
	return found;
}

const char *secondary_begin(const char *text)
{
	return text && (*text == '[' || *text == '(') ? text + 1 : NULL;
}

bool secondary_next(const char **rest, char name[SECONDARY_NAME_MAX])
{
	while (*rest) {
		struct part part = take_part(rest);
		if (part.length > 0)
			part = registry_of(part);
		if (part.length > 1 && (*part.at == '"' || *part.at == '\''))
			part = (struct part){part.at + 1, part.length - 2};
		if (part.length == 0 || part.length >= SECONDARY_NAME_MAX)
			continue;
		memcpy(name, part.at, part.length);
		name[part.length] = '\0';
		return true;
	}
	return false;
}
