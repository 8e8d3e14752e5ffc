/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a host in C gets of a signature: on demand, for one target of the zoo of packages. PACKAGES, MODULES and WORKER
 * are paths, from Meson. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/muster.h>
#include <muster/signatures.h>

static char store[] = "/tmp/muster-item-XXXXXX";
static struct muster *muster;
static const struct muster_registry *signatures;

static void open_target(void)
{
	char stores[2][64], config[64];
	FILE *file;
	const char *const overrides[] = {"muster.modules=" MODULES,    "muster.worker=" WORKER,  stores[0], stores[1],
									 "signatures.paths=" PACKAGES, "signatures.targets=zoo", NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};

	cr_assert(mkdtemp(store));
	snprintf(config, sizeof(config), "%s/empty.conf", store);
	file = fopen(config, "w");
	cr_assert(file);
	fclose(file);
	snprintf(stores[0], sizeof(stores[0]), "muster.store=%s", store);
	snprintf(stores[1], sizeof(stores[1]), "muster.system_store=%s", store);
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_assert_eq(muster_get(muster, "signatures", &signatures), MUSTER_OK, "%s", muster_last_message(muster));
}

static void close_all(void)
{
	char command[64];

	muster_registry_release(signatures);
	muster_close(muster);
	snprintf(command, sizeof(command), "rm -rf '%s'", store);
	cr_assert_eq(system(command), 0);
}

TestSuite(item, .init = open_target, .fini = close_all);

static const struct muster_signature *find(const char *key)
{
	const struct muster_entry *entry = muster_registry_find(signatures, key);
	const struct muster_signature *signature = entry ? muster_entry_item(entry) : NULL;

	cr_assert(signature, "%s: %s", key, muster_last_message(muster));
	return signature;
}

Test(item, has_all_of_a_function)
{
	const struct muster_signature *feed = find("zoo.feed");

	cr_assert_str_eq(feed->kind, "function");
	cr_assert_str_eq(feed->module, "zoo");
	cr_assert_str_eq(feed->doc, "Feed it.");
	cr_assert_str_eq(feed->returned, "Whether it ate.");
	cr_assert(feed->known);
	cr_assert_not(feed->is_async);
	cr_assert_eq(feed->decorator_count, 0);
	cr_assert_eq(feed->parameter_count, 7);
	cr_assert_str_eq(feed->parameters[0].name, "animal");
	cr_assert(feed->parameters[0].required);
	cr_assert_null(feed->parameters[0].value);
	cr_assert_str_eq(feed->parameters[1].fallback, "\"hay\"");
	cr_assert_str_eq(muster_value_string(feed->parameters[1].value), "hay");
	cr_assert_eq(muster_value_real(feed->parameters[2].value), 2.5);
	cr_assert_not(feed->parameters[3].literal);
	cr_assert_null(feed->parameters[3].value);
	cr_assert_eq(muster_value_count(feed->parameters[4].value), 2);
	cr_assert_eq(muster_value_type(feed->parameters[5].value), MUSTER_TYPE_NIL);
	cr_assert_eq(muster_value_integer(feed->parameters[6].value), -1);
}

Test(item, has_kinds_decorators_and_coroutines)
{
	static const enum muster_parameter_kind kinds[] = {
		MUSTER_PARAMETER_POSITIONAL_ONLY, MUSTER_PARAMETER_POSITIONAL_ONLY, MUSTER_PARAMETER_POSITIONAL_OR_KEYWORD,
		MUSTER_PARAMETER_VAR_POSITIONAL,  MUSTER_PARAMETER_KEYWORD_ONLY,    MUSTER_PARAMETER_KEYWORD_ONLY,
		MUSTER_PARAMETER_VAR_KEYWORD};
	const struct muster_signature *late = find("zoo.late"), *hire = find("zoo.hire");

	cr_assert_eq(late->parameter_count, sizeof(kinds) / sizeof(*kinds));
	for (size_t i = 0; i < late->parameter_count; i++)
		cr_assert_eq(late->parameters[i].kind, kinds[i]);
	cr_assert_str_eq(late->returns, "\"dict[str, int]\"");
	cr_assert_str_eq(late->parameters[2].type, "int");
	cr_assert_eq(hire->decorator_count, 1);
	cr_assert_str_eq(hire->decorators[0], "functools.wraps(print)");
	cr_assert(find("zoo.Keeper.walk")->is_async);
}

Test(item, tells_what_is_not_known_from_what_is_not_there)
{
	cr_assert_not(find("zoo.cages.Tank")->known);
	cr_assert(find("zoo.cages.Bare")->known);
	cr_assert_eq(find("zoo.cages.Bare")->parameter_count, 0);
}
