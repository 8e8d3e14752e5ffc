/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "discovery/share.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "discovery/scan.h"

/* When siblings are worth what starting them costs: after readers took so many milliseconds in this walk, or before a
 * file of so many bytes, where all are to be read. */
#define WORTH_MS    10
#define WORTH_BYTES (8u << 20)

#define PIPE_BYTES (1 << 20)

/* What a sibling may be ahead of the discoverer, beside one file. */
#define AHEAD (16u << 20)

/* After so many milliseconds without a word from any, the file that is waited for is read here, too. A sibling may hang
 * where the discoverer would not: in a lock of a thread that a copy has not. */
#define PATIENCE_MS 5000

/* Before each file's record. */
struct head {
	uint64_t number, size;
};

/* ---- in the discoverer: siblings come and go ------------------------------------------------------------------- */

static void kill_sibling(struct sibling *sibling)
{
	if (sibling->pidfd >= 0)
		pidfd_send_signal(sibling->pidfd, SIGKILL, NULL, 0);
	else
		kill(sibling->pid, SIGKILL);
	cleanup_close_at(&sibling->results);
	while (waitpid(sibling->pid, NULL, 0) < 0 && errno == EINTR)
		;
	cleanup_close_at(&sibling->pidfd);
	buffer_free(&sibling->arrived);
}

static void stop(struct share *share)
{
	for (unsigned i = 0; i < share->count; i++)
		kill_sibling(&share->siblings[i]);
	free(share->siblings);
	if (share->next)
		munmap(share->next, sizeof(*share->next));
	share->siblings = NULL;
	share->count = 0;
	share->next = NULL;
}

/* What it prints goes the way of the discoverer's; it reports nothing, and what was found so far is none of its. */
static void become_sibling(struct muster_scan *scan, pid_t discoverer, int results)
{
	struct share *share = &scan->share;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != discoverer)
		_exit(EXIT_FAILURE);
	for (unsigned i = 0; i < share->count; i++) {
		close(share->siblings[i].results);
		cleanup_close_at(&share->siblings[i].pidfd);
	}
	share->count = 0;
	share->is_sibling = true;
	share->results = results;
	scan->report = NULL;
	scan->results.entry_count = scan->results.fact_count = scan->results.finding_count = 0;
	scan->results.arena = (struct arena){0};
}

static bool start_sibling(struct muster_scan *scan)
{
	struct share *share = &scan->share;
	const pid_t discoverer = getpid();
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return false;
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES); /* a smaller one will do */
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		become_sibling(scan, discoverer, ends[1]);
		return true;
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return false;
	}
	share->siblings[share->count++] = (struct sibling){.pid = pid, .pidfd = pidfd_open(pid, 0), .results = ends[0]};
	return true;
}

/* Output that waits in a buffer would be printed by each. */
static void flush_output(void)
{
	fflush(stdout);
	fflush(stderr);
}

static void start(struct muster_scan *scan)
{
	struct share *share = &scan->share;
	const unsigned wanted = scan->job->jobs < SHARE_MOST ? scan->job->jobs : SHARE_MOST;
	void *shared = mmap(NULL, sizeof(*share->next), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	share->number = 0;
	share->next = shared == MAP_FAILED ? NULL : shared;
	share->siblings = calloc(wanted, sizeof(*share->siblings));
	flush_output();
	while (share->next && share->siblings && share->count < wanted && !share->is_sibling) {
		if (!start_sibling(scan))
			break;
	}
	if (share->count == 0 && !share->is_sibling) {
		share->refused = true;
		stop(share);
	}
}

static bool is_worth_it(const struct muster_scan *scan, const struct source *record)
{
	const struct share *share = &scan->share;

	if (!share->walking || share->refused || share->count || scan->job->jobs < 2 ||
		!(scan->module->flags & MUSTER_MODULE_READERS_INDEPENDENT))
		return false;
	return share->spent >= WORTH_MS || (!scan->previous && record->stamp.size >= WORTH_BYTES);
}

/* ---- in the discoverer: what they send -------------------------------------------------------------------------- */

/* The first record that is whole; false where there is none. */
static bool look_at_head(const struct sibling *sibling, struct head *head)
{
	const size_t size = sibling->arrived.size - sibling->taken;

	if (size < sizeof(*head))
		return false;
	memcpy(head, sibling->arrived.data + sibling->taken, sizeof(*head));
	return head->size <= size - sizeof(*head);
}

static struct sibling *find_record(struct share *share, uint64_t number, struct head *head)
{
	for (unsigned i = 0; i < share->count; i++) {
		struct sibling *sibling = &share->siblings[i];
		while (look_at_head(sibling, head) && head->number < number) /* was read here meanwhile */
			sibling->taken += sizeof(*head) + head->size;
		if (look_at_head(sibling, head) && head->number == number)
			return sibling;
	}
	return NULL;
}

static void receive(struct sibling *sibling)
{
	struct buffer *arrived = &sibling->arrived;
	unsigned char *room;
	ssize_t got;

	if (sibling->taken > arrived->size / 2) {
		arrived->size -= sibling->taken;
		memmove(arrived->data, arrived->data + sibling->taken, arrived->size);
		sibling->taken = 0;
	}
	room = buffer_reserve(arrived, PIPE_BYTES);
	got = room ? read(sibling->results, room, PIPE_BYTES) : 0;
	if (got > 0)
		arrived->size += (size_t)got;
	else
		sibling->over = got == 0 || errno != EINTR;
}

/* Waits until some have sent more; false after too long. A sibling that is gone may have left the pipe to a process of
 * its own. */
static bool receive_more(struct share *share)
{
	struct pollfd polled[2 * SHARE_MOST];
	struct head head;
	int ready;

	for (unsigned i = 0; i < share->count; i++) {
		const struct sibling *sibling = &share->siblings[i];
		const bool full = sibling->arrived.size - sibling->taken >= AHEAD && look_at_head(sibling, &head);
		const bool wanted = !sibling->over && !full;
		polled[2 * i] = (struct pollfd){.fd = wanted ? sibling->results : -1, .events = POLLIN};
		polled[2 * i + 1] = (struct pollfd){.fd = wanted ? sibling->pidfd : -1, .events = POLLIN};
	}
	ready = poll(polled, 2 * share->count, PATIENCE_MS);
	if (ready <= 0)
		return ready < 0;
	for (unsigned i = 0; i < share->count; i++) {
		const bool gone = polled[2 * i + 1].revents; /* maybe since its pipe was looked at, and with some more in it */
		if (polled[2 * i].revents || (gone && poll(&polled[2 * i], 1, 0) == 1))
			receive(&share->siblings[i]);
		else if (gone)
			share->siblings[i].over = true;
	}
	return true;
}

/* Whether one of them may still send the record: each sends them by number. */
static bool may_come(const struct share *share)
{
	struct head head;

	for (unsigned i = 0; i < share->count; i++) {
		if (!share->siblings[i].over && !look_at_head(&share->siblings[i], &head))
			return true;
	}
	return false;
}

static enum muster_status read_here(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	const double started = clock_precise();
	const enum muster_status status = scan_read_file(scan, file, record);

	scan->share.spent += clock_precise() - started;
	return status;
}

/* False where the siblings are of no more use. */
static bool take(struct muster_scan *scan, const struct scan_file *file, struct source *record,
				 enum muster_status *status)
{
	struct share *share = &scan->share;
	const uint64_t number = share->number++;
	struct sibling *sibling;
	struct head head;

	while (!(sibling = find_record(share, number, &head))) {
		if (!may_come(share))
			return false;
		if (!receive_more(share)) {
			if (atomic_load(share->next) <= number) /* nobody has begun it: all hang */
				return false;
			*status = read_here(scan, file, record);
			return true;
		}
	}
	sibling->taken += sizeof(head) + head.size;
	if (!share_unpack(scan, file, record, sibling->arrived.data + sibling->taken - head.size, head.size, status))
		return false;
	scan->read++;
	return true;
}

/* ---- in a sibling ----------------------------------------------------------------------------------------------- */

static bool write_all(int descriptor, const unsigned char *bytes, size_t size)
{
	while (size) {
		const ssize_t written = write(descriptor, bytes, size);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	return true;
}

static bool send_record(const struct muster_scan *scan, const struct scan_file *file, size_t first, uint64_t number)
{
	struct buffer bytes = {0};
	struct head head = {.number = number};
	bool sent;

	buffer_append(&bytes, &head, sizeof(head));
	share_pack(scan, file, first, &bytes);
	if (!bytes.failed) {
		head.size = bytes.size - sizeof(head);
		memcpy(bytes.data, &head, sizeof(head));
	}
	sent = !bytes.failed && write_all(scan->share.results, bytes.data, bytes.size);
	buffer_free(&bytes);
	return sent;
}

static enum muster_status read_as_sibling(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	uint64_t number = scan->share.number++, begun = number;
	struct scan_mark before;

	scan->results.finding_count = 0; /* those that the walk left are the discoverer's to leave */
	before = scan_mark(scan);
	if (!atomic_compare_exchange_strong(scan->share.next, &begun, number + 1))
		return MUSTER_OK;
	if (scan_read_file(scan, file, record) != MUSTER_OK)
		_exit(EXIT_FAILURE);
	flush_output(); /* before the discoverer can find that it needs this process no longer */
	if (!send_record(scan, file, before.sources, number))
		_exit(EXIT_FAILURE);
	scan_undo(scan, &before);
	arena_free(&scan->results.arena);
	return MUSTER_OK;
}

/* ----------------------------------------------------------------------------------------------------------------- */

void share_begin(struct muster_scan *scan)
{
	scan->share = (struct share){.walking = true};
}

void share_end(struct muster_scan *scan)
{
	if (scan->share.is_sibling)
		_exit(EXIT_SUCCESS);
	stop(&scan->share);
	scan->share.walking = false;
}

enum muster_status share_read_file(struct muster_scan *scan, const struct scan_file *file, struct source *record)
{
	struct share *share = &scan->share;
	enum muster_status status;

	if (!share->is_sibling && is_worth_it(scan, record))
		start(scan);
	if (share->is_sibling)
		return read_as_sibling(scan, file, record);
	if (share->count && take(scan, file, record, &status))
		return status;
	share->refused = share->refused || share->count;
	stop(share);
	return read_here(scan, file, record);
}
