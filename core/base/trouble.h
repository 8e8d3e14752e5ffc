/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an error of open, list, read or stat means. Only a fact about the path may be recorded: any other error would
 * pass for one, and entries would be gone for everyone until somebody looks again. */
#ifndef MUSTER_TROUBLE_H
#define MUSTER_TROUBLE_H

#include <errno.h>

enum trouble {
	TROUBLE_NONE,    /* a fact: the path is not there, or leads nowhere, or is closed to us */
	TROUBLE_PATH,    /* the path could not be looked at this time: a dying disk, a server that is gone */
	TROUBLE_PROCESS, /* nothing can be looked at: this process ran out of descriptors or memory */
};

static inline enum trouble trouble_of(int error)
{
	switch (error) {
	case 0:
	case EACCES:
	case EPERM:
	case ELOOP:
	case ENOTDIR:
	case ENOENT:
		return TROUBLE_NONE;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return TROUBLE_PROCESS;
	default:
		return TROUBLE_PATH;
	}
}

#endif
