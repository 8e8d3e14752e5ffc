/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_inner.h"

#define MAIN "muster"

/* The sections of a module follow its own: no module's name is between "a" and "a:b". */
static int rank(char byte)
{
	return byte == ':' ? 1 : (unsigned char)byte;
}

static int compare_sections(const char *one, const char *other)
{
	while (*one && *one == *other) {
		one++;
		other++;
	}
	return rank(*one) - rank(*other);
}

static int compare_settings(const void *one, const void *other)
{
	const struct setting *left = one, *right = other;
	const int sections = compare_sections(left->section, right->section);

	return sections ? sections : strcmp(left->key, right->key);
}

static int compare_met(const void *one, const void *other)
{
	const struct met_setting *left = one, *right = other;
	const int settings = compare_settings(&left->setting, &right->setting);

	return settings ? settings : (left->turn > right->turn) - (left->turn < right->turn);
}

bool config_merge(struct config *config)
{
	const size_t room = config->met_count + 1; /* calloc(0) may answer NULL */

	config->settings = calloc(room, sizeof(*config->settings));
	config->own = calloc(room, sizeof(*config->own));
	if (!config->settings || !config->own)
		return false;
	if (config->met_count)
		qsort(config->met, config->met_count, sizeof(*config->met), compare_met);
	for (size_t i = 0; i < config->met_count; i++) {
		const struct setting *setting = &config->met[i].setting;
		if (i + 1 < config->met_count && compare_settings(setting, &config->met[i + 1].setting) == 0)
			continue;
		config->settings[config->setting_count++] = *setting;
		if (!config_find_key(setting->section, setting->key))
			config->own[config->own_count++] = *setting;
	}
	free(config->met);
	config->met = NULL;
	return true;
}

static const char *look_up(const struct config *config, const char *section, const char *key)
{
	const struct setting wanted = {.section = section, .key = key};
	const struct setting *found =
		bsearch(&wanted, config->settings, config->setting_count, sizeof(wanted), compare_settings);

	return found ? found->value : NULL;
}

const char *config_value(const struct config *config, const char *section, const char *key)
{
	const char *value = look_up(config, section, key);

	/* the defaults are settings of [muster], too */
	return value || !config_find_key(section, key) ? value : look_up(config, MAIN, key);
}

const struct setting *config_settings(const struct config *config, size_t *count)
{
	*count = config->setting_count;
	return config->settings;
}

const struct setting *config_module_settings(const struct config *config, const char *module, size_t *count)
{
	const size_t length = strlen(module);
	size_t first = 0, end;

	while (first < config->own_count && compare_sections(config->own[first].section, module) < 0)
		first++;
	for (end = first; end < config->own_count; end++) {
		const char *section = config->own[end].section;
		if (strncmp(section, module, length) != 0 || (section[length] && section[length] != ':'))
			break;
	}
	*count = end - first;
	return config->own + first;
}

static int64_t number(const struct config *config, const char *module, const char *key)
{
	const struct config_key *known = config_find_key(MAIN, key);
	const char *text = config_value(config, module, key);
	int64_t value = 0;

	/* not every section takes every key */
	known->parse(text ? text : look_up(config, MAIN, key), &value, NULL); /* checked when it was read */
	return value;
}

void config_number(const struct config *config, const char *key, int64_t *value)
{
	*value = number(config, MAIN, key);
}

void config_policy(const struct config *config, const char *module, struct policy *policy)
{
	*policy = (struct policy){
		.max_age = number(config, module, "max_age"),
		.check_mtimes = (enum check_mtimes)number(config, module, "check_mtimes"),
		.timeout = number(config, module, "timeout"),
		.serve_stale = number(config, module, "stale") == 1,
		.isolated = number(config, module, "isolation") == 1,
		.enabled = number(config, module, "enabled") == 1,
		.max_file_size = (uint64_t)number(config, module, "max_file_size"),
		.memory_limit = (uint64_t)number(config, module, "memory_limit"),
		.jobs = (unsigned)number(config, module, "jobs"),
		.retry_after = number(config, module, "retry_after"),
	};
}

void config_cache_policy(const struct config *config, const char *cache, int64_t max_age, int check_mtimes,
						 struct policy *policy)
{
	char section[128];

	snprintf(section, sizeof(section), CONFIG_CACHE "%s", cache);
	config_policy(config, section, policy);
	if (max_age && !look_up(config, section, "max_age"))
		policy->max_age = max_age < 0 ? 0 : max_age;
	if (check_mtimes >= 0 && !look_up(config, section, "check_mtimes"))
		policy->check_mtimes = (enum check_mtimes)check_mtimes;
}
