/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTION "targets"

static bool is_fresh(struct cli *cli, const char *module)
{
	struct muster_state *state;
	bool fresh;

	if (muster_examine(cli->muster, module, &state) != MUSTER_OK)
		return true; /* and why is told when it is asked for */
	fresh = state->fresh;
	muster_state_free(state);
	return fresh;
}

/* Somebody chose targets already. */
static bool is_chosen(struct cli *cli, const char *module)
{
	struct muster_setting *settings;
	size_t count;
	bool chosen = false;

	if (muster_settings(cli->muster, &settings, &count) != MUSTER_OK)
		return true;
	for (size_t i = 0; i < count; i++)
		chosen |= strcmp(settings[i].section, module) == 0 && strcmp(settings[i].key, OPTION) == 0;
	muster_settings_free(settings, count);
	return chosen;
}

/* What a target is, is the module's affair; a key with a quote or white space would be several words. */
static bool is_word(const char *key)
{
	return key[strcspn(key, " \t\r\n\"")] == '\0';
}

static enum muster_status open_for(struct cli *cli, const char *override, struct muster **muster)
{
	const char **overrides;
	size_t count = 0;
	enum muster_status status;

	while (cli->options.overrides && cli->options.overrides[count])
		count++;
	overrides = calloc(count + 2, sizeof(*overrides));
	if (!overrides)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		overrides[i] = cli->options.overrides[i];
	overrides[count] = override;
	/* no log: a module without that option says so, and the whole registry tells what else is wrong */
	status = muster_open(muster, &(struct muster_options){.size = sizeof(struct muster_options),
														  .config = cli->options.config,
														  .overrides = overrides});
	free(overrides);
	return status;
}

const struct muster_registry *target_registry(struct cli *cli, const char *module, const char *key,
											  struct muster **muster)
{
	const struct muster_registry *registry;
	char *override;

	*muster = NULL;
	if (!is_word(key) || is_fresh(cli, module) || is_chosen(cli, module))
		return NULL;
	override = malloc(strlen(module) + strlen(key) + sizeof("." OPTION "="));
	if (!override)
		return NULL;
	sprintf(override, "%s." OPTION "=%s", module, key);
	if (open_for(cli, override, muster) != MUSTER_OK)
		*muster = NULL;
	free(override);
	if (!*muster || muster_get(*muster, module, &registry) != MUSTER_OK)
		return NULL;
	if (muster_registry_find(registry, key))
		return registry;
	muster_registry_release(registry);
	return NULL;
}
