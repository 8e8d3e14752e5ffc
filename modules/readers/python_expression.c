/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The statements of a module as expressions, for readers of tables. Bodies of if, try and with are taken as if they
 * stood in the module itself, as elsewhere. */

#include <stdlib.h>
#include <string.h>

#include "python_tree.h"

#define BODY_DEPTH 32

/* As deep as expressions are looked into: tables nest less, and a sum of thousands is no table. */
#define EXPRESSION_DEPTH 64

struct statements {
	struct python_tree *tree;
	struct python_statement *rows;
	size_t count, room;
};

static void fill(struct python_tree *tree, PyObject *node, struct python_expression *expression);

static struct python_expression *make_parts(struct python_tree *tree, struct python_expression *expression,
											enum python_expression_kind kind, size_t count)
{
	struct python_expression *parts = pool_alloc(&tree->source->pool, (count + 1) * sizeof(*parts));

	expression->kind = kind;
	expression->parts = parts;
	expression->count = parts ? count : 0;
	return parts;
}

static void fill_constant(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	PyObject *value = node_attribute(node, "value");

	if (!value || PyBool_Check(value))
		return;
	if (PyFloat_Check(value) || PyLong_Check(value)) {
		expression->kind = PYTHON_NUMBER;
		expression->number = PyFloat_AsDouble(value);
		if (PyErr_Occurred()) { /* an integer that no double can hold */
			PyErr_Clear();
			expression->kind = PYTHON_OTHER;
		}
	} else if (PyUnicode_Check(value)) {
		expression->text = tree_name(tree, value);
		expression->kind = expression->text ? PYTHON_TEXT : PYTHON_OTHER;
	}
}

static void fill_list(struct python_tree *tree, PyObject *items, struct python_expression *expression)
{
	struct python_expression *parts = make_parts(tree, expression, PYTHON_SEQUENCE, (size_t)node_count(items));

	for (size_t i = 0; i < expression->count; i++)
		fill(tree, node_at(items, (Py_ssize_t)i), &parts[i]);
}

static void fill_table(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	PyObject *keys = node_attribute(node, "keys"), *values = node_attribute(node, "values");
	struct python_expression *parts = make_parts(tree, expression, PYTHON_TABLE, 2 * (size_t)node_count(values));

	for (size_t i = 0; i < expression->count / 2; i++) {
		fill(tree, node_at(keys, (Py_ssize_t)i), &parts[2 * i]); /* none: **mapping */
		fill(tree, node_at(values, (Py_ssize_t)i), &parts[2 * i + 1]);
	}
}

static void fill_call(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	PyObject *plain = node_attribute(node, "args"), *keywords = node_attribute(node, "keywords");
	const size_t first = (size_t)node_count(plain), count = first + (size_t)node_count(keywords);
	struct python_expression *parts = make_parts(tree, expression, PYTHON_CALL, count);

	expression->text = tree_dotted(tree, node_attribute(node, "func"));
	for (size_t i = 0; i < expression->count; i++) {
		PyObject *keyword = i < first ? NULL : node_at(keywords, (Py_ssize_t)(i - first));
		if (!keyword) {
			fill(tree, node_at(plain, (Py_ssize_t)i), &parts[i]);
		} else {
			struct python_expression *value = make_parts(tree, &parts[i], PYTHON_KEYWORD, 1);
			parts[i].text = tree_name(tree, node_attribute(keyword, "arg")); /* NULL: **mapping */
			if (value)
				fill(tree, node_attribute(keyword, "value"), value);
		}
	}
}

/* Attributes of the node as the parts. */
static void fill_named(struct python_tree *tree, PyObject *node, struct python_expression *expression,
					   enum python_expression_kind kind, const char *const *names, size_t count)
{
	struct python_expression *parts = make_parts(tree, expression, kind, count);

	for (size_t i = 0; i < expression->count; i++)
		fill(tree, node_attribute(node, names[i]), &parts[i]);
}

static void fill_operation(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	static const char *const two[] = {"left", "right"}, *const one[] = {"operand"};
	const bool is_two = node_is(node, "BinOp");
	PyObject *operation = node_attribute(node, "op");

	fill_named(tree, node, expression, PYTHON_OPERATION, is_two ? two : one, is_two ? 2 : 1);
	if (operation)
		expression->text =
			pool_copy(&tree->source->pool, Py_TYPE(operation)->tp_name, strlen(Py_TYPE(operation)->tp_name));
}

static void fill_comprehension(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	PyObject *generators = node_attribute(node, "generators");
	PyObject *generator = node_count(generators) == 1 ? node_at(generators, 0) : NULL;
	struct python_expression *parts;

	if (!generator || node_count(node_attribute(generator, "ifs")) > 0)
		return;
	parts = make_parts(tree, expression, PYTHON_COMPREHENSION, 4);
	if (!parts)
		return;
	fill(tree, node_attribute(node, "key"), &parts[0]);
	fill(tree, node_attribute(node, "value"), &parts[1]);
	fill(tree, node_attribute(generator, "target"), &parts[2]);
	fill(tree, node_attribute(generator, "iter"), &parts[3]);
}

static void fill_node(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	static const char *const subscript[] = {"value", "slice"}, *const slice[] = {"lower", "upper", "step"};

	if (node_is(node, "Constant")) {
		fill_constant(tree, node, expression);
	} else if (node_is(node, "Name") || node_is(node, "Attribute")) {
		expression->text = tree_dotted(tree, node);
		expression->kind = expression->text ? PYTHON_NAME : PYTHON_OTHER;
	} else if (node_is(node, "List") || node_is(node, "Tuple") || node_is(node, "Set")) {
		fill_list(tree, node_attribute(node, "elts"), expression);
	} else if (node_is(node, "Dict")) {
		fill_table(tree, node, expression);
	} else if (node_is(node, "Call")) {
		fill_call(tree, node, expression);
	} else if (node_is(node, "Subscript")) {
		fill_named(tree, node, expression, PYTHON_SUBSCRIPT, subscript, 2);
	} else if (node_is(node, "Slice")) {
		fill_named(tree, node, expression, PYTHON_SLICE, slice, 3);
	} else if (node_is(node, "BinOp") || node_is(node, "UnaryOp")) {
		fill_operation(tree, node, expression);
	} else if (node_is(node, "DictComp")) {
		fill_comprehension(tree, node, expression);
	}
}

static void fill(struct python_tree *tree, PyObject *node, struct python_expression *expression)
{
	if (!node || tree->depth >= EXPRESSION_DEPTH)
		return;
	tree->depth++;
	fill_node(tree, node, expression);
	tree->depth--;
}

static const struct python_expression *read_expression(struct python_tree *tree, PyObject *node)
{
	struct python_expression *expression = pool_alloc(&tree->source->pool, sizeof(*expression));

	if (expression)
		fill(tree, node, expression);
	return expression;
}

static void add(struct statements *statements, const struct python_expression *target,
				const struct python_expression *value, PyObject *node)
{
	if (statements->count == statements->room) {
		const size_t room = statements->room ? statements->room * 2 : 64;
		struct python_statement *rows = realloc(statements->rows, room * sizeof(*rows));
		if (!rows) {
			statements->tree->source->pool.failed = true;
			return;
		}
		statements->rows = rows;
		statements->room = room;
	}
	statements->rows[statements->count++] = (struct python_statement){target, value, node_line(node)};
}

/* a = b = value makes two of them. */
static void read_assign(struct statements *statements, PyObject *node)
{
	PyObject *targets = node_attribute(node, "targets");
	const struct python_expression *value = read_expression(statements->tree, node_attribute(node, "value"));

	for (Py_ssize_t i = node_count(targets); value && i > 0; i--) {
		const struct python_expression *target = read_expression(statements->tree, node_at(targets, i - 1));
		if (target)
			add(statements, target, value, node);
	}
}

static void read_annotated(struct statements *statements, PyObject *node)
{
	PyObject *value = node_attribute(node, "value");

	if (value)
		add(statements, read_expression(statements->tree, node_attribute(node, "target")),
			read_expression(statements->tree, value), node);
}

static void read_body(struct statements *statements, PyObject *body, unsigned depth);

static void read_statement(struct statements *statements, PyObject *node, unsigned depth)
{
	static const char *const parts[] = {"body", "handlers", "orelse", "finalbody"};

	if (node_is(node, "Assign")) {
		read_assign(statements, node);
	} else if (node_is(node, "AnnAssign")) {
		read_annotated(statements, node);
	} else if (node_is(node, "Expr") && node_is(node_attribute(node, "value"), "Call")) {
		add(statements, NULL, read_expression(statements->tree, node_attribute(node, "value")), node);
	} else if (node_is(node, "If") || node_is(node, "Try") || node_is(node, "With") || node_is(node, "ExceptHandler")) {
		for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
			read_body(statements, node_attribute(node, parts[i]), depth + 1);
	}
}

static void read_body(struct statements *statements, PyObject *body, unsigned depth)
{
	for (Py_ssize_t i = 0; depth < BODY_DEPTH && i < node_count(body); i++)
		read_statement(statements, node_at(body, i), depth);
}

void tree_statements(struct python_tree *tree, PyObject *module)
{
	struct statements statements = {.tree = tree};
	void *kept;

	read_body(&statements, node_attribute(module, "body"), 0);
	kept = pool_copy(&tree->source->pool, (const char *)statements.rows, statements.count * sizeof(*statements.rows));
	tree->source->statements = kept;
	tree->source->statement_count = kept ? statements.count : 0;
	free(statements.rows);
}
