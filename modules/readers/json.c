/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "json.h"

#include "trouble.h"

struct feed {
	const char *at, *end;
	enum muster_status trouble;
};

/* One byte at a time: jansson clears errno at each number, and a byte that could not be kept is known before that. */
static size_t next_byte(void *buffer, size_t size, void *data)
{
	struct feed *const feed = data;

	(void)size;
	if (feed->trouble == MUSTER_OK)
		feed->trouble = trouble_seen();
	if (feed->trouble != MUSTER_OK)
		return (size_t)-1;
	if (feed->at == feed->end)
		return 0;
	*(char *)buffer = *feed->at++;
	return 1;
}

enum muster_status json_read(json_t **json, const char *bytes, size_t size, size_t flags, json_error_t *error)
{
	struct feed feed = {bytes, bytes + size, MUSTER_OK};

	trouble_watch();
	*json = json_load_callback(next_byte, &feed, flags, error);
	if (feed.trouble == MUSTER_OK)
		feed.trouble = trouble_seen();
	if (feed.trouble == MUSTER_OK)
		return *json ? MUSTER_OK : MUSTER_DAMAGED;
	json_decref(*json);
	*json = NULL;
	return feed.trouble;
}
