/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "manifest.h"

#include <stdlib.h>
#include <string.h>

#include "turtle.h"

static const char type_iri[] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/* Of one resource at a time: statements about it stand together in manifests. */
struct search {
	struct manifest *manifest;
	const char *file_name;
	struct pattern *class_pattern;
	char subject[MANIFEST_URI_MAX];
	bool of_class, of_file, kept;
};

static void keep(struct search *search)
{
	struct manifest *const manifest = search->manifest;
	char(*const uris)[MANIFEST_URI_MAX] =
		manifest->count < MANIFEST_URIS_MAX ? realloc(manifest->uris, (manifest->count + 1) * sizeof(*uris)) : NULL;

	search->kept = true;
	if (!uris) {
		manifest->truncated = manifest->count == MANIFEST_URIS_MAX;
		manifest->failed = !manifest->truncated;
		return;
	}
	manifest->uris = uris;
	memcpy(uris[manifest->count++], search->subject, sizeof(search->subject));
}

/* lv2:binary, and ui:binary, which older bundles have */
static bool is_binary(const char *predicate)
{
	return strcmp(predicate, "http://lv2plug.in/ns/lv2core#binary") == 0 ||
		   strcmp(predicate, "http://lv2plug.in/ns/extensions/ui#binary") == 0;
}

static const char *last_name(const char *path)
{
	const char *const slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void on_statement(void *data, const char *subject, const char *predicate, const char *object)
{
	struct search *const search = data;
	const size_t length = strlen(subject);

	if (length >= sizeof(search->subject))
		return;
	if (strcmp(search->subject, subject) != 0) {
		memcpy(search->subject, subject, length + 1);
		search->of_class = search->of_file = search->kept = false;
	}
	if (is_binary(predicate))
		search->of_file = search->of_file || strcmp(last_name(object), search->file_name) == 0;
	else if (strcmp(predicate, type_iri) == 0)
		search->of_class = search->of_class || pattern_matches(search->class_pattern, object, strlen(object), "", 0);
	if (search->of_class && search->of_file && !search->kept)
		keep(search);
}

unsigned manifest_read(struct manifest *manifest, const char *text, size_t size, const char *file_name,
					   struct pattern *class_pattern)
{
	struct search search = {.manifest = manifest, .file_name = file_name, .class_pattern = class_pattern};

	return turtle_read(text, size, on_statement, &search);
}

void manifest_clear(struct manifest *manifest)
{
	free(manifest->uris);
	*manifest = (struct manifest){0};
}
