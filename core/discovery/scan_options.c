/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module's settings: checked against what it declares, then handed out. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_inner.h"
#include "discovery/scan.h"
#include "module/loader.h"

static const struct muster_option *option_list(const struct muster_module *module, const char *section)
{
	if (section)
		return module_has(module, section_options) ? module->section_options : NULL;
	return module_has(module, options) ? module->options : NULL;
}

static const struct muster_option *find_option(const struct muster_module *module, const char *section,
											   const char *name)
{
	const struct muster_option *option = option_list(module, section);

	while (option && option->name && strcmp(option->name, name) != 0)
		option++;
	return option && option->name ? option : NULL;
}

/* The part behind "MODULE:"; NULL for the module's own section. */
static const char *section_of(const struct setting *setting)
{
	const char *colon = strchr(setting->section, ':');

	return colon ? colon + 1 : NULL;
}

/* A mistyped key of the core's comes here too, since any other key in a module's section is the module's. */
static enum muster_status unknown_option(struct muster_scan *scan, const struct setting *setting)
{
	const char *section = section_of(setting), *names[256], *nearest;
	size_t count = 0;

	for (const struct muster_option *o = option_list(scan->module, section); o && o->name && count < 128; o++)
		names[count++] = o->name;
	for (const struct config_key *key = config_keys; !section && key->name && count < 255; key++) {
		if (key->for_module)
			names[count++] = key->name;
	}
	names[count] = NULL;
	nearest = config_nearest(setting->key, names);
	return problem_set(&scan->problem, MUSTER_BAD_CONFIG, "%s: unknown key \"%s\" in [%s]%s%s%s", setting->origin,
					   setting->key, setting->section, nearest ? " (did you mean \"" : "", nearest ? nearest : "",
					   nearest ? "\"?)" : "");
}

static enum muster_status check_setting(struct muster_scan *scan, const struct setting *setting)
{
	const char *section = section_of(setting);
	const struct muster_option *option = find_option(scan->module, section, setting->key);
	struct problem problem;

	if (!option && !section && strcmp(setting->key, "paths") == 0)
		return MUSTER_OK;
	if (!option)
		return unknown_option(scan, setting);
	if (config_parse(option->type, setting->value, NULL, NULL, &problem) == MUSTER_OK)
		return MUSTER_OK;
	return problem_set(&scan->problem, MUSTER_BAD_CONFIG, "%s: %s: %s", setting->origin, setting->key, problem.text);
}

static enum muster_status list_sections(struct muster_scan *scan)
{
	size_t count = 0;

	scan->sections = calloc(scan->job->setting_count + 1, sizeof(*scan->sections));
	if (!scan->sections)
		return problem_memory(&scan->problem);
	for (size_t i = 0; i < scan->job->setting_count; i++) { /* settings are sorted by section */
		const char *section = section_of(&scan->job->settings[i]);
		if (section && (count == 0 || strcmp(scan->sections[count - 1], section) != 0))
			scan->sections[count++] = section;
	}
	return MUSTER_OK;
}

enum muster_status scan_init(struct muster_scan *scan, const struct muster_module *module, const struct job *job,
							 struct previous *previous)
{
	enum muster_status status;

	*scan = (struct muster_scan){.module = module, .job = job, .previous = previous, .group = SOURCE_NONE};
	writer_init(&scan->item, module->fields);
	writer_init(&scan->fact, NULL);
	for (size_t i = 0; i < job->setting_count; i++) {
		status = check_setting(scan, &job->settings[i]);
		if (status != MUSTER_OK)
			return status;
	}
	return list_sections(scan);
}

static const struct setting *find_setting(const struct muster_scan *scan, const char *section, const char *name)
{
	for (size_t i = 0; i < scan->job->setting_count; i++) {
		const struct setting *setting = &scan->job->settings[i];
		const char *of = section_of(setting);
		if (strcmp(setting->key, name) == 0 && (section ? of && strcmp(of, section) == 0 : !of))
			return setting;
	}
	return NULL;
}

const char *const *muster_scan_sections(const struct muster_scan *scan)
{
	return scan->sections;
}

const char *muster_scan_string(const struct muster_scan *scan, const char *section, const char *name)
{
	const struct setting *setting = find_setting(scan, section, name);
	const struct muster_option *option = setting ? NULL : find_option(scan->module, section, name);

	if (setting)
		return setting->value;
	return option ? option->fallback : NULL;
}

const char *const *muster_scan_words(struct muster_scan *scan, const char *section, const char *name)
{
	static const char *const none[] = {NULL};
	char ***lists = reallocarray(scan->words, scan->word_lists + 1, sizeof(*lists));

	if (lists)
		scan->words = lists;
	if (!lists || !(lists[scan->word_lists] = config_words(muster_scan_string(scan, section, name)))) {
		problem_memory(&scan->problem);
		return none;
	}
	return (const char *const *)lists[scan->word_lists++];
}

const char *const *muster_scan_paths(const struct muster_scan *scan)
{
	return muster_scan_words((struct muster_scan *)scan, NULL, "paths");
}

static bool parse(const struct muster_scan *scan, const char *section, const char *name, int64_t *integer, double *real)
{
	const struct muster_option *option = find_option(scan->module, section, name);
	const char *value = muster_scan_string(scan, section, name);

	return option && value && config_parse(option->type, value, integer, real, NULL) == MUSTER_OK;
}

int64_t muster_scan_integer(const struct muster_scan *scan, const char *section, const char *name)
{
	int64_t number = 0;

	return parse(scan, section, name, &number, NULL) ? number : 0;
}

double muster_scan_real(const struct muster_scan *scan, const char *section, const char *name)
{
	double number = 0;

	return parse(scan, section, name, NULL, &number) ? number : 0;
}

bool muster_scan_boolean(const struct muster_scan *scan, const char *section, const char *name)
{
	return muster_scan_integer(scan, section, name) != 0;
}

enum muster_status muster_scan_bad_option(struct muster_scan *scan, const char *section, const char *name,
										  const char *format, ...)
{
	const struct setting *setting = find_setting(scan, section, name);
	char text[512] = "";
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(text, sizeof(text), format, arguments) < 0)
		text[0] = '\0';
	va_end(arguments);
	return problem_set(&scan->problem, MUSTER_BAD_CONFIG, "%s: %s in [%s%s%s]: %s",
					   setting ? setting->origin : "default", name, scan->module->name, section ? ":" : "",
					   section ? section : "", text);
}
