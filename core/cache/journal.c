/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A header of 48 bytes: magic, format, 0, the identity of the blob that it goes with, the hash of these 32. Then
 * records: the payload's size, a check of that size and the record's place, the payload's hash, the payload. */

#include "cache/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/trust.h"
#include "source/stamp.h"
#include "store/store_folder.h"

#define MAGIC        "\x89MUSTERJ"
#define FORMAT       1
#define HEADER_BYTES 48
#define HASHED_BYTES 32 /* of the header, before its hash */
#define BASE_AT      16
#define RECORD_BYTES 24 /* before the payload */

void journal_free(struct journal *journal)
{
	free(journal->bytes);
	*journal = (struct journal){0};
}

/* A size that is not the one that was written would make whatever follows look like a torn end. */
static uint32_t size_check(uint32_t size, uint64_t offset)
{
	unsigned char bytes[12];
	struct hash hash;

	store_u32(bytes, size);
	store_u64(bytes + 4, offset);
	hash = hash_bytes(bytes, sizeof(bytes));
	return load_u32(hash.bytes);
}

static bool only_zeros(const unsigned char *bytes, size_t size)
{
	while (size && !*bytes) {
		bytes++;
		size--;
	}
	return size == 0;
}

/* How many of the bytes, which stand at @offset in the file, are whole records. What follows them is torn: it goes to
 * the end of the file and is not whole; else the journal is damaged. */
static enum muster_status sound_size(const unsigned char *bytes, size_t size, uint64_t offset, size_t *sound)
{
	struct hash hash;

	for (*sound = 0; size - *sound >= RECORD_BYTES;) {
		const unsigned char *record = bytes + *sound;
		const size_t left = size - *sound - RECORD_BYTES;
		const uint32_t payload = load_u32(record);
		if (load_u32(record + 4) != size_check(payload, offset + *sound)) /* zeros: a power failure's */
			return only_zeros(record, size - *sound) ? MUSTER_OK : MUSTER_DAMAGED;
		if (payload > left)
			return MUSTER_OK;
		hash = hash_bytes(record + RECORD_BYTES, payload);
		if (memcmp(hash.bytes, record + 8, sizeof(hash)) != 0)
			return payload == left ? MUSTER_OK : MUSTER_DAMAGED;
		*sound += RECORD_BYTES + payload;
	}
	return MUSTER_OK;
}

bool journal_next(const struct journal *journal, size_t *offset, const unsigned char **data, size_t *size)
{
	if (*offset >= journal->size)
		return false;
	*size = load_u32(journal->bytes + *offset);
	*data = journal->bytes + *offset + RECORD_BYTES;
	*offset += RECORD_BYTES + *size;
	return true;
}

static enum muster_status damaged(struct problem *problem, const char *name)
{
	return problem_set(problem, MUSTER_DAMAGED, "%s is damaged", name);
}

/* MUSTER_NOT_FOUND where there is none. */
static enum muster_status open_journal(int folder, const char *name, int flags, int *descriptor, struct stat *about,
									   struct problem *problem)
{
	cleanup_close int file = openat(folder, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (file < 0 || fstat(file, about))
		return problem_errno(problem, errno, name, "be opened");
	if (!S_ISREG(about->st_mode) || !trust_status(about))
		return problem_set(problem, MUSTER_REFUSED, "%s: not a file that only root or you may write (remove it)", name);
	if (about->st_size > JOURNAL_LIMIT)
		return damaged(problem, name);
	*descriptor = take_descriptor(&file);
	return MUSTER_OK;
}

static enum muster_status read_part(int descriptor, const char *name, uint64_t offset, unsigned char *bytes,
									size_t *size, struct problem *problem)
{
	size_t done = 0;

	while (done < *size) {
		const ssize_t count = pread(descriptor, bytes + done, *size - done, (off_t)(offset + done));
		if (count < 0 && errno != EINTR)
			return problem_errno(problem, errno, name, "be read");
		if (count == 0)
			break;
		done += count > 0 ? (size_t)count : 0;
	}
	*size = done;
	return MUSTER_OK;
}

/* MUSTER_STALE where it goes with another blob, or is not even whole. @base may be NULL: any. */
static enum muster_status check_header(int descriptor, const char *name, const struct hash *base,
									   struct problem *problem)
{
	unsigned char header[HEADER_BYTES];
	size_t size = sizeof(header);
	struct hash hash;
	const enum muster_status status = read_part(descriptor, name, 0, header, &size, problem);

	if (status != MUSTER_OK)
		return status;
	hash = hash_bytes(header, HASHED_BYTES);
	if (size < sizeof(header) || memcmp(header, MAGIC, 8) != 0 || load_u32(header + 8) != FORMAT ||
		memcmp(hash.bytes, header + HASHED_BYTES, sizeof(hash)) != 0)
		return problem_set(problem, base ? MUSTER_STALE : MUSTER_DAMAGED, "%s does not begin as a journal", name);
	if (base && memcmp(header + BASE_AT, base->bytes, sizeof(base->bytes)) != 0)
		return problem_set(problem, MUSTER_STALE, "%s goes with another blob", name);
	return MUSTER_OK;
}

/* The sound records from @offset on. */
static enum muster_status read_records(int descriptor, const char *name, uint64_t offset, uint64_t end,
									   struct journal *journal, struct problem *problem)
{
	size_t size = end > offset ? (size_t)(end - offset) : 0, sound = 0;
	enum muster_status status;

	*journal = (struct journal){.bytes = malloc(size + 1)};
	if (!journal->bytes)
		return problem_memory(problem);
	status = read_part(descriptor, name, offset, journal->bytes, &size, problem);
	if (status == MUSTER_OK && sound_size(journal->bytes, size, offset, &sound) != MUSTER_OK)
		status = damaged(problem, name);
	journal->size = sound;
	if (status != MUSTER_OK || sound == 0)
		journal_free(journal);
	return status;
}

static enum muster_status read_at(int folder, const char *name, const struct hash *base, struct journal *journal,
								  struct problem *problem)
{
	cleanup_close int descriptor = -1;
	struct stat file = {0};
	enum muster_status status = open_journal(folder, name, O_RDONLY, &descriptor, &file, problem);

	if (status == MUSTER_OK)
		status = check_header(descriptor, name, base, problem);
	if (status == MUSTER_OK)
		status = read_records(descriptor, name, HEADER_BYTES, (uint64_t)file.st_size, journal, problem);
	journal->modified = stamp_of(&file).modified;
	return status;
}

static void journal_name(const char *key, char name[256])
{
	snprintf(name, 256, "%s.journal", key);
}

enum muster_status journal_read(const struct store *store, size_t folder, const char *cache, const char *key,
								const struct hash *base, struct journal *journal, struct problem *problem)
{
	cleanup_close int below = -1;
	char name[256];
	enum muster_status status = store_open_module(store->folders[folder], cache, &below, problem);

	*journal = (struct journal){0};
	journal_name(key, name);
	if (status == MUSTER_OK)
		status = read_at(below, name, base, journal, problem);
	return status;
}

enum muster_status journal_verify(const char *path, struct problem *problem)
{
	struct journal journal = {0};
	const enum muster_status status = read_at(AT_FDCWD, path, NULL, &journal, problem);

	journal_free(&journal);
	return status;
}

static void encode_record(const struct buffer *payload, uint64_t offset, struct buffer *out)
{
	const struct hash hash = hash_bytes(payload->data, payload->size);

	buffer_u32(out, (uint32_t)payload->size);
	buffer_u32(out, size_check((uint32_t)payload->size, offset));
	buffer_append(out, hash.bytes, sizeof(hash.bytes));
	buffer_append(out, payload->data, payload->size);
}

static void encode_header(const struct hash *base, struct buffer *out)
{
	struct hash hash;

	buffer_append(out, MAGIC, 8);
	buffer_u32(out, FORMAT);
	buffer_u32(out, 0);
	buffer_append(out, base->bytes, sizeof(base->bytes));
	if (out->failed)
		return;
	hash = hash_bytes(out->data, HASHED_BYTES);
	buffer_append(out, hash.bytes, sizeof(hash.bytes));
}

/* A new journal, there as a whole or not at all, in place of one of another blob. */
static enum muster_status begin(int folder, const char *name, const struct hash *base, const struct buffer *payload,
								struct journal_place *place, struct problem *problem)
{
	struct buffer bytes = {0};
	int error;

	*place = (struct journal_place){0};
	encode_header(base, &bytes);
	encode_record(payload, HEADER_BYTES, &bytes);
	error = bytes.failed ? ENOMEM : store_write(folder, name, bytes.data, bytes.size);
	buffer_free(&bytes);
	return error ? problem_errno(problem, error, name, "be written") : MUSTER_OK;
}

/* One write, so that a reader meets all of it or a torn end; what cannot be kept whole is taken back. */
static enum muster_status write_record(int descriptor, const char *name, uint64_t end, const struct buffer *record,
									   struct problem *problem)
{
	const ssize_t written = write(descriptor, record->data, record->size);
	int error = written < 0 ? errno : ENOSPC;

	if (written == (ssize_t)record->size) {
		if (fdatasync(descriptor) == 0)
			return MUSTER_OK;
		error = errno;
	}
	if (ftruncate(descriptor, (off_t)end) != 0)
		error = errno;
	return problem_errno(problem, error, name, "be written");
}

static enum muster_status extend(int descriptor, const char *name, const struct stat *file, const struct hash *base,
								 uint64_t end, const struct buffer *payload, struct journal_place *place,
								 struct problem *problem)
{
	struct buffer record = {0};
	enum muster_status status = MUSTER_OK;

	if ((uint64_t)file->st_size > end && ftruncate(descriptor, (off_t)end) != 0) /* what a killed writer left */
		return problem_errno(problem, errno, name, "be cut");
	encode_record(payload, end, &record);
	status = record.failed ? problem_memory(problem) : write_record(descriptor, name, end, &record, problem);
	if (status == MUSTER_OK)
		*place = (struct journal_place){*base, file->st_dev, file->st_ino, end + record.size};
	buffer_free(&record);
	return status;
}

/* Where the sound records end: known, or read from where it is known. */
static enum muster_status find_end(int descriptor, const char *name, const struct stat *file, const struct hash *base,
								   const struct journal_place *place, uint64_t *end, struct problem *problem)
{
	const bool known = hash_equal(&place->base, base) && place->device == file->st_dev &&
					   place->inode == file->st_ino && place->end >= HEADER_BYTES &&
					   place->end <= (uint64_t)file->st_size;
	struct journal journal;
	enum muster_status status;

	*end = known ? place->end : HEADER_BYTES;
	status = read_records(descriptor, name, *end, (uint64_t)file->st_size, &journal, problem);
	*end += journal.size;
	journal_free(&journal);
	return status;
}

enum muster_status journal_append(const struct store *store, const char *cache, const char *key,
								  const struct hash *base, const struct buffer *payload, uint64_t most,
								  struct journal_place *place, bool *full, struct problem *problem)
{
	cleanup_close int folder = -1, descriptor = -1;
	char name[256];
	struct stat file;
	uint64_t end = 0;
	enum muster_status status = store_make_module(store, cache, &folder, problem);

	journal_name(key, name);
	*full = payload->size + HEADER_BYTES + RECORD_BYTES > most;
	if (status != MUSTER_OK || *full)
		return status;
	status = open_journal(folder, name, O_RDWR | O_APPEND, &descriptor, &file, problem);
	if (status == MUSTER_OK)
		status = check_header(descriptor, name, base, problem);
	if (status == MUSTER_NOT_FOUND || status == MUSTER_STALE || status == MUSTER_REFUSED)
		return begin(folder, name, base, payload, place, problem);
	if (status == MUSTER_OK)
		status = find_end(descriptor, name, &file, base, place, &end, problem);
	if (status != MUSTER_OK)
		return status;
	*full = end + RECORD_BYTES + payload->size > most;
	return *full ? MUSTER_OK : extend(descriptor, name, &file, base, end, payload, place, problem);
}

void journal_remove(const struct store *store, const char *cache, const char *key)
{
	cleanup_close int folder = -1;
	char name[256];

	if (!store_writable(store) || store_open_module(store_writable(store), cache, &folder, NULL) != MUSTER_OK)
		return;
	journal_name(key, name);
	unlinkat(folder, name, 0);
}
