/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module's body: what it defines, imports and declares public. Bodies of if, try and with are taken as if they stood
 * in the module itself: which of them runs is not to be known here. */

#include <stdlib.h>
#include <string.h>

#include "python_tree.h"

#define BODY_DEPTH 32

/* What is found, in arrays that grow; moved into the pool at the end. */
struct found {
	struct python_tree *tree;
	struct python_definition *definitions;
	struct python_binding *bindings;
	struct python_attribute *attributes;
	const char **all;
	size_t definition_count, binding_count, attribute_count, all_count;
	bool has_all, all_known;
};

/* Room for one more of @size bytes in *@rows; capacities are powers of two. */
static void *more(struct found *found, void *rows, size_t *count, size_t size)
{
	char *grown = *(void **)rows;

	if ((*count & (*count - 1)) == 0)
		grown = realloc(*(void **)rows, (*count ? *count * 2 : 1) * size);
	if (!grown) {
		found->tree->source->pool.failed = true;
		return NULL;
	}
	*(void **)rows = grown;
	grown += (*count)++ * size;
	memset(grown, 0, size);
	return grown;
}

static void bind(struct found *found, const struct python_binding *binding)
{
	struct python_binding *place = more(found, &found->bindings, &found->binding_count, sizeof(*place));

	if (place)
		*place = *binding;
}

static void read_from(struct found *found, PyObject *node)
{
	PyObject *names = node_attribute(node, "names"), *level = node_attribute(node, "level");
	struct python_binding binding = {.module = tree_name(found->tree, node_attribute(node, "module")),
									 .level = level ? (unsigned)PyLong_AsLong(level) : 0};

	binding.module = binding.module ? binding.module : "";
	for (Py_ssize_t i = 0; i < node_count(names); i++) {
		PyObject *as = node_attribute(node_at(names, i), "asname");
		binding.original = tree_name(found->tree, node_attribute(node_at(names, i), "name"));
		binding.name = as ? tree_name(found->tree, as) : binding.original;
		binding.kind = binding.original && strcmp(binding.original, "*") == 0 ? PYTHON_STAR : PYTHON_FROM;
		if (binding.name)
			bind(found, &binding);
	}
}

static void read_import(struct found *found, PyObject *node)
{
	PyObject *names = node_attribute(node, "names");

	for (Py_ssize_t i = 0; i < node_count(names); i++) {
		PyObject *as = node_attribute(node_at(names, i), "asname");
		struct python_binding binding = {.kind = PYTHON_IMPORT, .original = ""};
		binding.module = tree_name(found->tree, node_attribute(node_at(names, i), "name"));
		if (as)
			binding.name = tree_name(found->tree, as);
		else if (binding.module)
			binding.name = pool_copy(&found->tree->source->pool, binding.module, strcspn(binding.module, "."));
		if (binding.name && binding.module)
			bind(found, &binding);
	}
}

/* ---- __all__ ---------------------------------------------------------------------------------------------------- */

static void add_public(struct found *found, const struct python_value *value)
{
	for (size_t i = 0; value && value->type == PYTHON_LIST && i < value->size; i++) {
		const char **place;
		if (value->items[i].type != PYTHON_STRING) {
			found->all_known = false;
			return;
		}
		place = more(found, &found->all, &found->all_count, sizeof(*place));
		if (place)
			*place = value->items[i].text;
	}
	if (!value || value->type != PYTHON_LIST)
		found->all_known = false;
}

static void set_all(struct found *found, PyObject *value)
{
	found->has_all = found->all_known = true;
	found->all_count = 0;
	add_public(found, tree_literal(found->tree, value));
}

static bool is_all(PyObject *node)
{
	PyObject *name = node_is(node, "Name") ? node_attribute(node, "id") : NULL;

	return name && PyUnicode_CompareWithASCIIString(name, "__all__") == 0;
}

/* __all__.append("x"), .extend([…]); and __all__ += […], by its two parts. */
static void change_all(struct found *found, PyObject *call)
{
	PyObject *function = node_attribute(call, "func"), *arguments = node_attribute(call, "args");
	PyObject *method = node_is(function, "Attribute") ? node_attribute(function, "attr") : NULL;
	const struct python_value *value;

	if (!method || !is_all(node_attribute(function, "value")) || node_count(arguments) != 1)
		return;
	value = tree_literal(found->tree, node_at(arguments, 0));
	if (PyUnicode_CompareWithASCIIString(method, "append") == 0) {
		const struct python_value list = {.type = PYTHON_LIST, .size = value ? 1 : 0, .items = value};
		add_public(found, value ? &list : NULL);
	} else if (PyUnicode_CompareWithASCIIString(method, "extend") == 0) {
		add_public(found, value);
	}
}

/* ---- lazy_loader ------------------------------------------------------------------------------------------------ */

static void bind_from(struct found *found, const char *module, const char *name)
{
	const struct python_binding binding = {
		.kind = PYTHON_FROM, .name = name, .original = name, .module = module, .level = 1};

	if (name)
		bind(found, &binding);
}

static void bind_names(struct found *found, const char *module, const struct python_value *names)
{
	for (size_t i = 0; names && names->type == PYTHON_LIST && i < names->size; i++) {
		if (names->items[i].type == PYTHON_STRING)
			bind_from(found, module, names->items[i].text);
	}
}

static void bind_attributes(struct found *found, const struct python_value *table)
{
	for (size_t i = 0; table && table->type == PYTHON_DICT && i + 1 < table->size; i += 2) {
		if (table->items[i].type == PYTHON_STRING)
			bind_names(found, table->items[i].text, &table->items[i + 1]);
	}
}

/* The argument by its name, or by its place. */
static PyObject *argument(PyObject *call, const char *name, Py_ssize_t place)
{
	PyObject *keywords = node_attribute(call, "keywords"), *arguments = node_attribute(call, "args");

	for (Py_ssize_t i = 0; i < node_count(keywords); i++) {
		PyObject *keyword = node_attribute(node_at(keywords, i), "arg");
		if (keyword && PyUnicode_CompareWithASCIIString(keyword, name) == 0)
			return node_attribute(node_at(keywords, i), "value");
	}
	return place < node_count(arguments) ? node_at(arguments, place) : NULL;
}

/* __getattr__, __dir__, __all__ = lazy.attach(__name__, submodules, submod_attrs={module: [names]}) */
static void read_lazy(struct found *found, PyObject *node)
{
	PyObject *call = node_attribute(node, "value");
	const char *function = node_is(call, "Call") ? tree_dotted(found->tree, node_attribute(call, "func")) : NULL;
	const char *last = function ? strrchr(function, '.') : NULL;

	if (!function || strcmp(last ? last + 1 : function, "attach") != 0)
		return;
	bind_names(found, "", tree_literal(found->tree, argument(call, "submodules", 1)));
	bind_attributes(found, tree_literal(found->tree, argument(call, "submod_attrs", 2)));
}

/* ---- the body --------------------------------------------------------------------------------------------------- */

static void read_assign(struct found *found, PyObject *node)
{
	struct python_attribute attribute, *place;
	PyObject *targets = node_attribute(node, "targets");
	const char *original;

	if (node_count(targets) == 1 && is_all(node_at(targets, 0))) {
		set_all(found, node_attribute(node, "value"));
		return;
	}
	read_lazy(found, node);
	if (!tree_attribute(found->tree, node, &attribute))
		return;
	original = tree_dotted(found->tree, node_attribute(node, "value"));
	if (original && !strchr(attribute.name, '.')) {
		const struct python_binding binding = {
			.kind = PYTHON_ALIAS, .name = attribute.name, .original = original, .module = ""};
		bind(found, &binding);
		return;
	}
	place = more(found, &found->attributes, &found->attribute_count, sizeof(*place));
	if (place)
		*place = attribute;
}

static void read_body(struct found *found, PyObject *body, unsigned depth);

static void read_statement(struct found *found, PyObject *node, unsigned depth)
{
	static const char *const parts[] = {"body", "handlers", "orelse", "finalbody"};

	if (node_is(node, "FunctionDef") || node_is(node, "AsyncFunctionDef") || node_is(node, "ClassDef")) {
		struct python_definition *place = more(found, &found->definitions, &found->definition_count, sizeof(*place));
		if (place)
			tree_definition(found->tree, node, place);
	} else if (node_is(node, "ImportFrom")) {
		read_from(found, node);
	} else if (node_is(node, "Import")) {
		read_import(found, node);
	} else if (node_is(node, "Assign") || node_is(node, "AnnAssign")) {
		read_assign(found, node);
	} else if (node_is(node, "AugAssign") && is_all(node_attribute(node, "target"))) {
		add_public(found, tree_literal(found->tree, node_attribute(node, "value")));
	} else if (node_is(node, "Expr") && node_is(node_attribute(node, "value"), "Call")) {
		change_all(found, node_attribute(node, "value"));
	} else if (node_is(node, "If") || node_is(node, "Try") || node_is(node, "With") || node_is(node, "ExceptHandler")) {
		for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
			read_body(found, node_attribute(node, parts[i]), depth + 1);
	}
}

static void read_body(struct found *found, PyObject *body, unsigned depth)
{
	for (Py_ssize_t i = 0; depth < BODY_DEPTH && i < node_count(body); i++)
		read_statement(found, node_at(body, i), depth);
}

static const void *keep(struct python_tree *tree, void *rows, size_t count, size_t size)
{
	void *kept = pool_copy(&tree->source->pool, rows, count * size);

	free(rows);
	return kept;
}

void tree_module(struct python_tree *tree, PyObject *module)
{
	struct python_source *source = tree->source;
	struct found found = {.tree = tree};
	PyObject *body = node_attribute(module, "body");

	source->doc = tree_doc(tree, body);
	read_body(&found, body, 0);
	source->definitions = keep(tree, found.definitions, found.definition_count, sizeof(*found.definitions));
	source->definition_count = found.definition_count;
	source->bindings = keep(tree, found.bindings, found.binding_count, sizeof(*found.bindings));
	source->binding_count = found.binding_count;
	source->attributes = keep(tree, found.attributes, found.attribute_count, sizeof(*found.attributes));
	source->attribute_count = found.attribute_count;
	source->all = keep(tree, found.all, found.all_count, sizeof(*found.all));
	source->all_count = found.all_count;
	source->has_all = found.has_all && found.all_known;
}
