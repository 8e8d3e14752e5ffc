/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The one call that is exported for muster's own helper program. */

#include <string.h>

#include <muster/attributes.h>

#include "lookup/renew.h"
#include "worker/worker.h"

MUSTER_API int muster_private_work(int argc, char **argv);

int muster_private_work(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "renew") == 0)
		return renew_main(argc, argv);
	return worker_main(argc, argv);
}
