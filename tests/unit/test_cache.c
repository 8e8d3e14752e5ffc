/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* When the cache discovers, on top of what, and when it does not. The discovery itself is replaced by one that notes
 * what it was given. */

#include "cached.h"
#include "config/config.h"
#include "lookup/launch.h"
#include "lookup/renew.h"

static unsigned launches, renewals;
static bool on_top;                /* the last launch got sources of a blob to build upon */
static bool got_old;               /* it got a candidate */
static enum muster_status outcome; /* of each launch */

/* Whether a source is taken as it was; all of an old blob may be doubted. */
static bool any_unchanged(const struct candidate *old)
{
	for (size_t i = 0; old->unchanged && i < old->sources.count; i++) {
		if (old->unchanged[i])
			return true;
	}
	return false;
}

enum muster_status launch(const struct question *asked, const struct candidate *old, bool describe,
						  struct launched *launched, struct problem *problem)
{
	const struct meta meta = fitting_meta();
	static const struct sources none;
	cleanup_close int descriptor = memfd_create("blob", MFD_CLOEXEC);

	cr_expect_eq(asked, &question);
	cr_expect_not(describe);
	*launched = (struct launched){.read = 5, .phase = "scan"};
	launches++;
	got_old = old;
	on_top = old && old->readable && any_unchanged(old);
	if (outcome != MUSTER_OK)
		return problem_set(problem, outcome, "the discovery failed");
	write_cached(&meta, &none, 0, descriptor);
	return blob_read_back(descriptor, &launched->bytes, &launched->size, problem);
}

void renew_start(const struct question *asked)
{
	cr_expect_eq(asked, &question);
	renewals++;
}

static void (*when_stale)(void); /* runs between the first look and the lock */

static void log_line(void *data, enum muster_level level, const char *text)
{
	(void)data;
	(void)level;
	if (strstr(text, "stale") && when_stale)
		when_stale();
}

static void begin(void)
{
	begin_cached();
	cached_muster.log = log_line;
	cached_muster.config = NULL;
}

TestSuite(cache, .init = begin, .fini = remove_root);

/* A source that is as it was, and one that is not. */
static void publish_kind(int64_t age, bool changed, bool other_module)
{
	struct sources sources = {0};
	struct meta meta = fitting_meta();
	struct source source;

	put("file", "text");
	cr_assert_eq(source_of_path(&source, at("file"), true), 0);
	source.stamp.modified += changed;
	sources_add(&sources, &source, at("file"));
	put("other", "text");
	cr_assert_eq(source_of_path(&source, at("other"), true), 0);
	sources_add(&sources, &source, at("other"));
	meta.created -= age * SECOND;
	meta.stamp.inode += other_module;
	meta.sources = 1;
	publish_blob(0, &meta, &sources);
	sources_free(&sources);
}

static struct muster_outcome result;
static struct problem problem;

static enum muster_status get(unsigned flags)
{
	const struct muster_registry *registry;

	result = (struct muster_outcome){0};
	problem = (struct problem){0};
	const enum muster_status status = cache_get(&question, flags, &registry, &result, &problem);
	cr_expect_eq(registry != NULL, status == MUSTER_OK);
	muster_registry_release(registry);
	return status;
}

Test(cache, what_is_fresh_is_taken_unless_forced)
{
	publish_kind(0, false, false);
	cr_expect_eq(get(0), MUSTER_OK);
	cr_expect_eq(get(MUSTER_REFRESH_RETRY), MUSTER_OK);
	cr_expect_eq(launches, 0);
	cr_expect_not(result.discovered);
	cr_expect_eq(result.sources, 1);
	cr_expect_eq(get(MUSTER_REFRESH_FORCE), MUSTER_OK);
	cr_expect_eq(launches, 1);
	cr_expect_not(on_top);
	cr_expect(result.discovered);
	cr_expect_eq(result.changed, 5);
}

Test(cache, a_discovery_is_kept_and_found)
{
	cr_expect_eq(get(0), MUSTER_OK);
	cr_expect_eq(get(0), MUSTER_OK);
	cr_expect_eq(launches, 1);
}

/* Built upon while module and age hold; with one of them gone, all is read again. */
Test(cache, what_is_built_upon)
{
	static const struct {
		int64_t age;
		bool other_module, built_upon;
	} cases[] = {{0, false, true}, {5000, false, false}, {0, true, false}, {5000, true, false}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		publish_kind(cases[i].age, true, cases[i].other_module);
		cr_expect_eq(get(0), MUSTER_OK);
		cr_expect_eq(launches, i + 1);
		cr_expect(got_old);
		cr_expect_eq(on_top, cases[i].built_upon, "case %zu", i);
	}
}

Test(cache, stale_is_served_where_it_may_be)
{
	question.policy.serve_stale = true;
	cr_expect_eq(get(0), MUSTER_OK); /* nothing to serve */
	cr_expect_eq(launches, 1);
	cr_expect_eq(renewals, 0);
	cr_expect_eq(get(0), MUSTER_OK); /* fresh */
	cr_expect_eq(renewals, 0);
	publish_kind(0, true, false);
	cr_expect_eq(get(0), MUSTER_OK);
	cr_expect_eq(launches, 1);
	cr_expect_eq(renewals, 1);
	cr_expect_not(result.discovered);
	cr_expect_eq(get(MUSTER_REFRESH_RETRY), MUSTER_OK); /* somebody wants to see what comes of it */
	cr_expect_eq(launches, 2);
	publish_kind(0, true, false);
	cr_expect_eq(get(MUSTER_REFRESH_FORCE), MUSTER_OK);
	cr_expect_eq(launches, 3);
	cr_expect_eq(renewals, 1);
}

Test(cache, a_failure_is_kept_until_somebody_asks_for_more)
{
	outcome = MUSTER_MODULE_FAILED;
	cr_expect_eq(get(0), MUSTER_MODULE_FAILED);
	cr_expect_eq(get(0), MUSTER_MODULE_FAILED);
	cr_expect_eq(launches, 1);
	cr_expect_not_null(strstr(problem.text, "failure number 1"));
	cr_expect_eq(get(MUSTER_REFRESH_RETRY), MUSTER_MODULE_FAILED);
	cr_expect_eq(launches, 2);
	cr_expect_eq(get(MUSTER_REFRESH_FORCE), MUSTER_MODULE_FAILED);
	cr_expect_eq(launches, 3);
	cr_expect_eq(get(0), MUSTER_MODULE_FAILED);
	cr_expect_not_null(strstr(problem.text, "failure number 3"));
	outcome = MUSTER_OK;
	cr_expect_eq(get(MUSTER_REFRESH_RETRY), MUSTER_OK);
	cr_expect_eq(launches, 4);
	cr_expect_eq(get(0), MUSTER_OK);
	cr_expect_eq(launches, 4);
}

Test(cache, a_failure_does_not_take_a_fresh_blob_away)
{
	publish_kind(0, false, false);
	outcome = MUSTER_MODULE_FAILED;
	cr_expect_eq(get(MUSTER_REFRESH_FORCE), MUSTER_MODULE_FAILED);
	cr_expect_eq(get(0), MUSTER_OK);
	cr_expect_eq(launches, 1);
}

static void publish_fresh(void)
{
	publish_kind(0, false, false);
}

static void publish_changed(void)
{
	publish_kind(0, true, false);
}

static void publish_old(void)
{
	publish_kind(5000, false, false);
}

/* What another process publishes between the first look and the lock is looked at. */
Test(cache, what_another_published_meanwhile)
{
	static const struct {
		void (*publish)(void);
		bool discovered, built_upon;
	} cases[] = {
		{NULL, true, true}, {publish_fresh, false, false}, {publish_changed, true, true}, {publish_old, true, false}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		publish_kind(0, true, false);
		when_stale = cases[i].publish;
		launches = 0;
		on_top = false;
		cr_expect_eq(get(0), MUSTER_OK);
		cr_expect_eq(launches, cases[i].discovered, "case %zu", i);
		cr_expect_eq(on_top, cases[i].built_upon, "case %zu", i);
		cr_expect_eq(result.discovered, cases[i].discovered);
	}
}

/* Who forces a discovery gets one, whatever others made. */
Test(cache, forced_whatever_another_published)
{
	publish_kind(0, true, false);
	when_stale = publish_fresh;
	cr_expect_eq(get(MUSTER_REFRESH_FORCE), MUSTER_OK);
	cr_expect_eq(launches, 1);
	publish_kind(0, true, false);
	cr_expect_eq(get(MUSTER_REFRESH_RETRY), MUSTER_OK);
	cr_expect_eq(launches, 1);
}

/* The question with one setting of the configuration. */
static enum muster_status ask_with(const char *setting, const char *path, char key[17])
{
	const char *overrides[] = {setting, NULL};
	const struct config_options options = {.file = at("muster.conf"), .overrides = overrides};
	struct slot slot = {.muster = &cached_muster, .name = "maker", .path = path};
	struct question asked;

	put("muster.conf", "");
	cr_assert_eq(config_read(&cached_muster.config, &options, &problem), MUSTER_OK, "%s", problem.text);
	cached_muster.slots = &slot;
	cached_muster.slot_count = 1;
	const enum muster_status status = cache_question(&cached_muster, "maker", &asked, &problem);
	cr_expect_eq(asked.slot, &slot);
	cr_expect_eq(asked.module.inode != 0, status == MUSTER_OK);
	memcpy(key, asked.key, 17);
	config_free(cached_muster.config);
	return status;
}

static void key_with(const char *setting, const char *path, char key[17])
{
	cr_assert_eq(ask_with(setting, path, key), MUSTER_OK, "%s", problem.text);
}

Test(cache, what_is_not_asked_for)
{
	char key[17], path[PATH_MAX];

	put("one.so", "");
	snprintf(path, PATH_MAX, "%s", at("one.so"));
	cr_expect_eq(ask_with("maker.enabled=yes", path, key), MUSTER_OK);
	cr_expect_eq(ask_with("maker.enabled=no", path, key), MUSTER_NOT_FOUND);
	cr_expect_eq(ask_with("maker.timeout=never", path, key), MUSTER_BAD_CONFIG);
	cr_expect_eq(ask_with(NULL, "/nonexistent/module.so", key), MUSTER_NOT_FOUND);
}

Test(cache, what_is_in_the_key)
{
	static const char *const same[] = {"maker.timeout=99", "maker.max_age=99", "maker.memory_limit=99M",
									   "maker.check_mtimes=content", "other.size=3"};
	static const char *const other[] = {
		"maker.max_file_size=12345", "maker.size=3", "maker.size=4", "maker.sizes=3", "maker.paths=/a",
		"maker:name.size=3"};
	char keys[8][17], key[17], path[2][PATH_MAX];
	size_t count = 0;

	put("one.so", "");
	put("two.so", "");
	snprintf(path[0], PATH_MAX, "%s", at("one.so"));
	snprintf(path[1], PATH_MAX, "%s", at("two.so"));
	key_with(NULL, path[0], keys[count++]);
	key_with(NULL, path[1], keys[count++]);
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		key_with(other[i], path[0], keys[count++]);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(keys[i], keys[k], "%zu %zu", i, k);
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		key_with(same[i], path[0], key);
		cr_expect_str_eq(key, keys[0], "%s", same[i]);
	}
}
