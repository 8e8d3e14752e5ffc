/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Between CPython's tree and ours: what the parts of the Python reader share. Objects are borrowed from the tree, which
 * holds them as attributes of its nodes. */
#ifndef MUSTER_READERS_PYTHON_TREE_H
#define MUSTER_READERS_PYTHON_TREE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python.h"

struct python_tree {
	struct python_source *source;
	const char *text; /* UTF-8 */
	size_t size;
	const size_t *lines; /* offset of each line */
	size_t line_count;
	unsigned depth;
};

/* The attribute of a node; NULL where it is absent or None. */
PyObject *node_attribute(PyObject *node, const char *name);
bool node_is(PyObject *node, const char *type);

/* A list attribute's length and items; 0 where it is none. */
Py_ssize_t node_count(PyObject *list);
PyObject *node_at(PyObject *list, Py_ssize_t index);
unsigned node_line(PyObject *node);

/* An identifier, copied; NULL for None. */
const char *tree_name(struct python_tree *tree, PyObject *name);

/* The node as it stands in the source, copied; NULL for no node. */
const char *tree_segment(struct python_tree *tree, PyObject *node);

/* A dotted name (a.b.c), copied; NULL where the node is anything else. */
const char *tree_dotted(struct python_tree *tree, PyObject *node);

/* The value of a literal; NULL where the node is none. */
const struct python_value *tree_literal(struct python_tree *tree, PyObject *node);

/* The docstring of a body; NULL. */
const char *tree_doc(struct python_tree *tree, PyObject *body);

/* Fills a definition from a FunctionDef, AsyncFunctionDef or ClassDef. */
void tree_definition(struct python_tree *tree, PyObject *node, struct python_definition *definition);

/* Fills the attribute from an Assign or AnnAssign with one name as its target; false where it is anything else. */
bool tree_attribute(struct python_tree *tree, PyObject *node, struct python_attribute *attribute);

/* Fills the source from the module's body. */
void tree_module(struct python_tree *tree, PyObject *module);

/* Fills the source's statements from the module's body. */
void tree_statements(struct python_tree *tree, PyObject *module);

#endif
