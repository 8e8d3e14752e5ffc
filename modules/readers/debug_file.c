/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "debug_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trouble.h"

enum { PATH_SIZE = 4096, CHUNK = 1 << 16 };

static uint32_t crc_of(uint32_t crc, const unsigned char *bytes, size_t size)
{
	size_t i;
	unsigned bit;

	for (i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	return crc;
}

/* Whether the bytes of the file have the checksum that stands behind the debug link. */
static enum muster_status has_checksum(const struct elf_file *file, int descriptor, bool *has)
{
	size_t size, at;
	const unsigned char *const link = elf_file_section(file, ".gnu_debuglink", &size);
	unsigned char *bytes;
	uint32_t crc = 0xFFFFFFFFu, wanted;
	off_t offset = 0;
	ssize_t got;

	*has = false;
	at = link ? (strnlen((const char *)link, size) + 4) / 4 * 4 : 0;
	if (!link || at + 4 > size)
		return elf_file_trouble(file);
	bytes = malloc(CHUNK);
	if (!bytes)
		return MUSTER_NO_MEMORY;
	memcpy(&wanted, link + at, sizeof(wanted)); /* files of another byte order have build-ids nowadays */
	while ((got = pread(descriptor, bytes, CHUNK, offset)) > 0) {
		crc = crc_of(crc, bytes, (size_t)got);
		offset += got;
	}
	free(bytes);
	if (got < 0)
		return trouble_of(errno);
	*has = ~crc == wanted;
	return MUSTER_OK;
}

/* Whether the file is the one that was split off the library. */
static enum muster_status belongs(const struct elf_file *file, int descriptor, bool *belongs)
{
	const char *const wanted = elf_file_build_id(file), *found, *reason;
	struct elf_file *other;
	enum muster_status status = elf_file_open(&other, descriptor, &reason);

	*belongs = false;
	if (status != MUSTER_OK)
		return status == MUSTER_UNSUPPORTED || status == MUSTER_DAMAGED ? MUSTER_OK : status;
	found = elf_file_build_id(other);
	if (wanted)
		*belongs = found && strcmp(wanted, found) == 0;
	else
		status = has_checksum(file, descriptor, belongs);
	elf_file_close(other);
	return status;
}

static enum muster_status try_place(const struct debug_file_search *search, const struct elf_file *file,
									const char *path, int *descriptor)
{
	enum muster_status status = search->open ? search->open(search->data, path, descriptor) : MUSTER_OK;
	bool is_it = false;

	if (status != MUSTER_OK || *descriptor < 0)
		return status;
	status = belongs(file, *descriptor, &is_it);
	if (status == MUSTER_OK && is_it)
		return MUSTER_OK;
	close(*descriptor);
	*descriptor = -1;
	return status;
}

static enum muster_status by_build_id(const struct debug_file_search *search, const struct elf_file *file,
									  int *descriptor)
{
	const char *const id = elf_file_build_id(file);
	enum muster_status status = MUSTER_OK;
	char path[PATH_SIZE];
	size_t i;

	if (!id || strlen(id) < 3)
		return MUSTER_OK;
	for (i = 0; status == MUSTER_OK && *descriptor < 0 && search->folders[i]; i++) {
		const int size = snprintf(path, sizeof(path), "%s/.build-id/%.2s/%s.debug", search->folders[i], id, id + 2);
		if ((size_t)size < sizeof(path))
			status = try_place(search, file, path, descriptor);
	}
	return status;
}

/* Beside the library, in .debug beside it, and below each folder as the library lies below the root. */
static enum muster_status by_link(const struct debug_file_search *search, const struct elf_file *file, int *descriptor)
{
	const char *const link = elf_file_debug_link(file), *const slash = strrchr(search->library, '/');
	const int folder = slash ? (int)(slash - search->library) : 0;
	enum muster_status status = MUSTER_OK;
	char path[PATH_SIZE];
	size_t i;

	if (!link || !slash || strchr(link, '/'))
		return MUSTER_OK;
	for (i = 0; status == MUSTER_OK && *descriptor < 0 && (i < 2 || search->folders[i - 2]); i++) {
		const int size = snprintf(path, sizeof(path), "%s%.*s/%s%s", i < 2 ? "" : search->folders[i - 2], folder,
								  search->library, i == 1 ? ".debug/" : "", link);
		if ((size_t)size < sizeof(path) && strcmp(path, search->library) != 0)
			status = try_place(search, file, path, descriptor);
	}
	return status;
}

enum muster_status debug_file_open(const struct debug_file_search *search, const struct elf_file *file, int *descriptor)
{
	enum muster_status status;

	*descriptor = -1;
	status = by_build_id(search, file, descriptor);
	if (status == MUSTER_OK && *descriptor < 0)
		status = by_link(search, file, descriptor);
	return status;
}
