/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "distribution.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readers/names.h"

enum { NAME_SIZE = 128, LINE_SIZE = 4096, PATH_SIZE = 4096 };

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The value of a header field, "Name: scipy"; false where the line is another or it is too long. */
static bool header(const char *line, const char *field, char value[NAME_SIZE])
{
	const size_t length = strlen(field);
	size_t size;

	if (strncmp(line, field, length) != 0)
		return false;
	line += length;
	line += strspn(line, " \t");
	size = strcspn(line, "\r\n");
	if (size == 0 || size >= NAME_SIZE)
		return false;
	memcpy(value, line, size);
	value[size] = '\0';
	return true;
}

/* The header ends at the first empty line. */
static bool read_header(const char *text, char name[NAME_SIZE], char version[NAME_SIZE])
{
	name[0] = version[0] = '\0';
	for (const char *line = text; *line && *line != '\n' && *line != '\r'; line++) {
		if (!header(line, "Name:", name))
			header(line, "Version:", version);
		line += strcspn(line, "\n");
		if (!*line)
			break;
	}
	return name[0] && version[0];
}

/* The package in a line of RECORD (scipy/fft/__init__.py,sha256=…,123) or of top_level.txt (scipy). */
static bool line_package(char *line)
{
	const size_t length = strcspn(line, "/,\r\n");
	char *const dot = line[length] == '/' ? NULL : strrchr(line, '.');

	if (length == 0 || length >= NAME_SIZE || line[0] == '.' || line[0] == '"')
		return false;
	line[length] = '\0';
	if (dot && dot < line + length) {
		if (strcmp(dot, ".py") != 0)
			return false;
		*dot = '\0';
	}
	return line[strcspn(line, ".-")] == '\0';
}

/* A folder of packages has some files for each thousand; a file that goes on and on is not read to its end. */
static bool list_packages(const char *path, struct names *packages)
{
	char line[LINE_SIZE];
	FILE *const file = fopen(path, "re");
	unsigned left = 100000;
	const char *known;
	bool is_new;

	while (file && left-- > 0 && fgets(line, sizeof line, file)) {
		if (line_package(line) && names_add(packages, line, &known, &is_new) != MUSTER_OK)
			break;
	}
	if (file)
		fclose(file);
	return file != NULL;
}

/* As installers make a package's name of a distribution's: Foo-Bar is foo_bar. */
static void guess_package(const char *name, struct names *packages)
{
	char guess[NAME_SIZE];
	const char *known;
	bool is_new;
	size_t i;

	for (i = 0; name[i]; i++)
		guess[i] = name[i] == '-' || name[i] == '.' ? '_' : (char)tolower((unsigned char)name[i]);
	guess[i] = '\0';
	if (names_add(packages, guess, &known, &is_new) != MUSTER_OK)
		return;
}

static enum muster_status find_packages(struct muster_scan *scan, const struct muster_source *source, const char *name,
										struct names *packages)
{
	static const char *const files[] = {"top_level.txt", "RECORD"};
	const char *const path = muster_source_path(source), *const slash = strrchr(path, '/');
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < 2 && packages->count == 0 && status == MUSTER_OK; i++) {
		char beside[PATH_SIZE];
		if (snprintf(beside, sizeof beside, "%.*s/%s", (int)(slash - path), path, files[i]) >= PATH_SIZE)
			continue;
		status = muster_scan_depend(scan, beside);
		if (status == MUSTER_OK)
			list_packages(beside, packages);
	}
	if (packages->count == 0)
		guess_package(name, packages);
	return status;
}

static enum muster_status keep(struct muster_scan *scan, const char *name, const char *version,
							   const struct names *packages)
{
	char key[NAME_SIZE + 1];
	struct muster_writer *writer;

	snprintf(key, sizeof key, "%c%s", DISTRIBUTION_MARK, name);
	writer = muster_scan_fact(scan, key);
	if (!writer)
		return MUSTER_NO_MEMORY;
	muster_write_string(writer, "name", name);
	muster_write_string(writer, "version", version);
	muster_write_list(writer, "packages");
	for (size_t i = 0; i < packages->room; i++) {
		if (packages->slots[i])
			muster_write_string(writer, NULL, packages->slots[i]);
	}
	return muster_write_end(writer);
}

static enum muster_status read_metadata(struct muster_scan *scan, const struct muster_source *source, void *unused)
{
	const char *const text = muster_source_data(source, NULL);
	char name[NAME_SIZE], version[NAME_SIZE];
	struct names packages = {0};
	enum muster_status status;

	(void)unused;
	if (!text || !read_header(text, name, version))
		return MUSTER_OK;
	status = find_packages(scan, source, name, &packages);
	if (status == MUSTER_OK)
		status = keep(scan, name, version, &packages);
	names_clear(&packages);
	return status;
}

enum muster_status distributions_read(struct muster_scan *scan, const char *const *folders)
{
	static const char *const files[] = {"METADATA", "PKG-INFO", "*.egg-info"};
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < 3 && status == MUSTER_OK; i++) {
		const struct muster_walk walk = {.paths = folders, .files = files[i], .depth = i < 2 ? 2 : 1};
		status = muster_scan_walk(scan, &walk, read_metadata, NULL);
	}
	return status;
}

/* ---- looking up ---------------------------------------------------------------------------------------------------
 */

struct distribution_row {
	const char *package;
	struct distribution distribution;
};

static int by_package(const void *left, const void *right)
{
	return strcmp(((const struct distribution_row *)left)->package, ((const struct distribution_row *)right)->package);
}

static enum muster_status add(struct distributions *distributions, const struct muster_value *fact)
{
	const struct muster_value *const packages = muster_value_get(fact, "packages");
	const size_t count = distributions->count + muster_value_count(packages);
	struct distribution_row *const rows = realloc(distributions->rows, (count + 1) * sizeof *rows);

	if (!rows)
		return MUSTER_NO_MEMORY;
	distributions->rows = rows;
	for (size_t i = 0; i < muster_value_count(packages); i++) {
		const char *const package = muster_value_string(muster_value_at(packages, i));
		if (package)
			rows[distributions->count++] =
				(struct distribution_row){package,
										  {muster_value_string(muster_value_get(fact, "name")),
										   muster_value_string(muster_value_get(fact, "version"))}};
	}
	return MUSTER_OK;
}

enum muster_status distributions_collect(struct distributions *distributions, struct muster_scan *scan)
{
	struct muster_fact fact;
	enum muster_status status = MUSTER_OK;

	*distributions = (struct distributions){0};
	while (muster_scan_next_fact(scan, &fact)) {
		if (status == MUSTER_OK && fact.key[0] == DISTRIBUTION_MARK)
			status = add(distributions, fact.value);
	}
	if (status == MUSTER_OK && distributions->count > 0)
		qsort(distributions->rows, distributions->count, sizeof *distributions->rows, by_package);
	return status;
}

void distributions_free(struct distributions *distributions)
{
	free(distributions->rows);
	*distributions = (struct distributions){0};
}

const struct distribution *distributions_find(const struct distributions *distributions, const char *module)
{
	char package[NAME_SIZE];
	const struct distribution_row wanted = {.package = package}, *found;
	const size_t length = strcspn(module, ".");

	if (length >= sizeof package || distributions->count == 0)
		return NULL;
	memcpy(package, module, length);
	package[length] = '\0';
	found = bsearch(&wanted, distributions->rows, distributions->count, sizeof wanted, by_package);
	return found ? &found->distribution : NULL;
}
