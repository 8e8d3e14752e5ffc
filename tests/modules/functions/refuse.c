/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Preloaded into a worker: allocation number REFUSE of the module, from 0, gets no memory, and the file REFUSED is
 * made. Those of the libraries that it calls do not count. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What glibc's own are called besides. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long left = -1;
static int asking; /* modules have no threads */

__attribute__((constructor)) static void start(void)
{
	const char *const number = getenv("REFUSE");

	left = number ? atol(number) : -1;
}

/* muster loads modules by the descriptors that it vetted, and the linker knows them by these; the parser by its name.
 */
static int is_module(const void *caller)
{
	Dl_info found;

	return dladdr(caller, &found) && found.dli_fname &&
		   (strstr(found.dli_fname, "/fd/") || strstr(found.dli_fname, "/muster-python.so"));
}

static int refuse(const void *caller)
{
	int refused = 0;

	if (left < 0 || asking)
		return 0;
	asking = 1;
	if (is_module(caller) && left-- == 0) {
		close(open(getenv("REFUSED"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
		errno = ENOMEM;
		refused = 1;
	}
	asking = 0;
	return refused;
}

void *malloc(size_t size)
{
	return refuse(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return refuse(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return refuse(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}
