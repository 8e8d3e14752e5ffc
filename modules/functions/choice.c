/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "choice.h"

#include <fnmatch.h>

static bool matches_any(const char *const *globs, const char *text)
{
	for (; *globs; globs++)
		if (fnmatch(*globs, text, 0) == 0)
			return true;
	return false;
}

void choice_read(struct choice *choice, struct muster_scan *scan)
{
	choice->modules = muster_scan_words(scan, NULL, "modules");
	choice->include = muster_scan_words(scan, NULL, "include");
	choice->exclude = muster_scan_words(scan, NULL, "exclude");
}

bool choice_has_module(const struct choice *choice, const char *module)
{
	return matches_any(choice->modules, module);
}

bool choice_has_name(const struct choice *choice, const char *name)
{
	return matches_any(choice->include, name) && !matches_any(choice->exclude, name);
}
