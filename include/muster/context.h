/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file context.h
 * Opening muster, getting registries, and asking how they stand.
 *
 * Every function here may be called from any number of threads at once with one context, unless it says otherwise.
 * Nothing is ever printed; messages go to the log callback and to muster_last_message(). A process may open as many
 * contexts as it likes; they share nothing.
 *
 * A discovery runs in a worker process (`isolation = worker`, the default), which is a child of the caller for that
 * time: it is waited for by its own number only, and a host that reaps all its children does no harm by it.
 */
#ifndef MUSTER_CONTEXT_H
#define MUSTER_CONTEXT_H

#include <muster/registry.h>

MUSTER_BEGIN_DECLARATIONS

struct muster;

/** How much a message matters. Since 0.1. */
enum muster_level {
	MUSTER_LEVEL_ERROR = 0,   /**< something asked for was not done */
	MUSTER_LEVEL_WARNING = 1, /**< done, but not as it should be */
	MUSTER_LEVEL_NOTICE = 2,  /**< worth knowing once */
	MUSTER_LEVEL_DETAIL = 3,  /**< what a worker printed, what was found stale, and why */
};

/** Gets each message, `WHAT: WHY (MEND)` without a newline, valid for the call only. May be called from any thread
 * that uses the context and from threads that muster makes for muster_refresh(); never from two at once. It must not
 * call muster. */
typedef void muster_log(void *data, enum muster_level level, const char *message);

/** How far a discovery has come. Since 0.1. */
struct muster_progress {
	const char *module;
	size_t files;     /**< looked at so far */
	size_t read;      /**< of them read, because new or changed */
	size_t entries;   /**< emitted or carried over so far */
	const char *path; /**< where it is now; may be NULL */
	bool finished;    /**< the last call for this discovery */
};

/** Gets the progress of discoveries, some ten times a second; as the log callback otherwise. */
typedef void muster_progress_callback(void *data, const struct muster_progress *progress);

/** How to open. Zero it, set `size`, then what is wanted. Since 0.1. */
struct muster_options {
	size_t size;                  /**< sizeof(struct muster_options) */
	const char *config;           /**< this file instead of all others, or NULL */
	const char *const *overrides; /**< "module.key=value", ended by NULL; or NULL */
	muster_log *log;              /**< or NULL */
	void *log_data;
	muster_progress_callback *progress; /**< or NULL */
	void *progress_data;
};

/** Reads the configuration. On MUSTER_OK @p *muster is to be closed with muster_close(); otherwise it is NULL.
 * @p options may be NULL. Settings that are wrong are logged (file, line, the nearest name), left out, and counted by
 * muster_config_errors(); a module with a wrong setting of its own answers MUSTER_BAD_CONFIG.
 *
 * MUSTER_OK, MUSTER_NO_MEMORY, MUSTER_BAD_ARGUMENT, MUSTER_LIMIT_EXCEEDED (the process or the system has no file
 * descriptor left to list the modules with), or, where a configuration file was named and cannot be used,
 * MUSTER_NOT_FOUND, MUSTER_REFUSED or MUSTER_IO_ERROR. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_open(struct muster **muster,
														   const struct muster_options *options);

/** Closes the context; registries got from it stay valid until released. NULL is allowed. Not while another thread is
 * inside a call with the same context. Since 0.1. */
MUSTER_API void muster_close(struct muster *muster);

/** The message of the last call of this thread that failed with this context; "" where none did. A NULL that must not
 * be one leaves it as it is. Valid until this thread's next failing call with the context, or its close. Since 0.1. */
MUSTER_API const char *muster_last_message(const struct muster *muster);

/** The number of settings that were left out because they are wrong. Since 0.1. */
MUSTER_API size_t muster_config_errors(const struct muster *muster);

/** The registry of @p module: from this context, from a valid blob, or by a discovery. Discovers at most once however
 * many threads and processes ask at the same time. On MUSTER_OK @p *registry is a reference to be given back with
 * muster_registry_release(); otherwise it is NULL.
 *
 * A registry once got is handed out again without a new look at its sources: for a new look, muster_refresh().
 *
 * If a source could not be read for a reason that passes (a server that is gone, a dying disk), the registry keeps what
 * that source gave before, muster_registry_incomplete() is not 0, a warning is logged, and the next look-up in another
 * context or process tries again, later with the back-off of `retry_after`. If this process or the worker ran out of
 * descriptors or memory, the call fails with MUSTER_LIMIT_EXCEEDED and the blob stays as it was.
 *
 * MUSTER_OK, MUSTER_NOT_FOUND (no such module), MUSTER_BAD_CONFIG, MUSTER_REFUSED, MUSTER_MODULE_FAILED,
 * MUSTER_TIMED_OUT, MUSTER_LIMIT_EXCEEDED, MUSTER_CANCELLED, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_get(struct muster *muster, const char *module,
														  const struct muster_registry **registry);

/** The registry of @p module, or of the host's own cache of that name (cache.h; without items), from its blob as it is,
 * valid or not, without looking at sources and without ever discovering. As muster_get(); MUSTER_STALE where there is
 * no blob. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_get_cached(struct muster *muster, const char *module,
																 const struct muster_registry **registry);

/** Bits for muster_refresh(). Since 0.1. */
enum muster_refresh_flags {
	MUSTER_REFRESH_RETRY = 1u << 0, /**< discover although an earlier failure has not expired */
	MUSTER_REFRESH_FORCE = 1u << 1, /**< discover although the blob is valid, every file anew */
};

/** What came of refreshing one module. Since 0.1. */
struct muster_outcome {
	const char *module;
	enum muster_status status;
	const char *message; /**< why it failed; "" where it did not */
	bool discovered;     /**< false: the blob was valid */
	size_t entries, sources, findings;
	size_t changed;                 /**< files read because new or changed, and sources gone */
	double milliseconds;            /**< from the question to the answer */
	uint64_t blob_bytes, raw_bytes; /**< the blob, and what it holds before compression */
	size_t incomplete;              /**< sources that could not be read this time; see muster_registry_incomplete() */
};

/** Makes the named modules' registries fresh (@p modules NULL: all), several side by side. @p *outcomes is an array of
 * @p *count, in the order asked for, freed with muster_outcomes_free(). MUSTER_OK where each outcome's status is; else
 * the first one that is not. Since 0.1. */
MUSTER_API enum muster_status muster_refresh(struct muster *muster, const char *const *modules, unsigned flags,
											 struct muster_outcome **outcomes, size_t *count);

/** Frees what muster_refresh() gave. NULL is allowed. Since 0.1. */
MUSTER_API void muster_outcomes_free(struct muster_outcome *outcomes, size_t count);

/** Ends all discoveries of this context, from any thread; they answer MUSTER_CANCELLED. Calls begun later are not
 * concerned. Since 0.1. */
MUSTER_API void muster_cancel(struct muster *muster);

/** One rule of validity and how it came out. Since 0.1. */
struct muster_state_check {
	const char *rule; /**< "blob", "version", "age", "complete", "sources", "failure" */
	bool passed;
	const char *detail; /**< one sentence for people */
};

/** One source that is not as it was. Since 0.1. */
struct muster_change {
	const char *path; /**< of the file or folder, or the variable's name */
	const char *what; /**< such as "modified", "gone", "appeared", "replaced" */
};

/** Something that a module found wrong with a source. Since 0.1. */
struct muster_finding {
	const char *path; /**< of a host's own cache: its name, as the finding is about an item */
	unsigned line;    /**< 0: none */
	const char *text;
};

/** How the registry of a module stands. Members may be appended. Since 0.1. */
struct muster_state {
	const char *module;
	const char *version; /**< of the blob's module; NULL where there is no blob */
	bool fresh;          /**< muster_get() would return it at once, and it is complete */
	const char *reason;  /**< why it is not fresh; NULL where it is */
	size_t entries, groups, sources;
	int64_t created;    /**< nanoseconds since 1970; 0 where there is no blob */
	double age_seconds; /**< negative where there is no blob */
	const char *blob;   /**< path; NULL where there is none */
	uint64_t blob_bytes, raw_bytes;
	double discover_ms; /**< what the discovery took */
	double load_ms;     /**< what this look took: opening the blob and checking its sources */
	const struct muster_finding *findings;
	size_t finding_count;
	const struct muster_state_check *checks;
	size_t check_count;
	const struct muster_change *changes; /**< at most 1,000 are named */
	size_t change_count;                 /**< how many are named */
	size_t changed;                      /**< how many there are */
	bool host;                           /**< of a host's own cache (cache.h), not of a module */
	size_t incomplete; /**< sources that could not be read; then it is not fresh, even while muster_get() returns it */
};

/** Looks at the blob of @p module, or of the host's own cache of that name (cache.h), and all its sources without
 * discovering. @p *state is freed with muster_state_free(). MUSTER_OK (stale or not), MUSTER_NOT_FOUND,
 * MUSTER_BAD_CONFIG, MUSTER_REFUSED, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_examine(struct muster *muster, const char *module,
															  struct muster_state **state);

/** Frees what muster_examine() gave. NULL is allowed. Since 0.1. */
MUSTER_API void muster_state_free(struct muster_state *state);

/** A module that was found, usable or not. Since 0.1. */
struct muster_module_info {
	const char *name;
	const char *path;
	enum muster_status status;         /**< MUSTER_OK, or why it cannot be used */
	const char *message;               /**< the rule it breaks and the mend; "" where it is usable */
	const char *version;               /**< NULL where it is not usable */
	const char *summary;               /**< the same */
	const struct muster_field *fields; /**< ended by a field without a name; NULL where not usable */
	const struct muster_setting *options;
	size_t option_count;
	const struct muster_setting *section_options; /**< keys of sections [MODULE:NAME], with their defaults */
	size_t section_option_count;
};

/** One setting and where it comes from. Since 0.1. */
struct muster_setting {
	const char *section, *key, *value;
	const char *origin; /**< "FILE:LINE", "MUSTER_HEADLESS", "command line" or "default" */
	const char *help;   /**< a short phrase; may be NULL */
};

/** All modules in the module folders, by name; with @p details also what each says of itself (from its blob where that
 * is current, else by loading it in a worker). @p *modules is freed with muster_modules_free(). MUSTER_OK,
 * MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_modules(struct muster *muster, bool details,
															  struct muster_module_info **modules, size_t *count);

/** Frees what muster_modules() gave. NULL is allowed. Since 0.1. */
MUSTER_API void muster_modules_free(struct muster_module_info *modules, size_t count);

/** The effective settings, by section and key; defaults of muster itself included. @p *settings is freed with
 * muster_settings_free(). MUSTER_OK, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API MUSTER_NODISCARD enum muster_status muster_settings(struct muster *muster, struct muster_setting **settings,
															   size_t *count);

/** Frees what muster_settings() gave. NULL is allowed. Since 0.1. */
MUSTER_API void muster_settings_free(struct muster_setting *settings, size_t count);

/** Removes all blobs and kept failures of @p module (NULL: of all modules) from the stores that may be written to.
 * @p removed (or NULL) gets the number of files. MUSTER_OK, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API enum muster_status muster_clear(struct muster *muster, const char *module, size_t *removed);

/** Bits for muster_gc(). Since 0.1. */
enum muster_gc_flags {
	MUSTER_GC_DRY_RUN = 1u << 0, /**< only tell what would be removed */
};

/** Gets each file that muster_gc() removed, and why. Valid for the call only. */
typedef void muster_removal(void *data, const char *path, uint64_t bytes, const char *reason);

/** What came of muster_gc(). Set `size`; muster_gc() fills in as much as fits. Since 0.1. */
struct muster_gc_result {
	size_t size;          /**< sizeof(struct muster_gc_result) */
	size_t removed, left; /**< files */
	uint64_t removed_bytes, left_bytes;
};

/** Applies the limits `gc_max_age` and `gc_max_size` of [muster] to the store that may be written to. What was not used
 * for longer than the first is removed, unless a module is answered from it now; then, while all is more than the
 * second, what is left: first what is of other options, module files or modules that are gone, then hosts' own caches,
 * and only if that is not enough what modules are answered from now; each unused longest first. What is being written
 * is left alone. @p removal and @p result may be NULL.
 *
 * MUSTER_OK, MUSTER_BAD_ARGUMENT, MUSTER_REFUSED, MUSTER_IO_ERROR, MUSTER_NO_MEMORY. Since 0.1. */
MUSTER_API enum muster_status muster_gc(struct muster *muster, unsigned flags, muster_removal *removal, void *data,
										struct muster_gc_result *result);

/** Gets each blob that muster_verify() looked at: @p status is MUSTER_OK, MUSTER_DAMAGED, MUSTER_REFUSED,
 * MUSTER_UNSUPPORTED or MUSTER_IO_ERROR, @p message says why. Valid for the call only. */
typedef void muster_verdict(void *data, const char *path, uint64_t bytes, enum muster_status status,
							const char *message);

/** Reads every byte of every blob of @p module (NULL: of all) and checks it. MUSTER_OK where all are sound, else the
 * first other verdict. Since 0.1. */
MUSTER_API enum muster_status muster_verify(struct muster *muster, const char *module, muster_verdict *verdict,
											void *data);

MUSTER_END_DECLARATIONS

#endif
