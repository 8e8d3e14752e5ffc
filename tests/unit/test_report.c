/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#undef _FORTIFY_SOURCE /* with it, poll() is an inline function, and cannot be replaced */
#include "discovery/report.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sanitizer.h"

/* A pipe, and what was taken out of it. */
struct exchange {
	int ends[2];
	struct report_reader reader;
	size_t count;
	struct report last;
	char text[REPORT_TEXT_LIMIT];
};

static void receive(void *data, const struct report *report)
{
	struct exchange *exchange = data;

	exchange->count++;
	exchange->last = *report;
	strcpy(exchange->text, report->text);
}

static void begin(struct exchange *exchange)
{
	memset(exchange, 0, sizeof(*exchange));
	cr_assert_eq(pipe2(exchange->ends, O_CLOEXEC), 0);
	cr_assert_eq(fcntl(exchange->ends[0], F_SETFL, O_NONBLOCK), 0);
}

static int receive_once(struct exchange *exchange)
{
	return report_receive(&exchange->reader, exchange->ends[0], receive, exchange);
}

#ifndef SANITIZED /* which has a poll() of its own */

/* In place of the C library's. */
static atomic_uint waits;

int poll(struct pollfd *descriptors, nfds_t count, int timeout)
{
	const struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};

	atomic_fetch_add(&waits, 1);
	return ppoll(descriptors, count, timeout < 0 ? NULL : &time, NULL);
}

static void *empty_later(void *data)
{
	char bytes[4096];

	usleep(50000);
	while (read(*(int *)data, bytes, sizeof(bytes)) > 0) {
	}
	return NULL;
}

/* The pipe is full, and its writer does not block: who sends waits, and does not try over and over. */
Test(report, sending_waits_for_room)
{
	static const char bytes[4096];
	struct exchange exchange;
	pthread_t thread;

	begin(&exchange);
	cr_assert_eq(fcntl(exchange.ends[1], F_SETFL, O_NONBLOCK), 0);
	while (write(exchange.ends[1], bytes, sizeof(bytes)) > 0) {
	}
	cr_assert_eq(pthread_create(&thread, NULL, empty_later, &exchange.ends[0]), 0);
	cr_assert(report_send(exchange.ends[1], &(struct report){.type = REPORT_OUTPUT, .text = "line"}));
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cr_expect(waits >= 1 && waits <= 3, "%u", waits);
}

#endif

Test(report, there_and_back)
{
	const struct report sent = {
		.type = REPORT_PROGRESS, .files = UINT64_MAX, .read = 2, .entries = 3, .number = 4, .text = "a\nb"};
	struct exchange exchange;

	begin(&exchange);
	cr_assert_eq(receive_once(&exchange), 1);
	cr_assert_eq(exchange.count, 0);
	cr_assert(report_send(exchange.ends[1], &sent));
	cr_assert_eq(receive_once(&exchange), 1);
	cr_assert_eq(exchange.count, 1);
	cr_assert_eq(exchange.last.type, REPORT_PROGRESS);
	cr_assert_eq(exchange.last.files, UINT64_MAX);
	cr_assert_eq(exchange.last.read, 2);
	cr_assert_eq(exchange.last.entries, 3);
	cr_assert_eq(exchange.last.number, 4);
	cr_assert_str_eq(exchange.text, "a\nb");
	close(exchange.ends[1]);
	cr_assert_eq(receive_once(&exchange), 0);
}

Test(report, several_in_one_reading)
{
	struct exchange exchange;

	begin(&exchange);
	for (int i = 0; i < 50; i++)
		cr_assert(report_send(exchange.ends[1], &(struct report){.type = REPORT_OUTPUT, .text = "line"}));
	cr_assert_eq(receive_once(&exchange), 1);
	cr_assert_eq(exchange.count, 50);
}

/* Longer texts are cut, and what is cut arrives in one piece of at most PIPE_BUF bytes. */
Test(report, long_text)
{
	char *text = calloc(1, 10000);
	struct exchange exchange;

	memset(text, 'x', 9999);
	begin(&exchange);
	for (int i = 0; i < 3; i++) {
		cr_assert(report_send(exchange.ends[1], &(struct report){.type = REPORT_DONE, .text = text}));
		cr_assert_eq(receive_once(&exchange), 1);
	}
	cr_assert_eq(exchange.count, 3);
	cr_assert_eq(strlen(exchange.text), REPORT_TEXT_LIMIT - 1);
	free(text);
}

/* The bytes of one record. */
static size_t record(unsigned char bytes[4096], const char *text)
{
	struct exchange exchange;

	begin(&exchange);
	cr_assert(report_send(exchange.ends[1], &(struct report){.type = REPORT_PHASE, .text = text}));
	const ssize_t size = read(exchange.ends[0], bytes, 4096);
	cr_assert_gt(size, 0);
	return (size_t)size;
}

Test(report, byte_by_byte)
{
	unsigned char bytes[4096];
	const size_t size = record(bytes, "discover");
	struct exchange exchange;

	begin(&exchange);
	for (size_t i = 0; i < size; i++) {
		cr_assert_eq(exchange.count, 0);
		cr_assert_eq(write(exchange.ends[1], bytes + i, 1), 1);
		cr_assert_eq(receive_once(&exchange), 1);
	}
	cr_assert_eq(exchange.count, 1);
	cr_assert_str_eq(exchange.text, "discover");
}

/* An end in the middle of a record is no end. */
Test(report, every_length)
{
	unsigned char bytes[4096];
	const size_t size = record(bytes, "discover");

	for (size_t cut = 1; cut < size; cut++) {
		struct exchange exchange;
		begin(&exchange);
		cr_assert_eq(write(exchange.ends[1], bytes, cut), (ssize_t)cut);
		close(exchange.ends[1]);
		cr_assert_eq(receive_once(&exchange), 1);
		cr_assert_eq(receive_once(&exchange), -1);
		cr_assert_eq(exchange.count, 0);
		close(exchange.ends[0]);
	}
}

Test(report, type_and_length_out_of_bounds)
{
	const uint32_t heads[][2] = {
		{0, 0}, {REPORT_ENDED + 1, 0}, {UINT32_MAX, 0}, {REPORT_DONE, REPORT_TEXT_LIMIT}, {REPORT_DONE, UINT32_MAX}};

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		unsigned char bytes[4096];
		const size_t size = record(bytes, "discover");
		struct exchange exchange;
		begin(&exchange);
		memcpy(bytes, heads[i], sizeof(heads[i]));
		cr_assert_eq(write(exchange.ends[1], bytes, size), (ssize_t)size);
		cr_assert_eq(receive_once(&exchange), -1, "%zu", i);
		cr_assert_eq(exchange.count, 0);
		close(exchange.ends[0]);
		close(exchange.ends[1]);
	}
}

Test(report, reader_gone)
{
	struct exchange exchange;

	signal(SIGPIPE, SIG_IGN);
	begin(&exchange);
	close(exchange.ends[0]);
	cr_assert_not(report_send(exchange.ends[1], &(struct report){.type = REPORT_DONE, .text = ""}));
}
