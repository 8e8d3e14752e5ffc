/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What there is: modules and settings, for people who look. */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lookup/launch.h"
#include "lookup/lookup.h"

/* An array that is handed out, its strings in an arena that stands before it. */
struct handed_out {
	struct arena arena;
	_Alignas(max_align_t) unsigned char rows[];
};

static void *hand_out(size_t count, size_t size, struct arena **arena)
{
	struct handed_out *out = calloc(1, sizeof(*out) + count * size + 1);

	if (!out)
		return NULL;
	*arena = &out->arena;
	return out->rows;
}

static void take_back(void *rows)
{
	struct handed_out *out;

	if (!rows)
		return;
	out = (struct handed_out *)(void *)((char *)rows - offsetof(struct handed_out, rows));
	arena_free(&out->arena);
	free(out);
}

enum muster_status muster_settings(struct muster *muster, struct muster_setting **settings, size_t *count)
{
	const struct setting *known;
	struct arena *arena;
	struct muster_setting *rows;

	if (!muster || !settings || !count)
		return MUSTER_BAD_ARGUMENT;
	known = config_settings(muster->config, count);
	rows = *settings = hand_out(*count, sizeof(*rows), &arena);
	if (!rows)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < *count; i++) {
		rows[i].section = arena_string(arena, known[i].section);
		rows[i].key = arena_string(arena, known[i].key);
		rows[i].value = arena_string(arena, known[i].value);
		rows[i].origin = arena_string(arena, known[i].origin);
		if (!rows[i].section || !rows[i].key || !rows[i].value || !rows[i].origin) {
			muster_settings_free(rows, *count);
			*settings = NULL;
			return MUSTER_NO_MEMORY;
		}
	}
	return MUSTER_OK;
}

void muster_settings_free(struct muster_setting *settings, size_t count)
{
	(void)count;
	take_back(settings);
}

static void fill_fields(struct muster_module_info *info, const struct meta *meta, struct arena *arena)
{
	size_t count = 0;
	struct muster_field *fields;

	while (meta->fields[count].name)
		count++;
	fields = arena_alloc(arena, (count + 1) * sizeof(*fields));
	for (size_t i = 0; fields && i < count; i++) {
		fields[i] = meta->fields[i];
		fields[i].name = arena_string(arena, meta->fields[i].name);
		fields[i].help = arena_string(arena, meta->fields[i].help);
	}
	info->fields = fields;
}

static const char *effective(const struct muster *muster, const char *section, const struct muster_option *option,
							 struct muster_setting *row)
{
	size_t count;
	const struct setting *settings = config_module_settings(muster->config, section, &count);

	row->origin = "default";
	for (size_t i = 0; i < count; i++) {
		if (strcmp(settings[i].section, section) == 0 && strcmp(settings[i].key, option->name) == 0) {
			row->origin = settings[i].origin;
			return settings[i].value;
		}
	}
	return option->fallback ? option->fallback : "";
}

static const struct muster_setting *list_options(const struct muster *muster, const char *section,
												 const struct muster_option *options, struct arena *arena,
												 size_t *count)
{
	struct muster_setting *list;

	for (*count = 0; options[*count].name;)
		++*count;
	list = arena_alloc(arena, (*count + 1) * sizeof(*list));
	if (!list)
		*count = 0;
	for (size_t i = 0; i < *count; i++) {
		struct muster_setting *row = &list[i];
		row->section = section;
		row->key = arena_string(arena, options[i].name);
		row->value = arena_string(arena, effective(muster, section, &options[i], row));
		row->origin = arena_string(arena, row->origin);
		row->help = arena_string(arena, options[i].help);
	}
	return list;
}

/* Keys of sections with a name have the defaults that hold where such a section does not say otherwise. */
static void fill_options(const struct muster *muster, struct muster_module_info *info, const struct meta *meta,
						 struct arena *arena)
{
	static const char name[] = ":NAME";
	const size_t length = strlen(info->name);
	char *section = arena_alloc(arena, length + sizeof(name));

	info->options = list_options(muster, info->name, meta->options, arena, &info->option_count);
	if (!section)
		return;
	memcpy(section, info->name, length);
	memcpy(section + length, name, sizeof(name));
	info->section_options = list_options(muster, section, meta->section_options, arena, &info->section_option_count);
}

static void fill_info(const struct muster *muster, struct muster_module_info *info, const struct meta *meta,
					  struct arena *arena)
{
	info->version = arena_string(arena, meta->version);
	info->summary = arena_string(arena, meta->summary);
	fill_fields(info, meta, arena);
	fill_options(muster, info, meta, arena);
}

/* What a module says of itself when it is asked: in a worker. */
static enum muster_status ask(const struct question *question, struct candidate *candidate, struct problem *problem)
{
	struct launched launched = {0};
	enum muster_status status = launch(question, NULL, true, &launched, problem);

	cache_candidate_free(candidate);
	if (status == MUSTER_OK)
		status = blob_open_bytes(&candidate->blob, launched.bytes, launched.size, problem);
	if (status == MUSTER_OK)
		status = blob_section(&candidate->blob, BLOB_META, &candidate->meta_bytes, problem);
	if (status == MUSTER_OK)
		status = meta_decode(&candidate->meta, candidate->meta_bytes, candidate->blob.sections[BLOB_META].raw);
	return status;
}

static enum muster_status vet(const char *path, struct problem *problem)
{
	struct stat file;
	int descriptor = -1;
	const enum muster_status status = loader_vet(path, &descriptor, &file, problem);

	if (descriptor >= 0)
		close(descriptor);
	return status;
}

/* A blob made by the very file that is there says all there is to know; else the file is looked at. */
static enum muster_status describe(struct muster *muster, const struct slot *slot, bool details,
								   struct muster_module_info *info, struct arena *arena, struct problem *problem)
{
	struct candidate candidate = {.blob.descriptor = -1};
	struct question question;
	enum muster_status status = cache_question(muster, slot->name, &question, problem);
	bool known = false;

	if (status == MUSTER_OK)
		status = cache_look_all(&question, false, &candidate);
	if (status == MUSTER_OK)
		known = candidate.readable && candidate.rules[RULE_MODULE].passed;
	if (status == MUSTER_OK && !known)
		status = details ? ask(&question, &candidate, problem) : vet(slot->path, problem);
	if (status == MUSTER_OK && (known || details))
		fill_info(muster, info, &candidate.meta, arena);
	cache_candidate_free(&candidate);
	return status;
}

static enum muster_status look_at(struct muster *muster, const struct slot *slot, bool details,
								  struct muster_module_info *info, struct arena *arena)
{
	struct problem problem = {0};

	info->status = describe(muster, slot, details, info, arena, &problem);
	info->message = info->status == MUSTER_OK ? "" : arena_string(arena, problem.text);
	return info->message ? MUSTER_OK : MUSTER_NO_MEMORY;
}

enum muster_status muster_modules(struct muster *muster, bool details, struct muster_module_info **modules,
								  size_t *count)
{
	struct arena *arena;
	struct muster_module_info *rows;
	enum muster_status status = MUSTER_OK;

	if (!muster || !modules || !count)
		return MUSTER_BAD_ARGUMENT;
	*count = muster->slot_count;
	rows = *modules = hand_out(*count, sizeof(*rows), &arena);
	if (!rows)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < *count && status == MUSTER_OK; i++) {
		const struct slot *slot = &muster->slots[i];
		rows[i].name = arena_string(arena, slot->name);
		rows[i].path = arena_string(arena, slot->path);
		status = rows[i].name && rows[i].path ? look_at(muster, slot, details, &rows[i], arena) : MUSTER_NO_MEMORY;
	}
	if (status != MUSTER_OK) {
		muster_modules_free(rows, *count);
		*modules = NULL;
	}
	return status;
}

void muster_modules_free(struct muster_module_info *modules, size_t count)
{
	(void)count;
	take_back(modules);
}
