/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_inner.h"

void config_free(struct config *config)
{
	if (!config)
		return;
	free(config->settings);
	free(config->own);
	arena_free(&config->arena);
	free(config);
}

size_t config_errors(const struct config *config)
{
	return config->errors;
}

void config_fault(struct config *config, const struct config_options *options, const char *section, const char *origin,
				  const char *format, ...)
{
	struct config_fault *fault = arena_alloc(&config->arena, sizeof(*fault));
	struct problem why, whole;
	va_list arguments;
	char text[512];

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	problem_set(&why, MUSTER_BAD_CONFIG, "%s", text);
	problem_set(&whole, MUSTER_BAD_CONFIG, "%s: %s", origin, why.text);
	config->errors++;
	if (options->report)
		options->report(options->data, whole.text);
	if (!fault)
		return;
	*fault = (struct config_fault){NULL, arena_string(&config->arena, section ? section : ""),
								   arena_string(&config->arena, whole.text)};
	*config->last_fault = fault;
	config->last_fault = &fault->next;
}

/* The length of MODULE in MODULE or MODULE:NAME. */
static size_t base_length(const char *section)
{
	return strcspn(section, ":");
}

static bool of_module(const char *section, const char *module)
{
	const size_t length = strlen(module);

	return base_length(section) == length && strncmp(section, module, length) == 0;
}

bool config_module_error(const struct config *config, const char *module, const char **text)
{
	for (const struct config_fault *fault = config->faults; fault; fault = fault->next) {
		if (fault->section && fault->text && of_module(fault->section, module)) {
			*text = fault->text;
			return true;
		}
	}
	return false;
}

static struct setting *find(const struct config *config, const char *section, const char *key)
{
	for (size_t i = 0; i < config->count; i++) {
		if (strcmp(config->settings[i].section, section) == 0 && strcmp(config->settings[i].key, key) == 0)
			return &config->settings[i];
	}
	return NULL;
}

static struct setting *append(struct config *config)
{
	if (config->count == config->capacity) {
		const size_t capacity = config->capacity ? config->capacity * 2 : 64;
		struct setting *settings = reallocarray(config->settings, capacity, sizeof(*settings));
		if (!settings)
			return NULL;
		config->settings = settings;
		config->capacity = capacity;
	}
	return &config->settings[config->count++];
}

/* A later layer's value takes the place of an earlier one's; an indented line is added to the line before. */
static enum muster_status merge(struct config *config, const char *section, const char *key, const char *value,
								const char *origin, bool more)
{
	struct setting *setting = find(config, section, key);
	struct setting merged = {.section = arena_string(&config->arena, section),
							 .key = arena_string(&config->arena, key)};

	if (more && setting) {
		const size_t room = strlen(setting->value) + strlen(value) + 2;
		char *joined = arena_alloc(&config->arena, room);
		if (joined)
			snprintf(joined, room, "%s\n%s", setting->value, value);
		merged.value = joined;
		merged.origin = setting->origin;
	} else {
		merged.value = arena_string(&config->arena, value);
		merged.origin = arena_string(&config->arena, origin);
	}
	setting = setting ? setting : append(config);
	if (!setting)
		return MUSTER_NO_MEMORY;
	*setting = merged;
	if (merged.section && merged.key && merged.value && merged.origin)
		return MUSTER_OK;
	config->count--;
	return MUSTER_NO_MEMORY;
}

static bool valid(const char *name, const char *others)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyz";
	size_t length = strspn(name, letters);

	if (length == 0)
		return false;
	while (name[length] &&
		   (strchr(letters, name[length]) || strchr("0123456789_", name[length]) || strchr(others, name[length])))
		length++;
	return name[length] == '\0';
}

static bool valid_section(const char *section)
{
	const size_t length = base_length(section);
	char base[64];

	if (length == 0 || length >= sizeof(base) || (section[length] == ':' && section[length + 1] == '\0'))
		return false;
	memcpy(base, section, length);
	base[length] = '\0';
	return valid(base, "-") && !(section[length] && strcmp(base, "muster") == 0);
}

static void unknown_key(struct config *config, const struct config_options *options, const char *key,
						const char *origin)
{
	const char *names[32], *nearest;
	size_t count = 0;

	for (; config_keys[count].name && count < 31; count++)
		names[count] = config_keys[count].name;
	names[count] = NULL;
	nearest = config_nearest(key, names);
	if (nearest)
		config_fault(config, options, "muster", origin, "unknown key \"%s\" in [muster] (did you mean \"%s\"?)", key,
					 nearest);
	else
		config_fault(config, options, "muster", origin, "unknown key \"%s\" in [muster] (muster.conf lists them)", key);
}

/* Words that begin with ~/ begin with the home folder: what the module sees is what the blob's key digests. */
static char *expand_home(struct config *config, const char *value)
{
	const size_t home = strlen(config->home);
	size_t length = 0;
	char *expanded = arena_alloc(&config->arena, strlen(value) * (home + 1) + 1);

	for (const char *c = value; expanded && *c; c++) {
		const bool first = c == value || strchr(" \t\n\"", c[-1]);
		if (first && c[0] == '~' && c[1] == '/') {
			memcpy(expanded + length, config->home, home);
			length += home;
		} else {
			expanded[length++] = *c;
		}
	}
	return expanded;
}

enum muster_status config_add(struct config *config, const struct config_options *options, const char *section,
							  const char *key, const char *value, const char *origin, bool more)
{
	const struct config_key *known = config_find_key(section, key);
	struct problem problem;
	int64_t number;

	if (!valid_section(section)) {
		config_fault(config, options, section, origin, "\"%s\" is no section ([muster], [MODULE] or [MODULE:NAME])",
					 section);
		return MUSTER_OK;
	}
	if (!known && strcmp(section, "muster") == 0) {
		unknown_key(config, options, key, origin);
		return MUSTER_OK;
	}
	if (!known && !valid(key, "")) {
		config_fault(config, options, section, origin, "\"%s\" is no key (small letters, digits and _)", key);
		return MUSTER_OK;
	}
	if (known && known->parse(value, &number, &problem) != MUSTER_OK) {
		config_fault(config, options, section, origin, "%s: %s", key, problem.text);
		return MUSTER_OK;
	}
	if (strcmp(key, "paths") == 0 && config->home && strstr(value, "~/")) {
		value = expand_home(config, value);
		if (!value)
			return MUSTER_NO_MEMORY;
	}
	return merge(config, section, key, value, origin, more);
}

const char *config_value(const struct config *config, const char *section, const char *key)
{
	const struct setting *setting = find(config, section, key);

	if (!setting && strcmp(section, "muster") != 0 && config_find_key(section, key))
		setting = find(config, "muster", key);
	return setting ? setting->value : NULL;
}

static int64_t number_of(const struct config *config, const char *module, const char *key)
{
	const struct config_key *known = config_find_key("muster", key);
	int64_t number = 0;

	known->parse(config_value(config, module, key), &number, NULL); /* checked when it was read */
	return number;
}

void config_policy(const struct config *config, const char *module, struct policy *policy)
{
	*policy = (struct policy){
		.max_age = number_of(config, module, "max_age"),
		.check_mtimes = (enum check_mtimes)number_of(config, module, "check_mtimes"),
		.timeout = number_of(config, module, "timeout"),
		.serve_stale = number_of(config, module, "stale") != 0,
		.isolated = number_of(config, module, "isolation") != 0,
		.enabled = number_of(config, module, "enabled") != 0,
		.max_file_size = (uint64_t)number_of(config, module, "max_file_size"),
		.memory_limit = (uint64_t)number_of(config, module, "memory_limit"),
		.retry_after = number_of(config, module, "retry_after"),
	};
}

const struct setting *config_settings(const struct config *config, size_t *count)
{
	*count = config->count;
	return config->settings;
}

const struct setting *config_module_settings(const struct config *config, const char *module, size_t *count)
{
	size_t first = 0, last;

	while (first < config->own_count && !of_module(config->own[first].section, module))
		first++;
	for (last = first; last < config->own_count && of_module(config->own[last].section, module); last++) {
	}
	*count = last - first;
	return config->own + first;
}

enum muster_status config_check_sections(struct config *config, const char *const *modules,
										 const struct config_options *options)
{
	const char *reported = NULL;

	for (size_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		const char *const *module = modules;
		char base[64];
		snprintf(base, sizeof(base), "%.*s", (int)base_length(setting->section), setting->section);
		while (*module && strcmp(*module, base) != 0)
			module++;
		if (*module || strcmp(base, "muster") == 0 || (reported && of_module(reported, base)))
			continue;
		reported = setting->section;
		module = modules;
		const char *nearest = config_nearest(base, modules);
		config_fault(config, options, setting->section, setting->origin, "no module \"%s\" for section [%s] (%s%s%s)",
					 base, setting->section, nearest ? "did you mean [" : "install it, or remove the section",
					 nearest ? nearest : "", nearest ? "]?" : "");
	}
	return MUSTER_OK;
}
