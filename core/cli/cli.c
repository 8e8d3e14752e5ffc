/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "nearest.h"

int cli_failed(struct cli *cli, const char *what, enum muster_status status)
{
	const char *message = muster_last_message(cli->muster);

	if (*message)
		messages_error(&cli->messages, "%s", message);
	else
		messages_error(&cli->messages, "%s: %s", what, muster_status_text(status));
	return CLI_FAILED;
}

const struct muster_registry *cli_registry(struct cli *cli, const char *module)
{
	const bool cached = cli->options.cached;
	const struct muster_registry *registry;
	const enum muster_status status =
		cached ? muster_get_cached(cli->muster, module, &registry) : muster_get(cli->muster, module, &registry);

	progress_erase(&cli->progress);
	if (status == MUSTER_OK)
		return registry;
	if (cached && status == MUSTER_STALE)
		messages_error(&cli->messages, "%s: nothing is cached (muster scan %s)", module, module);
	else
		cli_failed(cli, module, status);
	return NULL;
}

bool cli_registry_renewed(struct cli *cli, const char *module, const struct muster_registry **registry)
{
	const struct muster_registry *damaged = *registry;

	if (cli->options.cached || muster_registry_status(damaged) != MUSTER_DAMAGED)
		return false;
	*registry = cli_registry(cli, module);
	muster_registry_release(damaged);
	return true;
}

int cli_registry_whole(struct cli *cli, const struct muster_registry *registry)
{
	const enum muster_status status = muster_registry_status(registry);

	if (status == MUSTER_OK)
		return CLI_DONE;
	messages_error(&cli->messages, "%s: not all entries could be read: %s (muster verify)",
				   muster_registry_module(registry), muster_status_text(status));
	return CLI_FAILED;
}

/* This opens every module to vet it, so only where it is needed. */
static enum muster_status find_modules(struct cli *cli, struct cli_modules *modules)
{
	return modules->found ? MUSTER_OK : muster_modules(cli->muster, false, &modules->found, &modules->found_count);
}

int cli_modules(struct cli *cli, struct cli_modules *modules)
{
	const size_t given = cli->options.argument_count;
	const enum muster_status status = given ? MUSTER_OK : find_modules(cli, modules);

	if (status != MUSTER_OK)
		return cli_failed(cli, "modules", status);
	modules->count = given ? given : modules->found_count;
	modules->names = calloc(modules->count + 1, sizeof(*modules->names));
	if (!modules->names)
		return cli_failed(cli, "modules", MUSTER_NO_MEMORY);
	for (size_t i = 0; i < modules->count; i++)
		modules->names[i] = given ? cli->options.arguments[i] : modules->found[i].name;
	return CLI_DONE;
}

int cli_modules_add_caches(struct cli *cli, struct cli_modules *modules)
{
	size_t count;
	const enum muster_status status = muster_caches(cli->muster, &modules->caches, &count);
	const char **names =
		status == MUSTER_OK ? reallocarray(modules->names, modules->count + count + 1, sizeof(*modules->names)) : NULL;

	if (!names)
		return cli_failed(cli, "status", status == MUSTER_OK ? MUSTER_NO_MEMORY : status);
	modules->names = names;
	memcpy(names + modules->count, modules->caches, (count + 1) * sizeof(*names));
	modules->count += count;
	return CLI_DONE;
}

void cli_modules_free(struct cli_modules *modules)
{
	muster_caches_free(modules->caches);
	free(modules->names);
	muster_modules_free(modules->found, modules->found_count);
}

const struct muster_module_info *cli_modules_find(struct cli *cli, struct cli_modules *modules, const char *name)
{
	if (find_modules(cli, modules) != MUSTER_OK)
		return NULL;
	for (size_t i = 0; i < modules->found_count; i++) {
		if (strcmp(modules->found[i].name, name) == 0)
			return &modules->found[i];
	}
	return NULL;
}

int cli_module_known(struct cli *cli, const char *module)
{
	struct cli_modules modules = {0};
	struct nearest nearest = {.name = module};
	struct text text = {0};
	const bool known = cli_modules_find(cli, &modules, module) != NULL;

	for (size_t i = 0; i < modules.found_count; i++)
		nearest_offer(&nearest, modules.found[i].name);
	nearest_text(&nearest, "", &text);
	if (!known)
		messages_error(&cli->messages, "%s: no such module (%s)", module,
					   text.length ? text_get(&text) : "muster modules lists them");
	text_free(&text);
	cli_modules_free(&modules);
	return known ? CLI_DONE : CLI_FAILED;
}
