/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a host in C gets of native code, through the stock module. ODD_TYPES, MODULES and WORKER are paths, from Meson.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/muster.h>
#include <muster/signatures.h>

static char store[] = "/tmp/muster-libraries-XXXXXX";
static struct muster *muster;
static const struct muster_registry *signatures;

static void open_library(void)
{
	char stores[2][64], config[64];
	FILE *file;
	const char *const overrides[] = {
		"muster.modules=" MODULES,       "muster.worker=" WORKER,           stores[0], stores[1],
		"signatures.paths=/nonexistent", "signatures.libraries=" ODD_TYPES, NULL};
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

TestSuite(libraries, .init = open_library, .fini = close_all, .timeout = 60);

static const struct muster_signature *find(const char *key)
{
	const struct muster_entry *entry = muster_registry_find(signatures, key);
	const struct muster_signature *signature = entry ? muster_entry_item(entry) : NULL;

	cr_assert(signature, "%s: %s", key, muster_last_message(muster));
	return signature;
}

Test(libraries, a_function_has_its_prototype_and_parameters)
{
	const struct muster_signature *visit = find("libodd.so.1:odd_visit");

	cr_assert_str_eq(visit->name, "odd_visit");
	cr_assert_str_eq(visit->kind, "function");
	cr_assert_str_eq(visit->module, "libodd.so.1");
	cr_assert_str_eq(visit->prototype, "bool odd_visit(const cloud *c, visitor visit, void *data)");
	cr_assert_str_eq(visit->returns, "bool");
	cr_assert(strstr(visit->path, "odd_types.c"), "%s", visit->path);
	cr_assert_gt(visit->line, 0);
	cr_assert(visit->known);
	cr_assert_not(visit->is_variadic);
	cr_assert_eq(visit->parameter_count, 3);
	for (size_t i = 0; i < visit->parameter_count; i++) {
		cr_assert_eq(visit->parameters[i].kind, MUSTER_PARAMETER_POSITIONAL_ONLY);
		cr_assert(visit->parameters[i].required);
		cr_assert_not(visit->parameters[i].literal);
		cr_assert_null(visit->parameters[i].fallback);
		cr_assert_null(visit->parameters[i].description);
	}
	cr_assert_str_eq(visit->parameters[0].name, "c");
	cr_assert_str_eq(visit->parameters[0].type, "const cloud *");
	cr_assert_str_eq(visit->parameters[0].definition, "libodd.so.1:cloud");
	cr_assert_str_eq(visit->parameters[2].type, "void *");
	cr_assert_null(visit->parameters[2].definition);
}

Test(libraries, a_variadic_function_says_so)
{
	const struct muster_signature *format = find("libodd.so.1:odd_format");

	cr_assert(format->is_variadic);
	cr_assert_eq(format->parameter_count, 1);
}

Test(libraries, a_type_has_its_definition_and_no_parameters)
{
	const struct muster_signature *colour = find("libodd.so.1:enum colour");

	cr_assert_str_eq(colour->kind, "type");
	cr_assert_str_eq(colour->prototype, "enum colour {\n\tRED = 0,\n\tGREEN = 5,\n\tBLUE = -1,\n};");
	cr_assert_not(colour->known);
	cr_assert_eq(colour->parameter_count, 0);
}
