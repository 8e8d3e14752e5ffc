/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a Python source says, by CPython's own parser. Nothing of it is imported or run. */
#ifndef MUSTER_READERS_PYTHON_H
#define MUSTER_READERS_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/status.h>

#include "pool.h"

/* A literal's value. */
enum python_type {
	PYTHON_NONE,
	PYTHON_BOOLEAN,
	PYTHON_INTEGER,
	PYTHON_REAL,
	PYTHON_STRING,
	PYTHON_BYTES,
	PYTHON_LIST, /* tuples and sets too */
	PYTHON_DICT, /* items: key, value, key, value … */
};

struct python_value {
	enum python_type type;
	int64_t integer; /* booleans too */
	double real;
	const char *text; /* strings (UTF-8) and bytes, followed by a NUL */
	size_t size;      /* of text; items */
	const struct python_value *items;
};

enum python_parameter_kind {
	PYTHON_POSITIONAL_ONLY,
	PYTHON_POSITIONAL_OR_KEYWORD,
	PYTHON_VAR_POSITIONAL,
	PYTHON_KEYWORD_ONLY,
	PYTHON_VAR_KEYWORD,
};

struct python_parameter {
	const char *name;
	enum python_parameter_kind kind;
	const char *annotation;             /* as in the source, T of Annotated[T, …]; NULL */
	const char *help;                   /* the first text in Annotated[T, …]; NULL */
	const char *fallback;               /* its default as in the source; NULL: it is required */
	const struct python_value *literal; /* the default's value; NULL where it is no literal */
};

struct python_argument { /* of a call, or a base or keyword of a class */
	const char *name;    /* NULL: positional */
	const char *value;   /* as in the source */
	const struct python_value *literal;
};

/* NAME: ANNOTATION = VALUE, or NAME = VALUE; a.b is a name, too. */
struct python_attribute {
	const char *name, *annotation, *help, *value; /* as for parameters; all but the name may be NULL */
	const struct python_value *literal;           /* NULL where the value is no literal */
	const char *called;                           /* a.b where the value is a.b(…); NULL */
	const struct python_argument *arguments;      /* of that call */
	size_t argument_count;
	unsigned line;
};

/* A function or a class. */
struct python_definition {
	const char *name;
	unsigned line;
	bool is_class, is_async;
	const char *doc;               /* NULL: none */
	const char *const *decorators; /* as in the source, without the @ */
	size_t decorator_count;
	const struct python_parameter *parameters;
	size_t parameter_count;
	const char *returns; /* NULL: not annotated */
	const struct python_argument *bases;
	size_t base_count;
	const struct python_attribute *attributes;
	size_t attribute_count;
	const struct python_definition *members; /* of a class */
	size_t member_count;
};

/* How a name of the module comes about otherwise. */
enum python_binding_kind {
	PYTHON_FROM,   /* from MODULE import ORIGINAL as NAME */
	PYTHON_STAR,   /* from MODULE import * */
	PYTHON_IMPORT, /* import MODULE as NAME; without "as" NAME is the first part of MODULE */
	PYTHON_ALIAS,  /* NAME = ORIGINAL */
};

struct python_binding {
	enum python_binding_kind kind;
	const char *name, *module, *original;
	unsigned level; /* dots before MODULE */
};

/* An expression, as far as a reader of tables needs it. */
enum python_expression_kind {
	PYTHON_OTHER,         /* none of these; what is left out of a slice, too */
	PYTHON_NUMBER,        /* number */
	PYTHON_TEXT,          /* text */
	PYTHON_NAME,          /* text: a.b.c */
	PYTHON_SEQUENCE,      /* a list, tuple or set of its parts */
	PYTHON_TABLE,         /* a dict; parts: key, value, key, value … */
	PYTHON_CALL,          /* text(parts …) */
	PYTHON_KEYWORD,       /* in a call: text=parts[0] */
	PYTHON_SUBSCRIPT,     /* parts[0][parts[1]] */
	PYTHON_SLICE,         /* parts[0]:parts[1]:parts[2] */
	PYTHON_OPERATION,     /* of two parts, or of one; text: "Add", "USub" …, as CPython calls it */
	PYTHON_COMPREHENSION, /* {parts[0]: parts[1] for parts[2] in parts[3]} */
};

struct python_expression {
	enum python_expression_kind kind;
	const char *text;
	double number;
	const struct python_expression *parts;
	size_t count;
};

/* target = value, or value alone. */
struct python_statement {
	const struct python_expression *target; /* NULL: no assignment */
	const struct python_expression *value;
	unsigned line;
};

struct python_source {
	const char *doc;
	const struct python_definition *definitions;
	size_t definition_count;
	const struct python_binding *bindings;
	size_t binding_count;
	const struct python_attribute *attributes;
	size_t attribute_count;
	bool has_all; /* __all__ is set, and all of it is literal */
	const char *const *all;
	size_t all_count;
	const struct python_statement *statements; /* of python_read_statements() */
	size_t statement_count;
	struct pool pool;
	unsigned line;     /* where the trouble is; 0 */
	char trouble[160]; /* why it cannot be read */
};

struct python;

/* Starts the interpreter: no site, no user's paths, no environment, no signal handlers, no collector. One at a time in
 * a process. MUSTER_OK, MUSTER_NO_MEMORY; MUSTER_LIMIT_EXCEEDED without descriptors;
 * MUSTER_MODULE_FAILED where it is there and does not start; MUSTER_UNSUPPORTED in a build without Python. */
enum muster_status python_start(struct python **python);
void python_stop(struct python *python);

/* Reads `size` bytes of source. MUSTER_OK; MUSTER_DAMAGED (not of this Python's grammar, nested too deeply, no text)
 * and MUSTER_UNSUPPORTED (too large) with trouble said; MUSTER_NO_MEMORY; MUSTER_LIMIT_EXCEEDED
 * without descriptors. The source is to be freed in any case. */
enum muster_status python_read(struct python *python, const char *data, size_t size, struct python_source *source);

/* The same, for what the module's own statements assign and call, in order: the source's `statements` are filled, and
 * nothing else. */
enum muster_status python_read_statements(struct python *python, const char *data, size_t size,
										  struct python_source *source);
void python_source_free(struct python_source *source);

#endif
