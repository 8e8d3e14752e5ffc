/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file enum.h
 * An enumeration of what a module found: at run time the same that `muster enum` writes as C, Python or JSON.
 *
 * Each member has an identifier, which is muster_entry_identifier() of its entry and good in C, C++ and Python; a
 * value, which is the entry's key or one of its fields; and the key. Members are numbered from 0 in the bytewise order
 * of their values, so that numbers change as entries come and go: keep values, not numbers.
 *
 * Identifiers stay when other entries come and go, with one exception. Where several keys make one identifier ("gray"
 * and "Gray"), the last of these in bytewise order has it plain ("gray": GRAY); the others get a number that follows
 * from their key ("Gray": GRAY_3118).
 *
 * **The minimal set.** A module's section of the configuration may say `minimal = gray viridis …`: keys that programs
 * can count on without looking for them. An enumeration is made of these, in place of what the module found, without
 * any discovery, look at sources or blob, and without reading the module's file,
 * - when the host asks for it (MUSTER_ENUM_MINIMAL), or
 * - when muster was opened headless, *and* the module has a minimal set. Others are enumerated as always.
 *
 * Headless means: `headless = yes` in `[muster]`, or MUSTER_HEADLESS in the environment at muster_open() with any value
 * but 0, no, false, off and none at all. The variable overrides files, MUSTER_HEADLESS=0 too; muster_options.overrides
 * override the variable; a process with more rights than its caller ignores it. Only enumerations are concerned:
 * muster_get() answers as always, and so does muster_enum_make(), which is handed a registry.
 *
 * An enumeration never changes and may be read by any number of threads at once. Strings are borrowed from it.
 */
#ifndef MUSTER_ENUM_H
#define MUSTER_ENUM_H

#include <muster/context.h>

MUSTER_BEGIN_DECLARATIONS

struct muster_enum;

/** Bits for muster_enum_open(). Since 0.1. */
enum muster_enum_flags {
	MUSTER_ENUM_MINIMAL = 1u << 0, /**< the minimal set; MUSTER_NOT_FOUND where the configuration has none */
	MUSTER_ENUM_CACHED = 1u << 1,  /**< from the blob as it is, without a discovery: as muster_get_cached() */
};

/** Enumerates @p module. On MUSTER_OK @p *enumeration is to be closed with muster_enum_close(); otherwise it is NULL.
 *
 * @p field chooses the values. NULL or "key": the keys. A field of strings or integers: what it says, and entries
 * without it are left out. A field of booleans: the keys of those entries for which it is true. A field of lists of
 * strings: the strings, each once, which are keys and values of members of their own. Anything else, and any field but
 * the key with a minimal set, is MUSTER_UNSUPPORTED.
 *
 * MUSTER_OK; MUSTER_BAD_ARGUMENT; MUSTER_NOT_FOUND (no such module, no such field, no minimal set);
 * MUSTER_UNSUPPORTED; and what muster_get() or muster_get_cached() may answer. Thread-safe. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_enum_open(struct muster *muster, const char *module,
																const char *field, unsigned flags,
																struct muster_enum **enumeration);

/** Enumerates @p registry, of which the enumeration keeps a reference; otherwise as muster_enum_open(). MUSTER_OK,
 * MUSTER_BAD_ARGUMENT, MUSTER_NOT_FOUND (no such field), MUSTER_UNSUPPORTED, MUSTER_NO_MEMORY, or, where
 * not all entries could be read, muster_registry_status(). Thread-safe. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_enum_make(const struct muster_registry *registry,
																const char *field, struct muster_enum **enumeration);

/** Frees the enumeration and what was borrowed from it. NULL is allowed. Since 0.1. */
MUSTER_API void muster_enum_close(struct muster_enum *enumeration);

/** The number of members. Since 0.1. */
MUSTER_API size_t muster_enum_count(const struct muster_enum *enumeration);

/** Whether it is the minimal set. Since 0.1. */
MUSTER_API bool muster_enum_is_minimal(const struct muster_enum *enumeration);

/** What the values are: MUSTER_TYPE_STRING, or MUSTER_TYPE_INTEGER, which muster_enum_value() writes out in decimal.
 * Since 0.1. */
MUSTER_API enum muster_type muster_enum_type(const struct muster_enum *enumeration);

/** The identifier of the member @p index: [A-Z_][A-Z0-9_]*, unique; NULL past the end. Since 0.1. */
MUSTER_API const char *muster_enum_identifier(const struct muster_enum *enumeration, size_t index);

/** The value of the member @p index; NULL past the end. Since 0.1. */
MUSTER_API const char *muster_enum_value(const struct muster_enum *enumeration, size_t index);

/** The key of the member @p index; NULL past the end. Since 0.1. */
MUSTER_API const char *muster_enum_key(const struct muster_enum *enumeration, size_t index);

/** The key that has the identifier that the member @p index would have but for it; NULL where its identifier is plain,
 * and past the end. Since 0.1. */
MUSTER_API const char *muster_enum_clash(const struct muster_enum *enumeration, size_t index);

/** Finds the member with @p value (of several the first by key) and gives its number in @p *index. Since 0.1. */
MUSTER_API bool muster_enum_find(const struct muster_enum *enumeration, const char *value, size_t *index);

/** Finds the member with @p identifier and gives its number in @p *index. Since 0.1. */
MUSTER_API bool muster_enum_find_identifier(const struct muster_enum *enumeration, const char *identifier,
											size_t *index);

MUSTER_END_DECLARATIONS

#endif
