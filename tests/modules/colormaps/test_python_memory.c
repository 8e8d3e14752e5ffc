/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The reader of Python's tables with every one of its own allocations refused; CPython's are its own. */
#include "python_maps.h"

#include "../refusing.h"
#include "reading.h"

static enum muster_status read_all(struct python *python, const struct input *input)
{
	struct python_maps maps;
	enum muster_status status = python_maps_open(&maps, python, input);

	for (size_t i = 0; i < maps.count && status == MUSTER_OK; i++) {
		struct builder builder;
		builder_init(&builder);
		status = python_maps_read(&maps, i, &builder);
		builder_free(&builder);
	}
	python_maps_free(&maps);
	return status;
}

/* Reads all maps with allocation `n` refused; true where it came to that. */
static bool refuse(struct python *python, const struct input *input, long n)
{
	enum muster_status status;
	bool reached;

	left = n;
	status = read_all(python, input);
	reached = left < 0;
	left = -1;
	cr_expect_eq(status, reached ? MUSTER_NO_MEMORY : MUSTER_OK, "allocation %ld", n);
	return reached;
}

Test(memory, may_end_anywhere_in_tables_of_python)
{
	static const char *const names[] = {"_cm_tables.py", "curves.py"};
	struct python *python;

	cr_assert_eq(python_start(&python), MUSTER_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct bytes bytes = fixture(names[i]);
		const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "_cm"};
		long n = 0;

		while (refuse(python, &input, n))
			n++;
		cr_expect_gt(n, 10, "%s", names[i]);
		free(bytes.data);
	}
	python_stop(python);
}
