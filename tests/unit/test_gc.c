/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* muster_gc() as a host calls it; what it removes is tested by tests/cli/gc.bats. */

#include <criterion/criterion.h>
#include <string.h>

#include <muster/muster.h>

#include "tree.h"

TestSuite(gc, .init = make_root, .fini = remove_root);

static struct muster *open_empty(void)
{
	char config[PATH_MAX], store[PATH_MAX + 32], system[PATH_MAX + 32];
	const char *overrides[] = {store, system, NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};
	struct muster *muster;

	put("muster.conf", "");
	snprintf(config, sizeof(config), "%s", at("muster.conf"));
	snprintf(store, sizeof(store), "muster.store=%s", at("store"));
	snprintf(system, sizeof(system), "muster.system_store=%s", at("system"));
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	return muster;
}

/* Hosts that were built with an older header have a shorter struct, those with a newer one a longer. */
Test(gc, fills_in_as_much_of_the_result_as_the_host_has)
{
	union {
		struct muster_gc_result result;
		unsigned char bytes[sizeof(struct muster_gc_result) + 8];
	} place;
	struct muster *muster = open_empty();

	memset(&place, 0xff, sizeof(place));
	place.result.size = sizeof(place.result);
	cr_expect_eq(muster_gc(muster, 0, NULL, NULL, &place.result), MUSTER_OK);
	cr_expect_eq(place.result.size, sizeof(place.result));
	cr_expect_eq(place.result.removed, 0);
	cr_expect_eq(place.result.left_bytes, 0);
	memset(&place, 0xff, sizeof(place));
	place.result.size = sizeof(place);
	cr_expect_eq(muster_gc(muster, 0, NULL, NULL, &place.result), MUSTER_OK);
	cr_expect_eq(place.bytes[sizeof(place.result)], 0xff, "beyond what this library knows");
	place.result.size = 0;
	cr_expect_eq(muster_gc(muster, 0, NULL, NULL, &place.result), MUSTER_BAD_ARGUMENT);
	cr_expect_eq(muster_gc(muster, 0, NULL, NULL, NULL), MUSTER_OK);
	muster_close(muster);
}
