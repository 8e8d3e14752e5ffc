/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The smallest useful module: which locales could be generated on this machine, and what they are called. A locale's
 * definition is a text file such as /usr/share/i18n/locales/de_AT, with a line in it: title "German locale for Austria"
 * README.md goes through this file step by step. */

#include <stdlib.h>
#include <string.h>

#include <muster/module.h>

struct locale {
	const char *title;
};

enum { TITLE_SIZE = 512 };

/* Appends the character that <Uxxxx> at @text stands for, as UTF-8. Returns how much text it took; 0: it is none. */
static size_t read_character(const char *text, char **out)
{
	char *end;
	unsigned long code;

	if (strncmp(text, "<U", 2) != 0 || strspn(text + 2, "0123456789ABCDEF") != 4 || text[6] != '>')
		return 0;
	code = strtoul(text + 2, &end, 16);
	if (code < 0x80 || (code >= 0xD800 && code < 0xE000))
		return 0;
	if (code >= 0x800) {
		*(*out)++ = (char)(0xE0 | code >> 12);
		*(*out)++ = (char)(0x80 | (code >> 6 & 0x3F));
	} else {
		*(*out)++ = (char)(0xC0 | code >> 6);
	}
	*(*out)++ = (char)(0x80 | (code & 0x3F));
	return (size_t)(end + 1 - text);
}

/* Copies the text between quotation marks at @text, without its escapes: a slash takes the next character as it is. */
static bool read_title(const char *text, char title[TITLE_SIZE])
{
	char *out = title;
	size_t taken;

	text += strspn(text, " \t");
	if (*text++ != '"')
		return false;
	while (*text != '"') {
		if (*text == '\0' || *text == '\n' || out - title > TITLE_SIZE - 4)
			return false;
		taken = read_character(text, &out);
		if (taken == 0) {
			text += text[0] == '/' && text[1] != '\0' && text[1] != '\n';
			*out++ = *text;
			taken = 1;
		}
		text += taken;
	}
	*out = '\0';
	return true;
}

/* Files without a title are parts of definitions, and no locales. */
static enum muster_status read_definition(struct muster_scan *scan, const struct muster_source *source, void *unused)
{
	size_t size;
	const char *line = muster_source_data(source, &size); /* a NUL follows, which is all we need to stop at */
	unsigned number = 1;
	char title[TITLE_SIZE];
	struct locale locale = {title};

	(void)unused;
	while (line) {
		if (strncmp(line, "title", 5) == 0 && strchr(" \t", line[5])) {
			if (read_title(line + 5, title))
				return muster_scan_emit(scan, muster_source_name(source), &locale);
			muster_scan_finding(scan, number, "The title is not a text in quotation marks");
			return MUSTER_DAMAGED;
		}
		line = strchr(line, '\n');
		line += line != NULL;
		number++;
	}
	return MUSTER_OK;
}

static enum muster_status discover(struct muster_scan *scan)
{
	return muster_scan_tree(scan, muster_scan_paths(scan), NULL, read_definition, NULL);
}

static enum muster_status serialize(const void *item, struct muster_writer *writer)
{
	return muster_write_string(writer, "title", ((const struct locale *)item)->title);
}

static enum muster_status deserialize(const struct muster_entry *entry, void *item)
{
	((struct locale *)item)->title = muster_entry_string(entry, "title");
	return MUSTER_OK;
}

static const struct muster_field fields[] = {
	{"title", MUSTER_TYPE_STRING, "Language and territory", MUSTER_FIELD_SHOWN},
	{NULL, MUSTER_TYPE_NIL, NULL, 0},
};

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, "/usr/share/i18n/locales", "Folders with locale definitions"},
	{NULL, MUSTER_OPTION_STRING, NULL, NULL},
};

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "locales",
	.version = "1.0",
	.summary = "Definitions of locales",
	.fields = fields,
	.options = options,
	.item_size = sizeof(struct locale),
	.discover = discover,
	.serialize = serialize,
	.deserialize = deserialize,
};
