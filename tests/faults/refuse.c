/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Preloaded into a worker: allocation number REFUSE of the discoverer, from 0, gets no memory, and with REFUSE_ALL none
 * after it does either. Whoever allocates counts: the module, the libraries that it calls, the interpreter, the linker.
 * REFUSED is a file that gets a byte when that happened, COUNT one that gets the number of allocations at the end. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What glibc's own are called besides. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long number, refused = -1;
static int is_discoverer, is_for_good;
static const char *refused_file, *count_file;

/* The supervisor's child discovers; its own children read files for it. */
static void become_discoverer(void)
{
	is_discoverer = 1;
}

__attribute__((constructor)) static void start(void)
{
	const char *const text = getenv("REFUSE");

	refused = text ? atol(text) : -1;
	is_for_good = getenv("REFUSE_ALL") != NULL;
	refused_file = getenv("REFUSED");
	count_file = getenv("COUNT");
	pthread_atfork(NULL, NULL, become_discoverer);
}

__attribute__((destructor)) static void stop(void)
{
	const long total = number;
	FILE *const file = is_discoverer && count_file && refused < 0 ? fopen(count_file, "w") : NULL;

	if (file) {
		fprintf(file, "%ld\n", total);
		fclose(file);
	}
}

static int refuse(void)
{
	if (!is_discoverer || (number++ != refused && !(is_for_good && refused >= 0 && number > refused)))
		return 0;
	if (number == refused + 1 && refused_file)
		close(open(refused_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return refuse() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return refuse() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return refuse() ? NULL : __libc_realloc(memory, size);
}

/* CPython takes its memory in pieces of this kind, and files are mapped by others. */
void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset)
{
	if ((flags & MAP_ANONYMOUS) && refuse())
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, address, size, protection, flags, descriptor, offset);
}
