/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "distribution.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "readers/names.h"

enum { NAME_SIZE = 128, LINE_SIZE = 4096, PATH_SIZE = 4096 };

/* ---- paths ------------------------------------------------------------------------------------------------------- */

static bool ends_with(const char *text, size_t length, const char *end)
{
	const size_t size = strlen(end);

	return length >= size && memcmp(text + length - size, end, size) == 0;
}

/* The path without its last component. */
static size_t folder_length(const char *path, size_t length)
{
	while (length > 0 && path[length - 1] != '/')
		length--;
	return length > 0 ? length - 1 : 0;
}

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
	const bool is_folder = line[length] == '/';
	char *dot;

	if (length >= NAME_SIZE)
		return false;
	line[length] = '\0';
	dot = is_folder ? NULL : strrchr(line, '.');
	if (dot && strcmp(dot, ".py") == 0)
		*dot = '\0';
	return *line != '\0' && line[strcspn(line, ".-\"")] == '\0';
}

/* A distribution has some thousands of files; a list that goes on and on is not read to its end. */
static enum muster_status list_packages(struct muster_scan *scan, const char *path, struct names *packages)
{
	char line[LINE_SIZE];
	int descriptor;
	enum muster_status status = muster_scan_open(scan, path, &descriptor);
	FILE *const file = descriptor >= 0 ? fdopen(descriptor, "r") : NULL;
	unsigned left = 100000;
	const char *known;
	bool is_new;

	if (descriptor >= 0 && !file) {
		close(descriptor);
		return MUSTER_NO_MEMORY;
	}
	while (file && status == MUSTER_OK && left-- > 0 && fgets(line, sizeof(line), file)) {
		if (line_package(line))
			status = names_add(packages, line, &known, &is_new);
	}
	if (file && status == MUSTER_OK && ferror(file))
		status = MUSTER_IO_ERROR;
	if (file)
		fclose(file);
	return status;
}

/* As installers make a package's name of a distribution's: Foo-Bar is foo_bar. */
static enum muster_status guess_package(const char *name, struct names *packages)
{
	char guess[NAME_SIZE];
	const char *known;
	bool is_new;
	size_t i;

	for (i = 0; name[i]; i++)
		guess[i] = name[i] == '-' || name[i] == '.' ? '_' : (char)tolower((unsigned char)name[i]);
	guess[i] = '\0';
	return names_add(packages, guess, &known, &is_new);
}

/* What lists beside the metadata name. */
static enum muster_status find_packages(struct muster_scan *scan, const char *path, struct names *packages)
{
	static const char *const files[] = {"top_level.txt", "RECORD"};
	const int length = (int)folder_length(path, strlen(path));
	enum muster_status status = MUSTER_OK;

	for (size_t i = 0; i < 2 && packages->count == 0 && status == MUSTER_OK; i++) {
		char beside[PATH_SIZE];
		if (snprintf(beside, sizeof(beside), "%.*s/%s", length, path, files[i]) >= PATH_SIZE)
			continue;
		status = list_packages(scan, beside, packages);
	}
	return status;
}

static enum muster_status keep(struct muster_scan *scan, const char *name, const char *version,
							   const struct names *packages)
{
	char key[NAME_SIZE + 1];
	struct muster_writer *writer;

	snprintf(key, sizeof(key), "%c%s", DISTRIBUTION_MARK, name);
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
	const char *const text = muster_source_data(source, NULL), *const path = muster_source_path(source);
	const size_t length = strlen(path), folder = folder_length(path, length);
	const bool in_folder = ends_with(path, folder, ".dist-info") || ends_with(path, folder, ".egg-info");
	char name[NAME_SIZE], version[NAME_SIZE];
	struct names packages = {0};
	enum muster_status status = MUSTER_OK;

	(void)unused;
	if ((!in_folder && !ends_with(path, length, ".egg-info")) || !text || !read_header(text, name, version))
		return MUSTER_OK;
	if (in_folder)
		status = find_packages(scan, path, &packages);
	if (status == MUSTER_OK && packages.count == 0)
		status = guess_package(name, &packages);
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
		const struct muster_walk walk = {
			.size = sizeof(walk), .paths = folders, .files = files[i], .depth = i < 2 ? 2 : 1};
		status = muster_scan_walk(scan, &walk, read_metadata, NULL);
	}
	return status;
}

/* ---- looking up -------------------------------------------------------------------------------------------------- */

struct distribution_row {
	const char *package, *folder; /* the folder that it is installed in, whose name is so long: */
	size_t folder_length;
	struct distribution distribution;
};

static int by_package(const void *left, const void *right)
{
	return strcmp(((const struct distribution_row *)left)->package, ((const struct distribution_row *)right)->package);
}

/* Where the distribution is installed, by the path of its metadata: that is a file there, or in a folder there. */
static size_t installed_length(const char *path)
{
	const size_t length = strlen(path), folder = folder_length(path, length);

	return ends_with(path, length, ".egg-info") ? folder : folder_length(path, folder);
}

static enum muster_status add(struct distributions *distributions, const struct muster_fact *fact)
{
	const struct muster_value *const value = muster_fact_value(fact);
	const struct muster_value *const packages = muster_value_get(value, "packages");
	const size_t count = distributions->count + muster_value_count(packages);
	struct distribution_row *const rows = realloc(distributions->rows, (count + 1) * sizeof(*rows));
	const struct distribution distribution = {muster_value_string(muster_value_get(value, "name")),
											  muster_value_string(muster_value_get(value, "version"))};

	if (!rows)
		return MUSTER_NO_MEMORY;
	distributions->rows = rows;
	for (size_t i = 0; i < muster_value_count(packages); i++) {
		const char *const package = muster_value_string(muster_value_at(packages, i));
		if (package && distribution.name)
			rows[distributions->count++] = (struct distribution_row){
				package, muster_fact_path(fact), installed_length(muster_fact_path(fact)), distribution};
	}
	return MUSTER_OK;
}

enum muster_status distributions_collect(struct distributions *distributions, struct muster_scan *scan)
{
	const struct muster_fact *fact = NULL;
	enum muster_status status = MUSTER_OK;

	*distributions = (struct distributions){0};
	while ((fact = muster_scan_next_fact(scan, fact))) {
		if (status == MUSTER_OK && *muster_fact_key(fact) == DISTRIBUTION_MARK)
			status = add(distributions, fact);
	}
	if (status == MUSTER_OK && distributions->count > 0)
		qsort(distributions->rows, distributions->count, sizeof(*distributions->rows), by_package);
	return status;
}

void distributions_free(struct distributions *distributions)
{
	free(distributions->rows);
	*distributions = (struct distributions){0};
}

/* The first row whose package is not before this one. */
static const struct distribution_row *first_row(const struct distributions *distributions, const char *package)
{
	size_t low = 0, high = distributions->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(distributions->rows[middle].package, package) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return distributions->rows + low;
}

/* 0: installed elsewhere. More than 1: its name is that of a package around the module, as google-cloud-storage is of
 * google.cloud.storage.client. */
static size_t kinship(const struct distribution_row *row, const char *module, const char *path)
{
	const char *const name = row->distribution.name;
	size_t i;

	if (strncmp(path, row->folder, row->folder_length) != 0 || path[row->folder_length] != '/')
		return 0;
	for (i = 0; name[i] && module[i]; i++) {
		if (tolower((unsigned char)name[i]) != tolower((unsigned char)module[i]) &&
			!(strchr("-_.", name[i]) && strchr("_.", module[i])))
			break;
	}
	return name[i] == '\0' && (module[i] == '\0' || module[i] == '.') ? i + 1 : 1;
}

const struct distribution *distributions_find(const struct distributions *distributions, const char *module,
											  const char *path)
{
	const struct distribution_row *row, *best = NULL;
	char package[NAME_SIZE];
	size_t best_kinship = 0;
	bool unsure = false;

	if (snprintf(package, sizeof(package), "%.*s", (int)strcspn(module, "."), module) >= NAME_SIZE)
		return NULL;
	for (row = first_row(distributions, package);
		 row < distributions->rows + distributions->count && strcmp(row->package, package) == 0; row++) {
		const size_t this_kinship = kinship(row, module, path);
		if (this_kinship > best_kinship) {
			best = row;
			best_kinship = this_kinship;
			unsure = false;
		} else if (this_kinship == best_kinship && best) {
			unsure |= strcmp(row->distribution.name, best->distribution.name) != 0;
		}
	}
	return best && !unsure ? &best->distribution : NULL;
}
