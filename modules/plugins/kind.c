/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kind.h"

#include <stdlib.h>
#include <string.h>

#include "place.h"

const struct muster_option kind_options[] = {
	{"enabled", MUSTER_OPTION_BOOLEAN, "yes", "Look for this kind at all"},
	{"reader", MUSTER_OPTION_STRING, "elf", "What the files are: elf, entry-points or python-classes"},
	{"folders", MUSTER_OPTION_WORDS, NULL,
	 "Folders below each of `paths`, with globs; $M is `multiarch`, $R without /usr"},
	{"files", MUSTER_OPTION_WORDS, "*.so", "Globs that names of files must match"},
	{"depth", MUSTER_OPTION_INTEGER, "1", "Folders to go down: 1 the folder itself, 0 all"},
	{"symbol", MUSTER_OPTION_STRING, NULL, "Expression on a defined symbol; a group `stem` must be the file's"},
	{"undefined", MUSTER_OPTION_STRING, NULL, "Expression on a wanted symbol, which does as well as `symbol`"},
	{"also", MUSTER_OPTION_WORDS, NULL, "Expressions on further symbols, all of which must be defined"},
	{"magic", MUSTER_OPTION_WORDS, NULL, "A long in the symbol's struct: number, offset, offset on 32 bits"},
	{"manifest", MUSTER_OPTION_STRING, NULL, "A Turtle file beside that names what is in the file (LV2)"},
	{"manifest_class", MUSTER_OPTION_STRING, ".*", "Expression on the class of what the manifest names"},
	{"python_base", MUSTER_OPTION_WORDS, NULL, "Classes (package.module.Class) of which the derived ones are wanted"},
	{"python_metaclass", MUSTER_OPTION_WORDS, NULL, "Metaclasses of such classes, by their names or full names"},
	{0},
};

static enum muster_status compile_text(struct muster_scan *scan, const char *section, const char *key, const char *text,
									   struct pattern **pattern)
{
	char why[256];
	const enum muster_status status = pattern_compile(pattern, text, why, sizeof(why));

	if (status == MUSTER_BAD_CONFIG)
		return muster_scan_bad_option(scan, section, key, "%s", why);
	return status;
}

static enum muster_status compile(struct muster_scan *scan, const char *section, const char *key,
								  struct pattern **pattern)
{
	const char *const text = muster_scan_string(scan, section, key);

	return text && *text != '\0' ? compile_text(scan, section, key, text, pattern) : MUSTER_OK;
}

static enum muster_status compile_all(struct muster_scan *scan, const char *section, const char *key,
									  struct pattern ***patterns)
{
	const char *const *const words = muster_scan_words(scan, section, key);
	enum muster_status status = MUSTER_OK;
	size_t count = 0, i;

	while (words[count])
		count++;
	*patterns = calloc(count + 1, sizeof **patterns);
	if (!*patterns)
		return MUSTER_NO_MEMORY;
	for (i = 0; status == MUSTER_OK && i < count; i++)
		status = compile_text(scan, section, key, words[i], &(*patterns)[i]);
	return status;
}

/* A number of C, all of the word. */
static bool parse_number(const char *word, uint64_t max, uint64_t *number)
{
	char *end;

	if (*word < '0' || *word > '9')
		return false;
	*number = strtoull(word, &end, 0);
	return *end == '\0' && *number <= max;
}

static enum muster_status read_magic(struct muster_scan *scan, struct kind *kind)
{
	const char *const *const words = muster_scan_words(scan, kind->name, "magic");
	uint64_t wide, narrow;

	if (!words[0])
		return MUSTER_OK;
	if (!words[1] || !words[2] || words[3] || !parse_number(words[0], UINT64_MAX, &kind->magic) ||
		!parse_number(words[1], 4096, &wide) || !parse_number(words[2], 4096, &narrow))
		return muster_scan_bad_option(scan, kind->name, "magic",
									  "a number and two offsets up to 4096 are wanted, as in 0x41503234 40 24");
	kind->has_magic = true;
	kind->magic_offset[0] = (unsigned)wide;
	kind->magic_offset[1] = (unsigned)narrow;
	return MUSTER_OK;
}

static enum muster_status read_reader(struct muster_scan *scan, struct kind *kind)
{
	const char *const reader = muster_scan_string(scan, kind->name, "reader");

	if (strcmp(reader, "elf") == 0)
		kind->reader = KIND_ELF;
	else if (strcmp(reader, "entry-points") == 0)
		kind->reader = KIND_ENTRY_POINTS;
	else if (strcmp(reader, "python-classes") == 0)
		kind->reader = KIND_PYTHON_CLASSES;
	else
		return muster_scan_bad_option(scan, kind->name, "reader",
									  "elf, entry-points or python-classes is wanted, not '%s'", reader);
	return MUSTER_OK;
}

static enum muster_status read_places(struct muster_scan *scan, struct kind *kind)
{
	const char *const *const folders = muster_scan_words(scan, kind->name, "folders");
	const int64_t depth = muster_scan_integer(scan, kind->name, "depth");
	size_t i;

	for (i = 0; folders[i]; i++)
		if (folders[i][0] != '/' && strncmp(folders[i], "$M", 2) != 0 && strncmp(folders[i], "$R", 2) != 0)
			return muster_scan_bad_option(scan, kind->name, "folders", "'%s' does not begin with /, $M or $R",
										  folders[i]);
	if (i == 0)
		return muster_scan_bad_option(scan, kind->name, "folders", "a kind needs at least one folder");
	if (depth < 0 || depth > 1000)
		return muster_scan_bad_option(scan, kind->name, "depth", "a number from 0 to 1000 is wanted");
	kind->depth = (unsigned)depth;
	kind->files = muster_scan_words(scan, kind->name, "files");
	kind->folders = place_expand(muster_scan_paths(scan), folders, muster_scan_string(scan, NULL, "multiarch"));
	return kind->folders ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static enum muster_status read_symbols(struct muster_scan *scan, struct kind *kind)
{
	enum muster_status status = compile(scan, kind->name, "symbol", &kind->symbol);

	if (status == MUSTER_OK)
		status = compile(scan, kind->name, "undefined", &kind->undefined);
	if (status == MUSTER_OK)
		status = compile_all(scan, kind->name, "also", &kind->also);
	if (status == MUSTER_OK)
		status = read_magic(scan, kind);
	if (status == MUSTER_OK && kind->reader == KIND_ELF && !kind->symbol && !kind->undefined)
		return muster_scan_bad_option(scan, kind->name, "symbol", "a kind needs `symbol` or `undefined`");
	return status;
}

static enum muster_status read_kind(struct muster_scan *scan, struct kind *kind)
{
	enum muster_status status = read_reader(scan, kind);

	if (status == MUSTER_OK)
		status = read_places(scan, kind);
	if (status == MUSTER_OK)
		status = read_symbols(scan, kind);
	if (status == MUSTER_OK)
		status = compile(scan, kind->name, "manifest_class", &kind->manifest_class);
	kind->manifest = muster_scan_string(scan, kind->name, "manifest");
	kind->python_base = muster_scan_words(scan, kind->name, "python_base");
	kind->python_metaclass = muster_scan_words(scan, kind->name, "python_metaclass");
	if (status == MUSTER_OK && kind->manifest && strchr(kind->manifest, '/'))
		return muster_scan_bad_option(scan, kind->name, "manifest", "the name of a file is wanted, without a folder");
	return status;
}

enum muster_status kinds_read(struct muster_scan *scan, struct kinds *kinds)
{
	const char *const *const sections = muster_scan_sections(scan);
	enum muster_status status = MUSTER_OK;
	size_t count = 0, i;

	while (sections[count])
		count++;
	kinds->count = 0;
	kinds->kinds = calloc(count + 1, sizeof(*kinds->kinds));
	if (!kinds->kinds)
		return MUSTER_NO_MEMORY;
	for (i = 0; status == MUSTER_OK && i < count; i++) {
		if (!muster_scan_boolean(scan, sections[i], "enabled"))
			continue;
		kinds->kinds[kinds->count].name = sections[i];
		status = read_kind(scan, &kinds->kinds[kinds->count++]);
	}
	return status;
}

bool kinds_have(const struct kinds *kinds, enum kind_reader reader)
{
	size_t i;

	for (i = 0; i < kinds->count; i++)
		if (kinds->kinds[i].reader == reader)
			return true;
	return false;
}

static bool starved(const struct pattern *pattern)
{
	return pattern && pattern_starved(pattern);
}

bool kinds_starved(const struct kinds *kinds)
{
	size_t i, k;

	for (i = 0; i < kinds->count; i++) {
		const struct kind *const kind = &kinds->kinds[i];
		if (starved(kind->symbol) || starved(kind->undefined) || starved(kind->manifest_class))
			return true;
		for (k = 0; kind->also[k]; k++)
			if (starved(kind->also[k]))
				return true;
	}
	return false;
}

void kinds_clear(struct kinds *kinds)
{
	size_t i, k;

	for (i = 0; i < kinds->count; i++) {
		struct kind *const kind = &kinds->kinds[i];
		place_free(kind->folders);
		pattern_free(kind->symbol);
		pattern_free(kind->undefined);
		pattern_free(kind->manifest_class);
		for (k = 0; kind->also && kind->also[k]; k++)
			pattern_free(kind->also[k]);
		free(kind->also);
	}
	free(kinds->kinds);
	*kinds = (struct kinds){0};
}
