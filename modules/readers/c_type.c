/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "c_type.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CHAIN_MAX = 64, DEPTH_MAX = 12, STEPS_MAX = 20000 };

enum qualifier { CONST = 1u << 0, VOLATILE = 1u << 1, RESTRICT = 1u << 2, ATOMIC = 1u << 3 };

/* How far one text has come. */
struct writer {
	struct text *out;
	unsigned depth; /* types within types */
	unsigned steps; /* left to be looked at */
};

static void declare(struct writer *writer, size_t start, Dwarf_Die *type, bool is_void);
static void write_members(struct writer *writer, const Dwarf_Die *die, unsigned indent);

bool c_first_child(const Dwarf_Die *die, Dwarf_Die *child)
{
	return dwarf_child((Dwarf_Die *)die, child) == 0;
}

bool c_next_child(Dwarf_Die *child)
{
	const Dwarf_Off before = dwarf_dieoffset(child);
	Dwarf_Die next;

	if (dwarf_siblingof(child, &next) != 0 || dwarf_dieoffset(&next) <= before)
		return false;
	*child = next;
	return true;
}

static bool refer(const Dwarf_Die *die, unsigned name, Dwarf_Die *result)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate((Dwarf_Die *)die, name, &attribute) && dwarf_formref_die(&attribute, result);
}

bool c_type_of(const Dwarf_Die *die, Dwarf_Die *type)
{
	return refer(die, DW_AT_type, type);
}

void c_parameters_of(const Dwarf_Die *function, Dwarf_Die *parameters)
{
	Dwarf_Attribute attribute;
	Dwarf_Die origin;
	unsigned i;

	*parameters = *function;
	for (i = 0; i < 4; i++) {
		if (!dwarf_attr(parameters, DW_AT_abstract_origin, &attribute) || !dwarf_formref_die(&attribute, &origin))
			return;
		*parameters = origin;
	}
}

static bool has_flag(const Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	bool flag;

	return dwarf_attr_integrate((Dwarf_Die *)die, name, &attribute) && dwarf_formflag(&attribute, &flag) == 0 && flag;
}

static bool number_of(const Dwarf_Die *die, unsigned name, Dwarf_Word *number)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate((Dwarf_Die *)die, name, &attribute) && dwarf_formudata(&attribute, number) == 0;
}

bool c_is_parameter(Dwarf_Die *child)
{
	return dwarf_tag(child) == DW_TAG_formal_parameter && !has_flag(child, DW_AT_artificial);
}

/* One step of work. False when there were too many. */
static bool step(struct writer *writer)
{
	if (writer->steps == 0 && writer->out->status == MUSTER_OK)
		writer->out->status = MUSTER_LIMIT_EXCEEDED;
	if (writer->out->status != MUSTER_OK)
		return false;
	writer->steps--;
	return true;
}

/* `name` and then whatever of its type goes round it. */
static void declare_named(struct writer *writer, const Dwarf_Die *die, const char *name)
{
	const size_t start = writer->out->length;
	Dwarf_Die type;
	const bool has_type = c_type_of(die, &type);

	text_add(writer->out, name);
	declare(writer, start, &type, !has_type);
}

static void write_parameters(struct writer *writer, const Dwarf_Die *function)
{
	struct text *const out = writer->out;
	const size_t begin = out->length + 1;
	Dwarf_Die parameters, child;
	bool more;

	text_add(out, "(");
	c_parameters_of(function, &parameters);
	for (more = c_first_child(&parameters, &child); more && step(writer); more = c_next_child(&child)) {
		const bool is_rest = dwarf_tag(&child) == DW_TAG_unspecified_parameters;
		const char *const name = dwarf_diename(&child);
		if (!is_rest && !c_is_parameter(&child))
			continue;
		if (out->length > begin)
			text_add(out, ", ");
		if (is_rest)
			text_add(out, "...");
		else
			declare_named(writer, &child, name ? name : "");
	}
	if (out->length == begin && has_flag(function, DW_AT_prototyped))
		text_add(out, "void");
	text_add(out, ")");
}

static void write_dimensions(struct writer *writer, const Dwarf_Die *array)
{
	char text[32];
	Dwarf_Die child;
	Dwarf_Word count;
	bool more, any = false;

	for (more = c_first_child(array, &child); more && step(writer); more = c_next_child(&child)) {
		const int tag = dwarf_tag(&child);
		if (tag != DW_TAG_subrange_type && tag != DW_TAG_enumeration_type)
			continue;
		any = true;
		text[0] = '\0';
		if (number_of(&child, DW_AT_count, &count))
			snprintf(text, sizeof(text), "%" PRIu64, (uint64_t)count);
		else if (number_of(&child, DW_AT_upper_bound, &count) && count <= INT64_MAX)
			snprintf(text, sizeof(text), "%" PRIu64, (uint64_t)count + 1);
		text_add(writer->out, "[");
		text_add(writer->out, text);
		text_add(writer->out, "]");
	}
	if (!any)
		text_add(writer->out, "[]");
}

static unsigned qualifier_of(int tag)
{
	switch (tag) {
	case DW_TAG_const_type:
		return CONST;
	case DW_TAG_volatile_type:
		return VOLATILE;
	case DW_TAG_restrict_type:
		return RESTRICT;
	case DW_TAG_atomic_type:
		return ATOMIC;
	default:
		return 0;
	}
}

/* The words of qualifiers at `at`, with a space after each. The number of bytes. */
static size_t put_qualifiers(struct text *out, size_t at, unsigned qualifiers)
{
	static const char *const words[] = {"const ", "volatile ", "restrict ", "_Atomic "};
	const size_t before = out->length;
	size_t i;

	for (i = sizeof(words) / sizeof(*words); i-- > 0;)
		if (qualifiers & 1u << i)
			text_put(out, at, words[i]);
	return out->length - before;
}

static void put_pointer(struct text *out, size_t start, int tag, unsigned qualifiers)
{
	const char next = text_at(out, start);
	const size_t size = put_qualifiers(out, start, qualifiers);

	/* no space before an end */
	if (size > 0 && (next == '\0' || next == '['))
		text_cut(out, start + size - 1, 1);
	text_put(out, start, tag == DW_TAG_reference_type ? "&" : tag == DW_TAG_rvalue_reference_type ? "&&" : "*");
}

static void put_parentheses(struct text *out, size_t start)
{
	text_put(out, start, "(");
	text_add(out, ")");
}

/* Compilers write `long unsigned int`, and some leave it to the size what is complex. */
static const char *common_name(Dwarf_Die *type, const char *name)
{
	static const char *const names[][2] = {
		{"long int", "long"},
		{"long unsigned int", "unsigned long"},
		{"short int", "short"},
		{"short unsigned int", "unsigned short"},
		{"long long int", "long long"},
		{"long long unsigned int", "unsigned long long"},
		{"_Bool", "bool"},
		{"complex float", "float complex"},
		{"complex double", "double complex"},
		{"complex long double", "long double complex"},
	};
	const int size = dwarf_bytesize(type);
	size_t i;

	if (strcmp(name, "complex") == 0)
		return size <= 8 ? "float complex" : size <= 16 ? "double complex" : "long double complex";
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i][0], name) == 0)
			return names[i][1];
	return name;
}

static const char *word_of(int tag)
{
	switch (tag) {
	case DW_TAG_structure_type:
		return "struct";
	case DW_TAG_union_type:
		return "union";
	case DW_TAG_enumeration_type:
		return "enum";
	default:
		return NULL;
	}
}

/* A type that has a name, or a struct that has none and is written out. */
static void put_base(struct writer *writer, size_t start, Dwarf_Die *type)
{
	struct text *const out = writer->out;
	const char *const name = dwarf_diename(type), *const word = word_of(dwarf_tag(type));
	struct text members;

	text_init(&members, out->limit);
	if (name) {
		text_put(out, start, dwarf_tag(type) == DW_TAG_base_type ? common_name(type, name) : name);
	} else if (word) {
		writer->out = &members;
		write_members(writer, type, 0);
		writer->out = out;
		if (out->status == MUSTER_OK)
			out->status = members.status;
		text_put(out, start, members.bytes ? members.bytes : "");
	} else {
		text_put(out, start, "?");
	}
	if (word && name)
		text_put(out, start, " ");
	if (word)
		text_put(out, start, word);
	text_free(&members);
}

static bool is_pointer(int tag)
{
	return tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type || tag == DW_TAG_rvalue_reference_type;
}

/* Puts what is no base type round the declarator that stands at `start`. False where `type` is void in the end. */
static bool put_derived(struct writer *writer, size_t start, Dwarf_Die *type, unsigned *qualifiers)
{
	struct text *const out = writer->out;
	bool is_open = false; /* a pointer stands in front, which binds less than what may follow */
	unsigned i;

	for (i = 0; i < CHAIN_MAX && step(writer); i++) {
		const int tag = dwarf_tag(type);
		const bool is_function = tag == DW_TAG_subroutine_type;
		if (qualifier_of(tag) != 0) {
			*qualifiers |= qualifier_of(tag);
		} else if (is_pointer(tag)) {
			put_pointer(out, start, tag, *qualifiers);
			*qualifiers = 0;
			is_open = true;
		} else if (tag == DW_TAG_array_type || is_function) {
			if (is_open)
				put_parentheses(out, start);
			is_open = false;
			if (is_function) {
				*qualifiers = 0; /* older compilers call functions that do not return volatile */
				write_parameters(writer, type);
			} else {
				write_dimensions(writer, type);
			}
		} else {
			return true;
		}
		if (!c_type_of(type, type))
			return false;
	}
	if (out->status == MUSTER_OK)
		out->status = MUSTER_LIMIT_EXCEEDED;
	return false;
}

static void declare(struct writer *writer, size_t start, Dwarf_Die *type, bool is_void)
{
	struct text *const out = writer->out;
	unsigned qualifiers = 0;

	if (writer->depth++ >= DEPTH_MAX && out->status == MUSTER_OK)
		out->status = MUSTER_LIMIT_EXCEEDED;
	if (!is_void)
		is_void = !put_derived(writer, start, type, &qualifiers);
	if (text_at(out, start) != '\0' && text_at(out, start) != '[')
		text_put(out, start, " ");
	if (is_void)
		text_put(out, start, "void");
	else if (out->status == MUSTER_OK)
		put_base(writer, start, type);
	put_qualifiers(out, start, qualifiers);
	writer->depth--;
}

static void indent_by(struct text *out, unsigned indent)
{
	while (indent-- > 0)
		text_add(out, "\t");
}

static void write_enumerators(struct writer *writer, const Dwarf_Die *die, unsigned indent)
{
	char number[32];
	Dwarf_Attribute attribute;
	Dwarf_Sword value;
	Dwarf_Die child;
	bool more;

	for (more = c_first_child(die, &child); more && step(writer); more = c_next_child(&child)) {
		const char *const name = dwarf_diename(&child);
		if (dwarf_tag(&child) != DW_TAG_enumerator || !name)
			continue;
		number[0] = '\0';
		if (dwarf_attr(&child, DW_AT_const_value, &attribute) && dwarf_formsdata(&attribute, &value) == 0)
			snprintf(number, sizeof(number), " = %" PRId64, (int64_t)value);
		indent_by(writer->out, indent);
		text_add(writer->out, indent > 0 ? "" : " ");
		text_add(writer->out, name);
		text_add(writer->out, number);
		text_add(writer->out, indent > 0 ? ",\n" : ",");
	}
}

static void write_member(struct writer *writer, Dwarf_Die *member, unsigned indent)
{
	const char *const name = dwarf_diename(member);
	char bits[32] = "";
	Dwarf_Word width;

	if (number_of(member, DW_AT_bit_size, &width))
		snprintf(bits, sizeof(bits), " : %" PRIu64, (uint64_t)width);
	indent_by(writer->out, indent);
	text_add(writer->out, indent > 0 ? "" : " ");
	declare_named(writer, member, name ? name : "");
	text_add(writer->out, bits);
	text_add(writer->out, indent > 0 ? ";\n" : ";");
}

/* What stands between the braces, and these; on lines of their own where there is an indentation. */
static void write_members(struct writer *writer, const Dwarf_Die *die, unsigned indent)
{
	struct text *const out = writer->out;
	Dwarf_Die child;
	bool more;

	text_add(out, indent > 0 ? " {\n" : " {");
	if (dwarf_tag((Dwarf_Die *)die) == DW_TAG_enumeration_type) {
		write_enumerators(writer, die, indent);
		if (indent == 0 && out->status == MUSTER_OK && out->bytes[out->length - 1] == ',')
			text_cut(out, out->length - 1, 1); /* the comma after the last one */
	} else {
		for (more = c_first_child(die, &child); more && step(writer); more = c_next_child(&child))
			if (dwarf_tag(&child) == DW_TAG_member)
				write_member(writer, &child, indent);
	}
	text_add(out, indent > 0 ? "}" : " }");
}

void c_declare(struct text *out, const Dwarf_Die *die, const char *name)
{
	struct writer writer = {.out = out, .steps = STEPS_MAX};

	declare_named(&writer, die, name);
}

void c_prototype(struct text *out, const Dwarf_Die *function, const char *name)
{
	struct writer writer = {.out = out, .steps = STEPS_MAX};
	const size_t start = out->length;
	Dwarf_Die type;
	const bool has_type = c_type_of(function, &type);

	text_add(out, name);
	write_parameters(&writer, function);
	declare(&writer, start, &type, !has_type);
}

/* The struct, union or enum that a typedef stands for at once. */
static bool aliased(const Dwarf_Die *alias, Dwarf_Die *type)
{
	return c_type_of(alias, type) && word_of(dwarf_tag(type)) != NULL;
}

static bool is_defined(const Dwarf_Die *die)
{
	Dwarf_Die child;

	return !has_flag(die, DW_AT_declaration) && c_first_child(die, &child);
}

bool c_reference(const Dwarf_Die *die, Dwarf_Die *reference)
{
	Dwarf_Die type;
	unsigned i;

	*reference = *die;
	for (i = 0; i < CHAIN_MAX && c_type_of(reference, reference); i++) {
		const int tag = dwarf_tag(reference);
		if (word_of(tag))
			return dwarf_diename(reference) && is_defined(reference);
		if (tag == DW_TAG_typedef && aliased(reference, &type))
			return dwarf_diename(reference) && is_defined(&type);
		if (tag == DW_TAG_subroutine_type || tag == DW_TAG_base_type)
			return false;
	}
	return false;
}

void c_name(struct text *out, const Dwarf_Die *reference)
{
	const char *const word = word_of(dwarf_tag((Dwarf_Die *)reference)), *const name =
																			 dwarf_diename((Dwarf_Die *)reference);

	text_add(out, word ? word : "");
	text_add(out, word ? " " : "");
	text_add(out, name ? name : "");
}

void c_define(struct text *out, const Dwarf_Die *reference)
{
	struct writer writer = {.out = out, .steps = STEPS_MAX};
	const bool is_alias = dwarf_tag((Dwarf_Die *)reference) == DW_TAG_typedef;
	Dwarf_Die type = *reference;
	const char *word, *name;

	if (is_alias && !aliased(reference, &type))
		return;
	word = word_of(dwarf_tag(&type));
	name = dwarf_diename(&type);
	if (!word)
		return;
	text_add(out, is_alias ? "typedef " : "");
	text_add(out, word);
	text_add(out, name ? " " : "");
	text_add(out, name ? name : "");
	write_members(&writer, &type, 1);
	name = dwarf_diename((Dwarf_Die *)reference);
	text_add(out, is_alias && name ? " " : "");
	text_add(out, is_alias && name ? name : "");
	text_add(out, ";");
}
