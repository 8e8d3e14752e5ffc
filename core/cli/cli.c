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

int cli_registry_whole(struct cli *cli, const struct muster_registry *registry)
{
	const enum muster_status status = muster_registry_status(registry);

	if (status == MUSTER_OK)
		return CLI_DONE;
	messages_error(&cli->messages, "%s: not all entries could be read: %s (muster verify)",
				   muster_registry_module(registry), muster_status_text(status));
	return CLI_FAILED;
}

int cli_module_known(struct cli *cli, const char *module)
{
	struct muster_module_info *found;
	struct nearest nearest = {.name = module};
	struct text text = {0};
	size_t count;
	bool known = false;
	const enum muster_status status = muster_modules(cli->muster, false, &found, &count);

	if (status != MUSTER_OK)
		return cli_failed(cli, "modules", status);
	for (size_t i = 0; i < count; i++) {
		known = known || strcmp(found[i].name, module) == 0;
		nearest_offer(&nearest, found[i].name);
	}
	nearest_text(&nearest, "", &text);
	if (!known)
		messages_error(&cli->messages, "%s: no such module (%s)", module,
					   text.length ? text_get(&text) : "muster modules lists them");
	text_free(&text);
	muster_modules_free(found, count);
	return known ? CLI_DONE : CLI_FAILED;
}

int cli_modules(struct cli *cli, struct cli_modules *modules)
{
	enum muster_status status;

	*modules = (struct cli_modules){.names = cli->options.arguments, .count = cli->options.argument_count};
	if (modules->count > 0)
		return CLI_DONE;
	modules->names = NULL;
	status = muster_modules(cli->muster, false, &modules->found, &modules->found_count);
	if (status != MUSTER_OK)
		return cli_failed(cli, "modules", status);
	modules->names = calloc(modules->found_count + 1, sizeof(*modules->names));
	if (!modules->names)
		return cli_failed(cli, "modules", MUSTER_NO_MEMORY);
	modules->count = modules->found_count;
	for (size_t i = 0; i < modules->count; i++)
		modules->names[i] = modules->found[i].name;
	return CLI_DONE;
}

void cli_modules_free(struct cli_modules *modules)
{
	if (modules->found)
		free(modules->names);
	muster_modules_free(modules->found, modules->found_count);
	*modules = (struct cli_modules){0};
}
