/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the subcommands share: how they are described, and what they are handed. */
#ifndef CLI_H
#define CLI_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/cache.h>
#include <muster/context.h>

#include "json.h"
#include "messages.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

/* What the command exits with. */
enum cli_exit {
	CLI_DONE = 0,
	CLI_FAILED = 1, /* something failed or was not found */
	CLI_USAGE = 2,
};

struct cli {
	const struct command *command;
	struct options options;
	struct muster *muster;
	struct messages messages;
	struct progress progress;
	struct terminal terminal; /* standard output */
	struct output output;
	struct json json;
};

struct command {
	const char *name;
	const char *arguments; /* for the line of usage */
	const char *summary;   /* one line */
	const char *help;      /* what else is to be said; NULL for nothing */
	const struct option *options;
	size_t least, most;       /* arguments */
	bool about_cache;         /* notices matter: they say how the cache stands */
	int (*run)(struct cli *); /* an enum cli_exit */
};

#define CLI_ANY_NUMBER SIZE_MAX

/* Ended by NULL. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);

/* Says why @what failed: what the context says of it, else the status's sentence. Returns CLI_FAILED. */
int cli_failed(struct cli *cli, const char *what, enum muster_status status);

/* The registry of @module, made fresh unless --cached was given; NULL with the reason said. */
const struct muster_registry *cli_registry(struct cli *cli, const char *module);

/* Where *@registry turned out to be damaged while it was read, a new one takes its place, or NULL with the reason said;
 * not with --cached. True where it did: what was borrowed from the old one is gone. */
bool cli_registry_renewed(struct cli *cli, const char *module, const struct muster_registry **registry);

/* CLI_DONE, or CLI_FAILED with the reason said where the registry could not be read whole. */
int cli_registry_whole(struct cli *cli, const struct muster_registry *registry);

/* CLI_DONE where there is such a module, else CLI_FAILED with that said. */
int cli_module_known(struct cli *cli, const char *module);

/* The modules named in the arguments, or all that there are. */
struct cli_modules {
	const char **names; /* ended by NULL */
	size_t count;
	const char **caches;              /* hosts' own, where they were added */
	struct muster_module_info *found; /* all that there are; NULL while nobody asked for them */
	size_t found_count;
};

/* Fills zeroed @modules. CLI_DONE, or CLI_FAILED with the reason said. Freed with cli_modules_free() in any case. */
int cli_modules(struct cli *cli, struct cli_modules *modules);
/* Puts hosts' own caches behind them. */
int cli_modules_add_caches(struct cli *cli, struct cli_modules *modules);
void cli_modules_free(struct cli_modules *modules);

/* What was found under @name; NULL for nothing. */
const struct muster_module_info *cli_modules_find(struct cli *cli, struct cli_modules *modules, const char *name);

extern const struct command clear_command, config_command, enum_command, explain_command, gc_command, list_command,
	modules_command, scan_command, show_command, status_command, verify_command;

#endif
