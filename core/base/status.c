/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <muster/status.h>

const char *muster_status_text(enum muster_status status)
{
	switch (status) { /* no default, so that the compiler names a missing case */
	case MUSTER_OK:
		return "Success";
	case MUSTER_NO_MEMORY:
		return "Not enough memory";
	case MUSTER_BAD_ARGUMENT:
		return "Argument not allowed";
	case MUSTER_NOT_FOUND:
		return "Not found";
	case MUSTER_BAD_CONFIG:
		return "Wrong setting in the configuration";
	case MUSTER_REFUSED:
		return "Refused because it cannot be trusted or does not fit";
	case MUSTER_MODULE_FAILED:
		return "The module failed";
	case MUSTER_TIMED_OUT:
		return "Not done within its time";
	case MUSTER_LIMIT_EXCEEDED:
		return "A limit was reached";
	case MUSTER_CANCELLED:
		return "Cancelled";
	case MUSTER_IO_ERROR:
		return "Input or output failed";
	case MUSTER_DAMAGED:
		return "Damaged data";
	case MUSTER_STALE:
		return "No longer valid";
	case MUSTER_UNSUPPORTED:
		return "Not supported";
	}
	return "Unknown status";
}
