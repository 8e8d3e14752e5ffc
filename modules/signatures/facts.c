/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "facts.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "readers/docstring.h"

#define NAME_LIMIT 512

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

static void write_bindings(struct muster_writer *writer, const struct python_source *source)
{
	muster_write_list(writer, "bindings");
	for (size_t i = 0; i < source->binding_count; i++) {
		const struct python_binding *binding = &source->bindings[i];
		muster_write_list(writer, NULL);
		muster_write_integer(writer, NULL, binding->kind);
		muster_write_string(writer, NULL, binding->name);
		muster_write_string(writer, NULL, binding->module);
		muster_write_string(writer, NULL, binding->original);
		muster_write_integer(writer, NULL, binding->level);
		muster_write_end(writer);
	}
	muster_write_end(writer);
}

static enum muster_status write_source(struct muster_writer *writer, struct python_source *source, bool package)
{
	const struct keeping keeping = {writer, &source->pool};

	muster_write_boolean(writer, "package", package);
	if (source->has_all) {
		muster_write_list(writer, "all");
		for (size_t i = 0; i < source->all_count; i++)
			muster_write_string(writer, NULL, source->all[i]);
		muster_write_end(writer);
	}
	write_bindings(writer, source);
	muster_write_list(writer, "definitions");
	for (size_t i = 0; i < source->definition_count; i++) {
		if (source->definitions[i].name)
			write_definition(&keeping, &source->definitions[i], false);
	}
	return source->pool.failed ? MUSTER_NO_MEMORY : muster_write_end(writer);
}

static bool is_package_folder(const char *folder, size_t length)
{
	char path[4096];
	struct stat status;

	return snprintf(path, sizeof(path), "%.*s/__init__.py", (int)length, folder) < (int)sizeof(path) &&
		   stat(path, &status) == 0;
}

/* a.b.c of .../a/b/c.py, a.b of .../a/b/__init__.py: from the outermost package on. False where it is too long. */
static bool module_name(const char *path, char name[NAME_LIMIT], bool *package)
{
	const size_t length = strlen(path) - strlen(".py");
	size_t start = length, end = length;

	while (start && path[start - 1] != '/')
		start--;
	*package = length - start == strlen("__init__") && memcmp(path + start, "__init__", length - start) == 0;
	if (*package && start)
		end = start - 1;
	while (start > 1 && is_package_folder(path, start - 1)) {
		start--;
		while (start && path[start - 1] != '/')
			start--;
	}
	if (end <= start || end - start >= NAME_LIMIT)
		return false;
	memcpy(name, path + start, end - start);
	name[end - start] = '\0';
	for (char *c = name; *c; c++)
		*c = *c == '/' ? '.' : *c;
	return true;
}

enum muster_status facts_keep(struct muster_scan *scan, const struct muster_source *file, struct python *python)
{
	size_t size;
	const char *data = muster_source_data(file, &size);
	struct python_source source;
	struct muster_writer *writer;
	char name[NAME_LIMIT];
	bool package;
	enum muster_status status;

	if (!data || !module_name(muster_source_path(file), name, &package))
		return MUSTER_OK;
	status = python_read(python, data, size, &source);
	if (status == MUSTER_OK) {
		writer = muster_scan_fact(scan, name);
		status = writer ? write_source(writer, &source, package) : MUSTER_NO_MEMORY;
	} else if (status != MUSTER_NO_MEMORY) {
		muster_scan_finding(scan, source.line, "%s", source.trouble);
	}
	python_source_free(&source);
	return status;
}
