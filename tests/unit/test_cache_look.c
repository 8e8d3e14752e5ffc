/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which blob is taken, and why not: tables in which one thing differs from a blob that is fresh. */

#include "cached.h"

TestSuite(cache_look, .init = begin_cached, .fini = remove_root);

static struct candidate candidate;

/* Looks into the first store: the rule that fails, or RULE_COUNT where the blob is fresh. */
static enum rule failing(void)
{
	enum rule found = RULE_COUNT;

	cr_assert_eq(cache_look(&question, 0, true, &candidate), MUSTER_OK);
	for (int i = RULE_COUNT - 1; i >= 0; i--)
		if (candidate.rules[i].checked && !candidate.rules[i].passed)
			found = (enum rule)i;
	cr_expect_eq(candidate.fresh, found == RULE_COUNT);
	if (found != RULE_MODULE) /* then it depends on whose it is */
		cr_expect_eq(candidate.readable, found != RULE_BLOB);
	cr_expect_eq(cache_reason(&candidate) == NULL, candidate.fresh);
	cache_candidate_free(&candidate);
	return found;
}

Test(cache_look, a_blob_that_fits_is_fresh)
{
	const struct meta meta = fitting_meta();

	cr_expect_eq(failing(), RULE_BLOB);
	publish_blob(0, &meta, NULL);
	cr_expect_eq(failing(), RULE_COUNT);
}

Test(cache_look, a_blob_of_another_module_file)
{
	static const struct {
		const char *what, *module, *path;
		int field;
		uint32_t major;
		bool host;
	} cases[] = {
		{"module", "makes", "/module.so", -1, MUSTER_ABI_MAJOR, false},
		{"path", "maker", "/other.so", -1, MUSTER_ABI_MAJOR, false},
		{"host", "maker", "/module.so", -1, MUSTER_ABI_MAJOR, true},
		{"older ABI", "maker", "/module.so", -1, MUSTER_ABI_MAJOR - 1, false},
		{"newer ABI", "maker", "/module.so", -1, MUSTER_ABI_MAJOR + 1, false},
		{"device", "maker", "/module.so", 0, MUSTER_ABI_MAJOR, false},
		{"inode", "maker", "/module.so", 1, MUSTER_ABI_MAJOR, false},
		{"size", "maker", "/module.so", 2, MUSTER_ABI_MAJOR, false},
		{"mtime", "maker", "/module.so", 3, MUSTER_ABI_MAJOR, false},
		{"ctime", "maker", "/module.so", 4, MUSTER_ABI_MAJOR, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meta meta = fitting_meta();
		meta.module = cases[i].module;
		meta.path = cases[i].path;
		meta.abi_major = cases[i].major;
		meta.host.is = cases[i].host;
		meta.stamp.device += cases[i].field == 0;
		meta.stamp.inode += cases[i].field == 1;
		meta.stamp.size += cases[i].field == 2;
		meta.stamp.modified += cases[i].field == 3;
		meta.stamp.changed += cases[i].field == 4;
		publish_blob(0, &meta, NULL);
		cr_expect_eq(failing(), RULE_MODULE, "%s", cases[i].what);
	}
}

Test(cache_look, another_version_of_the_same_file_is_fresh)
{
	struct meta meta = fitting_meta();

	meta.version = "2";
	meta.abi_minor = 99;
	publish_blob(0, &meta, NULL);
	cr_expect_eq(failing(), RULE_COUNT);
}

/* Margins of minutes: no test waits, and a slow machine changes nothing. The slack is two seconds. */
Test(cache_look, age)
{
	static const struct {
		int64_t age, most;
		bool fresh;
	} cases[] = {{0, 1000, true},  {500, 1000, true},  {1001, 1000, false}, {1000, 1000, false}, {999999, 0, true},
				 {-1, 1000, true}, {-30, 1000, false}, {-100, 0, false},    {-1, 0, true}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meta meta = fitting_meta();
		meta.created -= cases[i].age * SECOND;
		question.policy.max_age = cases[i].most;
		publish_blob(0, &meta, NULL);
		cr_expect_eq(failing(), cases[i].fresh ? RULE_COUNT : RULE_AGE, "case %zu", i);
	}
}

Test(cache_look, damaged_and_failed_are_not_readable)
{
	const struct meta meta = fitting_meta();

	publish_damage(0);
	cr_expect_eq(failing(), RULE_BLOB);
	publish_flagged(0, &meta, NULL, BLOB_FAILURE);
	cr_expect_eq(failing(), RULE_BLOB);
}

static void add_source(struct sources *sources, const char *name, bool right)
{
	struct source source;

	cr_assert_eq(source_of_path(&source, at(name), true), 0);

	source.flags &= (uint8_t)~SOURCE_RACY;
	source.stamp.modified += !right;
	sources_add(sources, &source, at(name));
}

Test(cache_look, sources_in_each_mode)
{
	static const struct {
		const char *what;
		enum check_mtimes mode;
		bool folder, file, content, fresh;
	} cases[] = {
		{"nothing changed", CHECK_DIRS, true, true, false, true},
		{"nothing changed", CHECK_YES, true, true, false, true},
		{"nothing changed", CHECK_CONTENT, true, true, true, true},
		{"file changed", CHECK_NO, true, false, false, true},
		{"file changed", CHECK_DIRS, true, false, false, true},
		{"file changed", CHECK_YES, true, false, false, false},
		{"file touched", CHECK_CONTENT, true, false, true, true},
		{"folder changed", CHECK_NO, false, true, false, true},
		{"folder changed", CHECK_DIRS, false, true, false, false},
		{"folder changed", CHECK_YES, false, true, false, false},
		{"made without hashes", CHECK_CONTENT, true, true, false, false},
	};

	make_folder("folder");
	put("file", "text");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sources sources = {0};
		struct meta meta = fitting_meta();
		add_source(&sources, "folder", cases[i].folder);
		add_source(&sources, "file", cases[i].file);
		meta.sources = 2;
		meta.content = cases[i].content;
		question.policy.check_mtimes = cases[i].mode;
		publish_blob(0, &meta, &sources);
		cr_expect_eq(failing(), cases[i].fresh ? RULE_COUNT : RULE_SOURCES, "%s, mode %d", cases[i].what,
					 cases[i].mode);
		sources_free(&sources);
	}
}

Test(cache_look, sources_are_looked_at_only_when_asked)
{
	struct sources sources = {0};
	const struct meta meta = fitting_meta();

	put("file", "text");
	add_source(&sources, "file", false);
	publish_blob(0, &meta, &sources);
	cr_assert_eq(cache_look(&question, 0, false, &candidate), MUSTER_OK);
	cr_expect(candidate.fresh && !candidate.sources_read && !candidate.unchanged);
	cr_assert_eq(cache_judge_sources(&question, &candidate), MUSTER_OK);
	cr_expect(candidate.readable && !candidate.fresh);
	cr_expect_eq(candidate.changed, 1);
	cache_candidate_free(&candidate);
	sources_free(&sources);
}

static const struct muster_field two_fields[] = {
	{"text", MUSTER_TYPE_STRING, "", 0}, {"number", MUSTER_TYPE_INTEGER, "", 0}, {0}};
static const struct muster_field renamed[] = {
	{"text", MUSTER_TYPE_STRING, "", 0}, {"count", MUSTER_TYPE_INTEGER, "", 0}, {0}};
static const struct muster_field retyped[] = {
	{"text", MUSTER_TYPE_STRING, "", 0}, {"number", MUSTER_TYPE_REAL, "", 0}, {0}};
static const struct muster_field fewer[] = {{"text", MUSTER_TYPE_STRING, "", 0}, {0}};
static const struct muster_field swapped[] = {
	{"number", MUSTER_TYPE_INTEGER, "", 0}, {"text", MUSTER_TYPE_STRING, "", 0}, {0}};
static const struct muster_field reworded[] = {
	{"text", MUSTER_TYPE_STRING, "Some text", 0}, {"number", MUSTER_TYPE_INTEGER, "", MUSTER_FIELD_SHOWN}, {0}};
static const struct muster_field more[] = {{"text", MUSTER_TYPE_STRING, "", 0},
										   {"number", MUSTER_TYPE_INTEGER, "", 0},
										   {"real", MUSTER_TYPE_REAL, "", 0},
										   {0}};

Test(cache_look, a_host_s_own_cache)
{
	static const struct {
		const char *what, *module, *version;
		uint32_t format;
		const struct muster_field *fields;
		bool host, fresh;
	} cases[] = {
		{"same", "maker", "1", 7, two_fields, true, true},
		{"version", "maker", "1.0", 7, two_fields, true, false},
		{"format", "maker", "1", 8, two_fields, true, false},
		{"a field's name", "maker", "1", 7, renamed, true, false},
		{"a field's type", "maker", "1", 7, retyped, true, false},
		{"fewer fields", "maker", "1", 7, fewer, true, false},
		{"more fields", "maker", "1", 7, more, true, false},
		{"order", "maker", "1", 7, swapped, true, false},
		{"words", "maker", "1", 7, reworded, true, true},
		{"another cache", "makes", "1", 7, two_fields, true, false},
		{"a module's", "maker", "1", 7, two_fields, false, false},
	};
	const struct wanted wanted = {.version = "1", .format = 7, .fields = two_fields};

	question.host = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meta meta = fitting_meta();
		meta.module = cases[i].module;
		meta.version = cases[i].version;
		meta.fields = (struct muster_field *)cases[i].fields;
		meta.host = (struct meta_host){.is = cases[i].host, .format = cases[i].format};
		meta.stamp = (struct stamp){0}; /* there is no module file */
		meta.path = "";
		publish_blob(0, &meta, NULL);
		question.wanted = &wanted;
		cr_expect_eq(failing(), cases[i].fresh ? RULE_COUNT : RULE_MODULE, "%s", cases[i].what);
		question.wanted = NULL; /* who is not its host takes any version */
		cr_expect_eq(failing(), cases[i].host && strcmp(cases[i].module, "maker") == 0 ? RULE_COUNT : RULE_MODULE, "%s",
					 cases[i].what);
	}
}

enum kind { NONE, DAMAGED, STALE, FRESH };

static void provide(size_t folder, enum kind kind)
{
	struct meta meta = fitting_meta();
	char command[PATH_MAX + 32];

	snprintf(command, sizeof(command), "rm -rf '%s'", cached_folders[folder]);
	cr_assert_eq(system(command), 0);
	meta.created -= kind == STALE ? 5000 * SECOND : 0;
	if (kind == DAMAGED)
		publish_damage(folder);
	else if (kind != NONE)
		publish_blob(folder, &meta, NULL);
}

/* Fresh before readable before damaged before none; of equals the first, and the user's store is the first. */
Test(cache_look, which_of_two_stores_wins)
{
	for (int first = NONE; first <= FRESH; first++) {
		for (int second = NONE; second <= FRESH; second++) {
			const bool readable = first >= STALE || second >= STALE;
			const size_t wins = second > first;
			provide(0, (enum kind)first);
			provide(1, (enum kind)second);
			cr_assert_eq(cache_look_all(&question, true, &candidate), MUSTER_OK);
			cr_expect_eq(candidate.readable, readable, "%d %d", first, second);
			cr_expect_eq(candidate.fresh, first == FRESH || second == FRESH, "%d %d", first, second);
			if (readable)
				cr_expect_eq(candidate.folder, wins, "%d %d", first, second);
			else
				cr_expect_eq(candidate.status != MUSTER_NOT_FOUND, first == DAMAGED || second == DAMAGED, "%d %d",
							 first, second);
			cache_candidate_free(&candidate);
		}
	}
}

/* As root: the system's store, the second one, is written, and only a host's own cache looks there first. */
Test(cache_look, the_store_that_is_written_comes_first_for_hosts)
{
	for (int host = 0; host < 2; host++) {
		for (int second = 0; second < 2; second++) {
			struct meta meta = fitting_meta();
			meta.host.is = question.host = host;
			publish_blob(0, &meta, NULL);
			publish_blob(1, &meta, NULL);
			cached_muster.store.writable[0] = !second;
			cached_muster.store.writable[1] = second;
			cr_assert_eq(cache_look_all(&question, true, &candidate), MUSTER_OK);
			cr_expect(candidate.fresh);
			cr_expect_eq(candidate.folder, host && second ? 1 : 0, "host %d, second %d", host, second);
			cache_candidate_free(&candidate);
		}
	}
}

Test(cache_look, no_store)
{
	cached_muster.store.count = 0;
	cr_assert_eq(cache_look_all(&question, true, &candidate), MUSTER_OK);
	cr_expect(!candidate.readable && !candidate.fresh);
	cr_expect_eq(candidate.status, MUSTER_NOT_FOUND);
	cr_expect_str_eq(cache_reason(&candidate), "there is no store to read");
	cache_candidate_free(&candidate);
}
