/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file signatures.h
 * What muster_entry_item() answers for an entry of the stock module `signatures`.
 *
 * Keys are `package.module.name`, for members of classes `package.module.Class.name`, and for native code
 * `library.so.1:name`. For one target alone, and no more files than it needs, open a context with overrides:
 *
 *     const char *const overrides[] = {"signatures.targets=skimage.filters", NULL};
 *     const struct muster_options options = {.size = sizeof(options), .overrides = overrides};
 *
 * Sources are read, never run, so some things are not known: names that a module makes at run time (os.fsencode), what
 * decorators do to a function (they are listed in the field `decorated`), and which of two definitions of one name in
 * branches of a module holds (the last one in the file is taken). A class whose base lies elsewhere has no parameters,
 * and `...` in its prototype.
 */
#ifndef MUSTER_SIGNATURES_H
#define MUSTER_SIGNATURES_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/registry.h>

MUSTER_BEGIN_DECLARATIONS

/** How a parameter takes its argument. Since 0.1. */
enum muster_parameter_kind {
	MUSTER_PARAMETER_POSITIONAL_ONLY = 0, /**< by its place: all parameters of native code are */
	MUSTER_PARAMETER_POSITIONAL_OR_KEYWORD = 1,
	MUSTER_PARAMETER_VAR_POSITIONAL = 2, /**< all further ones by place (*args, ...) */
	MUSTER_PARAMETER_KEYWORD_ONLY = 3,
	MUSTER_PARAMETER_VAR_KEYWORD = 4, /**< all further ones by name (**kwargs) */
};

/** One parameter. Since 0.1. */
struct muster_parameter {
	const char *name; /**< NULL where it has none */
	enum muster_parameter_kind kind;
	const char *type;        /**< as in the source; NULL where none is given */
	const char *fallback;    /**< the default as in the source; NULL where there is none */
	bool literal;            /**< the default is a literal */
	bool required;           /**< a call without it fails */
	const char *description; /**< out of the docstring; NULL */
	/** The literal's value: MUSTER_TYPE_NIL for None, a list for tuples and sets, for a dict a list of keys and values
	 * in turn. NULL where the default is no literal. */
	const struct muster_value *value;
	const char
		*definition; /**< native: the key of the entry that defines the struct, union or enum in its type; NULL */
};

/** A function, method, class or C type. All pointers are owned by the registry it came from. Since 0.1. */
struct muster_signature {
	const char *name;      /**< without its module or library */
	const char *kind;      /**< "function", "method", "property", "class" or "type" */
	const char *module;    /**< the Python module or the library that it is found in */
	const char *prototype; /**< as a programmer would write it */
	const char *returns;   /**< the type of the result; NULL where it is not given */
	const char *path;      /**< of the source it is defined in; NULL where it is not known */
	long line;             /**< there; 0 where it is not known */
	const char *doc;       /**< the first paragraph of its documentation; NULL */
	const char *returned;  /**< what the documentation says of the result; NULL */
	bool known;            /**< what it is called with is known; false where a base class that was not read decides */
	bool is_async;         /**< it is a coroutine */
	bool is_variadic;      /**< native: it takes more arguments than it names */
	size_t decorator_count;
	const char *const *decorators; /**< as in the source, without the `@`; they may change all of this */
	size_t parameter_count;
	const struct muster_parameter *parameters; /**< in order, without a bound receiver */
};

MUSTER_END_DECLARATIONS

#endif
