/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Errors that say nothing of what a file holds: the process came to a limit, or the file could not be read this time.
 * A reader that met one returns its status, since a finding or a file passed over would be kept as a fact. */
#ifndef MUSTER_READERS_TROUBLE_H
#define MUSTER_READERS_TROUBLE_H

#include <errno.h>
#include <stdbool.h>

#include <muster/status.h>

/* The status for an errno of open(), read() and their like: MUSTER_NO_MEMORY and MUSTER_LIMIT_EXCEEDED for trouble of
 * the process, MUSTER_IO_ERROR for trouble of the path. MUSTER_OK for what is a fact: the path is not there, is another
 * kind of file, or is not for us. */
static inline enum muster_status trouble_of(int error)
{
	switch (error) {
	case 0:
	case EACCES:
	case EPERM:
	case ELOOP:
	case ENOTDIR:
	case ENOENT:
		return MUSTER_OK;
	case ENOMEM:
		return MUSTER_NO_MEMORY;
	case EMFILE:
	case ENFILE:
		return MUSTER_LIMIT_EXCEEDED;
	default:
		return MUSTER_IO_ERROR;
	}
}

/* Many libraries report a failed allocation as damage of what they read, or pass over it. malloc() leaves ENOMEM in
 * errno, and what works leaves errno alone: watch before such a library is called, and ask afterwards, whatever the
 * library said. */
static inline void trouble_watch(void)
{
	errno = 0;
}

/* As trouble_of(), of what happened since. Other errors may follow from what is in the file: they are MUSTER_OK. */
static inline enum muster_status trouble_seen(void)
{
	return errno == ENOMEM || errno == EMFILE || errno == ENFILE || errno == EIO || errno == ESTALE ? trouble_of(errno)
																									: MUSTER_OK;
}

/* Whether the status is of a failed allocation or a file that cannot be read, and not of what is in the file. */
static inline bool trouble_is(enum muster_status status)
{
	return status == MUSTER_NO_MEMORY || status == MUSTER_IO_ERROR;
}

#endif
