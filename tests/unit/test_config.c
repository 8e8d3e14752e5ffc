/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/config_inner.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char base[64], vendor[128], system_folder[128], first[160];
static char reports[8192];
static struct config *config;
static struct problem problem;
static struct config_options options;

static void hear(void *data, const char *text)
{
	const size_t used = strlen(reports);

	(void)data;
	snprintf(reports + used, sizeof(reports) - used, "%s\n", text);
}

static void put_bytes(const char *path, const void *bytes, size_t size)
{
	FILE *file;
	char whole[256];

	snprintf(whole, sizeof(whole), "%s/%s", base, path);
	for (char *slash = strchr(whole + strlen(base) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(whole, 0755);
		*slash = '/';
	}
	file = fopen(whole, "w");
	cr_assert_not_null(file);
	cr_assert_eq(fwrite(bytes, 1, size, file), size);
	cr_assert_eq(fclose(file), 0);
}

static void put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *place)
{
	(void)about;
	(void)type;
	(void)place;
	return remove(path);
}

static void begin(void)
{
	umask(022);
	snprintf(base, sizeof(base), "/tmp/muster-config-XXXXXX");
	cr_assert_not_null(mkdtemp(base));
	snprintf(vendor, sizeof(vendor), "%s/vendor", base);
	snprintf(system_folder, sizeof(system_folder), "%s/system", base);
	snprintf(first, sizeof(first), "%s/first.conf", base);
	unsetenv("MUSTER_CONFIG");
	unsetenv("MUSTER_HEADLESS");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", base, 1);
	options = (struct config_options){.report = hear};
}

static void end(void)
{
	config_free(config);
	nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(config, .init = begin, .fini = end);

static enum muster_status read_again(void)
{
	const struct config_folders folders = {vendor, system_folder};

	config_free(config);
	reports[0] = '\0';
	return config_read_folders(&config, &folders, &options, &problem);
}

/* Reads @text as the only file. */
static void read_text(const char *text)
{
	put("first.conf", text);
	options.file = first;
	cr_assert_eq(read_again(), MUSTER_OK, "%s", problem.text);
}

static void is(const char *section, const char *key, const char *wanted)
{
	const char *value = config_value(config, section, key);

	cr_assert(value && strcmp(value, wanted) == 0, "[%s] %s is %s, not %s\n%s", section, key, value ? value : "not set",
			  wanted, reports);
}

/* The one report is @wanted, with the file in front. */
static void wrong(const char *text, const char *wanted)
{
	char whole[1024];

	read_text(text);
	snprintf(whole, sizeof(whole), "%s:%s\n", first, wanted);
	cr_assert_str_eq(reports, whole);
	cr_assert_eq(config_errors(config), 1);
}

/* ---- Values ---- */

static enum muster_status number(enum muster_option_type type, const char *value, int64_t *integer)
{
	*integer = -1;
	return config_parse(type, value, integer, NULL, &problem);
}

static void gives(enum muster_option_type type, const char *value, int64_t wanted)
{
	int64_t integer;

	cr_assert_eq(number(type, value, &integer), MUSTER_OK, "%s: %s", value, problem.text);
	cr_assert_eq(integer, wanted, "%s gives %lld", value, (long long)integer);
}

static void refuses(enum muster_option_type type, const char *value)
{
	int64_t integer;

	problem.text[0] = '\0';
	cr_assert_eq(number(type, value, &integer), MUSTER_BAD_CONFIG, "\"%s\" was taken", value);
	cr_assert(problem.text[0]);
}

Test(config, durations_are_seconds_and_bare_numbers_days)
{
	static const char *const bad[] = {"",
									  "d",
									  "-1",
									  "+1",
									  " 1",
									  "1 d",
									  "1x",
									  "1dd",
									  "1.5h",
									  "0x10",
									  "1D",
									  "9223372036854775807w",
									  "99999999999999999999"};

	gives(MUSTER_OPTION_DURATION, "30", 30 * 86400);
	gives(MUSTER_OPTION_DURATION, "90s", 90);
	gives(MUSTER_OPTION_DURATION, "15m", 900);
	gives(MUSTER_OPTION_DURATION, "12h", 43200);
	gives(MUSTER_OPTION_DURATION, "30d", 30 * 86400);
	gives(MUSTER_OPTION_DURATION, "2w", 14 * 86400);
	gives(MUSTER_OPTION_DURATION, "0", 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuses(MUSTER_OPTION_DURATION, bad[i]);
}

Test(config, integers_have_64_bits)
{
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x10", "9223372036854775808", "ten"};

	gives(MUSTER_OPTION_INTEGER, "0", 0);
	gives(MUSTER_OPTION_INTEGER, "-17", -17);
	gives(MUSTER_OPTION_INTEGER, "9223372036854775807", INT64_MAX);
	gives(MUSTER_OPTION_INTEGER, "-9223372036854775808", INT64_MIN);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuses(MUSTER_OPTION_INTEGER, bad[i]);
}

Test(config, booleans_are_1_and_0)
{
	static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};
	static const char *const bad[] = {"", "Yes", "y", "2", "yes "};

	for (size_t i = 0; i < 4; i++) {
		gives(MUSTER_OPTION_BOOLEAN, yes[i], 1);
		gives(MUSTER_OPTION_BOOLEAN, no[i], 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuses(MUSTER_OPTION_BOOLEAN, bad[i]);
}

static void reals_are_read(void)
{
	static const char *const bad[] = {"", ".", "1,5", " 1", "1 ", "0x1p3", "inf", "nan", "1e999", "e5"};
	double real = 0;

	cr_assert_eq(config_parse(MUSTER_OPTION_REAL, "1.5", NULL, &real, &problem), MUSTER_OK);
	cr_assert_eq(real, 1.5);
	cr_assert_eq(config_parse(MUSTER_OPTION_REAL, "-25e-2", NULL, &real, &problem), MUSTER_OK);
	cr_assert_eq(real, -0.25);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(config_parse(MUSTER_OPTION_REAL, bad[i], NULL, &real, &problem), MUSTER_BAD_CONFIG, "%s", bad[i]);
}

Test(config, reals_do_not_depend_on_the_locale)
{
	reals_are_read();
	if (setlocale(LC_ALL, "de_DE.UTF-8")) /* where it is installed */
		reals_are_read();
}

Test(config, strings_and_results_that_nobody_wants)
{
	cr_assert_eq(config_parse(MUSTER_OPTION_STRING, "\"any", NULL, NULL, NULL), MUSTER_OK);
	cr_assert_eq(config_parse(MUSTER_OPTION_INTEGER, "1", NULL, NULL, NULL), MUSTER_OK);
	cr_assert_eq(config_parse(MUSTER_OPTION_REAL, "x", NULL, NULL, NULL), MUSTER_BAD_CONFIG);
	cr_assert_eq(config_parse((enum muster_option_type)99, "x", NULL, NULL, NULL), MUSTER_BAD_CONFIG);
}

static void has_words(const char *value, const char *const *wanted)
{
	char **words = config_words(value);
	size_t i;

	cr_assert_not_null(words);
	for (i = 0; wanted[i]; i++)
		cr_assert(words[i] && strcmp(words[i], wanted[i]) == 0, "word %zu of <%s>", i, value);
	cr_assert_null(words[i]);
	config_words_free(words);
}

Test(config, words_keep_white_space_in_quotes)
{
	has_words(NULL, (const char *const[]){NULL});
	has_words(" \t\n", (const char *const[]){NULL});
	has_words("a", (const char *const[]){"a", NULL});
	has_words(" a  b\nc\t\"d  e\" \"\" f\"g h\"i ", (const char *const[]){"a", "b", "c", "d  e", "", "fg hi", NULL});
	has_words("a \"b c", (const char *const[]){"a", "b c", NULL});
	refuses(MUSTER_OPTION_WORDS, "a \"b");
	cr_assert_eq(config_parse(MUSTER_OPTION_WORDS, "a \"b c\"", NULL, NULL, NULL), MUSTER_OK);
}

Test(config, sizes_have_suffixes)
{
	static const char *const bad[] = {"", "M", "-1", "1MB", "1 M", "9223372036854775807K", "1T"};
	int64_t bytes;

	cr_assert_eq(config_parse_size("17", &bytes, NULL), MUSTER_OK);
	cr_assert_eq(bytes, 17);
	cr_assert_eq(config_parse_size("3K", &bytes, NULL), MUSTER_OK);
	cr_assert_eq(bytes, 3072);
	cr_assert_eq(config_parse_size("3k", &bytes, NULL), MUSTER_OK);
	cr_assert_eq(bytes, 3072);
	cr_assert_eq(config_parse_size("64M", &bytes, NULL), MUSTER_OK);
	cr_assert_eq(bytes, 64 << 20);
	cr_assert_eq(config_parse_size("2G", &bytes, NULL), MUSTER_OK);
	cr_assert_eq(bytes, (int64_t)2 << 30);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(config_parse_size(bad[i], &bytes, NULL), MUSTER_BAD_CONFIG, "%s", bad[i]);
}

Test(config, the_nearest_name)
{
	static const char *const names[] = {"max_age", "memory_limit", "stale", NULL};
	char far[300];

	memset(far, 'q', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	cr_assert_str_eq(config_nearest("max_aeg", names), "max_age");
	cr_assert_str_eq(config_nearest("stal", names), "stale");
	cr_assert_null(config_nearest("colour", names));
	cr_assert_null(config_nearest(far, names));
	cr_assert_null(config_nearest("", (const char *const[]){NULL}));
}

/* ---- Lines ---- */

Test(config, wrong_lines_are_told_with_file_and_line)
{
	wrong("[muster]\n\nmax_aeg = 1d\n", "3: unknown key \"max_aeg\" in [muster] (did you mean \"max_age\"?)");
	wrong("[muster]\ncolour = red\n", "2: unknown key \"colour\" in [muster] (muster.conf lists them)");
	wrong("[muster]\nminimal = a\n", "2: unknown key \"minimal\" in [muster] (muster.conf lists them)");
	wrong("[cache:a]\njobs = 1\n", "2: unknown key \"jobs\" in [cache:a] (muster.conf lists them)");
	wrong("[cache:a b]\nmax_age = 1\n",
		  "1: [cache:a b] is no section (write [muster], [MODULE], [MODULE:NAME] or [cache:NAME])");
	wrong("[muster]\nmemory_limit = 16383K\n",
		  "2: memory_limit: bad value \"16383K\" (at least 16M is wanted, or 0 for no limit)");
	wrong("[muster]\nretry_after = 36501d\n", "2: retry_after: bad value \"36501d\" (at most 36500d is wanted)");
	wrong("[muster]\ntimeout = 0\n", "2: timeout: bad value \"0\" (at least 1s is wanted)");
	wrong("[muster]\njobs = 65\n", "2: jobs: bad value \"65\" (0 to 64 is wanted)");
	wrong("[muster]\nstale = maybe\n", "2: stale: bad value \"maybe\" (wait or serve is wanted)");
	wrong("[muster]\nstore = cache\n", "2: store: bad value \"cache\" (an absolute path is wanted)");
	wrong("[muster]\nmodules = /a b\n", "2: modules: bad value \"b\" (an absolute path is wanted)");
	wrong("[a]\nmax_age = x\n",
		  "2: max_age: bad value \"x\" (a number with s, m, h, d or w is wanted, as in 90s or 12h; alone it is days)");
	wrong("[a]\npaths = \"/x\n", "2: paths: a \" without another (words are between white space)");
	wrong("[a]\nKey = 1\n", "2: \"Key\" is no key (write small letters, digits and _)");
	wrong("[muster]\nstale\n", "2: no \"=\" in the line (write KEY = VALUE)");
	wrong("[muster]\nstale ; = wait\n", "2: no \"=\" in the line (write KEY = VALUE)");
	wrong("stale = wait\n", "1: a key before any section (write [muster] above it)");
}

Test(config, keys_below_a_wrong_heading_belong_nowhere)
{
	static const char *const headings[] = {"[b", "[b]x", "[ b]", "[B]", "[]", "[b:]", "[muster:x]", "[b ;]"};
	char text[256];

	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++) {
		snprintf(text, sizeof(text), "[a]\nmax_age = 3d\n%s\nmax_age = 1d\n  2d\nx = 1\n", headings[i]);
		read_text(text);
		cr_assert_eq(config_errors(config), 1, "%s: %s", headings[i], reports);
		cr_assert(strstr(reports, ":3: "), "%s", reports);
		is("a", "max_age", "3d");
		is("b", "max_age", "7d");
	}
}

Test(config, a_line_too_long_for_inih_is_an_error)
{
	char text[1024];

	snprintf(text, sizeof(text), "[a]\nx = 1\nkey = %0300d\n  more\ny = 2\n", 1);
	wrong(text, "3: the line is too long (continue it on an indented line)");
	cr_assert_null(config_value(config, "a", "key"));
	is("a", "x", "1");
	is("a", "y", "2");
	snprintf(text, sizeof(text), "[a]\nx = 1\n[a:%0300d]\nx = 2\n", 1);
	wrong(text, "3: the line is too long (continue it on an indented line)");
	is("a", "x", "1");
}

Test(config, every_length_of_line_is_whole_or_an_error)
{
	char text[1024], value[301];

	for (size_t length = 1; length < 300; length++) {
		memset(value, 'v', length);
		value[length] = '\0';
		snprintf(text, sizeof(text), "# %s\n[a]\nk=%s", value, value);
		read_text(text);
		if (config_errors(config) == 0)
			is("a", "k", value);
		else
			cr_assert(length > 190 && !config_value(config, "a", "k"), "%zu: %s", length, reports);
	}
}

Test(config, long_sections_and_keys_are_kept_whole)
{
	char text[512];

	snprintf(text, sizeof(text), "[a:%080d]\nx = 1\n[a]\nk%080d = 2\n   3\n", 7, 7);
	read_text(text);
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	snprintf(text, sizeof(text), "a:%080d", 7);
	is(text, "x", "1");
	snprintf(text, sizeof(text), "k%080d", 7);
	is("a", text, "2\n3");
}

Test(config, indented_lines_go_on)
{
	read_text("[a]\nlist = /x ; first\n  /y   ; second\n\n# no part of it\n\t/z\n  [b]\nk = 1\n[b]\n  m = 2\n");
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	is("a", "list", "/x\n/y\n/z\n[b]");
	is("a", "k", "1");
	is("b", "m", "2");
}

Test(config, a_value_is_checked_whole)
{
	read_text("[muster]\nmax_age = 3d\n  4d\n");
	cr_assert_eq(config_errors(config), 1);
	is("muster", "max_age", "7d");
	read_text("[a]\npaths = \"/x\n  y\"\n");
	cr_assert_eq(config_errors(config), 0, "%s", reports);
}

Test(config, other_systems_files)
{
	static const char windows[] = "\xef\xbb\xbf[muster]\r\nmax_age = 2d\r\n\r\n[a]\r\nk = v\r\n";
	static const char binary[] = "[muster]\nmax\0_age = 2d\nstale = serve\n";

	put_bytes("first.conf", windows, sizeof(windows) - 1);
	options.file = first;
	cr_assert_eq(read_again(), MUSTER_OK);
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	is("muster", "max_age", "2d");
	is("a", "k", "v");
	put_bytes("first.conf", binary, sizeof(binary) - 1);
	cr_assert_eq(read_again(), MUSTER_OK);
	cr_assert_eq(config_errors(config), 1);
	cr_assert(strstr(reports, ":2: a NUL byte"), "%s", reports);
	is("muster", "stale", "serve");
}

Test(config, a_later_line_holds)
{
	read_text("[a]\nk = 1\n[b]\nk = 2\n[a]\nk = 3\nk = 4\n");
	is("a", "k", "4");
	is("b", "k", "2");
	read_text("[a]\nmax_age = 1d\nmax_age = x\n");
	is("a", "max_age", "1d"); /* a wrong line is left out */
}

Test(config, a_large_file_is_refused_and_one_of_many_lines_is_read)
{
	static char text[(1 << 20) + 2];
	size_t used = (size_t)snprintf(text, sizeof(text), "[a]\nlist = 0\n");

	while (used + 32 < 1 << 20)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "  %zu\n", used);
	read_text(text);
	cr_assert_eq(config_errors(config), 0);
	cr_assert_gt(strlen(config_value(config, "a", "list")), 500000);

	used = (size_t)snprintf(text, sizeof(text), "[a]\n");
	while (used + 32 < 1 << 20)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "k%zu=1\n", used);
	read_text(text);
	cr_assert_eq(config_errors(config), 0);
	is("a", "k4", "1");

	memset(text, '#', (1 << 20) + 1);
	put("first.conf", text);
	cr_assert_eq(read_again(), MUSTER_REFUSED);
	cr_assert(strstr(problem.text, "larger than 1 MiB"));
}

/* ---- Layers ---- */

Test(config, layers_override_each_other)
{
	put("vendor/muster.conf", "[muster]\nmax_age = 1d\ntimeout = 1s\nstale = serve\nretry_after = 1h\nenabled = no\n");
	put("vendor/conf.d/a.conf", "[muster]\ntimeout = 2s\n");
	put("system/muster.conf", "[muster]\nstale = wait\nenabled = yes\n");
	put("system/conf.d/b.conf", "[muster]\nretry_after = 2h\nenabled = no\n");
	put(".config/muster/muster.conf", "[muster]\nenabled = yes\n");
	cr_assert_eq(read_again(), MUSTER_OK);
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	is("muster", "max_age", "1d");
	is("muster", "timeout", "2s");
	is("muster", "stale", "wait");
	is("muster", "retry_after", "2h");
	is("muster", "enabled", "yes");
	is("muster", "max_file_size", "64M");
}

Test(config, a_file_of_the_system_masks_the_vendors)
{
	put("vendor/conf.d/a.conf", "[a]\none = vendor\nmore = vendor\n");
	put("vendor/conf.d/b.conf", "[b]\none = vendor\n");
	put("vendor/conf.d/c.conf", "[c]\none = vendor\n");
	put("vendor/conf.d/d.conf.bak", "[d]\none = vendor\n");
	put("vendor/conf.d/.e.conf", "[e]\none = vendor\n");
	put("system/conf.d/a.conf", "[a]\none = system\n");
	put("system/conf.d/b.conf", "");
	cr_assert_eq(read_again(), MUSTER_OK);
	is("a", "one", "system");
	cr_assert_null(config_value(config, "a", "more"));
	cr_assert_null(config_value(config, "b", "one"));
	is("c", "one", "vendor");
	cr_assert_null(config_value(config, "d", "one"));
	cr_assert_null(config_value(config, "e", "one"));
}

Test(config, a_link_to_nowhere_masks_without_a_word)
{
	char path[256];

	put("vendor/conf.d/a.conf", "[a]\none = vendor\n");
	put("system/conf.d/other.conf", "");
	snprintf(path, sizeof(path), "%s/conf.d/a.conf", system_folder);
	cr_assert_eq(symlink("/dev/null", path), 0);
	cr_assert_eq(read_again(), MUSTER_OK);
	cr_assert_null(config_value(config, "a", "one"));
	cr_assert_eq(config_errors(config), 0);
}

Test(config, the_users_file_and_who_stands_in_for_all)
{
	char folder[160];

	put("system/muster.conf", "[a]\nk = system\n");
	put(".config/muster/muster.conf", "[a]\nk = home\n");
	put("xdg/muster/muster.conf", "[a]\nk = xdg\n");
	put("named.conf", "[a]\nk = named\n");
	put("first.conf", "[a]\nk = first\n");
	read_again();
	is("a", "k", "home");
	setenv("XDG_CONFIG_HOME", "xdg", 1); /* relative ones do not count */
	read_again();
	is("a", "k", "home");
	snprintf(folder, sizeof(folder), "%s/xdg", base);
	setenv("XDG_CONFIG_HOME", folder, 1);
	read_again();
	is("a", "k", "xdg");
	setenv("MUSTER_CONFIG", "", 1); /* as if it were not set */
	read_again();
	is("a", "k", "xdg");
	snprintf(folder, sizeof(folder), "%s/named.conf", base);
	setenv("MUSTER_CONFIG", folder, 1);
	read_again();
	is("a", "k", "named");
	options.file = first;
	read_again();
	is("a", "k", "first");
}

Test(config, headless_by_the_environment)
{
	static const char *const overrides[] = {"muster.headless=off", NULL};
	static const char *const noes[] = {"0", "no", "false", "off"};

	put("system/muster.conf", "[muster]\nheadless = true\n");
	read_again();
	is("muster", "headless", "true");
	setenv("MUSTER_HEADLESS", "", 1); /* as if it were not set */
	read_again();
	is("muster", "headless", "true");
	for (size_t i = 0; i < sizeof(noes) / sizeof(*noes); i++) {
		setenv("MUSTER_HEADLESS", noes[i], 1);
		read_again();
		is("muster", "headless", "no");
	}
	setenv("MUSTER_HEADLESS", "maybe", 1);
	read_again();
	is("muster", "headless", "yes");
	options.overrides = overrides;
	read_again();
	is("muster", "headless", "off");
	cr_assert_eq(config_errors(config), 0);
}

Test(config, a_privileged_caller_reads_no_environment)
{
	put("system/muster.conf", "[a]\nk = system\npaths = /y ~/x /z\n");
	put(".config/muster/muster.conf", "[a]\nk = home\n");
	put("named.conf", "[a]\nk = named\n");
	setenv("MUSTER_HEADLESS", "1", 1);
	options.privileged = true;
	read_again();
	is("a", "k", "system");
	is("a", "paths", "/y /z"); /* a home folder is part of it */
	is("muster", "headless", "no");
	setenv("MUSTER_CONFIG", first, 1);
	setenv("XDG_CONFIG_HOME", base, 1);
	put("muster/muster.conf", "[a]\nk = xdg\n");
	put("first.conf", "[a]\nk = first\n");
	cr_assert_eq(read_again(), MUSTER_OK);
	is("a", "k", "system");
}

Test(config, a_named_file_has_to_be_there)
{
	options.file = first;
	cr_assert_eq(read_again(), MUSTER_NOT_FOUND);
	cr_assert_null(config);
	options.file = NULL;
	setenv("MUSTER_CONFIG", first, 1);
	cr_assert_eq(read_again(), MUSTER_NOT_FOUND);
	put("first.conf", "[a]\nk = 1\n");
	cr_assert_eq(chmod(first, 0666), 0);
	cr_assert_eq(read_again(), MUSTER_REFUSED);
	cr_assert(strstr(problem.text, first));
}

Test(config, what_is_not_trusted_is_told_of_and_the_rest_is_read)
{
	char path[256];

	put("vendor/conf.d/a.conf", "[a]\nk = 1\n");
	put("vendor/conf.d/b.conf", "[b]\nk = 1\n");
	snprintf(path, sizeof(path), "%s/conf.d/a.conf", vendor);
	cr_assert_eq(chmod(path, 0666), 0);
	cr_assert_eq(read_again(), MUSTER_OK);
	cr_assert_eq(config_errors(config), 1);
	cr_assert_eq(strncmp(reports, path, strlen(path)), 0, "%s", reports);
	cr_assert_null(config_value(config, "a", "k"));
	is("b", "k", "1");
}

Test(config, overrides_come_last)
{
	const char *const overrides[] = {"muster.max_age=1h", "a.k=x=y.z",        "a:n.o.k=2", "a.paths=~/p", "nothing",
									 "a.max_age=",        "muster.max_aeg=1", "b=c.d",     NULL};
	const struct setting *settings;
	size_t count;
	char home[160];

	put("first.conf", "[muster]\nmax_age = 3d\n[a]\nk = 1\n");
	options.file = first;
	options.overrides = overrides;
	cr_assert_eq(read_again(), MUSTER_OK);
	is("muster", "max_age", "1h");
	is("a", "k", "x=y.z");
	is("a:n.o", "k", "2");
	snprintf(home, sizeof(home), "%s/p", base);
	is("a", "paths", home);
	cr_assert_eq(config_errors(config), 4, "%s", reports);
	cr_assert(strstr(reports, "command line: \"nothing\" sets nothing (write SECTION.KEY=VALUE)\n"));
	cr_assert(strstr(reports, "command line: unknown key \"max_aeg\" in [muster] (did you mean \"max_age\"?)\n"));
	settings = config_settings(config, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(settings[i].section, "a") == 0)
			cr_assert_str_eq(settings[i].origin, "command line");
	}
}

/* ---- Answers ---- */

Test(config, home_is_expanded_in_paths_alone)
{
	setenv("HOME", "/home/of me", 1);
	read_text("[a]\npaths = ~/x /y~/ \"~/z z\" /~/\nk = ~/x\n[a:n]\npaths = ~/x\n");
	is("a", "paths", "\"/home/of me/x\" /y~ \"/home/of me/z z\" /~");
	is("a", "k", "~/x");
	is("a:n", "paths", "~/x");
}

/* A service has no home folder; what it could have in one must not keep it from the rest. */
Test(config, without_a_home_its_folders_are_left_out)
{
	setenv("HOME", "relative", 1);
	read_text("[a]\npaths = ~/x \"/y z\" ~/w\n  /v\n");
	is("a", "paths", "\"/y z\"\n/v");
	unsetenv("HOME");
	read_text("[a]\npaths = ~/x\n");
	is("a", "paths", "");
	cr_assert_eq(config_errors(config), 0, "%s", reports);
}

Test(config, a_folder_of_paths_has_one_spelling)
{
	static const char *const spellings[] = {"/maps",   "/maps/",        "//maps",    "/./maps",
											"/maps/.", "///./maps//./", "\"/maps/\""};
	char text[64];

	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		snprintf(text, sizeof(text), "[a]\npaths = %s\n[a:n]\npaths = %s\n", spellings[i], spellings[i]);
		read_text(text);
		is("a", "paths", "/maps");
		is("a:n", "paths", "/maps");
	}
	read_text("[a]\npaths = / // /. /../x/ /x/../y /.x/..y/... \"/a  b/./c/\" /d\" \"e/\n  /*/./[a.]/?\n");
	is("a", "paths", "/ / / /../x /x/../y /.x/..y/... \"/a  b/c\" \"/d e\"\n/*/[a.]/?");
}

Test(config, paths_of_a_section_may_be_anything)
{
	read_text("[a:n]\npaths = ~/x/ /y/\n[a:o]\npaths = maps/  maps\n[a:p]\npaths = a\"\n[b]\nfolder = /x/\n");
	is("a:n", "paths", "~/x/ /y/");
	is("a:o", "paths", "maps/  maps");
	is("a:p", "paths", "a\"");
	is("b", "folder", "/x/");
}

Test(config, paths_do_not_depend_on_where_a_program_was_started)
{
	wrong("[a]\npaths = /x maps\n", "2: paths: bad value \"maps\" (an absolute path is wanted)");
	wrong("[a]\npaths = ~somebody/x\n", "2: paths: bad value \"~somebody/x\" (an absolute path is wanted)");
	wrong("[a]\npaths = \"\"\n", "2: paths: bad value \"\" (an absolute path is wanted)");
	read_text("[a:n]\npaths = maps\n[b]\nfolder = maps\n"); /* the module's own */
	is("a:n", "paths", "maps");
	is("b", "folder", "maps");
}

Test(config, a_policy_is_the_modules_over_the_general_over_the_default)
{
	struct policy policy;

	read_text("[muster]\nmax_age = 30\ntimeout = 5s\nstale = serve\n"
			  "[a]\ntimeout = 9s\nisolation = none\nenabled = no\nmax_file_size = 1K\nmemory_limit = 0\n"
			  "check_mtimes = content\nretry_after = 5m\njobs = 3\n[a:n]\nmax_age = 1s\n");
	config_policy(config, "a", &policy);
	cr_assert_eq(policy.max_age, 30 * 86400);
	cr_assert_eq(policy.check_mtimes, CHECK_CONTENT);
	cr_assert_eq(policy.timeout, 9);
	cr_assert(policy.serve_stale && !policy.isolated && !policy.enabled);
	cr_assert_eq(policy.max_file_size, 1024);
	cr_assert_eq(policy.memory_limit, 0);
	cr_assert_eq(policy.retry_after, 300);
	cr_assert_eq(policy.jobs, 3);
	config_policy(config, "b", &policy);
	cr_assert_eq(policy.check_mtimes, CHECK_YES);
	cr_assert_eq(policy.timeout, 5);
	cr_assert(policy.serve_stale && policy.isolated && policy.enabled);
	cr_assert_eq(policy.max_file_size, 64 << 20);
	cr_assert_eq(policy.memory_limit, (uint64_t)2 << 30);
	cr_assert_eq(policy.retry_after, 60);
	cr_assert_eq(policy.jobs, 0);
}

Test(config, what_goes_to_a_module_is_one_span)
{
	static const char *const wanted[][2] = {
		{"a", "k"}, {"a", "paths"}, {"a", "store"}, {"a:n", "max_age"}, {"a:o", "k"}};
	const struct setting *settings;
	size_t count;

	read_text("[a-b]\nk = 1\n[a:o]\nk = 1\n[ab]\nk = 1\n[a]\npaths = /x\nmax_age = 1d\nk = 1\nstore = 1\n[a_b]\nk = 1\n"
			  "[a:n]\nmax_age = 1\n[a0]\nk = 1\n");
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	settings = config_module_settings(config, "a", &count);
	cr_assert_eq(count, 5);
	for (size_t i = 0; i < count; i++) {
		cr_assert_str_eq(settings[i].section, wanted[i][0]);
		cr_assert_str_eq(settings[i].key, wanted[i][1]);
	}
	config_module_settings(config, "ab", &count);
	cr_assert_eq(count, 1);
	config_module_settings(config, "none", &count);
	cr_assert_eq(count, 0);
}

Test(config, settings_tell_where_they_come_from)
{
	const struct setting *settings;
	size_t count, defaults = 0, keys = 0;
	char origin[256];

	read_text("[muster]\nmax_age = 1d\n[a]\n\nk = 1\n   2\n");
	settings = config_settings(config, &count);
	cr_assert_str_eq(settings[0].section, "a");
	snprintf(origin, sizeof(origin), "%s:5", first);
	cr_assert_str_eq(settings[0].origin, origin);
	for (size_t i = 1; i < count; i++) {
		const bool set = strcmp(settings[i].key, "max_age") == 0;
		snprintf(origin, sizeof(origin), "%s:2", first);
		cr_assert_str_eq(settings[i].origin, set ? origin : "default");
		defaults += !set;
	}
	for (const struct config_key *key = config_keys; key->name; key++)
		keys += key->fallback != NULL;
	cr_assert_eq(defaults + 1, keys);
}

Test(config, wrong_lines_belong_to_their_module)
{
	const char *text = NULL;

	read_text("[muster]\nx = 1\n[a]\nmax_age = x\n[b:n]\nno equals\n[ab]\nk = 1\n");
	cr_assert(config_module_error(config, "a", &text));
	cr_assert(strstr(text, ":4: max_age"));
	cr_assert(config_module_error(config, "b", &text));
	cr_assert(strstr(text, ":6: no"));
	cr_assert_not(config_module_error(config, "ab", &text));
	cr_assert_eq(config_errors(config), 3);
}

Test(config, sections_of_no_module_are_told_of)
{
	static const char *const modules[] = {"colormaps", "plugins", NULL};
	char wanted[1024];

	read_text("[muster]\n[plugins:x]\nk = 1\n[colormap]\n[plugin:y]\nk = 1\n[zzz]\n");
	cr_assert_eq(config_check_sections(config, modules, &options), MUSTER_OK);
	snprintf(wanted, sizeof(wanted),
			 "%s:4: [colormap]: there is no module \"colormap\" (did you mean \"colormaps\"?)\n"
			 "%s:5: [plugin:y]: there is no module \"plugin\" (did you mean \"plugins\"?)\n"
			 "%s:7: [zzz]: there is no module \"zzz\" (install it, or take the section out)\n",
			 first, first, first);
	cr_assert_str_eq(reports, wanted);
	cr_assert_eq(config_errors(config), 3);
}

/* What is written down for people is what holds. */
Test(config, muster_conf_tells_every_key_and_its_default)
{
	static char text[32768];
	FILE *file = fopen(TEST_MUSTER_CONF, "r");

	cr_assert_not_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	for (const struct config_key *key = config_keys; key->name; key++) {
		char line[128];
		const bool stated = key->fallback && key->fallback[0] != '/';
		snprintf(line, sizeof(line), "\n#%s = %s", key->name, stated ? key->fallback : "");
		cr_assert(strstr(text, line), "%s", line);
	}
	read_text(text);
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	for (char *mark = text; (mark = strstr(mark, "\n#"));) { /* and so does what is taken out of its comments */
		char *key = mark + 2;
		if (*key == '[' || (*key != ' ' && key[strspn(key, "abcdefghijklmnopqrstuvwxyz_")] == ' '))
			memmove(mark + 1, key, strlen(key) + 1);
		mark = mark + 1;
	}
	read_text(text);
	cr_assert_eq(config_errors(config), 0, "%s", reports);
	is("colormaps", "timeout", "60s");
	is("muster", "store", "/var/tmp/muster");
}

/* ---- Any bytes ---- */

static unsigned random_below(unsigned *seed, unsigned limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

static size_t mutate(unsigned *seed, char *text, size_t size, size_t room)
{
	static const char *const pieces[] = {"[",    "]",     "=",         "\n",      "\n ", " ;",           "\"",    ":",
										 "\r\n", "[a]\n", "\n[a:b]\n", "max_age", "~/",  "\xef\xbb\xbf", "\n\t\n"};

	for (unsigned changes = 1 + random_below(seed, 6); changes > 0; changes--) {
		const size_t at = random_below(seed, (unsigned)size + 1);
		const char *piece = pieces[random_below(seed, sizeof(pieces) / sizeof(*pieces))];
		const size_t more = random_below(seed, 16) == 0 ? 250 : strlen(piece);
		switch (random_below(seed, 3)) {
		case 0:
			if (at < size)
				text[at] = (char)random_below(seed, 256);
			break;
		case 1:
			size = random_below(seed, 8) == 0 ? at : size;
			break;
		default:
			if (size + more > room)
				break;
			memmove(text + at + more, text + at, size - at);
			memset(text + at, 'x', more);
			memcpy(text + at, piece, strlen(piece));
			size += more;
		}
	}
	return size;
}

Test(config, any_bytes_are_read_or_told_of, .timeout = 120)
{
	static const char start[] =
		"# c\n[muster]\nmax_age = 1d\nstale = serve ; c\n\n[a]\npaths = ~/x \"/y z\"\n  /w\n\t/v\n"
		"k = 1\n[a:n]\nfiles = *.so\n  *.dll\n";
	unsigned seed = 20260101;
	size_t taken = 0, told = 0;

	options.file = first;
	for (unsigned i = 0; i < 20000; i++) {
		char text[4096];
		struct policy policy;
		size_t size, count;
		memcpy(text, start, sizeof(start));
		size = mutate(&seed, text, sizeof(start) - 1, sizeof(text));
		put_bytes("first.conf", text, size);
		cr_assert_eq(read_again(), MUSTER_OK);
		*(config_errors(config) ? &told : &taken) += 1;
		cr_assert_eq(config_errors(config) > 0, reports[0] != '\0');
		config_policy(config, "a", &policy);
		cr_assert(policy.timeout >= 1 && policy.max_age >= 0);
		config_module_settings(config, "a", &count);
	}
	cr_assert(taken > 1000 && told > 1000, "%zu were taken and %zu told of", taken, told);
}
