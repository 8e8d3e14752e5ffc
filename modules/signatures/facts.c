/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "facts.h"

#include <string.h>

#include "readers/docstring.h"

struct keeping {
	struct muster_writer *writer;
	struct pool *pool;
};

static void write_literal(struct muster_writer *writer, const char *name, const struct python_value *value)
{
	switch (value->type) {
	case PYTHON_NONE:
		muster_write_nil(writer, name);
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
	const char *description = doc && parameter->name ? docstring_parameter(keeping->pool, doc, parameter->name) : NULL;
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
	muster_write_string(writer, "description", description ? description : parameter->help);
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

static void write_parameters(const struct keeping *keeping, const struct python_definition *function, size_t skipped,
							 const char *doc)
{
	muster_write_list(keeping->writer, "parameters");
	for (size_t i = skipped; i < function->parameter_count; i++)
		write_parameter(keeping, &function->parameters[i], doc);
	muster_write_end(keeping->writer);
}

/* ---- classes that are called with their fields: dataclasses, named tuples, typed dicts ------------------------- */

static bool is_last(const char *name, const char *word)
{
	const char *dot = name ? strrchr(name, '.') : NULL;

	return name && strcmp(dot ? dot + 1 : name, word) == 0;
}

static const struct python_argument *argument(const struct python_attribute *call, const char *name)
{
	for (size_t i = 0; i < call->argument_count; i++) {
		if (call->arguments[i].name && strcmp(call->arguments[i].name, name) == 0)
			return &call->arguments[i];
	}
	return NULL;
}

static bool argument_is(const struct python_attribute *call, const char *name, bool truth)
{
	const struct python_argument *found = argument(call, name);

	return found && found->literal && found->literal->type == PYTHON_BOOLEAN && (found->literal->integer != 0) == truth;
}

/* NAME: TYPE = field(default=…): the default is what counts; one that is made for each object is no literal. */
static void apply_field(const struct python_attribute *attribute, struct python_parameter *parameter)
{
	const struct python_argument *fallback = argument(attribute, "default");
	const struct python_argument *factory = argument(attribute, "default_factory");

	if (!is_last(attribute->called, "field"))
		return;
	parameter->fallback = fallback ? fallback->value : factory ? factory->value : NULL;
	parameter->literal = fallback ? fallback->literal : NULL;
	if (argument_is(attribute, "kw_only", true))
		parameter->kind = PYTHON_KEYWORD_ONLY;
	else if (argument_is(attribute, "kw_only", false))
		parameter->kind = PYTHON_POSITIONAL_OR_KEYWORD;
}

static bool is_field(const struct python_attribute *attribute)
{
	if (!attribute->annotation || strstr(attribute->annotation, "ClassVar"))
		return false;
	return !is_last(attribute->called, "field") || !argument_is(attribute, "init", false);
}

static void write_fields(const struct keeping *keeping, const struct python_definition *class,
						 enum python_parameter_kind kind)
{
	muster_write_list(keeping->writer, "fields");
	for (size_t i = 0; i < class->attribute_count; i++) {
		const struct python_attribute *attribute = &class->attributes[i];
		struct python_parameter parameter = {.name = attribute->name,
											 .kind = kind,
											 .annotation = attribute->annotation,
											 .help = attribute->help,
											 .fallback = attribute->value,
											 .literal = attribute->literal};
		if (is_last(attribute->annotation, "KW_ONLY")) {
			kind = PYTHON_KEYWORD_ONLY;
		} else if (is_field(attribute)) {
			apply_field(attribute, &parameter);
			write_parameter(keeping, &parameter, class->doc);
		}
	}
	muster_write_end(keeping->writer);
}

static bool has_base(const struct python_definition *class, const char *name)
{
	for (size_t i = 0; i < class->base_count; i++) {
		if (!class->bases[i].name && is_last(class->bases[i].value, name))
			return true;
	}
	return false;
}

/* The decorator's own text: @dataclass(kw_only=True). */
static bool all_by_keyword(const struct python_definition *class)
{
	for (size_t i = 0; i < class->decorator_count; i++) {
		if (class->decorators[i] && strstr(class->decorators[i], "kw_only=True"))
			return true;
	}
	return false;
}

/* A class is called as its __init__ or __new__, or with its fields. Else its bases decide, in combine(). */
static void write_class_parameters(const struct keeping *keeping, const struct python_definition *class)
{
	const struct python_definition *init = find_member(class, "__init__");

	init = init ? init : find_member(class, "__new__");
	if (init)
		write_parameters(keeping, init, init->parameter_count ? 1 : 0, class->doc ? class->doc : init->doc);
	else if (decorated_with(class, "dataclass"))
		write_fields(keeping, class, all_by_keyword(class) ? PYTHON_KEYWORD_ONLY : PYTHON_POSITIONAL_OR_KEYWORD);
	else if (has_base(class, "NamedTuple"))
		write_fields(keeping, class, PYTHON_POSITIONAL_OR_KEYWORD);
	else if (has_base(class, "TypedDict"))
		write_fields(keeping, class, PYTHON_KEYWORD_ONLY);
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

/* @x.setter def x(self, value): another part of the property x. */
static bool changes_property(const struct python_definition *member)
{
	return decorated_with(member, "setter") || decorated_with(member, "deleter");
}

static void write_members(const struct keeping *keeping, const struct python_definition *class)
{
	muster_write_list(keeping->writer, "members");
	for (size_t i = 0; i < class->member_count; i++) {
		if (!class->members[i].is_class && class->members[i].name && !changes_property(&class->members[i]))
			write_definition(keeping, &class->members[i], true);
	}
	muster_write_end(keeping->writer);
}

static const char *kind_of(const struct python_definition *definition, bool method)
{
	if (definition->is_class)
		return "class";
	if (decorated_with(definition, "property") || decorated_with(definition, "cached_property"))
		return "property";
	return method ? "method" : "function";
}

static void write_definition(const struct keeping *keeping, const struct python_definition *definition, bool method)
{
	struct muster_writer *writer = keeping->writer;
	const bool bound = method && !decorated_with(definition, "staticmethod");

	muster_write_map(writer, NULL);
	muster_write_string(writer, "name", definition->name);
	muster_write_string(writer, "kind", kind_of(definition, method));
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

void facts_write(struct muster_writer *writer, struct python_source *source, const struct python_definition *definition,
				 void *data)
{
	const struct keeping keeping = {writer, &source->pool};

	(void)data;
	write_definition(&keeping, definition, false);
}
