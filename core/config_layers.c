/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which files make up the configuration, and in which order. */

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_inner.h"
#include "listing.h"
#include "memory.h"

/* A file of the usual places: it need not be there, and one that cannot be used does not stop the rest. */
static enum muster_status read_layer(struct config *config, const struct config_options *options, const char *path)
{
	struct problem problem;
	const enum muster_status status = config_read_file(config, options, path, &problem);

	if (status == MUSTER_NO_MEMORY)
		return status;
	if (status != MUSTER_OK && status != MUSTER_NOT_FOUND)
		config_fault(config, options, NULL, path, "left out: %s", problem.text);
	return MUSTER_OK;
}

/* A file in @masked_by of the same name stands in for the one in @folder. */
static enum muster_status read_folder(struct config *config, const struct config_options *options, const char *folder,
									  const char *masked_by)
{
	cleanup_close int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct listing listing;
	char path[4096];
	enum muster_status status = MUSTER_OK;

	if (descriptor < 0 || listing_read(&listing, descriptor) != 0)
		return MUSTER_OK;
	for (size_t i = 0; i < listing.count && status == MUSTER_OK; i++) {
		const char *name = listing_at(&listing, i);
		if (fnmatch("*.conf", name, FNM_PERIOD) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", masked_by ? masked_by : "", name);
		if (masked_by && access(path, F_OK) == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, name);
		status = read_layer(config, options, path);
	}
	listing_free(&listing);
	return status;
}

static enum muster_status read_user(struct config *config, const struct config_options *options)
{
	const char *folder = secure_getenv("XDG_CONFIG_HOME");
	char path[4096];

	if (folder && folder[0] == '/')
		snprintf(path, sizeof(path), "%s/muster/muster.conf", folder);
	else if (config->home)
		snprintf(path, sizeof(path), "%s/.config/muster/muster.conf", config->home);
	else
		return MUSTER_OK;
	return read_layer(config, options, path);
}

static enum muster_status read_layers(struct config *config, const struct config_options *options)
{
	enum muster_status status = read_layer(config, options, MUSTER_DATA_DIR "/muster.conf");

	if (status == MUSTER_OK)
		status = read_folder(config, options, MUSTER_DATA_DIR "/conf.d", MUSTER_CONF_DIR "/conf.d");
	if (status == MUSTER_OK)
		status = read_layer(config, options, MUSTER_CONF_DIR "/muster.conf");
	if (status == MUSTER_OK)
		status = read_folder(config, options, MUSTER_CONF_DIR "/conf.d", NULL);
	if (status == MUSTER_OK && !options->privileged)
		status = read_user(config, options);
	return status;
}

/* "section.key=value"; the section may have dots in its own name. */
static enum muster_status read_override(struct config *config, const struct config_options *options, const char *text)
{
	const char *equals = strchr(text, '=');
	const char *dot = equals ? memrchr(text, '.', (size_t)(equals - text)) : NULL;
	cleanup_free char *section = NULL, *key = NULL;

	if (!dot) {
		config_fault(config, options, NULL, "command line", "\"%s\" is no setting (SECTION.KEY=VALUE)", text);
		return MUSTER_OK;
	}
	section = strndup(text, (size_t)(dot - text));
	key = strndup(dot + 1, (size_t)(equals - dot - 1));
	if (!section || !key)
		return MUSTER_NO_MEMORY;
	return config_add(config, options, section, key, equals + 1, "command line", false);
}

static enum muster_status add_defaults(struct config *config, const struct config_options *options)
{
	enum muster_status status = MUSTER_OK;

	for (const struct config_key *key = config_keys; key->name && status == MUSTER_OK; key++) {
		if (key->fallback)
			status = config_add(config, options, "muster", key->name, key->fallback, "default", false);
	}
	return status;
}

/* By section, a module's own before its [MODULE:NAME] ones, then by key. */
static int by_section(const void *left, const void *right)
{
	const struct setting *a = left, *b = right;
	const size_t length_a = strcspn(a->section, ":"), length_b = strcspn(b->section, ":");
	int order = strncmp(a->section, b->section, length_a < length_b ? length_a : length_b);

	if (!order)
		order = (length_a > length_b) - (length_a < length_b);
	if (!order)
		order = strcmp(a->section, b->section);
	return order ? order : strcmp(a->key, b->key);
}

static enum muster_status finish(struct config *config)
{
	qsort(config->settings, config->count, sizeof(*config->settings), by_section);
	config->own = calloc(config->count + 1, sizeof(*config->own));
	if (!config->own)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < config->count; i++) {
		if (!config_find_key(config->settings[i].section, config->settings[i].key))
			config->own[config->own_count++] = config->settings[i];
	}
	return MUSTER_OK;
}

static enum muster_status read_all(struct config *config, const struct config_options *options, struct problem *problem)
{
	const char *named = options->file;
	enum muster_status status = add_defaults(config, options);

	if (!named && !options->privileged)
		named = secure_getenv("MUSTER_CONFIG");
	if (status == MUSTER_OK && named) {
		status = config_read_file(config, options, named, problem);
		if (status != MUSTER_OK)
			return status;
	} else if (status == MUSTER_OK) {
		status = read_layers(config, options);
	}
	for (size_t i = 0; options->overrides && options->overrides[i] && status == MUSTER_OK; i++)
		status = read_override(config, options, options->overrides[i]);
	if (status == MUSTER_OK)
		status = finish(config);
	return status == MUSTER_OK ? status : problem_memory(problem);
}

enum muster_status config_read(struct config **read, const struct config_options *options, struct problem *problem)
{
	struct config *config = calloc(1, sizeof(*config));
	const char *home = options->privileged ? NULL : secure_getenv("HOME");
	enum muster_status status;

	*read = NULL;
	if (!config)
		return problem_memory(problem);
	config->last_fault = &config->faults;
	if (home && home[0] == '/')
		config->home = arena_string(&config->arena, home);
	status = read_all(config, options, problem);
	if (status != MUSTER_OK) {
		config_free(config);
		return status;
	}
	*read = config;
	return MUSTER_OK;
}
