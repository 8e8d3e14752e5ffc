/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python.h"

#include <stdio.h>
#include <string.h>

#include <muster/functions.h>

#include "choice.h"
#include "distribution.h"
#include "python_rules.h"
#include "readers/docstring.h"
#include "readers/names.h"
#include "readers/package_fact.h"
#include "readers/packages.h"

enum { KEY_MAX = 1024, TAG_MAX = 512, TAGS_MAX = 32 };

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static void write_rule(struct muster_writer *writer, const struct rule *rule)
{
	if (!rule)
		return;
	muster_write_string(writer, "contract", rule_contract(rule));
	muster_write_list(writer, "tags");
	for (const char *const *tag = rule_tags(rule); *tag; tag++)
		muster_write_string(writer, NULL, *tag);
	muster_write_end(writer);
}

static void write_definition(struct muster_writer *writer, struct python_source *source,
							 const struct python_definition *definition, void *data)
{
	muster_write_map(writer, NULL);
	muster_write_string(writer, "name", definition->name);
	muster_write_integer(writer, "line", definition->line);
	if (definition->doc) {
		muster_write_string(writer, "summary", docstring_summary(&source->pool, definition->doc));
		muster_write_string(writer, "doc", docstring_clean(&source->pool, definition->doc));
	}
	write_rule(writer, python_rules_find(data, source, definition));
	muster_write_end(writer);
}

static enum muster_status read_file(struct muster_scan *scan, const struct muster_source *source, void *data)
{
	const struct package_reader *const reader = data;

	python_rules_next(reader->data);
	return package_fact_keep(scan, source, reader);
}

enum muster_status python_functions_read(struct muster_scan *scan, const struct rules *rules)
{
	const char *const *const folders = muster_scan_words(scan, NULL, "packages");
	struct python_rules python_rules = {.rules = rules};
	struct package_reader reader = {
		.exclude = muster_scan_words(scan, NULL, "exclude_modules"), .write = write_definition, .data = &python_rules};
	enum muster_status status = *folders ? python_start(&reader.python) : MUSTER_UNSUPPORTED;

	if (status != MUSTER_OK)
		return status == MUSTER_UNSUPPORTED ? MUSTER_OK : status;
	status = distributions_read(scan, folders);
	if (status == MUSTER_OK)
		status = muster_scan_tree(scan, folders, "*.py", read_file, &reader);
	python_stop(reader.python);
	return status;
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

struct emitting {
	struct muster_scan *scan;
	struct choice choice;
	struct packages packages;
	struct distributions distributions;
	const struct package_module *module;
	const struct distribution *distribution; /* of the module; NULL */
	bool with_private, is_public;
	struct names done; /* keys, since a module may say a name twice */
};

/* a.b.c is tagged b and c: what a package sorts its functions by. */
static void add_path_tags(const char *module, char words[TAG_MAX], const char *tags[TAGS_MAX], size_t *count)
{
	char *rest = words;

	if (strlen(module) >= TAG_MAX)
		return;
	strcpy(words, module);
	for (char *dot = strchr(rest, '.'); dot && *count < TAGS_MAX; dot = strchr(rest, '.')) {
		*dot = '\0';
		rest = dot + 1;
		tags[(*count)++] = rest;
	}
}

static enum muster_status emit(struct emitting *emitting, const char *key, const char *name,
							   const struct package_definition *found)
{
	const struct distribution *const distribution = emitting->distribution;
	const struct muster_value *const rule_words = muster_value_get(found->value, "tags");
	const char *const original = muster_value_string(muster_value_get(found->value, "name"));
	char words[TAG_MAX];
	const char *tags[TAGS_MAX];
	struct muster_function item = {
		.name = name,
		.original_name = original && strcmp(original, name) != 0 ? original : NULL,
		.module = emitting->module->name,
		.library = distribution ? distribution->name : NULL,
		.library_version = distribution ? distribution->version : NULL,
		.contract = muster_value_string(muster_value_get(found->value, "contract")),
		.summary = muster_value_string(muster_value_get(found->value, "summary")),
		.doc = muster_value_string(muster_value_get(found->value, "doc")),
		.tags = tags,
		.path = found->module->path,
		.source = found->module->path,
		.line = (unsigned)muster_value_integer(muster_value_get(found->value, "line")),
		.is_public = emitting->is_public,
	};

	add_path_tags(item.module, words, tags, &item.tag_count);
	for (size_t i = 0; i < muster_value_count(rule_words) && item.tag_count < TAGS_MAX; i++)
		tags[item.tag_count++] = muster_value_string(muster_value_at(rule_words, i));
	return muster_scan_emit(emitting->scan, key, &item);
}

static enum muster_status emit_name(void *data, const char *name)
{
	struct emitting *const emitting = data;
	struct package_definition found;
	char key[KEY_MAX + 1];
	const char *known;
	bool is_new;
	enum muster_status status;

	if (!name || !choice_has_name(&emitting->choice, name) ||
		snprintf(key, sizeof(key), "%s.%s", emitting->module->name, name) > KEY_MAX)
		return MUSTER_OK;
	status = names_add(&emitting->done, key, &known, &is_new);
	if (status != MUSTER_OK || !is_new || !packages_resolve(&emitting->packages, emitting->module, name, &found))
		return status;
	return emit(emitting, key, name, &found);
}

/* Modules with a name that begins with _ anywhere are not for others to import from. */
static bool is_private(const char *module)
{
	return module[0] == '_' || strstr(module, "._");
}

/* What the module defines, and did not offer. */
static enum muster_status emit_private(struct emitting *emitting)
{
	const struct muster_value *const definitions = muster_value_get(emitting->module->fact, "definitions");
	enum muster_status status = MUSTER_OK;

	emitting->is_public = false;
	for (size_t i = 0; i < muster_value_count(definitions) && status == MUSTER_OK; i++)
		status = emit_name(emitting, muster_value_string(muster_value_get(muster_value_at(definitions, i), "name")));
	return status;
}

static enum muster_status emit_module(struct emitting *emitting)
{
	const char *const name = emitting->module->name;
	enum muster_status status = MUSTER_OK;

	if (name[0] == DISTRIBUTION_MARK || !choice_has_module(&emitting->choice, name))
		return MUSTER_OK;
	emitting->distribution = distributions_find(&emitting->distributions, name, emitting->module->path);
	emitting->is_public = true;
	if (!is_private(name))
		status = packages_public(&emitting->packages, emitting->module, emit_name, emitting);
	if (status == MUSTER_OK && emitting->with_private)
		status = emit_private(emitting);
	return status;
}

enum muster_status python_functions_emit(struct muster_scan *scan)
{
	struct emitting emitting = {.scan = scan, .with_private = muster_scan_boolean(scan, NULL, "private")};
	enum muster_status status = packages_collect(&emitting.packages, scan);

	choice_read(&emitting.choice, scan);
	if (status == MUSTER_OK)
		status = distributions_collect(&emitting.distributions, scan);
	for (size_t i = 0; i < emitting.packages.count && status == MUSTER_OK; i++) {
		emitting.module = &emitting.packages.modules[i];
		status = emit_module(&emitting);
	}
	if (status == MUSTER_OK && packages_failed(&emitting.packages))
		status = MUSTER_NO_MEMORY;
	names_clear(&emitting.done);
	distributions_free(&emitting.distributions);
	packages_free(&emitting.packages);
	return status;
}
