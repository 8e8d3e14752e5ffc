/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file plugins.h
 * What muster_entry_item() answers for an entry of the stock module `plugins`.
 *
 * A plug-in is known by its folder, its file name and its dynamic symbols, or by the classes that it derives; nothing
 * of it was loaded to find it. Which kinds there are is said in the configuration, in sections [plugins:KIND].
 */
#ifndef MUSTER_PLUGINS_H
#define MUSTER_PLUGINS_H

#include <stddef.h>
#include <stdint.h>

#include <muster/attributes.h>

MUSTER_BEGIN_DECLARATIONS

/** One pair of a plug-in's package note. Since 0.1. */
struct muster_plugin_property {
	const char *name; /**< such as "type", "os", "name", "version", "architecture" */
	const char *value;
};

/** One thing that a plug-in says it may dlopen. Since 0.1. */
struct muster_plugin_dlopen {
	const char *feature;     /**< or NULL */
	const char *description; /**< or NULL */
	const char *priority;    /**< "required", "recommended", "suggested"; or NULL */
	size_t soname_count;
	const char *const *sonames; /**< any one of them will do, the best first */
};

/** A plug-in. All pointers are owned by the registry it came from; strings that the plug-in does not have are NULL.
 * Since 0.1. */
struct muster_plugin {
	const char
		*name; /**< the file without .so, a Python module or NSS service, an entry point, or the key of a class */
	const char *kind;   /**< such as "gstreamer": the section that it was found by */
	const char *path;   /**< the file */
	const char *symbol; /**< the symbol it was known by */
	uint64_t size;      /**< of the file, in bytes; 0 for a Python class */

	const char *machine;    /**< such as "x86_64" */
	const char *build_id;   /**< in hexadecimal */
	const char *soname;     /**< the name it gives itself */
	const char *runpath;    /**< where the linker looks for what it needs */
	const char *debug_link; /**< the name of the file with its debug information */
	size_t needed_count;
	const char *const *needed; /**< libraries that the linker loads with it */
	size_t package_count;
	const struct muster_plugin_property *package; /**< from .note.package */
	size_t dlopen_count;
	const struct muster_plugin_dlopen *dlopens; /**< from .note.dlopen */

	const char *qt_iid;   /**< the interface that a Qt plug-in has */
	const char *qt_class; /**< the class that has it */
	size_t lv2_uri_count;
	const char *const *lv2_uris; /**< what the bundle's manifest says is in this file */

	const char *group;        /**< of a Python entry point; of a Python class: the base that it is registered by */
	const char *object;       /**< of a Python entry point or class: module:object */
	const char *distribution; /**< the Python distribution that has the entry point */
	const char *version;      /**< of that distribution */
	size_t secondary_count;
	const char *const *secondaries; /**< further registries that a Python class goes into */
};

MUSTER_END_DECLARATIONS

#endif
