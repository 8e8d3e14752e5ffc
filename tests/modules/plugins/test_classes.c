/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Python classes that register themselves, in packages of our own. */

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <muster/muster.h>
#include <muster/plugins.h>

#include "secondary.h"

enum { PATH_SIZE = 4096, OVERRIDES_MAX = 16 };

static char folder[] = "/tmp/muster-classes-XXXXXX";

static void write_text(const char *name, const char *text)
{
	char path[PATH_SIZE];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	cr_assert_not_null(file, "%s", path);
	cr_assert(fputs(text, file) >= 0);
	cr_assert_eq(fclose(file), 0);
}

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	write_text("muster.conf", "");
}

static void remove_folder(void)
{
	char command[sizeof(folder) + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(classes, .init = make_folder, .fini = remove_folder, .timeout = 60);

/* With a kind `mine` for all files below `root`, and further settings. */
static struct muster *open_muster(const char *root, const char *const *further)
{
	static char texts[5][PATH_SIZE], config[PATH_SIZE];
	const char *overrides[OVERRIDES_MAX] = {"plugins:mine.reader=python-classes", "plugins:mine.files=*.py",
											"plugins:mine.depth=0"};
	size_t count = 3;
	struct muster *muster;
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};

	snprintf(config, sizeof(config), "%s/muster.conf", folder);
	snprintf(texts[0], PATH_SIZE, "muster.modules=%s", MODULES);
	snprintf(texts[1], PATH_SIZE, "muster.worker=%s", WORKER);
	snprintf(texts[2], PATH_SIZE, "muster.store=%s/store", folder);
	snprintf(texts[3], PATH_SIZE, "muster.system_store=%s/system-store", folder);
	snprintf(texts[4], PATH_SIZE, "plugins:mine.folders=%s", root);
	for (size_t i = 0; i < 5; i++)
		overrides[count++] = texts[i];
	for (size_t i = 0; further && further[i]; i++)
		overrides[count++] = further[i];
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	return muster;
}

static const struct muster_registry *get(struct muster *muster)
{
	const struct muster_registry *registry;

	cr_assert_eq(muster_get(muster, "plugins", &registry), MUSTER_OK, "%s", muster_last_message(muster));
	return registry;
}

/* That these are the entries, and no others; each is KEY without "mine/". */
static void has_exactly(const struct muster_registry *registry, const char *const *keys)
{
	size_t count = 0;
	const struct muster_entry *entry;

	for (; keys[count]; count++) {
		char key[256];
		snprintf(key, sizeof(key), "mine/%s", keys[count]);
		cr_expect_not_null(muster_registry_find(registry, key), "%s is missing", key);
	}
	cr_expect_eq(muster_registry_count(registry), count);
	if (muster_registry_count(registry) != count)
		for (entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry))
			cr_log_warn("%s", muster_entry_key(entry));
}

static void finds(const char *const *further, const char *const *keys)
{
	struct muster *muster = open_muster(PACKAGES, further);
	const struct muster_registry *registry = get(muster);

	has_exactly(registry, keys);
	muster_registry_release(registry);
	muster_close(muster);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(classes, are_registered_by_the_key_that_their_base_names)
{
	finds(NULL, LIST("shelf._base.Backend/disk", "shelf._base.Backend/memory", "shelf._base.Backend/again",
					 "shelf._base.Backend/zarr", "shelf._base.Backend/Odd", "shelf._base.Handler/ImageHandler",
					 "shelf._base.Handler/typed"));
}

Test(classes, derive_from_a_base_that_is_named)
{
	finds(LIST("plugins:mine.python_base=shelf.Plain"), LIST("shelf._base.Plain/Done"));
}

Test(classes, derive_from_a_base_that_is_named_where_it_is_defined)
{
	finds(LIST("plugins:mine.python_base=shelf._base.Plain shelf.disk.Memory"),
		  LIST("shelf._base.Plain/Done", "shelf.disk.Memory/again"));
}

Test(classes, derive_from_a_base_that_was_not_read)
{
	finds(LIST("plugins:mine.python_base=argparse.Action logging.handlers.MemoryHandler"),
		  LIST("argparse.Action/Yes", "argparse.Action/No", "argparse.Action/Maybe",
			   "logging.handlers.MemoryHandler/Log"));
}

Test(classes, have_a_metaclass_that_is_named)
{
	static const char *const keys[] = {"shelf._base.Backend/disk",  "shelf._base.Backend/memory",
									   "shelf._base.Backend/again", "shelf._base.Backend/zarr",
									   "shelf._base.Backend/Odd",   "shelf._base.Handler/ImageHandler",
									   "shelf._base.Handler/typed", NULL};

	finds(LIST("plugins:mine.python_metaclass=AutoRegister"), keys);
	finds(LIST("plugins:mine.python_metaclass=registering.AutoRegister"), keys);
}

Test(classes, do_not_follow_names_that_only_look_alike)
{
	finds(LIST("plugins:mine.python_metaclass=other.AutoRegister"), (const char *const[]){NULL});
}

static const struct muster_plugin *item_of(const struct muster_registry *registry, const char *key)
{
	const struct muster_entry *const entry = muster_registry_find(registry, key);
	const struct muster_plugin *const item = entry ? muster_entry_item(entry) : NULL;

	cr_assert_not_null(item, "%s", key);
	return item;
}

Test(classes, are_given_to_hosts_as_structs)
{
	struct muster *muster = open_muster(PACKAGES, NULL);
	const struct muster_registry *registry = get(muster);
	const struct muster_plugin *item = item_of(registry, "mine/shelf._base.Handler/typed");

	cr_expect_str_eq(item->name, "typed");
	cr_expect_str_eq(item->kind, "mine");
	cr_expect_str_eq(item->group, "shelf._base.Handler");
	cr_expect_str_eq(item->object, "annex:Typed");
	cr_expect_str_eq(item->path, PACKAGES "/annex/__init__.py");
	cr_expect_eq(item->size, 0);
	cr_assert_eq(item->secondary_count, 2);
	cr_expect_str_eq(item->secondaries[0], "METADATA");
	cr_expect_str_eq(item->secondaries[1], "plain");
	item = item_of(registry, "mine/shelf._base.Backend/disk");
	cr_expect_str_eq(item->object, "shelf.disk:Disk");
	cr_expect_eq(item->secondary_count, 0);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(classes, in_a_file_that_cannot_be_parsed_are_a_finding)
{
	struct muster *muster = open_muster(PACKAGES, NULL);
	const struct muster_registry *registry = get(muster);
	struct muster_state *state;

	cr_assert_eq(muster_examine(muster, "plugins", &state), MUSTER_OK);
	cr_assert_eq(state->finding_count, 1);
	cr_expect(strstr(state->findings[0].path, "/annex/broken.py"));
	cr_expect_eq(state->findings[0].line, 1);
	muster_state_free(state);
	muster_registry_release(registry);
	muster_close(muster);
}

#define DERIVED "from base import Base\n\nclass Derived(Base):\n    key = 'derived'\n"

/* The file with the derived class is not read again, and yet what is in it follows from the other. */
Test(classes, follow_a_change_of_their_base)
{
	struct muster *muster;
	const struct muster_registry *registry;

	write_text("base.py", "class Base:\n    pass\n");
	write_text("derived.py", DERIVED);
	muster = open_muster(folder, NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), 0);
	muster_registry_release(registry);
	muster_close(muster);
	write_text("base.py", "class Base:\n    __registry_key__ = 'key'\n");
	muster = open_muster(folder, NULL);
	registry = get(muster);
	has_exactly(registry, LIST("base.Base/derived"));
	muster_registry_release(registry);
	muster_close(muster);
}

/* A chain and a ring of many classes: neither overflows a stack. */
Test(classes, survive_chains_without_an_end)
{
	static char text[1 << 20];
	size_t length =
		(size_t)snprintf(text, sizeof(text), "class C0(C20000):\n    __registry_key__ = 'k'\n    k = 'v'\n");
	struct muster *muster;
	const struct muster_registry *registry;

	for (unsigned i = 1; i <= 20000; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "class C%u(C%u): pass\n", i, i - 1);
	write_text("chain.py", text);
	muster = open_muster(folder, NULL);
	registry = get(muster);
	cr_expect_geq(muster_registry_count(registry), 1);
	muster_registry_release(registry);
	muster_close(muster);
}

static void lists(const char *text, const char *expected)
{
	const char *rest = secondary_begin(text);
	char name[SECONDARY_NAME_MAX], found[1024] = "";

	while (secondary_next(&rest, name)) {
		strcat(found, name);
		strcat(found, ";");
	}
	cr_expect_str_eq(found, expected, "%s: %s", text, found);
}

Test(secondary, takes_names_out_of_descriptions)
{
	lists("[]", "");
	lists("[A, 'b', \"c\"]", "A;b;c;");
	lists("(S(registry_dict=A, x=1), S(B, 2), S(x=[1, 2], registry_dict = m.C))", "A;B;m.C;");
	lists("[S(x=')', registry_dict=A), # one, S(\n S('quoted', 1),]", "A;quoted;");
	lists("[S(x=1), S()]", "");
	lists("None", "");
	lists("[S(registry_dict=A", "S(registry_dict=A;");
	lists("['", "';");
	lists(NULL, "");
}
