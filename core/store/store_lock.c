/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/store_folder.h"

#define LONGEST_SLEEP_MS 20

/* store_clear() may have removed the file between our opening and locking it; another would then lock a new one. */
static bool still_there(int folder, const char *name, int descriptor)
{
	struct stat ours, there;

	return fstat(descriptor, &ours) == 0 && fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
		   ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* 0: *descriptor holds it; EAGAIN: another does (*descriptor is kept for the next try); another errno: no locks. */
static int try_lock(int folder, const char *name, int *descriptor)
{
	for (;;) {
		struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
		if (*descriptor < 0)
			*descriptor = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
		if (*descriptor < 0)
			return errno == EAGAIN ? EIO : errno;
		if (fcntl(*descriptor, F_OFD_SETLK, &lock) == 0) {
			if (still_there(folder, name, *descriptor))
				return 0;
			close(take_descriptor(descriptor));
		} else if (errno != EINTR) {
			return errno == EACCES ? EAGAIN : errno;
		}
	}
}

static void sleep_for(int64_t milliseconds)
{
	nanosleep(&(struct timespec){.tv_nsec = (long)milliseconds * 1000000}, NULL);
}

static enum muster_status lock_within(int folder, const char *name, int64_t until, bool (*cancelled)(const void *data),
									  const void *data, int *descriptor, bool *waited, struct problem *problem)
{
	int64_t nap = 1;
	int error;

	while ((error = try_lock(folder, name, descriptor)) == EAGAIN) {
		const int64_t left = until - clock_milliseconds();
		*waited = true;
		if (cancelled && cancelled(data))
			return problem_set(problem, MUSTER_CANCELLED, "%s: cancelled while another process discovers", name);
		if (left <= 0)
			return problem_set(problem, MUSTER_TIMED_OUT, "%s: another process discovers and does not end", name);
		sleep_for(nap < left ? nap : left);
		nap = nap * 2 < LONGEST_SLEEP_MS ? nap * 2 : LONGEST_SLEEP_MS;
	}
	if (!error)
		return MUSTER_OK;
	problem_errno(problem, error, name, "lock");
	if (problem)
		problem->status = MUSTER_UNSUPPORTED;
	return MUSTER_UNSUPPORTED;
}

enum muster_status store_lock(const struct store *store, const char *module, const char *key, int64_t wait_ms,
							  bool (*cancelled)(const void *data), const void *data, int *descriptor, bool *waited,
							  struct problem *problem)
{
	const int64_t until = clock_deadline(wait_ms);
	enum muster_status status = store_check_names(module, NULL, key, problem);
	cleanup_close int folder = -1, lock = -1;
	char name[256];

	*descriptor = -1;
	*waited = false;
	if (status)
		return status;
	if (store_make_module(store, module, &folder, problem)) {
		if (problem)
			problem->status = MUSTER_UNSUPPORTED;
		return MUSTER_UNSUPPORTED;
	}
	snprintf(name, sizeof(name), "%s.lock", key);
	status = lock_within(folder, name, until, cancelled, data, &lock, waited, problem);
	if (!status)
		*descriptor = take_descriptor(&lock);
	return status;
}

bool store_remove_lock(int folder, const char *name)
{
	cleanup_close int lock = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (lock < 0 || fcntl(lock, F_OFD_SETLK, &whole) || !still_there(folder, name, lock))
		return false;
	return unlinkat(folder, name, 0) == 0;
}

void store_unlock(int *descriptor)
{
	const int error = errno;
	struct flock lock = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

	if (*descriptor >= 0) {
		fcntl(*descriptor, F_OFD_SETLK, &lock);
		close(take_descriptor(descriptor));
	}
	errno = error;
}
