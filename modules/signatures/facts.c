/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "facts.h"

#include <string.h>

#include "readers/docstring.h"
#include "readers/package_fact.h"

struct keeping {
	struct muster_writer *writer;
	struct pool *pool;
};

static void write_literal(struct muster_writer *writer, const char *name, const struct python_value *value)
{
	switch (value->type) {
	case PYTHON_NONE:
		muster_write_string(writer, name, NULL);
		break;
	case PYTHON_BOOLEAN:
		muster_write_boolean(writer, name, value->integer != 0);
		break;
	case PYTHON_INTEGER:
		muster_write_integer(writer, name, value->integer);
		break;
	case PYTHON_REAL:
		muster_write_real(writer, name, value->real);
		break;
	case PYTHON_STRING:
		muster_write_string(writer, name, value->text);
		break;
	case PYTHON_BYTES:
		muster_write_bytes(writer, name, value->text, value->size);
		break;
	case PYTHON_LIST:
	case PYTHON_DICT: /* keys need not be strings, so a dict is its pairs one behind the other */
		muster_write_list(writer, name);
		for (size_t i = 0; i < value->size; i++)
			write_literal(writer, NULL, &value->items[i]);
		muster_write_end(writer);
		break;
	}
}

/* As deep as a literal may nest to be kept as a value: writers take 16 levels, the fact around it has seven. */
static bool is_shallow(const struct python_value *value, unsigned depth)
{
	for (size_t i = 0; (value->type == PYTHON_LIST || value->type == PYTHON_DICT) && i < value->size; i++) {
		if (depth == 0 || !is_shallow(&value->items[i], depth - 1))
			return false;
	}
	return true;
}

static const char *kind_name(enum python_parameter_kind kind)
{
	static const char *const names[] = {"positional_only", "positional_or_keyword", "var_positional", "keyword_only",
										"var_keyword"};

	return names[kind];
}

static void write_parameter(const struct keeping *keeping, const struct python_parameter *parameter, const char *doc)
{
	struct muster_writer *writer = keeping->writer;
	const bool variable = parameter->kind == PYTHON_VAR_POSITIONAL || parameter->kind == PYTHON_VAR_KEYWORD;
	const bool literal = parameter->literal && is_shallow(parameter->literal, 4);

	muster_write_map(writer, NULL);
	muster_write_string(writer, "name", parameter->name);
	muster_write_string(writer, "kind", kind_name(parameter->kind));
	muster_write_string(writer, "type", parameter->annotation);
	muster_write_string(writer, "default", parameter->fallback);
	muster_write_boolean(writer, "literal", literal);
	if (literal)
		write_literal(writer, "value", parameter->literal);
	muster_write_boolean(writer, "required", !parameter->fallback && !variable);
	muster_write_string(writer, "description",
						doc && parameter->name ? docstring_parameter(keeping->pool, doc, parameter->name) : NULL);
	muster_write_end(writer);
}

static bool decorated_with(const struct python_definition *definition, const char *name)
{
	for (size_t i = 0; i < definition->decorator_count; i++) {
		const char *text = definition->decorators[i], *dot = NULL;
		const size_t length = text ? strcspn(text, "(") : 0;
		for (size_t j = 0; j < length; j++)
			dot = text[j] == '.' ? text + j + 1 : dot;
		dot = dot ? dot : text;
		if (text && strlen(name) == (size_t)(text + length - dot) && strncmp(dot, name, strlen(name)) == 0)
			return true;
	}
	return false;
}

static const struct python_definition *find_member(const struct python_definition *class, const char *name)
{
	const struct python_definition *found = NULL;

	for (size_t i = 0; i < class->member_count; i++) {
		if (class->members[i].name && strcmp(class->members[i].name, name) == 0)
			found = &class->members[i];
	}
	return found;
}

/* A field of a dataclass as a parameter: default= of field() counts, a factory is a default that is no literal. */
static void write_field(const struct keeping *keeping, const struct python_attribute *attribute, const char *doc)
{
	const struct python_parameter parameter = {.name = attribute->name,
											   .kind = PYTHON_POSITIONAL_OR_KEYWORD,
											   .annotation = attribute->annotation,
											   .fallback = attribute->value,
											   .literal = attribute->literal};

	if (attribute->annotation && !strstr(attribute->annotation, "ClassVar"))
		write_parameter(keeping, &parameter, doc);
}

static void write_parameters(const struct keeping *keeping, const struct python_definition *function, size_t skipped,
							 const char *doc)
{
	muster_write_list(keeping->writer, "parameters");
	for (size_t i = skipped; i < function->parameter_count; i++)
		write_parameter(keeping, &function->parameters[i], doc);
	muster_write_end(keeping->writer);
}

/* A class is called as its __init__ or __new__; a dataclass as its fields. Else its base decides, in combine(). */
static void write_class_parameters(const struct keeping *keeping, const struct python_definition *class)
{
	const struct python_definition *init = find_member(class, "__init__");
	const bool data = decorated_with(class, "dataclass");

	init = init ? init : find_member(class, "__new__");
	if (init && !data) {
		write_parameters(keeping, init, init->parameter_count ? 1 : 0, class->doc ? class->doc : init->doc);
		return;
	}
	if (!data)
		return;
	muster_write_list(keeping->writer, "parameters");
	for (size_t i = 0; i < class->attribute_count; i++)
		write_field(keeping, &class->attributes[i], class->doc);
	muster_write_end(keeping->writer);
}

static void write_texts(struct muster_writer *writer, const char *name, const char *const *texts, size_t count)
{
	if (count == 0)
		return;
	muster_write_list(writer, name);
	for (size_t i = 0; i < count; i++)
		muster_write_string(writer, NULL, texts[i]);
	muster_write_end(writer);
}

static void write_bases(struct muster_writer *writer, const struct python_definition *class)
{
	muster_write_list(writer, "bases");
	for (size_t i = 0; i < class->base_count; i++) {
		if (!class->bases[i].name)
			muster_write_string(writer, NULL, class->bases[i].value);
	}
	muster_write_end(writer);
}

static void write_definition(const struct keeping *keeping, const struct python_definition *definition, bool method);

static void write_members(const struct keeping *keeping, const struct python_definition *class)
{
	muster_write_list(keeping->writer, "members");
	for (size_t i = 0; i < class->member_count; i++) {
		if (!class->members[i].is_class && class->members[i].name)
			write_definition(keeping, &class->members[i], true);
	}
	muster_write_end(keeping->writer);
}

static void write_definition(const struct keeping *keeping, const struct python_definition *definition, bool method)
{
	struct muster_writer *writer = keeping->writer;
	const bool bound = method && !decorated_with(definition, "staticmethod");

	muster_write_map(writer, NULL);
	muster_write_string(writer, "name", definition->name);
	muster_write_string(writer, "kind", definition->is_class ? "class" : method ? "method" : "function");
	muster_write_integer(writer, "line", definition->line);
	muster_write_boolean(writer, "async", definition->is_async);
	muster_write_string(writer, "returns", definition->returns);
	if (definition->doc) {
		muster_write_string(writer, "doc", docstring_summary(keeping->pool, definition->doc));
		muster_write_string(writer, "return_description", docstring_returns(keeping->pool, definition->doc));
	}
	write_texts(writer, "decorated", definition->decorators, definition->decorator_count);
	if (definition->is_class) {
		write_class_parameters(keeping, definition);
		write_bases(writer, definition);
		write_members(keeping, definition);
	} else {
		write_parameters(keeping, definition, bound && definition->parameter_count ? 1 : 0, definition->doc);
	}
	muster_write_end(writer);
}

static void keep_definition(struct muster_writer *writer, struct pool *pool, const struct python_definition *definition)
{
	const struct keeping keeping = {writer, pool};

	write_definition(&keeping, definition, false);
}

enum muster_status facts_keep(struct muster_scan *scan, const struct muster_source *file, struct python *python)
{
	return package_fact_keep(scan, file, python, keep_definition);
}
