/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Blobs as a discovery makes them, without a discovery. */
#ifndef TEST_BLOB_MAKER_H
#define TEST_BLOB_MAKER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blob/blob_writer.h"
#include "blob/meta.h"
#include "blob/results.h"
#include "random.h"
#include "value/value.h"

static const struct muster_field maker_fields[] = {
	{"text", MUSTER_TYPE_STRING, "Some text", MUSTER_FIELD_SHOWN},
	{"number", MUSTER_TYPE_INTEGER, "A number", 0},
	{"bytes", MUSTER_TYPE_BYTES, "Some bytes", 0},
	{0},
};

#define MAKER_FIELDS 3

/* What goes into a blob; all zero at first. */
struct maker {
	struct results results;
	struct sources sources;
};

static inline void maker_free(struct maker *maker)
{
	results_free(&maker->results);
	sources_free(&maker->sources);
}

static inline uint32_t maker_source(struct maker *maker, enum source_kind kind, uint32_t parent, uint32_t group,
									const char *name)
{
	const struct source source = {.kind = (uint8_t)kind, .parent = parent, .group = group};

	return sources_add(&maker->sources, &source, name);
}

/* An entry with @size bytes: of one kind, or (@random) random ones. False without memory. */
static inline bool maker_entry(struct maker *maker, const char *key, uint32_t group, int64_t number, size_t size,
							   struct random *random)
{
	struct buffer fields = {0};
	unsigned char *bytes = calloc(1, size + 1);
	struct result_entry entry = {.group = group};

	for (size_t i = 0; bytes && random && i < size; i++)
		bytes[i] = (unsigned char)(random_next(random) >> 8);
	pack_string(&fields, key);
	pack_integer(&fields, number);
	if (bytes)
		pack_bytes(&fields, bytes, size);
	entry.key = arena_string(&maker->results.arena, key);
	entry.size = (uint32_t)fields.size;
	entry.fields = fields.failed ? NULL : (unsigned char *)arena_copy(&maker->results.arena, fields.data, fields.size);
	buffer_free(&fields);
	free(bytes);
	return bytes && entry.key && entry.fields && results_add_entry(&maker->results, &entry);
}

/* @count entries "entry-00000" and so on. */
static inline bool maker_entries(struct maker *maker, unsigned count, size_t size, struct random *random)
{
	char key[32];

	for (unsigned i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "entry-%05u", i);
		if (!maker_entry(maker, key, SOURCE_NONE, i, size, random))
			return false;
	}
	return true;
}

static inline enum muster_status maker_sections(struct maker *maker, struct blob_writer *writer)
{
	struct buffer sources = {0}, packed = {0};
	const struct meta meta = {.module = "maker",
							  .version = "1",
							  .summary = "",
							  .path = "",
							  .fields = (struct muster_field *)maker_fields,
							  .entries = maker->results.entry_count};
	enum muster_status status = results_write(&maker->results, MAKER_FIELDS, writer);

	sources_encode(&maker->sources, &sources);
	meta_encode(&meta, &packed);
	if (sources.failed || packed.failed)
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_OK)
		status = blob_writer_section(writer, BLOB_SOURCES, sources.data, sources.size);
	if (status == MUSTER_OK)
		status = blob_writer_section(writer, BLOB_INDEX, NULL, 0);
	if (status == MUSTER_OK)
		status = blob_writer_section(writer, BLOB_META, packed.data, packed.size);
	buffer_free(&sources);
	buffer_free(&packed);
	return status;
}

/* Writes the blob to @descriptor. The maker is used up. */
static inline enum muster_status maker_write(struct maker *maker, int descriptor, const struct blob *old)
{
	struct blob_writer writer;
	enum muster_status status = blob_writer_init(&writer, descriptor, old);

	if (status == MUSTER_OK)
		status = maker_sections(maker, &writer);
	if (status == MUSTER_OK)
		status = blob_writer_finish(&writer, 0);
	blob_writer_free(&writer);
	maker_free(maker);
	return status;
}

/* The bytes of a file that lies in memory. */
struct file {
	unsigned char *bytes;
	size_t size;
};

static inline struct file maker_file(struct maker *maker, const struct blob *old)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);
	struct file file = {0};
	struct stat about;

	if (maker_write(maker, descriptor, old) == MUSTER_OK && fstat(descriptor, &about) == 0) {
		file.size = (size_t)about.st_size;
		file.bytes = malloc(file.size);
		if (pread(descriptor, file.bytes, file.size, 0) != about.st_size)
			abort();
	}
	close(descriptor);
	return file;
}

/* A blob of three blocks or more, small enough to damage each of its bits. */
static inline struct file small_file(void)
{
	struct maker maker = {0};

	maker_source(&maker, SOURCE_FOLDER, SOURCE_NONE, SOURCE_NONE, "/maps");
	maker_source(&maker, SOURCE_FILE, 0, 1, "a.map");
	results_add_fact(&maker.results, &(struct result_fact){"fact", (const unsigned char *)"\x80", 1, 1});
	results_add_finding(&maker.results, &(struct result_finding){1, 7, "a finding"});
	maker_entries(&maker, 100, 3600, NULL);
	return maker_file(&maker, NULL);
}

static inline enum muster_status open_copy(struct blob *blob, const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size); /* to the byte, for the sanitizer */

	memcpy(copy, bytes, size);
	return blob_open_bytes(blob, copy, size, NULL);
}

/* Opened from a descriptor of a new file. */
static inline enum muster_status open_file(struct blob *blob, const unsigned char *bytes, size_t size)
{
	const int descriptor = memfd_create("blob", MFD_CLOEXEC);

	if (write(descriptor, bytes, size) != (ssize_t)size)
		abort();
	return blob_open(blob, descriptor, NULL);
}

/* Makes the hashes of header and body right again, as who means to deceive would. */
static inline void seal(unsigned char *bytes, size_t size)
{
	struct hash hash = hash_bytes(bytes + BLOB_HEADER_BYTES, size - BLOB_HEADER_BYTES);

	memcpy(bytes + BLOB_BODY_HASH, hash.bytes, sizeof(hash));
	hash = hash_bytes(bytes, BLOB_HEADER_BYTES - sizeof(hash));
	memcpy(bytes + BLOB_HEADER_BYTES - sizeof(hash), hash.bytes, sizeof(hash));
}

/* A hash of all that a blob answers, or why it does not; the blob is closed. */
static inline enum muster_status read_blob(struct blob *blob, struct hash *content)
{
	struct buffer all = {0};
	struct blob_index index = {0};
	unsigned char *data;
	enum muster_status status = MUSTER_OK;

	for (unsigned id = 0; id < BLOB_SECTIONS && status == MUSTER_OK; id++) {
		status = blob_section(blob, id, &data, NULL);
		if (status == MUSTER_OK)
			buffer_append(&all, data, blob->sections[id].raw);
		free(data);
	}
	if (status == MUSTER_OK)
		status = blob_index_read(blob, &index, NULL);
	for (size_t i = 0; i < index.count && status == MUSTER_OK; i++) {
		status = blob_block(blob, &index.blocks[i], &data, NULL);
		if (status == MUSTER_OK)
			buffer_append(&all, data, index.blocks[i].raw);
		free(data);
	}
	*content = hash_bytes(all.data, all.size);
	buffer_free(&all);
	blob_index_free(&index);
	blob_close(blob);
	return status;
}

#endif
