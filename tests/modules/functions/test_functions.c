/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The module as a host meets it: a library of our own, discovered, kept in a blob, and read back. ODD_TYPES, MODULES,
 * WORKER and RULES are paths, from Meson. */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <muster/functions.h>
#include <muster/muster.h>

enum { PATH_SIZE = 4096 };

static char folder[] = "/tmp/muster-functions-XXXXXX";
static char config[sizeof(folder) + 32];
static struct muster *muster;
static const struct muster_registry *functions;
static const char *python_packages; /* in the folder; NULL: none */

/* Runs a command of the shell, which must succeed. */
static void run(const char *format, ...)
{
	char command[2 * PATH_SIZE];
	va_list values;

	va_start(values, format);
	vsnprintf(command, sizeof(command), format, values);
	va_end(values);
	cr_assert_eq(system(command), 0, "%s", command);
}

static void write_config(const char *rules)
{
	FILE *const file = fopen(config, "w");

	cr_assert(file);
	fprintf(file, "[muster]\nmodules = %s\nworker = %s\nstore = %s/store\n", MODULES, WORKER, folder);
	fprintf(file, "[functions]\npaths = %s/lib\ndebug_paths = %s/debug\ndpkg = %s/dpkg\n", folder, folder, folder);
	fprintf(file, "packages = %s%s%s\n%s", python_packages ? folder : "", python_packages ? "/" : "",
			python_packages ? python_packages : "", rules);
	cr_assert_eq(fclose(file), 0);
}

static void open_functions(const char *rules)
{
	const struct muster_options options = {.size = sizeof(options), .config = config};

	write_config(rules);
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_assert_eq(muster_config_errors(muster), 0);
	cr_assert_eq(muster_get(muster, "functions", &functions), MUSTER_OK, "%s", muster_last_message(muster));
}

static void close_functions(void)
{
	muster_registry_release(functions);
	muster_close(muster);
	functions = NULL;
	muster = NULL;
}

static void prepare(void)
{
	cr_assert(mkdtemp(folder));
	snprintf(config, sizeof(config), "%s/muster.conf", folder);
	run("mkdir %s/lib && cp '%s' %s/lib/libodd.so.1.2.3 && ln -s libodd.so.1.2.3 %s/lib/libodd.so.1", folder, ODD_TYPES,
		folder, folder);
}

static void tidy(void)
{
	close_functions();
	run("rm -rf '%s'", folder);
}

TestSuite(functions, .init = prepare, .fini = tidy);

static const struct muster_function *function_of(const char *key)
{
	const struct muster_entry *const entry = muster_registry_find(functions, key);

	cr_assert(entry, "no %s", key);
	cr_assert(muster_entry_item(entry), "%s", muster_last_message(muster));
	return muster_entry_item(entry);
}

static const char *contract_of(const char *key)
{
	const char *const contract = function_of(key)->contract;

	return contract ? contract : "";
}

Test(functions, are_described)
{
	const struct muster_function *function;

	open_functions("");
	function = function_of("libodd.so.1:odd_format");
	cr_expect_str_eq(function->name, "odd_format");
	cr_expect_str_eq(function->library, "libodd.so.1");
	cr_expect_str_eq(function->library_version, "1.2.3");
	cr_expect_str_eq(function->symbol_version, "ODD_1");
	cr_expect(strstr(function->path, "/lib/libodd.so.1"));
	cr_expect(strstr(function->source, "odd_types.c"));
	cr_expect_gt(function->line, 0);
	cr_expect(function->is_public);
	cr_expect_null(function->contract);
	cr_expect_null(function->original_name);
	cr_assert_eq(function->tag_count, 1);
	cr_expect_str_eq(function->tags[0], "fixtures");
	cr_expect_str_eq(function_of("libodd.so.1:odd_alias")->original_name, "odd_hidden");
}

Test(functions, are_public_unless_their_name_or_version_says_otherwise)
{
	open_functions("");
	cr_expect(function_of("libodd.so.1:odd_alias")->is_public);
	cr_expect_not(function_of("libodd.so.1:_odd_own")->is_public);
	cr_expect_not(function_of("libodd.so.1:odd_was@ODD_0")->is_public);
	cr_expect_str_eq(function_of("libodd.so.1:odd_inner")->symbol_version, "ODD_PRIVATE");
	cr_expect_not(function_of("libodd.so.1:odd_inner")->is_public);
}

/* A database with two packages that have a library of that name, of which one is ours. */
Test(functions, have_the_version_of_their_package)
{
	run("mkdir -p %s/dpkg/info && cd %s/dpkg/info && echo libodd 1 'odd (>= 1)' | tee odd:arm64.shlibs > odd.shlibs && "
		"echo /lib/libodd.so.1.2.3 > odd:arm64.list && echo %s/lib/libodd.so.1.2.3 > odd.list",
		folder, folder, folder);
	run("printf 'Package: odder\\nVersion: 7\\n\\nPackage: odd\\nArchitecture: all\\nVersion: 1:4.5-6\\n\\n' > "
		"%s/dpkg/status",
		folder);
	open_functions("");
	cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->library_version, "1:4.5-6");
}

/* Not that of the next package, which has another library. */
Test(functions, of_a_package_without_a_version_have_that_of_their_file)
{
	static const char *const rest[] = {"", "Package: odder\\nVersion: 7\\n\\n"};

	run("mkdir -p %s/dpkg/info && cd %s/dpkg/info && echo libodd 1 odd > odd.shlibs && "
		"echo %s/lib/libodd.so.1.2.3 > odd.list",
		folder, folder, folder);
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++) {
		close_functions();
		run("printf 'Package: odd\\nArchitecture: all\\n\\n%s' > %s/dpkg/status", rest[i], folder);
		open_functions("");
		cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->library_version, "1.2.3", "%s", rest[i]);
	}
}

/* Nobody writes to these pipes; who opens one as a file waits for ever. */
Test(functions, do_not_wait_for_pipes_in_the_database, .timeout = 20)
{
	run("mkdir -p %s/dpkg/info && mkfifo %s/dpkg/status %s/dpkg/info/odd.shlibs", folder, folder, folder);
	open_functions("");
	cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->library_version, "1.2.3");
}

/* The library itself is the same file, with the same times. */
Test(functions, have_another_version_once_their_link_leads_to_another_name)
{
	run("cd %s/lib && ln libodd.so.1.2.3 libodd.so.1.2.4 && sleep 0.1", folder);
	open_functions("");
	cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->library_version, "1.2.3");
	close_functions();
	run("ln -sfn libodd.so.1.2.4 %s/lib/libodd.so.1", folder);
	open_functions("");
	cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->library_version, "1.2.4");
}

Test(functions, without_debug_information_have_names_and_versions)
{
	const struct muster_function *function;

	run("strip -g %s/lib/libodd.so.1.2.3", folder);
	open_functions("");
	function = function_of("libodd.so.1:odd_format");
	cr_expect_str_eq(function->symbol_version, "ODD_1");
	cr_expect_null(function->source);
	cr_expect_eq(function->line, 0);
	cr_expect_eq(function->tag_count, 0);
}

static void split_debug_information(void)
{
	run("mkdir -p %s/debug%s/lib && objcopy --only-keep-debug %s/lib/libodd.so.1.2.3 %s/debug%s/lib/odd.debug", folder,
		folder, folder, folder, folder);
	run("cd %s/debug%s/lib && strip -g %s/lib/libodd.so.1.2.3 && objcopy --add-gnu-debuglink=odd.debug "
		"%s/lib/libodd.so.1.2.3",
		folder, folder, folder, folder);
}

Test(functions, are_described_by_a_file_that_the_debug_link_names)
{
	split_debug_information();
	open_functions("");
	cr_expect_gt(function_of("libodd.so.1:odd_format")->line, 0);
}

Test(functions, are_read_again_when_debug_information_is_installed)
{
	split_debug_information();
	run("mv %s/debug %s/away", folder, folder);
	open_functions("");
	cr_expect_eq(function_of("libodd.so.1:odd_format")->line, 0);
	close_functions();
	run("mv %s/away %s/debug", folder, folder);
	open_functions("");
	cr_expect_gt(function_of("libodd.so.1:odd_format")->line, 0);
}

Test(functions, meet_rules)
{
	open_functions("[functions:a]\ncontract = SUM\ntags = one two\nreturns = double\ntakes = size_t, const double \\*\n"
				   "[functions:b]\ncontract = LATER\nname = odd_(sum|nothing)\n"
				   "[functions:c]\ncontract = VARIADIC\ntakes = .*, \\.\\.\\.\n"
				   "[functions:d]\ncontract = NEVER\nenabled = no\nname = .*\n");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_sum"), "SUM");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_nothing"), "LATER");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_format"), "VARIADIC");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_visit"), "");
	cr_assert_eq(function_of("libodd.so.1:odd_sum")->tag_count, 3);
	cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->tags[2], "two");
}

Test(functions, are_chosen_by_name_and_library)
{
	open_functions("include = odd_s* odd_visit\nexclude = *signal\n");
	cr_expect_not_null(muster_registry_find(functions, "libodd.so.1:odd_sum"));
	cr_expect_not_null(muster_registry_find(functions, "libodd.so.1:odd_visit"));
	cr_expect_null(muster_registry_find(functions, "libodd.so.1:odd_signal"));
	cr_expect_null(muster_registry_find(functions, "libodd.so.1:odd_format"));
	close_functions();
	open_functions("modules = libother.so.*\n");
	cr_expect_eq(muster_registry_count(functions), 0);
}

/* In a build without Python its packages are not read, and libraries are. */
Test(functions, of_python_packages_are_beside_those_of_libraries)
{
	run("mkdir %s/python && printf 'def _f(a):\\n    \"\"\"Go.\"\"\"\\ng = _f\\n' > %s/python/one.py && "
		"printf 'Name: One\\nVersion: 1.2\\n' > %s/python/one.egg-info",
		folder, folder, folder);
	python_packages = "python";
	open_functions("");
	cr_expect_str_eq(function_of("libodd.so.1:odd_sum")->library, "libodd.so.1");
#ifdef WITH_PYTHON
	const struct muster_function *const function = function_of("one.g");
	cr_expect_str_eq(function->name, "g");
	cr_expect_str_eq(function->original_name, "_f");
	cr_expect_str_eq(function->module, "one");
	cr_expect_str_eq(function->library, "One");
	cr_expect_str_eq(function->library_version, "1.2");
	cr_expect_str_eq(function->summary, "Go.");
	cr_expect_eq(function->line, 1);
	cr_expect(function->is_public);
#else
	cr_expect_null(muster_registry_find(functions, "one.g"));
#endif
}

#ifdef WITH_PYTHON
/* Such as programs, and names in quotes. */
Test(functions, of_a_distribution_whose_files_name_no_package_are_in_that_of_its_name)
{
	run("mkdir -p %s/python/one.dist-info && printf 'def f(a):\\n    pass\\n' > %s/python/one.py", folder, folder);
	run("cd %s/python/one.dist-info && printf 'Name: One\\nVersion: 1.2\\n' > METADATA && "
		"printf '../../bin/one,,\\n.py,,\\n\\n\"a,b/c.py\",,\\n/x.py,,\\n' > RECORD",
		folder);
	python_packages = "python";
	open_functions("");
	cr_expect_str_eq(function_of("one.f")->library, "One");
}
#endif

Test(functions, of_a_broken_library_are_a_finding)
{
	struct muster_state *state;

	run("head -c 9000 '%s' > %s/lib/libcut.so.1", ODD_TYPES, folder);
	run("echo 'GROUP ( libodd.so.1 )' > %s/lib/libscript.so", folder);
	open_functions("");
	cr_expect_not_null(muster_registry_find(functions, "libodd.so.1:odd_sum"));
	cr_assert_eq(muster_examine(muster, "functions", &state), MUSTER_OK);
	cr_assert_eq(state->finding_count, 1);
	cr_expect(strstr(state->findings[0].path, "libcut.so.1"));
	muster_state_free(state);
}

/* Every rule that is shipped compiles, and holds where it should. */
Test(functions, meet_the_rules_of_the_vendor)
{
	static char rules[1 << 16];
	FILE *const file = fopen(RULES, "r");

	cr_assert(file);
	rules[fread(rules, 1, sizeof(rules) - 1, file)] = '\0';
	cr_assert(feof(file));
	fclose(file);
	open_functions(rules);
	cr_expect_str_eq(contract_of("libodd.so.1:odd_nothing"), "NOTHING_TO_ANYTHING");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_format"), "FORMAT_TO_TEXT");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_sum"), "ARRAY_TO_NUMBER");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_signal"), "CALLBACK");
	cr_expect_str_eq(contract_of("libodd.so.1:odd_visit"), "");
}

Test(functions, refuse_a_rule_without_contract)
{
	const struct muster_options options = {.size = sizeof(options), .config = config};

	write_config("[functions:a]\nname = x\n");
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_expect_eq(muster_get(muster, "functions", &functions), MUSTER_BAD_CONFIG);
	cr_expect(strstr(muster_last_message(muster), "contract"), "%s", muster_last_message(muster));
}
