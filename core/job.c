/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "job.h"

#include <string.h>

#include "value.h"

void job_encode(const struct job *job, struct buffer *out)
{
	size_t variables = 0;

	while (job->environment && job->environment[variables])
		variables++;
	pack_list(out, 10);
	pack_string(out, job->module);
	pack_string(out, job->path);
	pack_bytes(out, &job->stamp, sizeof(job->stamp));
	pack_list(out, job->setting_count * 4);
	for (size_t i = 0; i < job->setting_count; i++) {
		pack_string(out, job->settings[i].section);
		pack_string(out, job->settings[i].key);
		pack_string(out, job->settings[i].value);
		pack_string(out, job->settings[i].origin);
	}
	pack_list(out, variables);
	for (size_t i = 0; i < variables; i++)
		pack_string(out, job->environment[i]);
	pack_integer(out, (int64_t)job->max_file_size);
	pack_boolean(out, job->content);
	pack_boolean(out, job->describe);
	if (job->unchanged)
		pack_bytes(out, job->unchanged, job->unchanged_count);
	else
		pack_nil(out);
	pack_integer(out, job->jobs);
}

static enum muster_status read_settings(struct job *job, const struct muster_value *list)
{
	const size_t count = muster_value_count(list) / 4;
	struct setting *settings = arena_alloc(&job->arena, count * sizeof(*settings));

	if (!settings)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		settings[i].section = muster_value_string(muster_value_at(list, i * 4));
		settings[i].key = muster_value_string(muster_value_at(list, i * 4 + 1));
		settings[i].value = muster_value_string(muster_value_at(list, i * 4 + 2));
		settings[i].origin = muster_value_string(muster_value_at(list, i * 4 + 3));
		if (!settings[i].section || !settings[i].key || !settings[i].value || !settings[i].origin)
			return MUSTER_DAMAGED;
	}
	job->settings = settings;
	job->setting_count = count;
	return MUSTER_OK;
}

static enum muster_status read_environment(struct job *job, const struct muster_value *list)
{
	const size_t count = muster_value_count(list);
	const char **variables = arena_alloc(&job->arena, (count + 1) * sizeof(*variables));

	if (!variables)
		return MUSTER_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		variables[i] = muster_value_string(muster_value_at(list, i));
	job->environment = variables;
	return MUSTER_OK;
}

enum muster_status job_decode(struct job *job, const unsigned char *data, size_t size)
{
	struct muster_value list;
	const void *stamp;
	size_t stamp_size;
	enum muster_status status;

	*job = (struct job){0};
	status = value_decode_all(data, size, &job->arena, &list);
	if (status == MUSTER_OK) {
		job->module = muster_value_string(muster_value_at(&list, 0));
		job->path = muster_value_string(muster_value_at(&list, 1));
		stamp = muster_value_bytes(muster_value_at(&list, 2), &stamp_size);
		if (!job->module || !job->path || !stamp || stamp_size != sizeof(job->stamp))
			status = MUSTER_DAMAGED;
		else
			memcpy(&job->stamp, stamp, sizeof(job->stamp));
		job->max_file_size = (uint64_t)muster_value_integer(muster_value_at(&list, 5));
		job->content = muster_value_boolean(muster_value_at(&list, 6));
		job->describe = muster_value_boolean(muster_value_at(&list, 7));
		job->unchanged = muster_value_bytes(muster_value_at(&list, 8), &job->unchanged_count);
		job->jobs = (unsigned)muster_value_integer(muster_value_at(&list, 9));
	}
	if (status == MUSTER_OK)
		status = read_settings(job, muster_value_at(&list, 3));
	if (status == MUSTER_OK)
		status = read_environment(job, muster_value_at(&list, 4));
	if (status != MUSTER_OK)
		job_free(job);
	return status;
}

void job_free(struct job *job)
{
	arena_free(&job->arena);
}

const char *job_environment(const struct job *job, const char *name)
{
	const size_t length = strlen(name);

	for (size_t i = 0; job->environment && job->environment[i]; i++) {
		if (strncmp(job->environment[i], name, length) == 0 && job->environment[i][length] == '=')
			return job->environment[i] + length + 1;
	}
	return NULL;
}
