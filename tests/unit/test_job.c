/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "discovery/job.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "value/value.h"

static const struct setting settings[] = {{"maps", "paths", "/a \"/b c\"", "/etc/muster.conf:3"},
										  {"maps:x", "empty", "", "-o"}};
static const char *const environment[] = {"HOME=/root", "HOMES=/none", "EMPTY=", "odd", "A=B=C", NULL};

static struct job sample(void)
{
	return (struct job){
		.module = "maps",
		.path = "/usr/lib/maps.so",
		.stamp = {1, UINT64_MAX, 3, INT64_MIN, 5},
		.settings = settings,
		.setting_count = 2,
		.environment = environment,
		.max_file_size = 1u << 30,
		.jobs = 7,
		.content = true,
		.unchanged = (const unsigned char *)"\0\1\1",
		.unchanged_count = 3,
	};
}

static enum muster_status decode(struct job *job, unsigned char **copy, const unsigned char *bytes, size_t size)
{
	*copy = malloc(size); /* to the byte, for the sanitizer */
	memcpy(*copy, bytes, size);
	return job_decode(job, *copy, size);
}

Test(job, there_and_back)
{
	const struct job sent = sample();
	struct buffer buffer = {0};
	struct job job;

	job_encode(&sent, &buffer);
	cr_assert_eq(job_decode(&job, buffer.data, buffer.size), MUSTER_OK);
	cr_assert_str_eq(job.module, "maps");
	cr_assert_str_eq(job.path, "/usr/lib/maps.so");
	cr_assert(stamp_equal(&job.stamp, &sent.stamp));
	cr_assert_eq(job.setting_count, 2);
	cr_assert_str_eq(job.settings[0].value, "/a \"/b c\"");
	cr_assert_str_eq(job.settings[1].section, "maps:x");
	cr_assert_str_eq(job.settings[1].key, "empty");
	cr_assert_str_eq(job.settings[1].value, "");
	cr_assert_str_eq(job.settings[1].origin, "-o");
	cr_assert_eq(job.max_file_size, 1u << 30);
	cr_assert_eq(job.jobs, 7);
	cr_assert(job.content);
	cr_assert_not(job.describe);
	cr_assert_eq(job.unchanged_count, 3);
	cr_assert_arr_eq(job.unchanged, "\0\1\1", 3);
	for (size_t i = 0; environment[i]; i++)
		cr_assert_str_eq(job.environment[i], environment[i]);
	cr_assert_null(job.environment[5]);
	job_free(&job);
	buffer_free(&buffer);
}

Test(job, with_next_to_nothing)
{
	const struct job sent = {.module = "m", .path = "p"};
	struct buffer buffer = {0};
	struct job job;

	job_encode(&sent, &buffer);
	cr_assert_eq(job_decode(&job, buffer.data, buffer.size), MUSTER_OK);
	cr_assert_eq(job.setting_count, 0);
	cr_assert_null(job.environment[0]);
	cr_assert_null(job.unchanged);
	cr_assert_null(job_environment(&job, "HOME"));
	job_free(&job);
	buffer_free(&buffer);
}

/* An old blob of no sources is an old blob. */
Test(job, nothing_unchanged_is_not_no_old_blob)
{
	const struct job sent = {.module = "m", .path = "p", .unchanged = (const unsigned char *)""};
	struct buffer buffer = {0};
	struct job job;

	job_encode(&sent, &buffer);
	cr_assert_eq(job_decode(&job, buffer.data, buffer.size), MUSTER_OK);
	cr_assert_not_null(job.unchanged);
	cr_assert_eq(job.unchanged_count, 0);
	job_free(&job);
	buffer_free(&buffer);
}

Test(job, variables_by_their_whole_name)
{
	const struct job job = sample();

	cr_assert_str_eq(job_environment(&job, "HOME"), "/root");
	cr_assert_str_eq(job_environment(&job, "EMPTY"), "");
	cr_assert_str_eq(job_environment(&job, "A"), "B=C");
	cr_assert_null(job_environment(&job, "HOM"));
	cr_assert_null(job_environment(&job, "odd"));
	cr_assert_null(job_environment(&job, "NONE"));
}

static void assert_whole(const struct job *job)
{
	cr_assert(job->module && job->path && job->environment);
	for (size_t i = 0; i < job->setting_count; i++)
		cr_assert(job->settings[i].section && job->settings[i].key && job->settings[i].value &&
				  job->settings[i].origin);
}

Test(job, cut_at_any_length)
{
	const struct job sent = sample();
	struct buffer buffer = {0};
	unsigned char *copy;
	struct job job;

	job_encode(&sent, &buffer);
	for (size_t size = 0; size < buffer.size; size++) {
		cr_assert_eq(decode(&job, &copy, buffer.data, size), MUSTER_DAMAGED);
		free(copy);
	}
	buffer_free(&buffer);
}

Test(job, every_bit_flipped)
{
	const struct job sent = sample();
	struct buffer buffer = {0};
	unsigned char *copy;
	struct job job;

	job_encode(&sent, &buffer);
	for (size_t i = 0; i < 8 * buffer.size; i++) {
		buffer.data[i / 8] ^= (unsigned char)(1u << i % 8);
		if (decode(&job, &copy, buffer.data, buffer.size) == MUSTER_OK) {
			assert_whole(&job);
			job_environment(&job, "NONE");
			job_free(&job);
		}
		free(copy);
		buffer.data[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	buffer_free(&buffer);
}
