/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stock module `functions`: what libraries offer to programs, known without loading anything. */

#include <muster/functions.h>
#include <muster/module.h>

#include "choice.h"
#include "item.h"
#include "native.h"
#include "python.h"
#include "rule.h"

/* A whole folder of libraries takes long: only those that programs are often scripted with, where distributions have
 * them: Debian in a folder for each architecture. */
#define LIBRARIES_IN(folder)                                                                                           \
	folder "libc.so.6 " folder "libm.so.6 " folder "libgsl.so.* " folder "libgslcblas.so.* " folder                    \
		   "libfftw3*.so.* " folder "libcfitsio.so.* " folder "libhdf5.so.* " folder "libnetcdf.so.* " folder          \
		   "libtiff.so.* " folder "libpng16.so.* " folder "libjpeg.so.* " folder "libz.so.* " folder                   \
		   "libzstd.so.* " folder "libsqlite3.so.* " folder "liblua5.*.so.* " folder "libmuster.so.* "
#define PATHS LIBRARIES_IN("/usr/lib/*/") LIBRARIES_IN("/usr/lib64/")

static const struct muster_option options[] = {
	{"paths", MUSTER_OPTION_WORDS, PATHS, "Libraries, and folders with libraries, with globs"},
	{"packages", MUSTER_OPTION_WORDS, "/usr/lib/python3/dist-packages /usr/local/lib/python3*/dist-packages",
	 "Folders of Python packages"},
	{"debug_paths", MUSTER_OPTION_WORDS, "/usr/lib/debug", "Folders with the debug information of libraries"},
	{"dpkg", MUSTER_OPTION_STRING, "/var/lib/dpkg", "Folder of dpkg's database, for versions of libraries"},
	{"modules", MUSTER_OPTION_WORDS, "*", "Globs on names of libraries and modules to take functions of"},
	{"include", MUSTER_OPTION_WORDS, "*", "Globs on names of functions to take"},
	{"exclude", MUSTER_OPTION_WORDS, "_init _fini imread imsave show plot test",
	 "Globs on names of functions to leave out"},
	{"private", MUSTER_OPTION_BOOLEAN, "no",
	 "Take what Python packages define and do not offer, too; it is marked as not public"},
	{"exclude_modules", MUSTER_OPTION_WORDS, "*.tests *.tests.* *.conftest conftest setup",
	 "Globs on names of Python modules to leave out; they are not read"},
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
	if (status == MUSTER_OK)
		status = python_functions_read(scan, &rules);
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
	.combine = python_functions_emit,
	/* Python is once in a process, and may be the caller's already */
	.flags = MUSTER_MODULE_WORKER_ONLY | MUSTER_MODULE_READERS_INDEPENDENT,
};
