/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Nodes, names, source segments and literals. */

#include <string.h>

#include "python_tree.h"

/* As deep as CPython's parser lets brackets nest. */
#define DEPTH_LIMIT 200

PyObject *node_attribute(PyObject *node, const char *name)
{
	PyObject *value = node ? PyObject_GetAttrString(node, name) : NULL;

	if (!value) {
		PyErr_Clear();
		return NULL;
	}
	Py_DECREF(value); /* the node holds it */
	return value == Py_None ? NULL : value;
}

bool node_is(PyObject *node, const char *type)
{
	return node && strcmp(Py_TYPE(node)->tp_name, type) == 0;
}

Py_ssize_t node_count(PyObject *list)
{
	return list && PyList_Check(list) ? PyList_GET_SIZE(list) : 0;
}

PyObject *node_at(PyObject *list, Py_ssize_t index)
{
	PyObject *item = PyList_GET_ITEM(list, index);

	return item == Py_None ? NULL : item;
}

static long number(PyObject *node, const char *name)
{
	PyObject *value = node_attribute(node, name);

	return value && PyLong_Check(value) ? PyLong_AsLong(value) : 0;
}

unsigned node_line(PyObject *node)
{
	return (unsigned)number(node, "lineno");
}

const char *tree_name(struct python_tree *tree, PyObject *name)
{
	Py_ssize_t size = 0;
	const char *text = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8AndSize(name, &size) : NULL;

	if (!text)
		PyErr_Clear();
	return text ? pool_copy(&tree->source->pool, text, (size_t)size) : NULL;
}

static size_t offset(const struct python_tree *tree, long line, long column)
{
	if (line < 1 || (size_t)line > tree->line_count || column < 0)
		return tree->size;
	return tree->lines[line - 1] + (size_t)column;
}

const char *tree_segment(struct python_tree *tree, PyObject *node)
{
	size_t first, last;

	if (!node)
		return NULL;
	first = offset(tree, number(node, "lineno"), number(node, "col_offset"));
	last = offset(tree, number(node, "end_lineno"), number(node, "end_col_offset"));
	if (first > last || last > tree->size)
		return NULL;
	return pool_copy(&tree->source->pool, tree->text + first, last - first);
}

/* Writes a.b.c from its end; false where it is no dotted name or too long. */
static bool write_dotted(PyObject *node, char *text, size_t *start)
{
	for (;;) {
		const bool last = node_is(node, "Name");
		PyObject *name = last || node_is(node, "Attribute") ? node_attribute(node, last ? "id" : "attr") : NULL;
		Py_ssize_t size = 0;
		const char *word = name ? PyUnicode_AsUTF8AndSize(name, &size) : NULL;
		if (!word || (size_t)size + 1 > *start)
			return false;
		*start -= (size_t)size;
		memcpy(text + *start, word, (size_t)size);
		if (last)
			return true;
		text[--*start] = '.';
		node = node_attribute(node, "value");
	}
}

const char *tree_dotted(struct python_tree *tree, PyObject *node)
{
	char text[512];
	size_t start = sizeof(text);

	if (!node || !write_dotted(node, text, &start))
		return NULL;
	return pool_copy(&tree->source->pool, text + start, sizeof(text) - start);
}

static bool constant(struct python_tree *tree, PyObject *object, struct python_value *value)
{
	int overflow = 0;
	Py_ssize_t size = 0;

	if (object == Py_None) {
		value->type = PYTHON_NONE;
	} else if (PyBool_Check(object)) {
		value->type = PYTHON_BOOLEAN;
		value->integer = object == Py_True;
	} else if (PyLong_Check(object)) {
		value->type = PYTHON_INTEGER;
		value->integer = PyLong_AsLongLongAndOverflow(object, &overflow);
	} else if (PyFloat_Check(object)) {
		value->type = PYTHON_REAL;
		value->real = PyFloat_AS_DOUBLE(object);
	} else if (PyUnicode_Check(object)) {
		value->type = PYTHON_STRING;
		const char *text = PyUnicode_AsUTF8AndSize(object, &size);
		if (!text || memchr(text, 0, (size_t)size)) /* lone surrogates, and what no string of ours can hold */
			PyErr_Clear();
		else
			value->text = pool_copy(&tree->source->pool, text, (size_t)size);
		value->size = (size_t)size;
		return value->text != NULL;
	} else if (PyBytes_Check(object)) {
		value->type = PYTHON_BYTES;
		value->size = (size_t)PyBytes_GET_SIZE(object);
		value->text = pool_copy(&tree->source->pool, PyBytes_AS_STRING(object), value->size);
		return value->text != NULL;
	} else {
		return false;
	}
	return overflow == 0;
}

static bool fill_literal(struct python_tree *tree, PyObject *node, struct python_value *value);

static bool fill_items(struct python_tree *tree, PyObject *items, PyObject *keys, struct python_value *value)
{
	const size_t step = keys ? 2 : 1, count = (size_t)node_count(items) * step;
	struct python_value *filled = pool_alloc(&tree->source->pool, (count + 1) * sizeof(*filled));

	value->type = keys ? PYTHON_DICT : PYTHON_LIST;
	value->items = filled;
	value->size = count;
	for (Py_ssize_t i = 0; filled && i < node_count(items); i++) {
		if (keys && !fill_literal(tree, node_at(keys, i), &filled[(size_t)i * 2]))
			return false;
		if (!fill_literal(tree, node_at(items, i), &filled[(size_t)i * step + step - 1]))
			return false;
	}
	return filled != NULL;
}

static bool negate(struct python_value *value)
{
	if (value->type != PYTHON_INTEGER && value->type != PYTHON_REAL)
		return false;
	if (value->integer == INT64_MIN)
		return false;
	value->integer = -value->integer;
	value->real = -value->real;
	return true;
}

static bool fill_node(struct python_tree *tree, PyObject *node, struct python_value *value)
{
	PyObject *object;

	if (node_is(node, "Constant")) {
		object = PyObject_GetAttrString(node, "value");
		Py_XDECREF(object);
		return object && constant(tree, object, value);
	}
	if (node_is(node, "Tuple") || node_is(node, "List") || node_is(node, "Set"))
		return fill_items(tree, node_attribute(node, "elts"), NULL, value);
	if (node_is(node, "Dict"))
		return fill_items(tree, node_attribute(node, "values"), node_attribute(node, "keys"), value);
	if (!node_is(node, "UnaryOp") || !fill_literal(tree, node_attribute(node, "operand"), value))
		return false;
	if (node_is(node_attribute(node, "op"), "USub"))
		return negate(value);
	return node_is(node_attribute(node, "op"), "UAdd") && (value->type == PYTHON_INTEGER || value->type == PYTHON_REAL);
}

static bool fill_literal(struct python_tree *tree, PyObject *node, struct python_value *value)
{
	bool filled;

	if (!node || tree->depth >= DEPTH_LIMIT)
		return false;
	tree->depth++;
	filled = fill_node(tree, node, value);
	tree->depth--;
	return filled;
}

const struct python_value *tree_literal(struct python_tree *tree, PyObject *node)
{
	struct python_value value = {0}, *copy;

	if (!node || !fill_literal(tree, node, &value))
		return NULL;
	copy = pool_alloc(&tree->source->pool, sizeof(*copy));
	if (copy)
		*copy = value;
	return copy;
}

const char *tree_doc(struct python_tree *tree, PyObject *body)
{
	PyObject *first = node_count(body) ? node_at(body, 0) : NULL;
	const struct python_value *value;

	if (!node_is(first, "Expr"))
		return NULL;
	value = tree_literal(tree, node_attribute(first, "value"));
	return value && value->type == PYTHON_STRING ? value->text : NULL;
}
