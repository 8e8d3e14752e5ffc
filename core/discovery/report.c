/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "discovery/report.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Both ends are the same program on the same machine, so numbers go as they are in memory. */
struct head {
	uint32_t type, length; /* of the text behind the head */
	uint64_t files, read, entries;
	uint32_t number, unused;
};

static bool write_all(int descriptor, const unsigned char *bytes, size_t size)
{
	while (size) {
		const ssize_t written = write(descriptor, bytes, size);
		if (written >= 0) {
			bytes += written;
			size -= (size_t)written;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd){.fd = descriptor, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool report_send(int descriptor, const struct report *report)
{
	unsigned char bytes[sizeof(struct head) + REPORT_TEXT_LIMIT];
	const size_t length = strnlen(report->text, REPORT_TEXT_LIMIT - 1);
	const struct head head = {.type = (uint32_t)report->type,
							  .length = (uint32_t)length,
							  .files = report->files,
							  .read = report->read,
							  .entries = report->entries,
							  .number = report->number};

	memcpy(bytes, &head, sizeof(head));
	memcpy(bytes + sizeof(head), report->text, length);
	return write_all(descriptor, bytes, sizeof(head) + length);
}

/* The bytes of the first record, 0 where it is not complete yet, SIZE_MAX where it is none. */
static size_t record_size(const struct report_reader *reader, struct head *head)
{
	if (reader->filled < sizeof(*head))
		return 0;
	memcpy(head, reader->bytes, sizeof(*head));
	if (head->type < REPORT_PROGRESS || head->type > REPORT_ENDED || head->length >= REPORT_TEXT_LIMIT)
		return SIZE_MAX;
	return reader->filled < sizeof(*head) + head->length ? 0 : sizeof(*head) + head->length;
}

static void hand_over(const unsigned char *bytes, const struct head *head,
					  void (*receive)(void *data, const struct report *), void *data)
{
	char text[REPORT_TEXT_LIMIT];
	const struct report report = {.type = (enum report_type)head->type,
								  .files = head->files,
								  .read = head->read,
								  .entries = head->entries,
								  .number = head->number,
								  .text = text};

	memcpy(text, bytes, head->length);
	text[head->length] = '\0';
	receive(data, &report);
}

int report_receive(struct report_reader *reader, int descriptor, void (*receive)(void *data, const struct report *),
				   void *data)
{
	struct head head;
	size_t size;
	const ssize_t got = read(descriptor, reader->bytes + reader->filled, sizeof(reader->bytes) - reader->filled);

	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : -1;
	if (got == 0)
		return reader->filled ? -1 : 0;
	reader->filled += (size_t)got;
	while ((size = record_size(reader, &head))) {
		if (size == SIZE_MAX)
			return -1;
		hand_over(reader->bytes + sizeof(head), &head, receive, data);
		reader->filled -= size;
		memmove(reader->bytes, reader->bytes + size, reader->filled);
	}
	return 1;
}
