/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <criterion/criterion.h>
#include <string.h>

#include "place.h"

Test(place, joins_roots_and_folders)
{
	static const char *const roots[] = {"/", "/tmp/x/", NULL};
	static const char *const folders[] = {"$M/security", "$R/security", "/usr/lib/lv2/*.lv2", "/", NULL};
	static const char *const expected[] = {
		"/usr/lib/arch/security",       "/lib/arch/security",       "/usr/lib/lv2/*.lv2",       "/",
		"/tmp/x/usr/lib/arch/security", "/tmp/x/lib/arch/security", "/tmp/x/usr/lib/lv2/*.lv2", "/tmp/x"};
	char **const expanded = place_expand(roots, folders, "/usr/lib/arch");
	size_t i;

	cr_assert_not_null(expanded);
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		cr_expect_str_eq(expanded[i], expected[i]);
	cr_expect_null(expanded[i]);
	place_free(expanded);
}

Test(place, leaves_a_library_folder_outside_usr_as_it_is)
{
	static const char *const roots[] = {"/", NULL}, *const folders[] = {"$R/security", NULL};
	char **const expanded = place_expand(roots, folders, "/lib64");

	cr_assert_not_null(expanded);
	cr_expect_str_eq(expanded[0], "/lib64/security");
	place_free(expanded);
}

Test(place, ranks_by_the_longest_folder)
{
	static const char *const folders[] = {"/usr/lib", "/usr/lib/*/deep", NULL};

	cr_expect_eq(place_rank(folders, 0, "/usr/lib/a.so"), 2);
	cr_expect_eq(place_rank(folders, 0, "/usr/lib/x/deep/a.so"), 4);
	cr_expect_eq(place_rank(folders, 0, "/usr/lib/x/y/deep/a.so"), 2);
	cr_expect_eq(place_rank(folders, 0, "/usr/local/a.so"), 0);
	cr_expect_eq(place_rank(folders, 0, "/usr/lib"), 0);
}

Test(place, keeps_to_the_depth)
{
	static const char *const folders[] = {"/p", NULL};

	cr_expect_eq(place_rank(folders, 1, "/p/a.so"), 1);
	cr_expect_eq(place_rank(folders, 1, "/p/q/a.so"), 0);
	cr_expect_eq(place_rank(folders, 2, "/p/q/a.so"), 1);
	cr_expect_eq(place_rank(folders, 2, "/p/q/r/a.so"), 0);
	cr_expect_eq(place_rank(folders, 0, "/p/q/r/a.so"), 1);
}

Test(place, does_not_overflow_on_long_paths)
{
	static const char *const folders[] = {"/*/*", NULL};
	char path[8192];

	memset(path, 'x', sizeof(path));
	path[0] = path[6000] = path[7000] = '/';
	path[sizeof(path) - 1] = '\0';
	cr_expect_eq(place_rank(folders, 0, path), 0);
}

static void expect_stem(const char *glob, const char *name, const char *stem)
{
	size_t length;
	const char *const found = place_stem(glob, name, &length);

	cr_expect(length == strlen(stem) && strncmp(found, stem, length) == 0, "%s of %s: %.*s", glob, name, (int)length,
			  found);
}

Test(place, takes_stems_from_globs)
{
	expect_stem("*.so", "_heapq.cpython-311-x86_64-linux-gnu.so", "_heapq");
	expect_stem("*.so", "plain.so", "plain");
	expect_stem("libnss_*.so.2", "libnss_mdns4_minimal.so.2", "mdns4_minimal");
	expect_stem("*.so", ".so", "");
	expect_stem("exact.so", "exact.so", "");
}

static void expect_plain(const char *name, const char *plain)
{
	cr_expect(place_plain_length(name) == strlen(plain), "%s", name);
}

Test(place, takes_plain_names)
{
	expect_plain("libgstapp.so", "libgstapp");
	expect_plain("libsasldb.so.2.0.25", "libsasldb");
	expect_plain("lsp-plugins-lv2-1.2.3.so", "lsp-plugins-lv2-1.2.3");
	expect_plain("a.sold.so", "a.sold");
	expect_plain("re2.node", "re2");
	expect_plain("synth.clap", "synth");
	expect_plain(".so", ".so");
	expect_plain("bare", "bare");
}

Test(place, finds_the_glob)
{
	static const char *const globs[] = {"*.so", "*.vst3", NULL}, *const none[] = {NULL};

	cr_expect_eq(place_glob(globs, "x.vst3"), globs[1]);
	cr_expect_null(place_glob(globs, "x.vst"));
	cr_expect_null(place_glob(none, "x.so"));
}
