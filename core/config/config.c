/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_inner.h"

#define MAIN           "muster"
#define LONGEST_MODULE 63

/* @items with room for one more than @count; NULL without memory. */
static void *grow(struct config *config, void *items, size_t count, size_t *capacity, size_t size)
{
	const size_t more = *capacity ? *capacity * 2 : 16;
	void *grown;

	if (count < *capacity)
		return items;
	grown = reallocarray(items, more, size);
	if (grown)
		*capacity = more;
	else
		config->failed = true;
	return grown;
}

void config_wrong(struct config *config, const char *section, const char *origin, const char *format, ...)
{
	struct problem problem;
	struct config_error *errors;
	struct config_error error = {0};
	va_list arguments;
	char text[sizeof(problem.text)];

	va_start(arguments, format);
	if (vsnprintf(text, sizeof(text), format, arguments) < 0)
		text[0] = '\0';
	va_end(arguments);
	problem_set(&problem, MUSTER_BAD_CONFIG, "%s%s%s", origin ? origin : "", origin ? ": " : "", text);
	if (config->options->report)
		config->options->report(config->options->data, problem.text);

	errors = grow(config, config->errors, config->error_count, &config->error_capacity, sizeof(*errors));
	if (!errors)
		return;
	config->errors = errors;
	error.text = arena_string(&config->arena, problem.text);
	error.module = section ? arena_copy(&config->arena, section, strcspn(section, ":")) : NULL;
	config->failed = config->failed || !error.text || (section && !error.module);
	errors[config->error_count++] = error;
}

/* [a-z][a-z0-9_]*, and one more character. */
static bool valid_name(const char *name, size_t length, char more)
{
	for (size_t i = 0; i < length; i++) {
		const bool letter = name[i] >= 'a' && name[i] <= 'z';
		const bool other = (name[i] >= '0' && name[i] <= '9') || name[i] == '_' || name[i] == more;
		if (!letter && (!other || i == 0))
			return false;
	}
	return length > 0;
}

/* MODULE or MODULE:NAME, where NAME is of any bytes but control characters; caches are named as modules are. */
static bool valid_section(const char *name)
{
	const size_t length = strcspn(name, ":");

	if (config_is_cache(name))
		return strlen(name + length + 1) <= LONGEST_MODULE &&
			   valid_name(name + length + 1, strlen(name + length + 1), '-');
	if (length > LONGEST_MODULE || !valid_name(name, length, '-') || (name[length] && !name[length + 1]))
		return false;
	for (const char *byte = name; *byte; byte++) {
		if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
			return false;
	}
	return strncmp(name, MAIN ":", strlen(MAIN ":")) != 0;
}

bool config_add_section(struct config *config, const char *name, const char *origin)
{
	struct met_section *sections;

	if (!valid_section(name)) {
		config_wrong(config, NULL, origin,
					 "[%s] is no section (write [muster], [MODULE], [MODULE:NAME] or [cache:NAME])", name);
		return false;
	}
	sections = grow(config, config->sections, config->section_count, &config->section_capacity, sizeof(*sections));
	if (!sections)
		return false;
	config->sections = sections;
	sections[config->section_count++] = (struct met_section){.name = name, .origin = origin};
	return true;
}

static void keep(struct config *config, const struct setting *setting)
{
	struct met_setting *met = grow(config, config->met, config->met_count, &config->met_capacity, sizeof(*met));

	if (!met)
		return;
	config->met = met;
	met[config->met_count] = (struct met_setting){.setting = *setting, .turn = config->met_count};
	config->met_count++;
}

static void wrong_key(struct config *config, const struct setting *setting)
{
	const char *names[32] = {NULL};
	const char *nearest;

	for (size_t i = 0, count = 0; config_keys[i].name && count + 1 < sizeof(names) / sizeof(*names); i++)
		if (config_find_key(setting->section, config_keys[i].name))
			names[count++] = config_keys[i].name;
	nearest = config_nearest(setting->key, names);
	if (nearest)
		config_wrong(config, MAIN, setting->origin, "unknown key \"%s\" in [%s] (did you mean \"%s\"?)", setting->key,
					 setting->section, nearest);
	else
		config_wrong(config, MAIN, setting->origin, "unknown key \"%s\" in [%s] (muster.conf lists them)", setting->key,
					 setting->section);
}

/* In [MODULE:NAME] the key is the module's own, and may be anything: it is tidied if it is absolute paths. */
static enum muster_status check_section_paths(struct config *config, struct setting *setting)
{
	int64_t unused;
	const enum muster_status status = config_parse_folders(setting->value, &unused, NULL);

	if (status == MUSTER_OK)
		setting->value = config_tidy_paths(&config->arena, setting->value, NULL);
	return status == MUSTER_NO_MEMORY || !setting->value ? MUSTER_NO_MEMORY : MUSTER_OK;
}

/* Of a module's own keys only `paths`, which every module has, is known here. */
static enum muster_status check_own(struct config *config, struct setting *setting, struct problem *problem)
{
	enum muster_status status;
	int64_t unused;

	if (strcmp(setting->key, "paths") != 0)
		return MUSTER_OK;
	if (strchr(setting->section, ':'))
		return check_section_paths(config, setting);
	status = config_parse(MUSTER_OPTION_WORDS, setting->value, NULL, NULL, problem);
	if (status != MUSTER_OK)
		return status;
	setting->value = config_tidy_paths(&config->arena, setting->value, config->home);
	return setting->value ? config_parse_folders(setting->value, &unused, problem) : MUSTER_NO_MEMORY;
}

void config_add(struct config *config, const char *section, const char *key, const char *value, const char *origin)
{
	const struct config_key *known = config_find_key(section, key);
	struct setting setting = {section, key, arena_string(&config->arena, value), origin};
	struct problem problem;
	enum muster_status status = MUSTER_NO_MEMORY;
	int64_t number;

	if (!known && (strcmp(section, MAIN) == 0 || config_is_cache(section))) {
		wrong_key(config, &setting);
		return;
	}
	if (!valid_name(key, strlen(key), '_')) {
		config_wrong(config, section, origin, "\"%s\" is no key (write small letters, digits and _)", key);
		return;
	}
	if (setting.value)
		status = known ? known->parse(value, &number, &problem) : check_own(config, &setting, &problem);
	if (status == MUSTER_OK)
		keep(config, &setting);
	else if (status == MUSTER_NO_MEMORY)
		config->failed = true;
	else
		config_wrong(config, section, origin, "%s: %s", key, problem.text);
}

void config_free(struct config *config)
{
	if (!config)
		return;
	free(config->met);
	free(config->sections);
	free(config->errors);
	free(config->settings);
	free(config->own);
	arena_free(&config->arena);
	free(config);
}

size_t config_errors(const struct config *config)
{
	return config->error_count;
}

bool config_module_error(const struct config *config, const char *module, const char **text)
{
	for (size_t i = 0; i < config->error_count; i++) {
		if (config->errors[i].module && strcmp(config->errors[i].module, module) == 0) {
			*text = config->errors[i].text;
			return true;
		}
	}
	return false;
}

static void unknown_section(struct config *config, const struct met_section *section, const char *const *modules)
{
	char module[LONGEST_MODULE + 1];
	const char *nearest;

	snprintf(module, sizeof(module), "%.*s", (int)strcspn(section->name, ":"), section->name);
	nearest = config_nearest(module, modules);
	config_wrong(config, NULL, section->origin, "[%s]: there is no module \"%s\" (%s%s%s)", section->name, module,
				 nearest ? "did you mean \"" : "install it, or take the section out", nearest ? nearest : "",
				 nearest ? "\"?" : "");
}

static bool is_module(const char *section, const char *const *modules)
{
	const size_t length = strcspn(section, ":");

	for (; *modules; modules++) {
		if (strlen(*modules) == length && memcmp(*modules, section, length) == 0)
			return true;
	}
	return false;
}

enum muster_status config_check_sections(struct config *config, const char *const *modules,
										 const struct config_options *options)
{
	config->options = options;
	for (size_t i = 0; i < config->section_count; i++) {
		const struct met_section *section = &config->sections[i];
		if (strcmp(section->name, MAIN) != 0 && !config_is_cache(section->name) && !is_module(section->name, modules))
			unknown_section(config, section, modules);
	}
	return config->failed ? MUSTER_NO_MEMORY : MUSTER_OK;
}
