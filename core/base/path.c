/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/path.h"

#include <string.h>

void path_tidy(char *path)
{
	const char *from = path;
	char *to = path;

	if (*path != '/')
		return;
	while (*from) {
		const size_t length = strcspn(from += strspn(from, "/"), "/");
		if (length > 1 || (length == 1 && *from != '.')) {
			*to++ = '/';
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	if (to == path)
		*to++ = '/';
	*to = '\0';
}
