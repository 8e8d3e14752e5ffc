/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Finding a module's blob and judging it by the rules of validity. */

#include "lookup/lookup.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

#define SECOND INT64_C(1000000000)

/* A clock may be set back a little by its own correction; further back, the blob's age cannot be known. */
#define CLOCK_SLACK (2 * SECOND)

static enum muster_status digest(const struct muster *muster, const struct slot *slot, const struct policy *policy,
								 char key[17], struct problem *problem)
{
	size_t count;
	const struct setting *settings = config_module_settings(muster->config, slot->name, &count);
	struct buffer bytes = {0};
	struct hash hash;
	bool failed;

	buffer_u32(&bytes, MUSTER_ABI_MAJOR);
	buffer_u64(&bytes, policy->max_file_size);
	buffer_string(&bytes, slot->path);
	for (size_t i = 0; i < count; i++) {
		buffer_string(&bytes, settings[i].section);
		buffer_string(&bytes, settings[i].key);
		buffer_string(&bytes, settings[i].value);
	}
	hash = hash_bytes(bytes.data, bytes.size);
	hash_name(&hash, key);
	failed = bytes.failed;
	buffer_free(&bytes);
	return failed ? problem_memory(problem) : MUSTER_OK;
}

enum muster_status cache_question(struct muster *muster, const char *module, struct question *question,
								  struct problem *problem)
{
	struct slot *slot = context_slot(muster, module, problem);
	const char *text;
	struct stat about;

	*question = (struct question){.slot = slot};
	if (!slot)
		return problem->status;
	config_policy(muster->config, slot->name, &question->policy);
	if (!question->policy.enabled)
		return problem_set(problem, MUSTER_NOT_FOUND, "%s: switched off (enabled = no in the configuration)",
						   slot->name);
	if (config_module_error(muster->config, slot->name, &text))
		return problem_set(problem, MUSTER_BAD_CONFIG, "%s: not used until its configuration is mended: %s", slot->name,
						   text);
	if (stat(slot->path, &about) != 0)
		return problem_errno(problem, errno, slot->path, "be read");
	question->module = stamp_of(&about);
	return digest(muster, slot, &question->policy, question->key, problem);
}

static void rule(struct candidate *candidate, enum rule number, bool passed, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void rule(struct candidate *candidate, enum rule number, bool passed, const char *format, ...)
{
	struct rule_result *result = &candidate->rules[number];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(result->detail, sizeof(result->detail), format, arguments);
	va_end(arguments);
	result->checked = true;
	result->passed = passed;
}

/* A time as people say it: 40 s, 7 d, 1.5 h. */
static const char *span(double seconds, char text[32])
{
	const struct {
		double length;
		const char *unit;
	} units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	size_t i = 0;
	double number;

	while (i < 3 && seconds < units[i].length)
		i++;
	number = seconds / units[i].length;
	number = number < 10 && i < 3 ? (double)(int64_t)(number * 10 + 0.5) / 10 : (double)(int64_t)(number + 0.5);
	snprintf(text, 32, number == (double)(int64_t)number ? "%.0f %s" : "%.1f %s", number, units[i].unit);
	return text;
}

/* 2,346 */
static const char *grouped(size_t number, char text[32])
{
	char digits[24];
	const int length = snprintf(digits, sizeof(digits), "%zu", number);
	size_t used = 0;

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
	return text;
}

/* Whether the blob lies under the name of something that it was not made for. */
static bool is_foreign(const struct question *question, const struct meta *meta)
{
	const struct slot *slot = question->slot;

	return meta->host.is != question->host || strcmp(meta->module, slot->name) != 0 ||
		   (!question->host && strcmp(meta->path, slot->path) != 0);
}

static void judge_module(const struct question *question, struct candidate *candidate)
{
	const struct meta *meta = &candidate->meta;

	if (is_foreign(question, meta))
		rule(candidate, RULE_MODULE, false, "the blob is of another module (%s)", meta->path);
	else if (meta->abi_major != MUSTER_ABI_MAJOR)
		rule(candidate, RULE_MODULE, false, "made for ABI %u, this is %u", meta->abi_major, MUSTER_ABI_MAJOR);
	else if (!stamp_equal(&meta->stamp, &question->module))
		rule(candidate, RULE_MODULE, false, "the module file changed since version %s was used: %s", meta->version,
			 meta->path);
	else
		rule(candidate, RULE_MODULE, true, "version %s, module file unchanged", meta->version);
}

static bool same_fields(const struct muster_field *a, const struct muster_field *b)
{
	while (a->name && b->name && strcmp(a->name, b->name) == 0 && a->type == b->type) {
		a++;
		b++;
	}
	return !a->name && !b->name;
}

static void judge_host(const struct question *question, struct candidate *candidate)
{
	const struct meta *meta = &candidate->meta;
	const struct wanted *wanted = question->wanted;

	if (is_foreign(question, meta))
		rule(candidate, RULE_MODULE, false, "the blob is of another cache (%s)", meta->module);
	else if (!wanted)
		rule(candidate, RULE_MODULE, true, "a host's own cache, of version %s and format %u", meta->version,
			 meta->host.format);
	else if (strcmp(meta->version, wanted->version) != 0)
		rule(candidate, RULE_MODULE, false, "of version %s, this is %s", meta->version, wanted->version);
	else if (meta->host.format != wanted->format)
		rule(candidate, RULE_MODULE, false, "of format %u, this is %u", meta->host.format, wanted->format);
	else if (!same_fields(meta->fields, wanted->fields))
		rule(candidate, RULE_MODULE, false, "its fields are not the ones that are asked for");
	else
		rule(candidate, RULE_MODULE, true, "version %s and format %u, as asked for", meta->version, wanted->format);
}

static void judge_age(const struct question *question, struct candidate *candidate)
{
	const int64_t age = stamp_now() - candidate->meta.created;
	const int64_t most = question->policy.max_age;
	char old[32], allowed[32];

	if (age < -CLOCK_SLACK)
		rule(candidate, RULE_AGE, false, "made in the future: the clock went back %s", span((double)-age / 1e9, old));
	else if (most == 0)
		rule(candidate, RULE_AGE, true, "%s, no limit", span((double)age / 1e9, old));
	else
		rule(candidate, RULE_AGE, age / SECOND < most, "%s of %s", span((double)age / 1e9, old),
			 span((double)most, allowed));
}

/* The first time it is tried again at once; then as failures are. A time from a clock that has gone back is no reason
 * to wait. */
static void judge_complete(const struct question *question, struct candidate *candidate)
{
	const struct meta_trouble *trouble = &candidate->meta.trouble;
	const int64_t wait = trouble->attempts > 1 ? cache_back_off(&question->policy, trouble->attempts - 1) : 0;
	const int64_t left = trouble->tried + wait - stamp_now();
	char count[32], later[32];

	if (trouble->attempts == 0)
		return;
	grouped(trouble->sources, count);
	candidate->retry = question->retry || left <= 0 || left > wait;
	if (candidate->retry)
		rule(candidate, RULE_COMPLETE, false, "incomplete: %s of its sources could not be read; they are tried again",
			 count);
	else
		rule(candidate, RULE_COMPLETE, false, "incomplete: %s of its sources could not be read; next try in %s", count,
			 span((double)left / 1e9, later));
}

/* Whether nothing but RULE_COMPLETE is against it. */
static bool holds(const struct candidate *candidate)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (i != RULE_COMPLETE && candidate->rules[i].checked && !candidate->rules[i].passed)
			return false;
	}
	return !candidate->retry;
}

static const char *host_variable(const char *name)
{
	return secure_getenv(name);
}

static enum muster_status read_sources(struct candidate *candidate)
{
	unsigned char *bytes;
	struct problem problem;
	enum muster_status status = blob_section(&candidate->blob, BLOB_SOURCES, &bytes, &problem);

	if (status == MUSTER_OK) {
		status = sources_decode(&candidate->sources, bytes, candidate->blob.sections[BLOB_SOURCES].raw);
		free(bytes);
	}
	if (status != MUSTER_OK) {
		rule(candidate, RULE_BLOB, false, "the blob is damaged: its sources cannot be read");
		candidate->status = status;
		candidate->readable = false;
		return status;
	}
	candidate->sources_read = true;
	candidate->unchanged = malloc(candidate->sources.count + 1);
	return candidate->unchanged ? MUSTER_OK : MUSTER_NO_MEMORY;
}

static void judge_counts(const struct question *question, struct candidate *candidate)
{
	static const char *const modes[] = {"none", "folders", "files and folders", "contents"};
	char changed[32], count[32];

	grouped(candidate->meta.sources, count);
	if (candidate->changed)
		rule(candidate, RULE_SOURCES, false, "%s of %s sources changed", grouped(candidate->changed, changed), count);
	else
		rule(candidate, RULE_SOURCES, true, "%s sources checked (%s), none changed", count,
			 modes[question->policy.check_mtimes]);
}

/* Most of a large table is files, which this mode does not look at: they are not even taken out of it. */
static bool folders_unchanged(const struct candidate *candidate)
{
	const size_t size = candidate->blob.sections[BLOB_SOURCES].raw;
	cleanup_free unsigned char *bytes = NULL, *unchanged = NULL;
	struct sources folders = {0};
	bool same = false;

	if (blob_section(&candidate->blob, BLOB_SOURCES, &bytes, NULL) == MUSTER_OK &&
		sources_decode_folders(&folders, bytes, size) == MUSTER_OK)
		unchanged = malloc(folders.count + 1);
	if (unchanged)
		same = validity_check_sources(&folders, CHECK_DIRS, false, host_variable, unchanged) == 0;
	sources_free(&folders);
	return same;
}

static enum muster_status judge_sources(const struct question *question, struct candidate *candidate)
{
	const enum check_mtimes mode = question->policy.check_mtimes;
	char count[32];
	enum muster_status status;

	if (mode == CHECK_NO && !candidate->retry) { /* then they need not even be read */
		rule(candidate, RULE_SOURCES, true, "%s, not checked (check_mtimes = no)",
			 grouped(candidate->meta.sources, count));
		return MUSTER_OK;
	}
	if (mode == CHECK_CONTENT && !candidate->meta.content) {
		rule(candidate, RULE_SOURCES, false, "the blob was made without content hashes (check_mtimes = content)");
		return MUSTER_OK;
	}
	if (mode == CHECK_DIRS && !candidate->retry && folders_unchanged(candidate)) {
		judge_counts(question, candidate);
		return MUSTER_OK;
	}
	status = read_sources(candidate);
	if (status != MUSTER_OK)
		return status == MUSTER_NO_MEMORY ? status : MUSTER_OK;
	/* a folder changed, and with it maybe a file that took the place of another: files are looked at, too */
	candidate->changed =
		validity_check_sources(&candidate->sources, mode == CHECK_DIRS && !candidate->retry ? CHECK_YES : mode,
							   candidate->retry, host_variable, candidate->unchanged);
	if (candidate->changed == VALIDITY_NO_MEMORY)
		return MUSTER_NO_MEMORY;
	judge_counts(question, candidate);
	return MUSTER_OK;
}

void cache_fail_blob(struct candidate *candidate, enum muster_status status, const char *why)
{
	rule(candidate, RULE_BLOB, false, "%s", why);
	candidate->status = status;
	candidate->readable = candidate->fresh = false;
}

enum muster_status cache_judge_sources(const struct question *question, struct candidate *candidate)
{
	const enum muster_status status = judge_sources(question, candidate);

	candidate->fresh = candidate->readable && holds(candidate);
	return status;
}

static enum muster_status read_meta(struct candidate *candidate, struct problem *problem)
{
	enum muster_status status;

	if (candidate->blob.flags & BLOB_FAILURE)
		return problem_set(problem, MUSTER_DAMAGED, "it says that it is no registry");
	status = blob_section(&candidate->blob, BLOB_META, &candidate->meta_bytes, problem);
	if (status == MUSTER_OK)
		status = meta_decode(&candidate->meta, candidate->meta_bytes, candidate->blob.sections[BLOB_META].raw);
	if (status == MUSTER_DAMAGED)
		problem_set(problem, status, "blob is damaged: what it says of itself cannot be read");
	return status;
}

enum muster_status cache_look(const struct question *question, size_t folder, bool sources_too,
							  struct candidate *candidate)
{
	const struct store *store = &question->slot->muster->store;
	struct problem problem = {0};
	int descriptor = -1;
	enum muster_status status;

	*candidate = (struct candidate){.blob.descriptor = -1, .folder = folder};
	status = store_find(store, folder, question->slot->name, question->key, &descriptor, &candidate->path, &problem);
	if (status == MUSTER_NOT_FOUND) {
		rule(candidate, RULE_BLOB, false, question->host ? "there is none yet" : "there is none yet for these options");
		candidate->status = status;
		return MUSTER_OK;
	}
	if (status == MUSTER_OK)
		status = blob_open(&candidate->blob, descriptor, &problem);
	if (status == MUSTER_OK)
		status = read_meta(candidate, &problem);
	if (status != MUSTER_OK) {
		rule(candidate, RULE_BLOB, false, "%s", problem.text);
		candidate->status = status;
		return status == MUSTER_NO_MEMORY ? status : MUSTER_OK;
	}
	candidate->readable = true;
	rule(candidate, RULE_BLOB, true, "%s", candidate->path);
	if (question->host)
		judge_host(question, candidate);
	else
		judge_module(question, candidate);
	if (is_foreign(question, &candidate->meta)) {
		candidate->status = MUSTER_STALE;
		candidate->readable = false;
		return MUSTER_OK;
	}
	judge_age(question, candidate);
	judge_complete(question, candidate);
	if (sources_too)
		return cache_judge_sources(question, candidate);
	candidate->fresh = holds(candidate);
	return MUSTER_OK;
}

/* Fresh before readable, readable before one that is damaged, refused or foreign, and that before none. */
static unsigned standing(const struct candidate *candidate)
{
	if (candidate->fresh || candidate->readable)
		return candidate->fresh ? 3 : 2;
	return candidate->status != MUSTER_NOT_FOUND;
}

enum muster_status cache_look_all(const struct question *question, bool sources_too, struct candidate *candidate)
{
	const struct store *store = &question->slot->muster->store;
	const size_t count = store->count;
	enum muster_status status = MUSTER_OK;

	*candidate = (struct candidate){.blob.descriptor = -1, .status = MUSTER_NOT_FOUND};
	rule(candidate, RULE_BLOB, false, "there is no store to read");
	for (size_t i = 0; i < count && status == MUSTER_OK && !candidate->fresh; i++) {
		struct candidate next;
		/* what is added to a host's cache goes where we may write, and must be found again */
		const size_t folder = question->host && count == 2 && store->writable[1] ? 1 - i : i;
		status = cache_look(question, folder, sources_too, &next);
		if (i == 0 || standing(&next) > standing(candidate)) {
			cache_candidate_free(candidate);
			*candidate = next;
		} else {
			cache_candidate_free(&next);
		}
	}
	if (status != MUSTER_OK)
		cache_candidate_free(candidate);
	return status;
}

void cache_candidate_free(struct candidate *candidate)
{
	blob_close(&candidate->blob);
	meta_free(&candidate->meta);
	sources_free(&candidate->sources);
	free(candidate->meta_bytes);
	free(candidate->path);
	free(candidate->unchanged);
	*candidate = (struct candidate){.blob.descriptor = -1};
}

const char *cache_reason(const struct candidate *candidate)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (candidate->rules[i].checked && !candidate->rules[i].passed)
			return candidate->rules[i].detail;
	}
	return NULL;
}
