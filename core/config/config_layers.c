/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which files make up the configuration, and in which order. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/memory.h"
#include "config/config_inner.h"
#include "source/listing.h"

/* A link to /dev/null switches a file off, as elsewhere in the system; so does an empty one. */
static bool switched_off(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISCHR(about.st_mode) && about.st_rdev == makedev(1, 3);
}

/* A file that nobody named: it need not be there, and one that cannot be read leaves the others good. */
static void read_file(struct config *config, const char *path)
{
	struct problem problem;
	const enum muster_status status = path ? config_read_file(config, path, &problem) : MUSTER_NO_MEMORY;

	if (status == MUSTER_NO_MEMORY)
		config->failed = true;
	else if (status != MUSTER_OK && status != MUSTER_NOT_FOUND && !switched_off(path))
		config_wrong(config, NULL, NULL, "%s", problem.text);
}

static void list_files(struct config *config, const char *folder, struct listing *listing)
{
	const char *path = arena_format(&config->arena, "%s/conf.d", folder);
	cleanup_close int descriptor = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	struct problem problem;
	int error = path ? errno : ENOMEM;

	if (descriptor >= 0)
		error = listing_read(listing, descriptor);
	if (error == ENOMEM)
		config->failed = true;
	else if (error && error != ENOENT && error != ENOTDIR) {
		problem_errno(&problem, error, path, "be read");
		config_wrong(config, NULL, NULL, "%s", problem.text);
	}
}

/* Editors hide their copies behind a dot. */
static bool is_config(const char *name)
{
	const size_t length = strlen(name);

	return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".conf") == 0;
}

static bool is_listed(const struct listing *listing, const char *name)
{
	for (size_t i = 0; i < listing->count; i++) {
		if (strcmp(listing_at(listing, i), name) == 0)
			return true;
	}
	return false;
}

/* @masks: what stands in for files of the same name; NULL for none. */
static void read_folder(struct config *config, const char *folder, const struct listing *files,
						const struct listing *masks)
{
	read_file(config, arena_format(&config->arena, "%s/muster.conf", folder));
	for (size_t i = 0; i < files->count; i++) {
		const char *name = listing_at(files, i);
		if (is_config(name) && (!masks || !is_listed(masks, name)))
			read_file(config, arena_format(&config->arena, "%s/conf.d/%s", folder, name));
	}
}

static void read_system(struct config *config, const struct config_folders *folders)
{
	struct listing vendor = {0}, system = {0};

	list_files(config, folders->vendor, &vendor);
	list_files(config, folders->system, &system);
	read_folder(config, folders->vendor, &vendor, &system);
	read_folder(config, folders->system, &system, NULL);
	listing_free(&vendor);
	listing_free(&system);
}

static void read_user(struct config *config)
{
	const char *folder = secure_getenv("XDG_CONFIG_HOME");

	if (folder && folder[0] == '/')
		read_file(config, arena_format(&config->arena, "%s/muster/muster.conf", folder));
	else if (config->home)
		read_file(config, arena_format(&config->arena, "%s/.config/muster/muster.conf", config->home));
}

/* "section.key=value": neither keys nor = can be in a section's place, but dots can. */
static void read_override(struct config *config, const char *text)
{
	const char *equals = strchr(text, '=');
	const char *dot = equals ? memrchr(text, '.', (size_t)(equals - text)) : NULL;
	const char *section, *key;

	if (!dot) {
		config_wrong(config, NULL, "command line", "\"%s\" sets nothing (write SECTION.KEY=VALUE)", text);
		return;
	}
	section = arena_copy(&config->arena, text, (size_t)(dot - text));
	key = arena_copy(&config->arena, dot + 1, (size_t)(equals - dot - 1));
	if (!section || !key)
		config->failed = true;
	else if (config_add_section(config, section, "command line"))
		config_add(config, section, key, equals + 1, "command line");
}

/* Anything but a no is a yes. An empty variable is as one that is not set. */
static void read_headless(struct config *config)
{
	static const char *const noes[] = {"0", "no", "false", "off"};
	const char *given = secure_getenv("MUSTER_HEADLESS"), *value = "yes";

	for (size_t i = 0; given && i < sizeof(noes) / sizeof(*noes); i++) {
		if (strcmp(given, noes[i]) == 0)
			value = "no";
	}
	if (given && *given)
		config_add(config, "muster", "headless", value, "MUSTER_HEADLESS");
}

static enum muster_status read_layers(struct config *config, const struct config_folders *folders,
									  const struct config_options *options, struct problem *problem)
{
	const char *environment = options->privileged ? NULL : secure_getenv("MUSTER_CONFIG");
	const bool named = environment && *environment; /* an empty variable is as one that is not set */
	const char *file = options->file ? options->file : named ? environment : NULL;
	enum muster_status status = MUSTER_OK;

	for (const struct config_key *key = config_keys; key->name; key++) {
		if (key->fallback)
			config_add(config, "muster", key->name, key->fallback, "default");
	}
	if (file) {
		status = switched_off(file) ? MUSTER_OK : config_read_file(config, file, problem);
	} else {
		read_system(config, folders);
		if (!options->privileged)
			read_user(config);
	}
	if (!options->privileged)
		read_headless(config);
	for (const char *const *override = options->overrides; override && *override; override++)
		read_override(config, *override);
	return status;
}

enum muster_status config_read_folders(struct config **opened, const struct config_folders *folders,
									   const struct config_options *options, struct problem *problem)
{
	struct config *config = calloc(1, sizeof(*config));
	const char *home = options->privileged ? NULL : secure_getenv("HOME");
	enum muster_status status;

	*opened = NULL;
	if (!config)
		return problem_memory(problem);
	config->options = options;
	if (home && home[0] == '/' && !strchr(home, '"')) /* a quote in a word could not be written again */
		config->home = home;
	status = read_layers(config, folders, options, problem);
	if (status == MUSTER_OK && (config->failed || !config_merge(config)))
		status = problem_memory(problem);
	if (status != MUSTER_OK) {
		config_free(config);
		return status;
	}
	config->options = NULL;
	config->home = NULL;
	*opened = config;
	return MUSTER_OK;
}

enum muster_status config_read(struct config **config, const struct config_options *options, struct problem *problem)
{
	static const struct config_folders folders = {MUSTER_DATA_DIR, MUSTER_CONF_DIR};

	return config_read_folders(config, &folders, options, problem);
}
