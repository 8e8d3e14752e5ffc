/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/hash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "base/memory.h"

static struct hash canonical(XXH128_hash_t number)
{
	XXH128_canonical_t bytes;
	struct hash hash;

	XXH128_canonicalFromHash(&bytes, number);
	memcpy(hash.bytes, bytes.digest, sizeof(hash.bytes));
	return hash;
}

struct hash hash_bytes(const void *data, size_t size)
{
	return canonical(XXH3_128bits(data, size));
}

bool hash_equal(const struct hash *a, const struct hash *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

struct XXH3_state_s *hash_begin(void)
{
	XXH3_state_t *state = XXH3_createState();

	if (state)
		XXH3_128bits_reset(state);
	return state;
}

void hash_feed(struct XXH3_state_s *state, const void *data, size_t size)
{
	XXH3_128bits_update(state, data, size);
}

struct hash hash_end(struct XXH3_state_s *state)
{
	const struct hash hash = canonical(XXH3_128bits_digest(state));

	XXH3_freeState(state);
	return hash;
}

static bool feed(XXH3_state_t *state, int descriptor)
{
	char bytes[65536];
	off_t offset = 0;
	ssize_t count;

	while ((count = pread(descriptor, bytes, sizeof(bytes), offset)) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		XXH3_128bits_update(state, bytes, (size_t)count);
		offset += count;
	}
	return true;
}

bool hash_file(int descriptor, struct hash *hash)
{
	struct XXH3_state_s *state;
	struct stat about;
	bool done;

	if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) /* devices have no end */
		return false;
	state = hash_begin();
	errno = state ? errno : ENOMEM;
	if (!state)
		return false;
	done = feed(state, descriptor);
	*hash = hash_end(state);
	return done;
}

void hash_name(const struct hash *hash, char name[17])
{
	for (unsigned i = 0; i < 8; i++)
		snprintf(name + 2 * i, 3, "%02x", hash->bytes[i]);
}
