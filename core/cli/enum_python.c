/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An enumeration as a module of Python 3, in ASCII. */

#include <string.h>

#include "enum_command.h"

/* Bytes that are no UTF-8 become what os.fsdecode() makes of them. */
static void put_string(struct output *output, const char *text)
{
	output_char(output, '\'');
	for (size_t at = 0, length; text[at]; at += length) {
		uint32_t point = 0;
		length = text_decode(text + at, &point);
		if (length == 0) {
			output_format(output, "\\udc%02x", (unsigned char)text[at]);
			length = 1;
		} else if (point == '\'' || point == '\\') {
			output_format(output, "\\%c", (int)point);
		} else if (point >= 0x20 && point < 0x7f) {
			output_char(output, (char)point);
		} else {
			output_format(output, point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x", point);
		}
	}
	output_char(output, '\'');
}

/* my-things: MyThings. None, True and False are keywords. */
static void make_class(struct text *name, const char *module)
{
	bool begins = true;

	for (; *module; module++) {
		const bool raised = begins && *module >= 'a' && *module <= 'z';
		const char letter = raised ? (char)(*module - 'a' + 'A') : *module;
		if (*module != '-' && *module != '_')
			text_add_bytes(name, &letter, 1);
		begins = *module == '-' || *module == '_';
	}
	if (strcmp(name->data, "None") == 0 || strcmp(name->data, "True") == 0 || strcmp(name->data, "False") == 0)
		text_add(name, "_");
}

/* Two members with one value would be one. */
static int check(const struct enum_writing *writing)
{
	const struct muster_enum *members = writing->members;

	for (size_t i = 1; i < muster_enum_count(members); i++) {
		if (strcmp(muster_enum_value(members, i - 1), muster_enum_value(members, i)) != 0)
			continue;
		messages_error(
			&writing->cli->messages,
			"%s: %s and %s have one value, \"%.100s\", and an Enum of Python each its own (choose another field)",
			writing->module, muster_enum_identifier(members, i - 1), muster_enum_identifier(members, i),
			muster_enum_value(members, i));
		return CLI_FAILED;
	}
	return CLI_DONE;
}

static void put_members(const struct enum_writing *writing)
{
	struct output *output = &writing->cli->output;

	for (size_t i = 0; i < muster_enum_count(writing->members); i++) {
		const char *value = muster_enum_value(writing->members, i);
		output_text(output, i ? "    " : "\n    ");
		enum_identifier(output, writing->prefix, muster_enum_identifier(writing->members, i));
		output_text(output, " = ");
		if (muster_enum_type(writing->members) == MUSTER_TYPE_INTEGER)
			output_text(output, value);
		else
			put_string(output, value);
		output_char(output, '\n');
	}
}

int enum_write_python(const struct enum_writing *writing)
{
	struct output *output = &writing->cli->output;
	struct text name = {0};
	const int result = check(writing);

	if (result != CLI_DONE)
		return result;
	make_class(&name, writing->module);
	output_format(output, "# Made by `muster enum %s`. Do not edit it: make it anew.\n", writing->module);
	output_format(output, "import enum\n\n__all__ = ['%s']\n\n\n@enum.unique\nclass %s(enum.Enum):\n", text_get(&name),
				  text_get(&name));
	output_format(output, "    \"\"\"%s %s.\"\"\"\n", enum_title(writing), writing->module);
	put_members(writing);
	text_free(&name);
	return CLI_DONE;
}
