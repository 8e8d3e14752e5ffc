/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The helper in libexec: the library has all of it, so that a module meets one libmuster and not two. */

#include <muster/attributes.h>

/* Private to muster's own programs (see libmuster.sym). */
MUSTER_API int muster_private_work(int argc, char **argv);

#ifdef __SANITIZE_ADDRESS__
/* CPython leaves memory behind when it ends, which is the end of the process here. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libpython3\n";
}
#endif

int main(int argc, char **argv)
{
	return muster_private_work(argc, argv);
}
