/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Functions, classes, and what is assigned. */

#include <string.h>

#include "python_tree.h"

/* As deep as classes are looked into. */
#define CLASS_DEPTH 16

/* The text in Annotated[T, "text"] or Annotated[T, Doc("text")]; NULL. */
static const char *annotated_help(struct python_tree *tree, PyObject *parts)
{
	for (Py_ssize_t i = 1; i < node_count(parts); i++) {
		PyObject *node = node_at(parts, i), *arguments = node_is(node, "Call") ? node_attribute(node, "args") : NULL;
		const struct python_value *value =
			tree_literal(tree, node_count(arguments) == 1 ? node_at(arguments, 0) : node);
		if (value && value->type == PYTHON_STRING)
			return value->text;
	}
	return NULL;
}

static const char *read_annotation(struct python_tree *tree, PyObject *node, const char **help)
{
	const char *name = node_is(node, "Subscript") ? tree_dotted(tree, node_attribute(node, "value")) : NULL;
	const char *last = name ? strrchr(name, '.') : NULL;
	PyObject *parts;

	if (!name || strcmp(last ? last + 1 : name, "Annotated") != 0)
		return tree_segment(tree, node);
	parts = node_attribute(node, "slice");
	parts = node_is(parts, "Tuple") ? node_attribute(parts, "elts") : NULL;
	if (node_count(parts) < 2)
		return tree_segment(tree, node);
	*help = annotated_help(tree, parts);
	return tree_segment(tree, node_at(parts, 0));
}

static struct python_parameter *put_parameter(struct python_tree *tree, struct python_parameter *place, PyObject *node,
											  enum python_parameter_kind kind, PyObject *fallback)
{
	if (!node)
		return place;
	place->name = tree_name(tree, node_attribute(node, "arg"));
	place->kind = kind;
	place->annotation = read_annotation(tree, node_attribute(node, "annotation"), &place->help);
	place->fallback = tree_segment(tree, fallback);
	place->literal = tree_literal(tree, fallback);
	return place + 1;
}

/* Parameters by position share one list of defaults, which belong to the last of them. */
static struct python_parameter *put_positional(struct python_tree *tree, struct python_parameter *place,
											   PyObject *nodes, enum python_parameter_kind kind, PyObject *defaults,
											   Py_ssize_t skipped)
{
	for (Py_ssize_t i = 0; i < node_count(nodes); i++) {
		const Py_ssize_t index = i + skipped;
		place = put_parameter(tree, place, node_at(nodes, i), kind, index >= 0 ? node_at(defaults, index) : NULL);
	}
	return place;
}

static void read_parameters(struct python_tree *tree, PyObject *arguments, struct python_definition *definition)
{
	PyObject *only = node_attribute(arguments, "posonlyargs"), *plain = node_attribute(arguments, "args");
	PyObject *named = node_attribute(arguments, "kwonlyargs"), *defaults = node_attribute(arguments, "defaults");
	PyObject *named_defaults = node_attribute(arguments, "kw_defaults");
	const Py_ssize_t positional = node_count(only) + node_count(plain), first = node_count(defaults) - positional;
	const size_t most = (size_t)(positional + node_count(named) + 2);
	struct python_parameter *parameters = pool_alloc(&tree->source->pool, most * sizeof(*parameters));
	struct python_parameter *place = parameters;

	if (!parameters)
		return;
	place = put_positional(tree, place, only, PYTHON_POSITIONAL_ONLY, defaults, first);
	place = put_positional(tree, place, plain, PYTHON_POSITIONAL_OR_KEYWORD, defaults, first + node_count(only));
	place = put_parameter(tree, place, node_attribute(arguments, "vararg"), PYTHON_VAR_POSITIONAL, NULL);
	for (Py_ssize_t i = 0; i < node_count(named); i++)
		place = put_parameter(tree, place, node_at(named, i), PYTHON_KEYWORD_ONLY, node_at(named_defaults, i));
	place = put_parameter(tree, place, node_attribute(arguments, "kwarg"), PYTHON_VAR_KEYWORD, NULL);
	definition->parameters = parameters;
	definition->parameter_count = (size_t)(place - parameters);
}

static void read_decorators(struct python_tree *tree, PyObject *nodes, struct python_definition *definition)
{
	const char **decorators = pool_alloc(&tree->source->pool, ((size_t)node_count(nodes) + 1) * sizeof(*decorators));

	for (Py_ssize_t i = 0; decorators && i < node_count(nodes); i++)
		decorators[i] = tree_segment(tree, node_at(nodes, i));
	definition->decorators = decorators;
	definition->decorator_count = decorators ? (size_t)node_count(nodes) : 0;
}

static void put_argument(struct python_tree *tree, PyObject *node, struct python_argument *argument)
{
	argument->value = tree_segment(tree, node);
	argument->literal = tree_literal(tree, node);
}

/* The positional arguments in @list and the keywords of @node. */
static const struct python_argument *read_arguments(struct python_tree *tree, PyObject *node, const char *list,
													size_t *count)
{
	PyObject *plain = node_attribute(node, list), *keywords = node_attribute(node, "keywords");
	const size_t most = (size_t)(node_count(plain) + node_count(keywords));
	struct python_argument *arguments = pool_alloc(&tree->source->pool, (most + 1) * sizeof(*arguments));
	struct python_argument *place = arguments;

	for (Py_ssize_t i = 0; arguments && i < node_count(plain); i++)
		put_argument(tree, node_at(plain, i), place++);
	for (Py_ssize_t i = 0; arguments && i < node_count(keywords); i++, place++) {
		place->name = tree_name(tree, node_attribute(node_at(keywords, i), "arg"));
		put_argument(tree, node_attribute(node_at(keywords, i), "value"), place);
	}
	*count = arguments ? most : 0;
	return arguments;
}

bool tree_attribute(struct python_tree *tree, PyObject *node, struct python_attribute *attribute)
{
	const bool annotated = node_is(node, "AnnAssign");
	PyObject *targets = annotated ? NULL : node_attribute(node, "targets");
	PyObject *target = annotated                  ? node_attribute(node, "target")
					   : node_count(targets) == 1 ? node_at(targets, 0)
												  : NULL;
	PyObject *value = node_attribute(node, "value");

	if ((!annotated && !node_is(node, "Assign")) || !(node_is(target, "Name") || node_is(target, "Attribute")))
		return false;
	*attribute = (struct python_attribute){
		.name = tree_dotted(tree, target),
		.value = tree_segment(tree, value),
		.literal = tree_literal(tree, value),
		.line = node_line(node),
	};
	if (annotated)
		attribute->annotation = read_annotation(tree, node_attribute(node, "annotation"), &attribute->help);
	if (node_is(value, "Call")) {
		attribute->called = tree_dotted(tree, node_attribute(value, "func"));
		attribute->arguments = read_arguments(tree, value, "args", &attribute->argument_count);
	}
	return attribute->name != NULL;
}

static bool is_definition(PyObject *node)
{
	return node_is(node, "FunctionDef") || node_is(node, "AsyncFunctionDef") || node_is(node, "ClassDef");
}

static void read_members(struct python_tree *tree, PyObject *body, struct python_definition *definition)
{
	const size_t most = (size_t)node_count(body) + 1;
	struct python_definition *members = pool_alloc(&tree->source->pool, most * sizeof(*members));
	struct python_attribute *attributes = pool_alloc(&tree->source->pool, most * sizeof(*attributes));

	if (!members || !attributes || tree->depth >= CLASS_DEPTH)
		return;
	tree->depth++;
	for (Py_ssize_t i = 0; i < node_count(body); i++) {
		PyObject *node = node_at(body, i);
		if (is_definition(node))
			tree_definition(tree, node, &members[definition->member_count++]);
		else if (tree_attribute(tree, node, &attributes[definition->attribute_count]))
			definition->attribute_count++;
	}
	tree->depth--;
	definition->members = members;
	definition->attributes = attributes;
}

void tree_definition(struct python_tree *tree, PyObject *node, struct python_definition *definition)
{
	*definition = (struct python_definition){
		.name = tree_name(tree, node_attribute(node, "name")),
		.line = node_line(node),
		.is_class = node_is(node, "ClassDef"),
		.is_async = node_is(node, "AsyncFunctionDef"),
		.doc = tree_doc(tree, node_attribute(node, "body")),
	};
	read_decorators(tree, node_attribute(node, "decorator_list"), definition);
	if (definition->is_class) {
		definition->bases = read_arguments(tree, node, "bases", &definition->base_count);
		read_members(tree, node_attribute(node, "body"), definition);
	} else {
		read_parameters(tree, node_attribute(node, "args"), definition);
		definition->returns = tree_segment(tree, node_attribute(node, "returns"));
	}
}
