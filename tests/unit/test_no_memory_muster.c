/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The public calls about modules, with each allocation of a call refused in turn, and with all later ones refused too:
 * the whole answer or a clean status, nothing left, and once there is memory again the whole answer. Discoveries are
 * made in this process, so that all of a scan is tried as well. */

#include <criterion/criterion.h>

#include "sanitizer.h"

#ifndef SANITIZED

#include <dlfcn.h>
#include <fcntl.h>

#include <muster/muster.h>

#include "loader.h"
#include "refuse.h"
#include "registry.h"
#include "tree.h"

#define ENTRIES 7

static struct muster *muster;
static char expected[1 << 14];
static unsigned turn;               /* so that each attempt finds something new */
static struct module_handle loaded; /* so that the linker, which keeps what it allocates, has it already */

static void copy_module(void)
{
	static char bytes[1 << 20];
	FILE *from = fopen(MODULE_FIXTURES "/words.so", "rb"), *to;
	const size_t size = from ? fread(bytes, 1, sizeof(bytes), from) : 0;

	cr_assert(size && size < sizeof(bytes));
	fclose(from);
	to = fopen(at("modules/words.so"), "wb");
	cr_assert(to && fwrite(bytes, 1, size, to) == size && fclose(to) == 0);
	cr_assert_eq(chmod(at("modules/words.so"), 0644), 0);
}

static enum muster_status open_muster(struct muster **opened, const char *more)
{
	char config[128];
	const char *overrides[] = {"muster.isolation=none", more, NULL};
	const struct muster_options options = {.size = sizeof(options), .config = config, .overrides = overrides};

	snprintf(config, sizeof(config), "%s/muster.conf", root);
	return muster_open(opened, &options);
}

static void write_config(void)
{
	char text[1024];

	snprintf(text, sizeof(text),
			 "[muster]\nworker = /bin/true\nmodules = %s/modules\nstore = %s/store\nsystem_store = %s/system\n[words]\n"
			 "paths = %s/words/ \"%s/more words\" %s/w*ds %s/nothing/x\nminimal = a b \"c d\"\n"
			 "[words:heavy]\nweight = 12\nfolders = %s/words %s/words/a.b.word\n[wrods]\nkey = of nobody\n",
			 root, root, root, root, root, root, root, root, root);
	put("muster.conf", text);
}

static void begin(void)
{
	char text[128];
	struct problem problem;
	int descriptor;
	struct stat status;

	umask(022);
	setenv("MUSTER_TEST_WORDS", "set", 1);
	make_root();
	cr_assert_eq(chmod(root, 0755), 0);
	make_folder("modules");
	make_folder("words");
	make_folder("words/deeper");
	make_folder("more words");
	copy_module();
	snprintf(text, sizeof(text), "%s/depended", root);
	put("depended", "upon");
	put("words/a.b.word", text);
	put("words/loud.word", "!");
	put("words/deeper/low.word", "deep");
	put("more words/other.word", "another one");
	cr_assert_eq(symlink("/nowhere/at/all", at("words/dangling.word")), 0);
	snprintf(text, sizeof(text), "%s/words/a.b.word", root);
	cr_assert_eq(link(text, at("words/z.word")), 0);
	write_config();
	cr_assert_not_null(dlopen(TEST_LIBRARY, RTLD_NOW | RTLD_LOCAL), "%s", dlerror()); /* whose scan the module uses */
	cr_assert_eq(loader_vet(at("modules/words.so"), &descriptor, &status, &problem), MUSTER_OK, "%s", problem.text);
	cr_assert_eq(loader_load(descriptor, "words", &loaded, &problem), MUSTER_OK, "%s", problem.text);
	close(descriptor);
}

static void end(void)
{
	remove_root();
}

TestSuite(no_memory_muster, .init = begin, .fini = end, .timeout = 300);

static bool clean(enum muster_status status)
{
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY || status == MUSTER_LIMIT_EXCEEDED,
			  "%d after %zu%s: %s", status, refused, onwards ? " and onwards" : "",
			  muster ? muster_last_message(muster) : "");
	return status == MUSTER_OK;
}

/* What is not tried: it has memory. */
#define WITH_MEMORY(call)                                                                                              \
	do {                                                                                                               \
		const bool were = refusing;                                                                                    \
		refusing = false;                                                                                              \
		call;                                                                                                          \
		refusing = were;                                                                                               \
	} while (0)

/* The linker keeps another name of a library that it has; so each attempt is made once before. */
static void refuse_all(bool (*attempt)(void))
{
	refused = 0;
	cr_assert(attempt());
	refuse_each_and_onwards(attempt);
}

static void open_context(const char *more)
{
	muster = NULL;
	cr_assert_eq(open_muster(&muster, more), MUSTER_OK);
}

/* The linker keeps its last complaint until it is asked. */
static void close_context(void)
{
	muster_close(muster);
	muster = NULL;
	dlerror();
	dlerror();
}

static void store_nothing(void)
{
	cr_assert_eq(muster_clear(muster, NULL, NULL), MUSTER_OK);
}

/* Each entry, and how many there are of all else. */
static void look(const struct muster_registry *registry, char text[sizeof(expected)])
{
	const struct meta *meta = registry_meta(registry);
	size_t used = 0;

	for (const struct muster_entry *e = muster_first(registry); e; e = muster_next(e))
		used += (size_t)snprintf(text + used, sizeof(expected) - used, "%s=%s,%lld,%zu;", muster_entry_key(e),
								 muster_entry_string(e, "text"), (long long)muster_entry_integer(e, "weight", -1),
								 muster_value_count(muster_entry_field(e, "parts")));
	cr_assert_eq(muster_registry_status(registry), MUSTER_OK);
	snprintf(text + used, sizeof(expected) - used, "%zu entries, %zu groups, %zu sources, %zu findings", meta->entries,
			 meta->groups, meta->sources, meta->findings);
}

static void write_turn(void)
{
	char text[8];

	snprintf(text, sizeof(text), "%04u", turn);
	put("words/deeper/low.word", text);
}

/* All of the answer, as it is in this turn. */
static void is_whole(const struct muster_registry *registry)
{
	static char found[sizeof(expected)];
	char wanted[16], *place = strstr(expected, "low=");

	snprintf(wanted, sizeof(wanted), "low=%04u", turn);
	memcpy(place, wanted, strlen(wanted));
	look(registry, found);
	cr_assert_str_eq(found, expected, "after %zu%s", refused, onwards ? " and onwards" : "");
}

static void expect(void)
{
	const struct muster_registry *registry;

	open_context(NULL);
	write_turn();
	cr_assert_eq(muster_get(muster, "words", &registry), MUSTER_OK, "%s", muster_last_message(muster));
	look(registry, expected);
	muster_release(registry);
	store_nothing();
	close_context();
	cr_assert_not_null(strstr(expected, "a.b="), "%s", expected);
	cr_assert_not_null(strstr(expected, "low="), "%s", expected);
}

static bool get_whole(void)
{
	const struct muster_registry *registry;
	const bool done = clean(muster_get(muster, "words", &registry));

	refusing = false;
	cr_assert(done == (registry != NULL), "%p with %d after %zu%s: %s", (const void *)registry, done, refused,
			  onwards ? " and onwards" : "", muster_last_message(muster));
	if (!done)
		cr_assert_eq(muster_get(muster, "words", &registry), MUSTER_OK, "then: %s", muster_last_message(muster));
	is_whole(registry);
	muster_release(registry);
	return done;
}

static const char *more;

static bool attempt_full(void)
{
	bool done;

	WITH_MEMORY(open_context(more));
	WITH_MEMORY(store_nothing());
	done = get_whole();
	close_context();
	return done;
}

Test(no_memory_muster, a_discovery_is_whole_or_fails)
{
	expect();
	refuse_all(attempt_full);
}

static bool attempt_incremental(void)
{
	bool done;

	turn++;
	WITH_MEMORY(write_turn());
	WITH_MEMORY(open_context(more));
	done = get_whole();
	close_context();
	return done;
}

Test(no_memory_muster, a_discovery_on_an_old_blob_is_whole_or_fails)
{
	expect();
	attempt_full();
	refuse_all(attempt_incremental);
}

Test(no_memory_muster, discoveries_by_content_are_whole_or_fail)
{
	expect();
	more = "words.check_mtimes=content";
	refuse_all(attempt_full);
	refuse_all(attempt_incremental);
}

static bool attempt_fresh(void)
{
	bool done;

	WITH_MEMORY(open_context(more));
	done = get_whole();
	close_context();
	return done;
}

Test(no_memory_muster, what_is_there_is_taken_whole)
{
	expect();
	attempt_full();
	usleep(60000); /* what is plain then was racy before */
	attempt_fresh();
	refuse_all(attempt_fresh);
	more = "words.check_mtimes=dirs";
	refuse_all(attempt_fresh);
}

static bool attempt_cached(void)
{
	const struct muster_registry *registry;
	bool done;

	WITH_MEMORY(open_context(NULL));
	done = clean(muster_get_cached(muster, "words", &registry));
	refusing = false;
	cr_assert(done == (registry != NULL), "%p with %d after %zu%s: %s", (const void *)registry, done, refused,
			  onwards ? " and onwards" : "", muster_last_message(muster));
	if (done)
		is_whole(registry);
	muster_release(registry);
	close_context();
	return done;
}

Test(no_memory_muster, what_is_cached_is_taken_whole)
{
	expect();
	attempt_full();
	refuse_all(attempt_cached);
}

static bool attempt_refresh(void)
{
	struct muster_outcome *outcomes;
	size_t count;
	bool done;

	WITH_MEMORY(open_context(NULL));
	done = clean(muster_refresh(muster, NULL, MUSTER_FORCE, &outcomes, &count));
	refusing = false;
	cr_assert(outcomes ? count == 1 : count == 0);
	cr_assert(!done || outcomes);
	if (done)
		cr_assert(outcomes[0].discovered && outcomes[0].entries == ENTRIES, "%zu", outcomes[0].entries);
	muster_outcomes_free(outcomes, count);
	cr_assert(get_whole());
	close_context();
	return done;
}

/* The renewal is a program that does nothing: the next attempt is stale again. */
static bool attempt_stale(void)
{
	const struct muster_registry *registry;
	bool done;

	WITH_MEMORY(open_context("words.stale=serve"));
	done = clean(muster_get(muster, "words", &registry));
	refusing = false;
	cr_assert(done == (registry != NULL));
	if (done)
		is_whole(registry);
	muster_release(registry);
	close_context();
	return done;
}

Test(no_memory_muster, what_is_stale_is_served_whole)
{
	expect();
	attempt_full();
	put("words/new.word", "new");
	refuse_all(attempt_stale);
}

/* If an allocation is refused, the module gets another descriptor, so the linker another name for the library: all of
 * them are known after the first round. */
Test(no_memory_muster, a_refresh_is_whole_or_fails)
{
	expect();
	settling = true;
	refuse_all(attempt_refresh);
	settling = false;
	refuse_all(attempt_refresh);
}

struct word {
	char *text;
	int64_t weight;
};

static bool attempt_items(void)
{
	const struct muster_registry *registry;
	bool done = true;

	WITH_MEMORY(open_context(NULL); cr_assert_eq(muster_get(muster, "words", &registry), MUSTER_OK);
				muster_first(registry));
	for (const struct muster_entry *e = muster_first(registry); e; e = muster_next(e)) {
		const struct word *word = muster_item(e);
		done = done && word;
		WITH_MEMORY(word = muster_item(e));
		cr_assert_not_null(word, "after %zu: %s", refused, muster_last_message(muster));
		cr_assert_str_eq(word->text, muster_entry_string(e, "text"));
	}
	refusing = false;
	muster_release(registry);
	close_context();
	return done;
}

Test(no_memory_muster, items_are_made_or_are_none)
{
	expect();
	attempt_full();
	attempt_items();
	refuse_all(attempt_items);
}

static bool attempt_examine(void)
{
	struct muster_state *state;
	bool done;

	WITH_MEMORY(open_context(more));
	done = clean(muster_examine(muster, "words", &state));
	refusing = false;
	cr_assert(done == (state != NULL));
	if (done && turn) {
		cr_assert_not(state->fresh);
		cr_assert_eq(state->changed, 2, "%zu after %zu: %s", state->changed, refused, state->reason);
		cr_assert_str_eq(state->changes[0].path, at("words/deeper/low.word"));
	} else if (done) {
		cr_assert(state->fresh, "after %zu: %s", refused, state->reason);
		cr_assert_eq(state->entries, ENTRIES);
		cr_assert_eq(state->finding_count, 1, "after %zu", refused);
	}
	muster_state_free(state);
	close_context();
	return done;
}

Test(no_memory_muster, an_examination_says_the_same_or_fails)
{
	expect();
	attempt_full();
	refuse_all(attempt_examine);
	turn = 1;
	write_turn();
	refuse_all(attempt_examine);
}

Test(no_memory_muster, an_examination_by_content_says_the_same_or_fails)
{
	expect();
	more = "words.check_mtimes=content";
	attempt_full();
	refuse_all(attempt_examine);
}

static bool is_whole_info(const struct muster_module_info *info)
{
	if (!info->version || !info->summary || !info->fields || info->option_count != 1 || info->section_option_count != 2)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (!info->fields[i].name || !info->fields[i].help)
			return false;
	}
	return !info->fields[3].name && info->options[0].key && info->options[0].value && info->options[0].origin &&
		   info->options[0].help && info->section_options[1].key && info->section_options[1].value &&
		   info->section_options[1].section;
}

static bool details;

static bool attempt_modules(void)
{
	struct muster_module_info *modules;
	size_t count;
	bool done;

	WITH_MEMORY(open_context(NULL));
	done = clean(muster_modules(muster, details, &modules, &count));
	refusing = false;
	cr_assert(done == (modules != NULL));
	if (done) {
		cr_assert_eq(count, 1);
		cr_assert_str_eq(modules[0].name, "words");
		done = clean(modules[0].status);
	}
	if (done && details)
		cr_assert(is_whole_info(modules), "after %zu%s", refused, onwards ? " and onwards" : "");
	if (modules)
		muster_modules_free(modules, count);
	close_context();
	return done;
}

Test(no_memory_muster, a_list_of_modules_is_whole_or_fails)
{
	refuse_all(attempt_modules);
	details = true;
	attempt_modules();
	refuse_all(attempt_modules); /* asks the module */
	expect();
	attempt_full();
	refuse_all(attempt_modules); /* by its blob */
}

static bool attempt_list(void)
{
	const char *folders[] = {at("modules"), NULL};
	struct module_file *files;
	size_t count;
	const enum muster_status status = loader_list(folders, &files, &count, NULL);

	refusing = false;
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%d after %zu", status, refused);
	cr_assert_eq(count, status == MUSTER_OK ? 1 : 0);
	module_files_free(files, count);
	return status == MUSTER_OK;
}

Test(no_memory_muster, a_folder_of_modules_is_listed_whole_or_memory_is_short)
{
	refuse_all(attempt_list);
}

static size_t verdicts;

static void judge(void *data, const char *path, uint64_t bytes, enum muster_status status, const char *message)
{
	(void)data;
	(void)bytes;
	cr_assert(status == MUSTER_OK || status == MUSTER_NO_MEMORY, "%s: %d %s after %zu", path, status, message, refused);
	verdicts++;
}

static bool attempt_verify(void)
{
	bool done;

	verdicts = 0;
	WITH_MEMORY(open_context(NULL));
	done = clean(muster_verify(muster, NULL, judge, NULL));
	refusing = false;
	cr_assert(!done || verdicts == 1, "%zu after %zu", verdicts, refused);
	close_context();
	return done;
}

static bool attempt_gc(void)
{
	struct muster_gc_result result;
	bool done;

	WITH_MEMORY(open_context("muster.gc_max_size=1"));
	done = clean(muster_gc(muster, MUSTER_DRY_RUN, NULL, NULL, &result));
	refusing = false;
	cr_assert(!done || result.removed == 1, "%zu after %zu", result.removed, refused);
	close_context();
	return done;
}

static bool attempt_clear(void)
{
	const struct muster_registry *registry;
	size_t removed;
	bool done;

	WITH_MEMORY(open_context(NULL); cr_assert_eq(muster_get(muster, "words", &registry), MUSTER_OK));
	done = clean(muster_clear(muster, NULL, &removed));
	refusing = false;
	cr_assert(!done || removed == 1, "%zu after %zu", removed, refused);
	muster_release(registry);
	close_context();
	return done;
}

Test(no_memory_muster, the_store_is_looked_after_or_not)
{
	expect();
	attempt_full();
	refuse_all(attempt_verify);
	refuse_all(attempt_gc);
	refuse_all(attempt_clear);
}

static unsigned enum_flags;

static bool attempt_enum(void)
{
	struct muster_enum *made;
	bool done;

	WITH_MEMORY(open_context(NULL));
	done = clean(muster_enum_open(muster, "words", "key", enum_flags, &made));
	refusing = false;
	cr_assert(done == (made != NULL));
	if (done) {
		cr_assert_eq(muster_enum_count(made), enum_flags & MUSTER_ENUM_MINIMAL ? 3 : ENTRIES);
		cr_assert_str_eq(muster_enum_identifier(made, 0), enum_flags & MUSTER_ENUM_MINIMAL ? "A" : "TOTAL");
		muster_enum_close(made);
	}
	close_context();
	return done;
}

Test(no_memory_muster, enumerations_are_whole_or_fail)
{
	static const unsigned flags[] = {0, MUSTER_ENUM_CACHED, MUSTER_ENUM_MINIMAL};

	expect();
	attempt_full();
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		enum_flags = flags[i];
		refuse_all(attempt_enum);
	}
}

static size_t setting_count, config_errors_told;

static bool attempt_open(void)
{
	struct muster_setting *settings;
	size_t count;
	bool done = clean(open_muster(&muster, "words.timeout=3s"));

	cr_assert(done == (muster != NULL));
	if (!done)
		return done;
	cr_assert_eq(muster_config_errors(muster), config_errors_told, "after %zu", refused);
	done = clean(muster_settings(muster, &settings, &count));
	refusing = false;
	cr_assert(done == (settings != NULL));
	cr_assert(!done || count == setting_count, "%zu of %zu after %zu", count, setting_count, refused);
	for (size_t i = 0; done && i < count; i++)
		cr_assert(settings[i].section && settings[i].key && settings[i].value && settings[i].origin);
	if (done)
		muster_settings_free(settings, count);
	close_context();
	return done;
}

Test(no_memory_muster, a_context_is_opened_whole_or_not)
{
	struct muster_setting *settings;

	put("muster.conf", "[muster]\nmax_aeg = 3\nmax_age = 5d\nmodules = /nowhere //\nworker = w\n[wrong name]\n[words]\n"
					   "paths = ~/x /y/ \"/z z/\"\n\t/v\nminimal = a \"b\nk = 1\n[words:a]\nk = 2\n no line\n");
	open_context("words.timeout=3s");
	config_errors_told = muster_config_errors(muster);
	cr_assert_eq(muster_settings(muster, &settings, &setting_count), MUSTER_OK);
	muster_settings_free(settings, setting_count);
	close_context();
	cr_assert_gt(config_errors_told, 2);
	refuse_all(attempt_open);
}

#else

Test(no_memory_muster, is_tried_without_the_sanitizer)
{
	cr_skip("the sanitizer has its own malloc()");
}

#endif
