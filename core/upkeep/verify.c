/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Looking after the store: removing blobs and checking them. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/trust.h"
#include "cache/journal.h"
#include "lookup/lookup.h"
#include "store/store_folder.h"

enum muster_status muster_clear(struct muster *muster, const char *module, size_t *removed)
{
	struct problem problem = {0};
	size_t count = 0;
	enum muster_status status;

	if (!muster)
		return MUSTER_BAD_ARGUMENT;
	status = store_clear(&muster->store, module, &count, &problem);
	if (removed)
		*removed = count;
	return context_end(muster, status, &problem);
}

struct verifying {
	muster_verdict *verdict;
	void *data;
	enum muster_status first; /* that is not MUSTER_OK */
};

static enum muster_status open_trusted(const char *path, int *descriptor, struct stat *file, struct problem *problem)
{
	*descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (*descriptor < 0)
		return problem_errno(problem, errno, path, "be opened");
	if (fstat(*descriptor, file) == 0 && S_ISREG(file->st_mode) && trust_status(file))
		return MUSTER_OK;
	close(*descriptor);
	return problem_set(problem, MUSTER_REFUSED,
					   "not a file that only root or you may write (remove it, or mend its owner and mode)");
}

/* Takes the descriptor. */
static enum muster_status verify_blob(int descriptor, struct problem *problem)
{
	struct blob blob;
	enum muster_status status = blob_open(&blob, descriptor, problem);

	if (status == MUSTER_OK) {
		status = cache_verify(&blob, problem);
		blob_close(&blob);
	}
	return status;
}

static enum muster_status verify_one(void *data, const char *module, const char *path)
{
	struct verifying *verifying = data;
	struct problem problem = {0};
	struct stat file = {0};
	int descriptor;
	enum muster_status status = open_trusted(path, &descriptor, &file, &problem);

	(void)module;
	if (status == MUSTER_OK && store_kind(path) == STORE_JOURNAL) {
		close(descriptor);
		status = journal_verify(path, &problem);
	} else if (status == MUSTER_OK) {
		status = verify_blob(descriptor, &problem);
	}
	if (verifying->first == MUSTER_OK)
		verifying->first = status;
	if (verifying->verdict)
		verifying->verdict(verifying->data, path, (uint64_t)file.st_size, status,
						   status == MUSTER_OK ? "" : problem.text);
	return MUSTER_OK;
}

enum muster_status muster_verify(struct muster *muster, const char *module, muster_verdict *verdict, void *data)
{
	struct verifying verifying = {verdict, data, MUSTER_OK};
	struct problem problem = {0};
	enum muster_status status;

	if (!muster)
		return MUSTER_BAD_ARGUMENT;
	status = store_each(&muster->store, module, verify_one, &verifying, &problem);
	return status == MUSTER_OK ? verifying.first : context_end(muster, status, &problem);
}
