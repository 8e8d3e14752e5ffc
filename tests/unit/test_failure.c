/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Failures that are kept: how long each holds, and for whom. */

#include "cached.h"

TestSuite(failure, .init = begin_cached, .fini = remove_root);

static void fail(enum muster_status status)
{
	struct problem problem = {0};

	problem_set(&problem, status, "the reason");
	cache_keep_failure(&question, "scan", &problem);
}

static bool holds(int64_t now)
{
	struct problem problem = {0};

	return cache_failure(&question, now, &problem);
}

/* What is kept: attempts, and the nanoseconds from the failure to the next try. */
static int64_t kept(int64_t *attempts, int64_t *retry_at)
{
	cleanup_free unsigned char *bytes = NULL;
	cleanup_free char *path = NULL;
	struct blob blob;
	struct meta meta;
	int descriptor;

	cr_assert_eq(store_find_failure(&cached_muster.store, "maker", CACHED_KEY, &descriptor, &path, NULL), MUSTER_OK);
	cr_assert_eq(blob_open(&blob, descriptor, NULL), MUSTER_OK);
	cr_assert_eq(blob_section(&blob, BLOB_META, &bytes, NULL), MUSTER_OK);
	cr_assert_eq(meta_decode(&meta, bytes, blob.sections[BLOB_META].raw), MUSTER_OK);
	const int64_t wait = meta.failure.retry_at - meta.created;
	*attempts = meta.failure.attempts;
	*retry_at = meta.failure.retry_at;
	meta_free(&meta);
	blob_close(&blob);
	return wait;
}

static int64_t retry_at(void)
{
	int64_t attempts, at;

	kept(&attempts, &at);
	return at;
}

Test(failure, holds_until_its_time_and_no_longer)
{
	cr_expect_not(holds(stamp_now()));
	fail(MUSTER_MODULE_FAILED);
	const int64_t end = retry_at();
	cr_expect(holds(end - 60 * SECOND));
	cr_expect(holds(end - 1));
	cr_expect_not(holds(end));
	cr_expect_not(holds(end + 1));
}

/* One that would hold for longer than a day was made by a clock that has gone back since. */
Test(failure, of_the_future_does_not_hold)
{
	fail(MUSTER_MODULE_FAILED);
	const int64_t end = retry_at(), day = 24 * 3600 * SECOND;
	cr_expect(holds(end - day));
	cr_expect_not(holds(end - day - 1));
}

Test(failure, says_what_why_and_when)
{
	struct problem problem = {0};

	fail(MUSTER_TIMED_OUT);
	fail(MUSTER_LIMIT_EXCEEDED);
	const int64_t end = retry_at();
	cr_assert(cache_failure(&question, end - 5 * SECOND + 1, &problem));
	cr_expect_eq(problem.status, MUSTER_LIMIT_EXCEEDED);
	cr_expect_str_eq(problem.text, "the reason (failure number 2, next try in 5 s, or at once by \"muster scan --retry "
								   "maker\")");
	cr_assert(cache_failure(&question, end - 5 * SECOND - 1, &problem));
	cr_expect_not_null(strstr(problem.text, "next try in 6 s"));
}

Test(failure, back_off_doubles_up_to_a_day)
{
	int64_t attempts, at, wait = 60;

	for (int64_t i = 1; i <= 14; i++) {
		fail(MUSTER_MODULE_FAILED);
		cr_expect_eq(kept(&attempts, &at), wait * SECOND, "attempt %d", (int)i);
		cr_expect_eq(attempts, i);
		wait = wait * 2 < 86400 ? wait * 2 : 86400;
	}
	cr_expect_eq(wait, 86400);
}

Test(failure, first_back_off_is_the_policy_s_and_at_most_a_day)
{
	static const int64_t cases[][2] = {{1, 1}, {86399, 86399}, {86400, 86400}, {86401, 86400}};
	int64_t attempts, at;

	for (size_t i = 0; i < 4; i++) {
		size_t removed;
		question.policy.retry_after = cases[i][0];
		fail(MUSTER_MODULE_FAILED);
		cr_expect_eq(kept(&attempts, &at), cases[i][1] * SECOND, "case %zu", i);
		cr_assert_eq(store_clear(&cached_muster.store, NULL, &removed, NULL), MUSTER_OK);
	}
}

/* Another module file counts from one again. */
Test(failure, of_another_module_file_is_the_first)
{
	int64_t attempts, at;

	fail(MUSTER_MODULE_FAILED);
	question.module.modified++;
	cr_expect_not(holds(retry_at() - 1));
	fail(MUSTER_MODULE_FAILED);
	cr_expect_eq(kept(&attempts, &at), 60 * SECOND);
	cr_expect_eq(attempts, 1);
}

Test(failure, only_what_would_happen_again_is_kept)
{
	static const enum muster_status lasting[] = {MUSTER_MODULE_FAILED, MUSTER_TIMED_OUT, MUSTER_LIMIT_EXCEEDED};
	static const enum muster_status passing[] = {MUSTER_CANCELLED, MUSTER_NO_MEMORY, MUSTER_IO_ERROR,
												 MUSTER_REFUSED,   MUSTER_NOT_FOUND, MUSTER_DAMAGED};
	size_t removed;

	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++) {
		fail(passing[i]);
		cr_expect_not(holds(stamp_now()), "%d", passing[i]);
	}
	for (size_t i = 0; i < sizeof(lasting) / sizeof(*lasting); i++) {
		fail(lasting[i]);
		cr_expect(holds(retry_at() - 1), "%d", lasting[i]);
		cr_assert_eq(store_clear(&cached_muster.store, NULL, &removed, NULL), MUSTER_OK);
	}
}

Test(failure, is_lifted_by_any_other_module_or_more_to_spend)
{
	static const struct {
		const char *what, *path;
		int field;
		int64_t timeout;
		uint64_t failed_under, memory;
		bool holds;
	} cases[] = {
		{"same", "/module.so", -1, 10, 100, 100, true},
		{"other path", "/modules.so", -1, 10, 100, 100, false},
		{"other device", "/module.so", 0, 10, 100, 100, false},
		{"other inode", "/module.so", 1, 10, 100, 100, false},
		{"other size", "/module.so", 2, 10, 100, 100, false},
		{"other mtime", "/module.so", 3, 10, 100, 100, false},
		{"other ctime", "/module.so", 4, 10, 100, 100, false},
		{"more time", "/module.so", -1, 11, 100, 100, false},
		{"less time", "/module.so", -1, 9, 100, 100, true},
		{"more memory", "/module.so", -1, 10, 100, 101, false},
		{"less memory", "/module.so", -1, 10, 100, 99, true},
		{"any memory", "/module.so", -1, 10, 100, 0, false},
		{"any memory before, too", "/module.so", -1, 10, 0, 0, true},
		{"any memory before", "/module.so", -1, 10, 0, 100, true},
		{"less memory, more time", "/module.so", -1, 11, 100, 99, false},
	};
	const struct stamp module = question.module;
	size_t removed;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		question.policy.timeout = 10;
		question.policy.memory_limit = cases[i].failed_under;
		question.module = module;
		cached_slot.path = "/module.so";
		fail(MUSTER_LIMIT_EXCEEDED);
		const int64_t now = retry_at() - SECOND;
		question.policy.timeout = cases[i].timeout;
		question.policy.memory_limit = cases[i].memory;
		question.module.device += cases[i].field == 0;
		question.module.inode += cases[i].field == 1;
		question.module.size += cases[i].field == 2;
		question.module.modified += cases[i].field == 3;
		question.module.changed += cases[i].field == 4;
		cached_slot.path = cases[i].path;
		cr_expect_eq(holds(now), cases[i].holds, "%s", cases[i].what);
		cr_assert_eq(store_clear(&cached_muster.store, NULL, &removed, NULL), MUSTER_OK);
	}
}

Test(failure, of_another_key_does_not_hold)
{
	fail(MUSTER_MODULE_FAILED);
	const int64_t now = retry_at() - 1;
	cr_expect(holds(now));
	question.key[0] = '1';
	cr_expect_not(holds(now));
}

Test(failure, goes_with_the_next_blob_and_leaves_blobs)
{
	const struct meta meta = fitting_meta();

	publish_blob(0, &meta, NULL);
	fail(MUSTER_MODULE_FAILED);
	cr_expect_eq(access(at("store0/maker/1-" CACHED_KEY ".muster"), F_OK), 0);
	const int64_t now = retry_at() - 1;
	cr_expect(holds(now));
	publish_blob(0, &meta, NULL);
	cr_expect_not(holds(now));
	cr_expect_neq(access(at("store0/maker/" CACHED_KEY ".failure"), F_OK), 0);
}

/* As root, the store that is written is the second one. */
Test(failure, in_the_second_store_holds)
{
	cached_muster.store.writable[0] = false;
	cached_muster.store.writable[1] = true;
	fail(MUSTER_MODULE_FAILED);
	cr_expect_eq(access(at("store1/maker/" CACHED_KEY ".failure"), F_OK), 0);
	cr_expect(holds(retry_at() - 1));
}
