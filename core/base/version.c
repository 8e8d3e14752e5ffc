/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <muster/version.h>

const char *muster_version(void)
{
	return MUSTER_VERSION;
}
