/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "identifier.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(identifier, examples)
{
	static const struct {
		const char *key;
		uint32_t number;
		const char *identifier;
	} examples[] = {
		{"tab20b", 1, "TAB20B"},
		{"tab20b", 0, "TAB20B"},
		{"tab20b", 2, "TAB20B_2"},
		{"viridis#2", 1, "VIRIDIS_2"},
		{"20b", 1, "_20B"},
		{"9", 4294967295u, "_9_4294967295"},
		{"", 1, "_"},
		{"", 3, "__3"},
		{"_", 1, "_"},
		{"a b-c/d.e", 1, "A_B_C_D_E"},
		{"Z\303\274rich", 1, "Z__RICH"}, /* two bytes of UTF-8, two _ */
		{"\303\274", 1, "__"},
		{"\xff\x80\x01\x7f", 1, "____"},
		{"@[`{/:", 1, "______"}, /* next to the letters and digits */
		{"AZaz09", 1, "AZAZ09"},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		const size_t room = IDENTIFIER_ROOM(strlen(examples[i].key));
		char *identifier = malloc(room); /* to the byte, for the sanitizer */
		cr_assert_eq(identifier_make(examples[i].key, examples[i].number, identifier), strlen(examples[i].identifier));
		cr_assert_str_eq(identifier, examples[i].identifier);
		free(identifier);
	}
}

Test(identifier, every_byte_gives_a_name)
{
	for (unsigned byte = 1; byte < 256; byte++) {
		const char key[] = {(char)byte, (char)byte, 0};
		char identifier[IDENTIFIER_ROOM(2)];
		const size_t length = identifier_make(key, 1, identifier);
		cr_assert_eq(strspn(identifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"), length);
		cr_assert_null(strchr("0123456789", identifier[0]));
	}
}
