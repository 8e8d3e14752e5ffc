/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a supervisor says to its caller beside the wait status. */
#ifndef MUSTER_SUPERVISOR_H
#define MUSTER_SUPERVISOR_H

enum supervisor_reason {
	SUPERVISOR_NONE,      /* the discoverer ended by itself */
	SUPERVISOR_DEADLINE,  /* killed at the deadline */
	SUPERVISOR_CANCELLED, /* killed because the caller asked for it, or is gone */
	SUPERVISOR_GARBLED,   /* killed because what it reported is none of ours */
	SUPERVISOR_MEMORY,    /* a signal ended it when it had filled most of its memory */
};

/* What a discoverer may write to any one file, its blob among them. */
#define SUPERVISOR_FILE_LIMIT (UINT64_C(1) << 30)

#endif
