/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "discovery/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "discovery/scan.h"

void source_forget(struct muster_source *source)
{
	free(source->data);
	if (source->copy >= 0)
		close(source->copy);
	source->data = NULL;
	source->data_size = 0;
	source->copy = -1;
	source->frozen = source->refused = false;
}

const char *muster_source_path(const struct muster_source *source)
{
	return source->path;
}

const char *muster_source_name(const struct muster_source *source)
{
	return source->name;
}

const char *muster_source_stem(const struct muster_source *source)
{
	const char *dot = strrchr(source->name, '.');
	const size_t length = dot ? (size_t)(dot - source->name) : 0;

	if (length == 0 || length >= sizeof(source->stem)) /* no name of a file is as long */
		return source->name;
	/* in place, since a stem that there is no memory for would be a wrong key */
	return memcpy(((struct muster_source *)source)->stem, source->name, length);
}

const char *muster_source_root(const struct muster_source *source)
{
	return source->root;
}

uint64_t muster_source_size(const struct muster_source *source)
{
	return source->size;
}

/* 0 or an errno. A file that is shorter by now gives less: its stamp will tell, and it is read again. */
static int read_data(struct muster_source *source)
{
	const size_t room = (size_t)source->size;

	source->data = malloc(room + 1);
	if (!source->data)
		return ENOMEM;
	source->data_size = 0;
	while (source->data_size < room) {
		const ssize_t count = pread(source->descriptor, source->data + source->data_size, room - source->data_size,
									(off_t)source->data_size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return errno;
		if (count == 0)
			break;
		source->data_size += (size_t)count;
	}
	source->data[source->data_size] = '\0';
	return 0;
}

int source_freeze(struct muster_source *source, struct hash *hash)
{
	const int error = read_data(source);

	if (error)
		return error;
	source->frozen = true;
	*hash = hash_bytes(source->data, source->data_size);
	return 0;
}

static int make_copy(const struct muster_source *source)
{
	cleanup_close int copy = memfd_create("muster-source", MFD_CLOEXEC);

	for (size_t done = 0; copy >= 0 && done < source->data_size;) {
		const ssize_t count = pwrite(copy, source->data + done, source->data_size - done, (off_t)done);
		if (count < 0 && errno != EINTR)
			return -1;
		done += count > 0 ? (size_t)count : 0;
	}
	return take_descriptor(&copy);
}

int muster_source_descriptor(const struct muster_source *constant)
{
	struct muster_source *source = (struct muster_source *)constant;

	if (!source->frozen)
		return source->descriptor;
	if (source->copy < 0)
		source->copy = make_copy(source);
	if (source->copy < 0)
		scan_trouble(source->scan, source->path, ENOMEM); /* a copy in memory could not be made */
	return source->copy;
}

const char *muster_source_data(const struct muster_source *constant, size_t *size)
{
	struct muster_source *source = (struct muster_source *)constant;
	const uint64_t limit = source->scan->job->max_file_size;
	int error = 0;

	if (!source->data && !source->refused && limit && source->size > limit) {
		muster_scan_finding(source->scan, 0, "larger than max_file_size (%llu bytes of %llu)",
							(unsigned long long)source->size, (unsigned long long)limit);
		source->refused = true;
	}
	if (!source->data && !source->refused)
		error = read_data(source);
	if (error) {
		scan_trouble(source->scan, source->path, error);
		source->refused = true;
	}
	if (size)
		*size = source->refused ? 0 : source->data_size;
	return source->refused ? NULL : source->data;
}

size_t muster_source_file_count(const struct muster_source *source)
{
	return source->file_count;
}

const char *muster_source_file_at(const struct muster_source *source, size_t index)
{
	return index < source->file_count ? listing_at(source->listing, source->files[index]) : NULL;
}
