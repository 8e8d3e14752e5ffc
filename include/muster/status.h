/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file status.h
 * The one set of results that every call of muster answers with.
 */
#ifndef MUSTER_STATUS_H
#define MUSTER_STATUS_H

#include <muster/attributes.h>

MUSTER_BEGIN_DECLARATIONS

/** What came of a call. Values never change; new ones are appended. Since 0.1. */
enum muster_status {
	MUSTER_OK = 0,             /**< done */
	MUSTER_NO_MEMORY = 1,      /**< an allocation failed; nothing was changed */
	MUSTER_BAD_ARGUMENT = 2,   /**< the caller broke the function's contract */
	MUSTER_NOT_FOUND = 3,      /**< no such module, entry or file */
	MUSTER_BAD_CONFIG = 4,     /**< a setting is wrong; the message says where */
	MUSTER_REFUSED = 5,        /**< a module or file is not to be trusted or not of this ABI */
	MUSTER_MODULE_FAILED = 6,  /**< a module crashed, gave up or broke its contract */
	MUSTER_TIMED_OUT = 7,      /**< a discovery passed its deadline and was killed */
	MUSTER_LIMIT_EXCEEDED = 8, /**< memory, file size or another limit was reached */
	MUSTER_CANCELLED = 9,      /**< muster_cancel() was called */
	MUSTER_IO_ERROR = 10,      /**< the system would not read or write */
	MUSTER_DAMAGED = 11,       /**< bytes read are not what they should be */
	MUSTER_STALE = 12,         /**< something is there, but no longer valid */
	MUSTER_UNSUPPORTED = 13,   /**< well formed, but nothing this build can read */
};

/** One English sentence for @p status, without a full stop. Never NULL; static. Thread-safe. Since 0.1. */
MUSTER_API const char *muster_status_text(enum muster_status status);

MUSTER_END_DECLARATIONS

#endif
