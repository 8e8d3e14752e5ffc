/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "judge.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	FILES_AT_ONCE = 4096, /* between questions whether to go on */
	PLATE_LEAST = 24,     /* images in a folder that is likely to be a plate's: it has at least so many wells */
};

bool judge_begin(struct judgement *judgement, struct muster_scan *scan, const struct muster_source *source,
				 const struct conventions *conventions)
{
	*judgement = (struct judgement){.scan = scan, .source = source, .conventions = conventions};
	judgement->file_count = muster_source_file_count(source);
	judgement->bits = calloc(judgement->file_count + 1, sizeof(*judgement->bits));
	judgement->owners = malloc(judgement->file_count + 1);
	if (!judgement->bits || !judgement->owners)
		return false;
	memset(judgement->owners, FILE_OPEN, judgement->file_count);
	return true;
}

void judge_clear(struct judgement *judgement)
{
	size_t i;

	for (i = 0; i < judgement->count; i++) {
		if (judgement->verdicts[i].indexed)
			found_clear(judgement->verdicts[i].indexed);
		free(judgement->verdicts[i].indexed);
	}
	free(judgement->bits);
	free(judgement->owners);
}

static bool is_ending(const struct judgement *judgement, size_t file)
{
	return file % FILES_AT_ONCE == 0 && muster_scan_cancelled(judgement->scan);
}

static uint64_t explainers(const struct conventions *conventions, const char *name)
{
	const size_t length = strlen(name);
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < conventions->count; i++)
		if (convention_explains(&conventions->items[i], name, length))
			bits |= UINT64_C(1) << i;
	return bits;
}

static enum muster_status ask_conventions(struct judgement *judgement)
{
	size_t i;

	for (i = 0; i < judgement->file_count; i++) {
		if (is_ending(judgement, i))
			return MUSTER_CANCELLED;
		if (judgement->owners[i] == FILE_OPEN)
			judgement->bits[i] = explainers(judgement->conventions, muster_source_file_at(judgement->source, i));
	}
	return MUSTER_OK;
}

static void count_open(const struct judgement *judgement, size_t counts[CONVENTIONS_MAX])
{
	size_t i, k;

	memset(counts, 0, CONVENTIONS_MAX * sizeof(*counts));
	for (i = 0; i < judgement->file_count; i++) {
		if (judgement->owners[i] != FILE_OPEN || !judgement->bits[i])
			continue;
		for (k = 0; k < judgement->conventions->count; k++)
			counts[k] += judgement->bits[i] >> k & 1;
	}
}

/* The number of the convention that has most, and of those the highest in rank. */
static size_t best_of(const struct conventions *conventions, const size_t counts[CONVENTIONS_MAX])
{
	size_t best = 0, i;

	for (i = 1; i < conventions->count; i++) {
		const bool ranks_higher = conventions->items[i].rank > conventions->items[best].rank;
		if (counts[i] > counts[best] || (counts[i] == counts[best] && ranks_higher))
			best = i;
	}
	return best;
}

/* Returns whether there was anything left to judge. */
static bool judge_once(struct judgement *judgement)
{
	const struct convention *const items = judgement->conventions->items;
	size_t counts[CONVENTIONS_MAX], best, i;
	struct verdict *verdict;

	count_open(judgement, counts);
	best = best_of(judgement->conventions, counts);
	if (counts[best] == 0)
		return false;
	verdict = &judgement->verdicts[judgement->count];
	*verdict = (struct verdict){.convention = &items[best], .explained = counts[best]};
	for (i = 0; i < judgement->conventions->count; i++) {
		if (i != best && counts[i] == counts[best])
			*(items[i].rank == items[best].rank ? &verdict->equals : &verdict->less) |= UINT64_C(1) << i;
	}
	for (i = 0; i < judgement->file_count; i++)
		if (judgement->owners[i] == FILE_OPEN && judgement->bits[i] >> best & 1)
			judgement->owners[i] = (unsigned char)judgement->count;
	judgement->count++;
	return true;
}

static bool lies_beside(struct judgement *judgement, const char *name)
{
	const size_t length = strlen(name);
	size_t i;

	for (i = 0; i < judgement->count; i++) {
		struct pattern *const beside = judgement->verdicts[i].convention->beside;
		if (beside && pattern_matches(beside, name, length, "", 0)) {
			judgement->verdicts[i].beside++;
			judgement->beside++;
			return true;
		}
	}
	return false;
}

static void judge_rest(struct judgement *judgement)
{
	size_t i;

	for (i = 0; i < judgement->file_count; i++) {
		const char *const name = muster_source_file_at(judgement->source, i);
		judgement->hidden += judgement->owners[i] == FILE_OPEN && *name == '.';
		if (judgement->owners[i] != FILE_OPEN || *name == '.' || lies_beside(judgement, name))
			continue;
		judgement->unexplained++;
		if (judgement->name_count < UNEXPLAINED_MAX)
			judgement->names[judgement->name_count++] = name;
	}
}

enum muster_status judge_files(struct judgement *judgement)
{
	const enum muster_status status = ask_conventions(judgement);

	if (status != MUSTER_OK || judgement->conventions->count == 0)
		return status;
	while (judge_once(judgement))
		continue;
	judge_rest(judgement);
	return MUSTER_OK;
}

static void tell(const struct judgement *judgement, struct found *found)
{
	found->set.unexplained = judgement->unexplained;
	found->set.unexplained_count = judgement->name_count;
	memcpy(found->unexplained, judgement->names, sizeof(judgement->names));
}

static void name_others(struct found *found, const struct conventions *conventions, uint64_t bits, const char *how)
{
	size_t i;

	for (i = 0; i < conventions->count; i++)
		if (bits >> i & 1)
			found_say(found, "%s explains them %s", conventions->items[i].name, how);
}

/* The share of the folder that it explains, less for few images and for a rival. */
static void weigh(const struct judgement *judgement, const struct verdict *verdict, struct found *found)
{
	const size_t all = judgement->file_count - judgement->beside - judgement->hidden;
	const double explained = (double)verdict->explained;
	double sure;

	sure = explained / (double)all * explained / (explained + 1) / (verdict->equals ? 2 : 1);
	found->set.sure = (double)(int)(sure * 1000 + 0.5) / 1000;
	found_say(found, "names of %zu of %zu files", verdict->explained, all);
	if (judgement->unexplained)
		found_say(found, "nothing explains %zu", judgement->unexplained);
	name_others(found, judgement->conventions, verdict->equals, "just as well");
	name_others(found, judgement->conventions, verdict->less, "too, which is less specific");
}

static enum muster_status gather(const struct judgement *judgement, size_t number, struct found *found)
{
	const struct convention *const convention = found->convention;
	struct naming folder, naming;
	size_t i;

	convention_folder(convention, muster_source_path(judgement->source), &folder);
	for (i = 0; i < judgement->file_count; i++) {
		const char *const name = muster_source_file_at(judgement->source, i);
		if (is_ending(judgement, i))
			return MUSTER_CANCELLED;
		if (judgement->owners[i] != number || !convention_file(convention, name, strlen(name), &naming))
			continue;
		found->set.thumbnails += naming.is_thumbnail;
		if (!naming.is_thumbnail && !found_add(found, &naming, &folder))
			return MUSTER_NO_MEMORY;
	}
	return MUSTER_OK;
}

static enum muster_status emit_named(const struct judgement *judgement, size_t number, struct found *found)
{
	enum muster_status status;

	weigh(judgement, &judgement->verdicts[number], found);
	status = gather(judgement, number, found);
	return status == MUSTER_OK ? found_emit(found, judgement->scan, judgement->source) : status;
}

static enum muster_status emit(const struct judgement *judgement, size_t number)
{
	const struct verdict *const verdict = &judgement->verdicts[number];
	struct found named = {0}, *const found = verdict->indexed ? verdict->indexed : &named;
	enum muster_status status;

	if (!verdict->indexed)
		found_begin(found, verdict->convention);
	found->set.beside = verdict->beside;
	if (number == 0)
		tell(judgement, found);
	if (verdict->indexed)
		return found_emit(found, judgement->scan, judgement->source);
	status = emit_named(judgement, number, found);
	found_clear(found);
	return status;
}

static bool is_tiff(const char *name)
{
	const char *const dot = strrchr(name, '.');

	return dot && (strcasecmp(dot, ".tif") == 0 || strcasecmp(dot, ".tiff") == 0);
}

/* Who named the folder expects a data set, and would look for the reason in vain. */
static void tell_unknown(const struct judgement *judgement)
{
	const char *first = NULL;
	size_t count = 0, i;

	for (i = 0; i < judgement->file_count; i++) {
		const char *const name = muster_source_file_at(judgement->source, i);
		if (*name == '.' || !is_tiff(name))
			continue;
		first = count++ ? first : name;
	}
	if (count >= PLATE_LEAST)
		muster_scan_finding(judgement->scan, 0, "no convention explains any of its %zu TIFF images, such as %s", count,
							first);
}

enum muster_status judge_emit(struct judgement *judgement)
{
	enum muster_status status = MUSTER_OK;
	size_t i;

	if (judgement->count == 0)
		tell_unknown(judgement);
	for (i = 0; status == MUSTER_OK && i < judgement->count; i++)
		status = emit(judgement, i);
	return status;
}
