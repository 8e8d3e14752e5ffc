/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An enumeration as a header for C11 and C++17. Identifiers have no small letter behind the prefix, so all other names
 * in the header have one. */

#include <string.h>

#include "enum_command.h"

/* What C promises for the length of a string. */
#define LONGEST_STRING 4095

struct names {
	struct text prefix; /* of enumerators */
	struct text base;   /* of all else: the prefix in small letters, without _ at its end */
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c == '-' ? '_' : c;
}

static void make_names(const struct enum_writing *writing, struct names *names)
{
	if (writing->prefix)
		text_add(&names->prefix, writing->prefix);
	for (const char *c = writing->module; !writing->prefix && *c; c++)
		text_add_bytes(&names->prefix, &(char){upper(*c)}, 1);
	if (!writing->prefix)
		text_add(&names->prefix, "_");
	text_add(&names->base, text_get(&names->prefix));
	for (char *c = names->base.data; *c; c++)
		*c = lower(*c);
	while (names->base.data[names->base.length - 1] == '_')
		names->base.data[--names->base.length] = '\0';
}

/* Octal escapes end after three digits, whatever follows; a ? might begin a trigraph. */
static void put_string(struct output *output, const char *text)
{
	output_char(output, '"');
	for (; *text; text++) {
		const unsigned char byte = (unsigned char)*text;
		if (byte < 0x20 || byte > 0x7e)
			output_format(output, "\\%03o", byte);
		else
			output_format(output, strchr("\"\\?", byte) ? "\\%c" : "%c", byte);
	}
	output_char(output, '"');
}

/* Writes @text with BASE for the base of names. */
static void put_code(struct output *output, const char *text, const char *base)
{
	for (const char *found; (found = strstr(text, "BASE")); text = found + strlen("BASE")) {
		output_bytes(output, text, (size_t)(found - text));
		output_text(output, base);
	}
	output_text(output, text);
}

static void put_enumerators(const struct enum_writing *writing, const struct names *names)
{
	struct output *output = &writing->cli->output;

	for (size_t i = 0; i < muster_enum_count(writing->members); i++) {
		output_char(output, '\t');
		enum_identifier(output, text_get(&names->prefix), muster_enum_identifier(writing->members, i));
		output_text(output, ",\n");
	}
}

/* A function from a member to a string about it. */
static void put_table(const struct enum_writing *writing, const struct names *names, const char *what,
					  const char *(*get)(const struct muster_enum *, size_t))
{
	struct output *output = &writing->cli->output;
	const char *base = text_get(&names->base);

	output_format(output, "\n/* The %s of @entry; NULL where that is no member. */\n", what);
	output_format(output, "%s_inline const char *%s_%s(enum %s_entry entry)\n{\n", base, base, what, base);
	output_format(output, "\tstatic const char *const %ss[] = {\n", what);
	for (size_t i = 0; i < muster_enum_count(writing->members); i++) {
		output_text(output, "\t\t");
		put_string(output, get(writing->members, i));
		output_text(output, ",\n");
	}
	output_format(output, "\t};\n\n\treturn (size_t)entry < %s_count ? %ss[entry] : NULL;\n}\n", base, what);
}

static void put_header(const struct enum_writing *writing, const struct names *names)
{
	static const char head[] =
		"#ifndef BASE_enum_h\n"
		"#define BASE_enum_h\n\n"
		"#include <stdbool.h>\n"
		"#include <stddef.h>\n"
		"#include <string.h>\n\n"
		"#if defined(__GNUC__)\n"
		"#define BASE_inline static inline __attribute__((unused))\n"
		"#else\n"
		"#define BASE_inline static inline\n"
		"#endif\n\n"
		"/* In the order of their values. Numbers change as entries come and go: keep values. */\n"
		"enum BASE_entry {\n";
	static const char tail[] = "\n/* Finds the member with @value (of several the first). */\n"
							   "BASE_inline bool BASE_find(const char *value, enum BASE_entry *entry)\n"
							   "{\n"
							   "\tsize_t first = 0, last = BASE_count;\n\n"
							   "\twhile (first < last) {\n"
							   "\t\tconst size_t middle = first + (last - first) / 2;\n"
							   "\t\tif (strcmp(BASE_value((enum BASE_entry)middle), value) < 0)\n"
							   "\t\t\tfirst = middle + 1;\n"
							   "\t\telse\n"
							   "\t\t\tlast = middle;\n"
							   "\t}\n"
							   "\tif (first == BASE_count || strcmp(BASE_value((enum BASE_entry)first), value) != 0)\n"
							   "\t\treturn false;\n"
							   "\t*entry = (enum BASE_entry)first;\n"
							   "\treturn true;\n"
							   "}\n\n"
							   "#endif\n";
	struct output *output = &writing->cli->output;
	const char *base = text_get(&names->base);

	output_format(output, "/* Made by `muster enum %s`. Do not edit it: make it anew.\n * %s %s. */\n", writing->module,
				  enum_title(writing), writing->module);
	put_code(output, head, base);
	put_enumerators(writing, names);
	output_format(output, "};\n\nenum { %s_count = %zu };\n", base, muster_enum_count(writing->members));
	put_table(writing, names, "value", muster_enum_value);
	if (writing->keyed)
		put_table(writing, names, "key", muster_enum_key);
	put_code(output, tail, base);
}

/* What C cannot say. */
static int check(const struct enum_writing *writing)
{
	struct messages *messages = &writing->cli->messages;
	const size_t count = muster_enum_count(writing->members);

	if (count == 0) {
		messages_error(messages, "%s: there is nothing to enumerate, and C has no empty enum (muster status -v %s)",
					   writing->module, writing->module);
		return CLI_FAILED;
	}
	for (size_t i = 0; i < count; i++) {
		if (strlen(muster_enum_value(writing->members, i)) <= LONGEST_STRING)
			continue;
		messages_error(messages,
					   "%s: the value of %s is longer than the %d bytes of C's strings (choose another field)",
					   writing->module, muster_enum_identifier(writing->members, i), LONGEST_STRING);
		return CLI_FAILED;
	}
	return CLI_DONE;
}

int enum_write_c(const struct enum_writing *writing)
{
	struct names names = {0};
	const int result = check(writing);

	if (result != CLI_DONE)
		return result;
	make_names(writing, &names);
	put_header(writing, &names);
	text_free(&names.prefix);
	text_free(&names.base);
	return CLI_DONE;
}
