/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file registry.h
 * What a module found: an immutable table of entries, sorted by key (bytewise), with a schema.
 *
 * A registry is a snapshot. It never changes, may be read by any number of threads at once, and lives until the last
 * reference is released. Entries, values and strings handed out are borrowed from it and live as long as it does.
 *
 * Large registries are read block by block, when an entry is asked for. If a block turns out to be damaged then, or
 * memory for it is short, the entry answers as if it were absent and muster_registry_status() tells the reason; the
 * next muster_get() does not use the damaged blob again.
 */
#ifndef MUSTER_REGISTRY_H
#define MUSTER_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/attributes.h>
#include <muster/status.h>

MUSTER_BEGIN_DECLARATIONS

struct muster_registry;
struct muster_entry;
struct muster_value;

/** What a value is. Values never change; new ones are appended. Since 0.1. */
enum muster_type {
	MUSTER_TYPE_NIL = 0,     /**< nothing: the field was not written */
	MUSTER_TYPE_STRING = 1,  /**< bytes without NUL, UTF-8 wherever their source was */
	MUSTER_TYPE_INTEGER = 2, /**< signed, 64 bits */
	MUSTER_TYPE_REAL = 3,    /**< IEEE 754 double */
	MUSTER_TYPE_BOOLEAN = 4,
	MUSTER_TYPE_BYTES = 5, /**< any bytes */
	MUSTER_TYPE_LIST = 6,  /**< values of any type, in order */
	MUSTER_TYPE_MAP = 7,   /**< strings to values of any type, in the order written */
};

/** How a field is shown to people; bits of muster_field.flags. Since 0.1. */
enum muster_field_flags {
	MUSTER_FIELD_SHOWN = 1u << 0,   /**< a column of `muster list` */
	MUSTER_FIELD_COLOURS = 1u << 1, /**< a list of [position, r, g, b, a], each 0..1: `muster show` draws a bar */
	/** A string, how a program would write it: `muster show` begins with it. */
	MUSTER_FIELD_PROTOTYPE = 1u << 2,
	/** A list of maps with strings `name`, `kind`, `type`, `default` and `description`, those that there are, and what
	 * else there may be: `muster show` prints a table under the prototype. */
	MUSTER_FIELD_PARAMETERS = 1u << 3,
};

/** One column of a schema. A list of fields ends with one whose name is NULL. Since 0.1. */
struct muster_field {
	const char *name; /**< [a-z][a-z0-9_]*, unique in the schema */
	enum muster_type type;
	const char *help; /**< a short phrase for people */
	unsigned flags;   /**< of enum muster_field_flags */
};

/** One more reference to @p registry, which is returned. Thread-safe. Since 0.1. */
MUSTER_API const struct muster_registry *muster_registry_retain(const struct muster_registry *registry);

/** Gives a reference back; the last one frees the registry and all that was borrowed from it. NULL is allowed.
 * Thread-safe. Since 0.1. */
MUSTER_API void muster_registry_release(const struct muster_registry *registry);

/** The number of entries. Since 0.1. */
MUSTER_API size_t muster_registry_count(const struct muster_registry *registry);

/** The number of sources that could not be read for a reason that passes when the registry was made: what they gave
 * before is there, what they hold now is unknown. 0: the registry is complete. Thread-safe. Since 0.1. */
MUSTER_API size_t muster_registry_incomplete(const struct muster_registry *registry);

/** MUSTER_OK, or what went wrong since while entries were read: MUSTER_DAMAGED, MUSTER_IO_ERROR, MUSTER_NO_MEMORY.
 * Thread-safe. Since 0.1. */
MUSTER_API enum muster_status muster_registry_status(const struct muster_registry *registry);

/** The name of the module that found the entries. Since 0.1. */
MUSTER_API const char *muster_registry_module(const struct muster_registry *registry);

/** The version of the module that found the entries. Since 0.1. */
MUSTER_API const char *muster_registry_version(const struct muster_registry *registry);

/** The schema, in the module's order, ended by a field without a name. Since 0.1. */
MUSTER_API const struct muster_field *muster_registry_fields(const struct muster_registry *registry);

/** The entry with exactly this key, or NULL where there is none (see muster_registry_status()). Thread-safe.
 * Since 0.1. */
MUSTER_API const struct muster_entry *muster_registry_find(const struct muster_registry *registry, const char *key);

/** The first entry in key order; NULL where there is none. Thread-safe. Since 0.1.
 *
 *     for (e = muster_registry_first(registry); e; e = muster_entry_next(e)) … */
MUSTER_API const struct muster_entry *muster_registry_first(const struct muster_registry *registry);

/** The entry after @p entry in key order; NULL after the last. Thread-safe. Since 0.1. */
MUSTER_API const struct muster_entry *muster_entry_next(const struct muster_entry *entry);

/** The entry's key, unique in its registry. Several things found under one name are told apart by a suffix: the first
 * in the order of the search keeps the name, the others are called NAME#2, NAME#3 … Since 0.1. */
MUSTER_API const char *muster_entry_key(const struct muster_entry *entry);

/** The entry's identifier: [A-Z_][A-Z0-9_]*, unique in its registry, made from the key (see enum.h). Since 0.1. */
MUSTER_API const char *muster_entry_identifier(const struct muster_entry *entry);

/** The module's own C struct for this entry (such as struct muster_colormap), made by the module's deserialize() at the
 * first call and owned by the registry. This loads the module into the process. NULL where that fails:
 * muster_last_message() of the context says why. Thread-safe. Since 0.1. */
MUSTER_API const void *muster_entry_item(const struct muster_entry *entry);

/** The value of the field @p name; NULL where the schema has no such field or it was not written. Since 0.1. */
MUSTER_API const struct muster_value *muster_entry_field(const struct muster_entry *entry, const char *name);

/** The field @p name as a string; NULL where it is absent or of another type. Since 0.1. */
MUSTER_API const char *muster_entry_string(const struct muster_entry *entry, const char *name);

/** The field @p name as an integer; @p fallback where it is absent or of another type. Since 0.1. */
MUSTER_API int64_t muster_entry_integer(const struct muster_entry *entry, const char *name, int64_t fallback);

/** The field @p name as a real (an integer is converted); @p fallback where it is absent or of another type.
 * Since 0.1. */
MUSTER_API double muster_entry_real(const struct muster_entry *entry, const char *name, double fallback);

/** The field @p name as a boolean; @p fallback where it is absent or of another type. Since 0.1. */
MUSTER_API bool muster_entry_boolean(const struct muster_entry *entry, const char *name, bool fallback);

/** The type of @p value; MUSTER_TYPE_NIL for NULL, so that absent fields need no check of their own. Since 0.1. */
MUSTER_API enum muster_type muster_value_type(const struct muster_value *value);

/** A string, ended by NUL; NULL where @p value is not one. Since 0.1. */
MUSTER_API const char *muster_value_string(const struct muster_value *value);

/** An integer; 0 where @p value is not one. Since 0.1. */
MUSTER_API int64_t muster_value_integer(const struct muster_value *value);

/** A real, or an integer as a real; 0 where @p value is neither. Since 0.1. */
MUSTER_API double muster_value_real(const struct muster_value *value);

/** A boolean; false where @p value is not one. Since 0.1. */
MUSTER_API bool muster_value_boolean(const struct muster_value *value);

/** Bytes and their number in @p size (of strings too, without the NUL); NULL and 0 otherwise. Since 0.1. */
MUSTER_API const void *muster_value_bytes(const struct muster_value *value, size_t *size);

/** The number of values in a list, of pairs in a map; 0 otherwise. Since 0.1. */
MUSTER_API size_t muster_value_count(const struct muster_value *value);

/** The value at @p index of a list or map, counted from 0; NULL past the end. Since 0.1. */
MUSTER_API const struct muster_value *muster_value_at(const struct muster_value *value, size_t index);

/** The key at @p index of a map, counted from 0; NULL past the end or where @p value is no map. Since 0.1. */
MUSTER_API const char *muster_value_key(const struct muster_value *value, size_t index);

/** The value under @p key of a map; NULL where there is none. Since 0.1. */
MUSTER_API const struct muster_value *muster_value_get(const struct muster_value *value, const char *key);

MUSTER_END_DECLARATIONS

#endif
