/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `functions`: what libraries offer to programs, known without loading anything. */

#include <muster/functions.h>
#include <muster/module.h>

#include "choice.h"
#include "item.h"
#include "native.h"
#include "rule.h"

/* A whole folder of libraries takes long: only those that programs are often scripted with, where they are. */
#define M FUNCTIONS_MULTIARCH "/"
#define PATHS                                                                                                          \
	M "libc.so.6 " M "libm.so.6 " M "libgsl.so.* " M "libgslcblas.so.* " M "libfftw3*.so.* " M "libcfitsio.so.* " M    \
	  "libhdf5.so.* " M "libnetcdf.so.* " M "libtiff.so.* " M "libpng16.so.* " M "libjpeg.so.* " M "libz.so.* " M      \
	  "libzstd.so.* " M "libsqlite3.so.* " M "liblua5.*.so.* " M "libmuster.so.*"

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, PATHS, "Libraries, and folders with libraries, with globs"},
	{"debug_paths", MUSTER_OPTION_WORDS, "/usr/lib/debug", "Folders with the debug information of libraries"},
	{"dpkg", MUSTER_OPTION_STRING, "/var/lib/dpkg", "Folder of dpkg's database, for versions of libraries"},
	{"modules", MUSTER_OPTION_WORDS, "*", "Globs on names of libraries and modules to take functions of"},
	{"include", MUSTER_OPTION_WORDS, "*", "Globs on names of functions to take"},
	{"exclude", MUSTER_OPTION_WORDS, "_init _fini imread imsave show plot test",
	 "Globs on names of functions to leave out"},
	{0},
};

static enum muster_status discover(struct muster_scan *scan)
{
	struct choice choice;
	struct rules rules = {0};
	struct native native = {&choice, &rules, muster_scan_words(scan, NULL, "debug_paths"), NULL};
	enum muster_status status = dpkg_open(&native.dpkg, muster_scan_string(scan, NULL, "dpkg"));

	choice_read(&choice, scan);
	if (status == MUSTER_OK)
		status = rules_read(scan, &rules);
	if (status == MUSTER_OK)
		status = muster_scan_tree(scan, muster_scan_paths(scan), "lib*.so*", native_read, &native);
	rules_clear(&rules);
	dpkg_close(native.dpkg);
	return status;
}

MUSTER_MODULE_EXPORT const struct muster_module muster_module = {
	MUSTER_MODULE_HEAD,
	.name = "functions",
	.version = "1.0",
	.summary = "Functions of libraries, with where they are defined and how they take their data",
	.fields = item_fields,
	.options = options,
	.section_options = rule_options,
	.item_size = sizeof(struct muster_function),
	.discover = discover,
	.serialize = item_serialize,
	.deserialize = item_deserialize,
	.clear = item_clear,
};
