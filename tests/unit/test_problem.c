/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/problem.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

Test(problem, sets_status_and_text_and_answers_with_the_status)
{
	struct problem problem;

	cr_assert_eq(problem_set(&problem, MUSTER_REFUSED, "%s: %d", "file", 7), MUSTER_REFUSED);
	cr_assert_eq(problem.status, MUSTER_REFUSED);
	cr_assert_str_eq(problem.text, "file: 7");
}

Test(problem, is_not_needed)
{
	cr_assert_eq(problem_set(NULL, MUSTER_DAMAGED, "unused"), MUSTER_DAMAGED);
	cr_assert_eq(problem_errno(NULL, EACCES, "file", "be read"), MUSTER_IO_ERROR);
	cr_assert_eq(problem_memory(NULL), MUSTER_NO_MEMORY);
}

Test(problem, makes_every_control_character_visible)
{
	struct problem problem;

	for (unsigned byte = 1; byte < 256; byte++) {
		const char name[] = {'a', (char)byte, 'b', '\0'};
		char expected[16];
		if (byte < 0x20 || byte == 0x7f)
			snprintf(expected, sizeof(expected), "a\\x%02xb", byte);
		else
			snprintf(expected, sizeof(expected), "%s", name);
		problem_set(&problem, MUSTER_REFUSED, "%s", name);
		cr_assert_str_eq(problem.text, expected);
	}
}

Test(problem, is_cut_where_it_is_longer_and_never_within_an_escape)
{
	char name[2 * sizeof(((struct problem *)NULL)->text)];

	for (size_t letters = 0; letters < 8; letters++) {
		struct {
			struct problem problem;
			char after[8];
		} guarded = {.after = "guarded"};
		memset(name, '\n', sizeof(name) - 1);
		memset(name, 'a', letters);
		name[sizeof(name) - 1] = '\0';
		problem_set(&guarded.problem, MUSTER_REFUSED, "%s", name);
		const char *text = guarded.problem.text;
		cr_assert_str_eq(guarded.after, "guarded");
		cr_assert_null(strchr(text, '\n'));
		cr_assert_geq(strlen(text), sizeof(guarded.problem.text) - 8);
		cr_assert_eq((strlen(text) - letters) % 4, 0, "%zu letters end in \"%s\"", letters, text + strlen(text) - 6);
		cr_assert_str_eq(text + strlen(text) - 4, "\\x0a");
	}
}

Test(problem, tells_kinds_of_errors_apart)
{
	static const struct {
		int error;
		enum muster_status status;
	} cases[] = {{ENOMEM, MUSTER_NO_MEMORY}, {ENOENT, MUSTER_NOT_FOUND}, {ENOTDIR, MUSTER_NOT_FOUND},
				 {EACCES, MUSTER_IO_ERROR},  {EIO, MUSTER_IO_ERROR},     {ELOOP, MUSTER_IO_ERROR}};
	struct problem problem;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		cr_assert_eq(problem_errno(&problem, cases[i].error, "/a/b", "be read"), cases[i].status);
		cr_assert_eq(problem.status, cases[i].status);
		cr_assert_eq(strncmp(problem.text, "/a/b: cannot be read: ", 22), 0, "%s", problem.text);
		cr_assert_str_eq(problem.text + 22, strerror(cases[i].error));
	}
}

Test(problem, memory_has_its_sentence)
{
	struct problem problem;

	cr_assert_eq(problem_memory(&problem), MUSTER_NO_MEMORY);
	cr_assert_str_eq(problem.text, muster_status_text(MUSTER_NO_MEMORY));
}
