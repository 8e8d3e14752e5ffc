/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file functions.h
 * What muster_entry_item() answers for an entry of the stock module `functions`.
 *
 * A function is known by the dynamic symbols and debug information of a library, or by the text of a Python package;
 * nothing of it was loaded or run to find it. How functions take and give their data is said by rules in the
 * configuration, in sections [functions:RULE].
 */
#ifndef MUSTER_FUNCTIONS_H
#define MUSTER_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/attributes.h>

MUSTER_BEGIN_DECLARATIONS

/** A function or class that programs can use. All pointers are owned by the registry it came from; strings that it does
 * not have are NULL. Since 0.1. */
struct muster_function {
	const char *name;            /**< what it is called by */
	const char *original_name;   /**< its name where it is defined, if that is another */
	const char *module;          /**< the Python module that offers it */
	const char *library;         /**< the library's own name (SONAME), or the Python distribution */
	const char *library_version; /**< of that library or distribution */
	const char *symbol_version;  /**< of the native symbol, such as "GLIBC_2.2.5" */
	const char *contract;        /**< how it takes and gives its data, such as "NUMPY_TO_NUMPY" */
	const char *summary;         /**< the first paragraph of its documentation */
	const char *doc;             /**< all of its documentation */
	size_t tag_count;
	const char *const *tags; /**< from where it is defined, and from the rule that gave the contract */
	const char *path;        /**< the file that was read to find it */
	const char *source;      /**< the source file that defines it, as far as known */
	unsigned line;           /**< the line there; 0: not known */
	bool is_public;          /**< it is meant for others */
};

MUSTER_END_DECLARATIONS

#endif
