/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file module.h
 * The only header that a discovery module needs.
 *
 * A module is a shared object NAME.so in the module folder (`pkg-config --variable=moduledir muster`). It exports one
 * constant, `muster_module`, defined with MUSTER_MODULE_EXPORT. muster loads it in a worker process of its own, lets it
 * discover once, and keeps what it emitted in a blob; the module is not loaded again until something changed.
 *
 * discover() and combine() are called on one thread. What they are handed is borrowed for the length of the call.
 * serialize(), deserialize() and clear() must be pure functions of their arguments: they may run on any thread.
 * muster-modules(7) and docs/MODULES.md are the guides, modules/example/ the smallest useful module.
 */
#ifndef MUSTER_MODULE_H
#define MUSTER_MODULE_H

#include <muster/registry.h>
#include <muster/writer.h>

MUSTER_BEGIN_DECLARATIONS

/** Raised when a module built before can no longer be loaded. */
#define MUSTER_ABI_MAJOR 1
/** Raised when slots or functions are appended; a module of any minor of the same major loads. */
#define MUSTER_ABI_MINOR 0

struct muster_scan;   /**< one discovery under way: given to discover() and passed on */
struct muster_source; /**< one file or folder that a reader is called for */

/** What kind of value an INI key takes. Since 0.1. */
enum muster_option_type {
	MUSTER_OPTION_STRING = 0,   /**< the text as it is */
	MUSTER_OPTION_WORDS = 1,    /**< words between white space; "double quotes" keep white space in a word */
	MUSTER_OPTION_INTEGER = 2,  /**< decimal, 64 bits, signed */
	MUSTER_OPTION_BOOLEAN = 3,  /**< yes or no (true, false, on, off, 1, 0) */
	MUSTER_OPTION_DURATION = 4, /**< seconds: 90s, 15m, 12h, 30d, 2w; a bare number is days */
	MUSTER_OPTION_REAL = 5,
};

/** One INI key of a module. A list of options ends with one whose name is NULL. Since 0.1. */
struct muster_option {
	const char *name; /**< [a-z][a-z0-9_]*; names that muster has for every module are not to be used */
	enum muster_option_type type;
	const char *fallback; /**< as it would stand in the INI; NULL for none */
	const char *help;     /**< a short phrase for people */
};

/** Called for every file, or folder (muster_scan_folders()), that is new or changed. Emits what it holds. MUSTER_OK
 * goes on; MUSTER_DAMAGED and MUSTER_UNSUPPORTED go on too and are kept as a finding (unless the reader left a better
 * one with muster_scan_finding()).
 *
 * MUSTER_IO_ERROR goes on, too: something could not be read for a reason that passes (EIO or ESTALE, say; not ENOENT or
 * EACCES, which are facts). What the file gave before is kept, the registry is incomplete, and the next look-up tries
 * again. muster_source_data(), muster_scan_open() and the like note such a failure by themselves.
 *
 * Any other result ends the discovery: MUSTER_NO_MEMORY if an allocation failed, MUSTER_LIMIT_EXCEEDED if descriptors
 * or another resource of the process ran out. A reader must not turn these into a smaller answer. */
typedef enum muster_status muster_reader(struct muster_scan *scan, const struct muster_source *source, void *data);

/** What a module promises or asks for, in muster_module.flags. Since 0.1. */
enum muster_module_flag {
	/** It takes a process for itself (an interpreter that exists once in a process, say): its discovery is never run in
	 * the caller's process, not even with `isolation = none`. */
	MUSTER_MODULE_WORKER_ONLY = 1u << 0,
	/** Readers of files do not depend on each other: each goes by its source, by the options, and by what `data` led to
	 * before the walk; what it changes there, no later one and nothing after the walk goes by; and it asks for no
	 * facts. muster may then read files of one walk side by side, in copies of the process that end with the walk
	 * (fork(), so the module has no threads at that time). The result is the same. */
	MUSTER_MODULE_READERS_INDEPENDENT = 1u << 1,
};

/** A module. The order and meaning of what is here never change within an ABI major; slots are appended.
 * Slots marked optional may be NULL. Since 0.1. */
struct muster_module {
	uint32_t abi_major; /**< MUSTER_ABI_MAJOR as the module was built */
	uint32_t abi_minor; /**< MUSTER_ABI_MINOR as the module was built */
	uint64_t size;      /**< sizeof(struct muster_module) as the module was built */

	const char *name;    /**< [a-z][a-z0-9_-]*, at most 63 bytes, equal to the file's name without .so */
	const char *version; /**< [0-9A-Za-z.+~_-]+, at most 63 bytes; a change makes all blobs of the module stale */
	const char *summary; /**< one line for people */

	const struct muster_field *fields;           /**< the schema of the entries; at most 64 */
	const struct muster_option *options;         /**< keys of the section [NAME]; optional */
	const struct muster_option *section_options; /**< keys of sections [NAME:anything]; optional */

	size_t item_size; /**< bytes of the C struct that is emitted and that deserialize() fills */

	/** Walks with muster_scan_tree() and friends; their readers emit. MUSTER_OK, or a reason to end. */
	enum muster_status (*discover)(struct muster_scan *scan);

	/** Optional: runs after discover() when any group changed, and emits entries that follow from the facts of all
	 * groups. Entries emitted here belong to no group and are made anew each time. */
	enum muster_status (*combine)(struct muster_scan *scan);

	/** Writes the fields of @p item. MUSTER_OK, or a reason why this item is left out (kept as a finding). */
	enum muster_status (*serialize)(const void *item, struct muster_writer *writer);

	/** Fills @p item, which is zeroed, from @p entry. Strings may be borrowed from the entry: the registry outlives the
	 * item. Optional: without it muster_entry_item() answers NULL. */
	enum muster_status (*deserialize)(const struct muster_entry *entry, void *item);

	/** Frees what deserialize() took for @p item (not the item itself). Optional. */
	void (*clear)(void *item);

	uint64_t flags; /**< of enum muster_module_flag */
};

/** The first members of every muster_module. */
#define MUSTER_MODULE_HEAD                                                                                             \
	.abi_major = MUSTER_ABI_MAJOR, .abi_minor = MUSTER_ABI_MINOR, .size = sizeof(struct muster_module)

/** The ELF note by which a file is known as a module before anything of it is loaded. */
struct muster_module_note {
	uint32_t name_size, description_size, type;
	char name[8];
	uint32_t abi_major, abi_minor, struct_size;
};

/** Stands before the definition of `muster_module`, once in a shared object:
 *
 *     MUSTER_MODULE_EXPORT const struct muster_module muster_module = { MUSTER_MODULE_HEAD, … }; */
#define MUSTER_MODULE_EXPORT                                                                                           \
	__attribute__((used, section(".note.muster"),                                                                      \
				   aligned(4))) static const struct muster_module_note muster_module_note = {                          \
		7, 12, 1, "muster", MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, sizeof(struct muster_module)};                         \
	MUSTER_API extern const struct muster_module muster_module;                                                        \
	MUSTER_API

/* ---- Walking -------------------------------------------------------------------------------------------------- */

/** The key `paths` that the configuration gives this module (every module has it), ended by NULL; without one, the
 * fallback that the module declares in an option of that name. Since 0.1. */
MUSTER_API const char *const *muster_scan_paths(const struct muster_scan *scan);

/** What muster_scan_walk() visits. Set all to 0, then `size` and what is wanted. Since 0.1. */
struct muster_walk {
	size_t size;              /**< sizeof(struct muster_walk) */
	const char *const *paths; /**< files and folders, ended by NULL; `*`, `?` and `[]` match within one name */
	const char *files;        /**< glob that a file's name must match; NULL for all */
	unsigned depth;           /**< folders below each path: 1 is the path itself only; 0 is all */
};

/** Visits files in folders: every file whose name matches makes a group of its own, for which @p reader is called when
 * it is new or changed. Each file is visited once in a discovery, however many names lead to it (device and inode
 * decide): the first one in the order of the paths, then by name. Links to files are followed, links to folders are
 * not, unless they are among the paths. Paths that are not there are watched for. What cannot be read is a finding.
 * @p data is passed to the reader as it is.
 *
 * MUSTER_OK, MUSTER_BAD_ARGUMENT, MUSTER_NO_MEMORY, MUSTER_CANCELLED, MUSTER_LIMIT_EXCEEDED, or what the reader ended
 * with. Since 0.1. */
MUSTER_API enum muster_status muster_scan_walk(struct muster_scan *scan, const struct muster_walk *walk,
											   muster_reader *reader, void *data);

/** muster_scan_walk() of all of @p paths for files that match @p files. Since 0.1. */
MUSTER_API enum muster_status muster_scan_tree(struct muster_scan *scan, const char *const *paths, const char *files,
											   muster_reader *reader, void *data);

/** muster_scan_walk() of one file. Since 0.1. */
MUSTER_API enum muster_status muster_scan_file(struct muster_scan *scan, const char *path, muster_reader *reader,
											   void *data);

/** Visits folders, for what is told by the names of files: every folder makes a group of its own, for which @p reader
 * is called when it is new or a name in it was added, removed or renamed. Files in it are neither opened nor stamped;
 * their content does not matter, unless the reader depends on it with muster_scan_depend(). The reader gets the names
 * by muster_source_file_at(), those that match walk->files if that is not NULL; a folder without any is read all the
 * same. A folder is read before those in it, and once in a discovery, whatever paths lead to it. All else is as in
 * muster_scan_walk(), and so is the result. Since 0.1. */
MUSTER_API enum muster_status muster_scan_folders(struct muster_scan *scan, const struct muster_walk *walk,
												  muster_reader *reader, void *data);

/* ---- In a reader ---------------------------------------------------------------------------------------------- */

/** The absolute path the file was found by. Since 0.1. */
MUSTER_API const char *muster_source_path(const struct muster_source *source);

/** The last component of the path. Since 0.1. */
MUSTER_API const char *muster_source_name(const struct muster_source *source);

/** The name without its last extension (`viridis.cpt`: `viridis`; `.hidden` is kept whole). Since 0.1. */
MUSTER_API const char *muster_source_stem(const struct muster_source *source);

/** Which of the walk's paths led here, as it was given. Since 0.1. */
MUSTER_API const char *muster_source_root(const struct muster_source *source);

/** The file's size in bytes when it was opened; 0 of a folder. Since 0.1. */
MUSTER_API uint64_t muster_source_size(const struct muster_source *source);

/** A descriptor open for reading, owned by the source; -1 for files that cannot be opened, and for folders. Of a file
 * that changed just now it leads to a copy in memory, so that no later write can be taken for what was read.
 * Since 0.1. */
MUSTER_API int muster_source_descriptor(const struct muster_source *source);

/** All bytes of the file and their number in @p size (or NULL); a NUL follows them. Read at the first call. NULL where
 * the file cannot be read (see muster_reader) or is larger than the key `max_file_size`, which is kept as a finding;
 * NULL for a folder. Since 0.1. */
MUSTER_API const char *muster_source_data(const struct muster_source *source, size_t *size);

/** The number of files in a folder that a reader of muster_scan_folders() is called for; 0 for a file. Since 0.1. */
MUSTER_API size_t muster_source_file_count(const struct muster_source *source);

/** The name of one of them, from 0 in bytewise order; NULL past the last. Links count, wherever they lead; folders do
 * not. Since 0.1. */
MUSTER_API const char *muster_source_file_at(const struct muster_source *source, size_t index);

/** Keeps the walk of muster_scan_folders() out of the folders in the current one. Since 0.1. */
MUSTER_API void muster_scan_prune(struct muster_scan *scan);

/** Emits one item under @p key: the module's serialize() is called at once, nothing of @p item is kept. Several items
 * with one key are all kept (see muster_entry_key()). MUSTER_OK (also where the item was left out with a finding),
 * MUSTER_NO_MEMORY, MUSTER_LIMIT_EXCEEDED, MUSTER_BAD_ARGUMENT. Since 0.1. */
MUSTER_API enum muster_status muster_scan_emit(struct muster_scan *scan, const char *key, const void *item);

/** Makes the group of the current file depend on another file or folder: it is read again when the content of the file
 * or the names in the folder change, or something appears or goes there. Call this before you look at it;
 * muster_scan_open() does both. Outside of readers, every group depends on it.
 *
 * MUSTER_OK; MUSTER_IO_ERROR: the path cannot be looked at for a reason that passes, so pass this status on;
 * MUSTER_LIMIT_EXCEEDED: the process ran out of descriptors; MUSTER_BAD_ARGUMENT: @p path is not absolute;
 * MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API enum muster_status muster_scan_depend(struct muster_scan *scan, const char *path);

/** What a path leads to; links are followed. Since 0.1. */
enum muster_path_type {
	MUSTER_PATH_ABSENT = 0, /**< nothing, or nothing that can be reached */
	MUSTER_PATH_FILE = 1,
	MUSTER_PATH_FOLDER = 2,
	MUSTER_PATH_OTHER = 3, /**< a device, a pipe, a socket */
};

/** Looks at what is at @p path, and depends on that: when something of another type is there, what asked is read again.
 * The content does not matter. It is cheap to ask for a path in a folder around the current file (is there an
 * `__init__.py` beside it?) for each file: muster keeps one look for all files below that folder.
 *
 * Outside of readers, every group depends on the path. Statuses as of muster_scan_depend(); @p *type is
 * MUSTER_PATH_ABSENT unless MUSTER_OK is returned. Since 0.1. */
MUSTER_API enum muster_status muster_scan_access(struct muster_scan *scan, const char *path,
												 enum muster_path_type *type);

/** Writes to @p real, of @p size bytes, where @p path leads to when all links are followed (as realpath(3) does); an
 * empty string if that is nothing, or nothing that can be reached. It depends on the links that the last name of @p
 * path leads through. It does not depend on links among the folders above them, nor on what the file contains.
 *
 * Statuses as of muster_scan_depend(); also MUSTER_BAD_ARGUMENT if @p size is too small, which PATH_MAX never is.
 * @p real is empty unless MUSTER_OK is returned. Since 0.1. */
MUSTER_API enum muster_status muster_scan_resolve(struct muster_scan *scan, const char *path, char *real, size_t size);

/** Opens the file at @p path for reading, and depends on its content as muster_scan_depend() does. @p *descriptor is
 * close-on-exec, and closed by the caller; it is -1 where there is no ordinary file or none that may be read, which is
 * MUSTER_OK. Statuses as of muster_scan_depend(). Since 0.1. */
MUSTER_API enum muster_status muster_scan_open(struct muster_scan *scan, const char *path, int *descriptor);

/** Gets one name or path, valid for the call only. Any status but MUSTER_OK ends the call that tells the names, which
 * returns it. */
typedef enum muster_status muster_scan_name(void *data, const char *name);

/** Calls @p each for every name in the folder at @p path, in bytewise order, without "." and "..", and depends on the
 * names. Where there is no folder, or none that may be listed, @p each is not called, and a change of that is watched
 * for. Statuses as of muster_scan_depend(), or what @p each returned. Since 0.1. */
MUSTER_API enum muster_status muster_scan_list(struct muster_scan *scan, const char *path, muster_scan_name *each,
											   void *data);

/** Calls @p each for every path that @p pattern matches, and depends on the names in the folders that it lists for
 * that.
 * `*`, `?` and `[]` match within one name; a pattern without any is told as it is, whether or not something is there.
 * Statuses as of muster_scan_depend(), or what @p each returned. Since 0.1. */
MUSTER_API enum muster_status muster_scan_glob(struct muster_scan *scan, const char *pattern, muster_scan_name *each,
											   void *data);

/** Makes the registry depend on an environment variable; returns its value in the caller's environment, or NULL.
 * A change makes every group be read again. Since 0.1. */
MUSTER_API const char *muster_scan_environment(struct muster_scan *scan, const char *name);

/** Keeps a finding about the current file for people: what is wrong with it, and in which line (0: no line).
 * At most 64 are kept a file. Without memory for it the discovery ends. Since 0.1. */
MUSTER_API void muster_scan_finding(struct muster_scan *scan, unsigned line, const char *format, ...)
	MUSTER_PRINTF(3, 4);

/** True once the host or the operator wants the discovery to end; long loops in a reader ask now and then. Since 0.1.
 */
MUSTER_API bool muster_scan_cancelled(const struct muster_scan *scan);

/* ---- Facts, for combine() -------------------------------------------------------------------------------------- */

/** Starts a fact of the current file: a map under @p key, filled with muster_write_*() until the next call that takes
 * the scan. Facts stay with their group; combine() gets those of all groups. NULL without memory. Since 0.1. */
MUSTER_API struct muster_writer *muster_scan_fact(struct muster_scan *scan, const char *key);

/** One fact that a reader kept. Since 0.1. */
struct muster_fact;

/** Returns the fact after @p fact, or the first one if @p fact is NULL; NULL if there is none, or if memory ran out,
 * which ends the discovery. Facts come by path, and then in the order in which they were kept. In combine() these are
 * the facts of all groups; in discover() those of the groups that were visited so far. A fact and all that it holds are
 * borrowed until combine() returns. Since 0.1. */
MUSTER_API const struct muster_fact *muster_scan_next_fact(struct muster_scan *scan, const struct muster_fact *fact);

/** Returns the path of the file or folder that the fact was kept for. Since 0.1. */
MUSTER_API const char *muster_fact_path(const struct muster_fact *fact);

/** Returns the key that muster_scan_fact() was given. Since 0.1. */
MUSTER_API const char *muster_fact_key(const struct muster_fact *fact);

/** Returns what the reader wrote: a map. Since 0.1. */
MUSTER_API const struct muster_value *muster_fact_value(const struct muster_fact *fact);

/* ---- Options -------------------------------------------------------------------------------------------------- */

/** The names of the sections [NAME:section] in the configuration, sorted, ended by NULL; without the `NAME:`.
 * Since 0.1. */
MUSTER_API const char *const *muster_scan_sections(const struct muster_scan *scan);

/** The option @p name of [NAME] (@p section NULL) or of [NAME:section], as text; its fallback where it is not set; NULL
 * without one. Since 0.1. */
MUSTER_API const char *muster_scan_string(const struct muster_scan *scan, const char *section, const char *name);

/** The option as words, ended by NULL; never NULL itself. Since 0.1. */
MUSTER_API const char *const *muster_scan_words(struct muster_scan *scan, const char *section, const char *name);

/** The option as an integer (of a duration: seconds); 0 without a value. Since 0.1. */
MUSTER_API int64_t muster_scan_integer(const struct muster_scan *scan, const char *section, const char *name);

/** The option as a real; 0 without a value. Since 0.1. */
MUSTER_API double muster_scan_real(const struct muster_scan *scan, const char *section, const char *name);

/** The option as a boolean; false without a value. Since 0.1. */
MUSTER_API bool muster_scan_boolean(const struct muster_scan *scan, const char *section, const char *name);

/** Ends the discovery for a bad option: keeps `section.name: text` with the file and line it was set in, and returns
 * MUSTER_BAD_CONFIG for discover() to return. Since 0.1. */
MUSTER_API enum muster_status muster_scan_bad_option(struct muster_scan *scan, const char *section, const char *name,
													 const char *format, ...) MUSTER_PRINTF(4, 5);

MUSTER_END_DECLARATIONS

#endif
