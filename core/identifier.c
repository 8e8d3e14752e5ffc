/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "identifier.h"

#include <stdbool.h>
#include <stdio.h>

/* not <ctype.h>: what is a letter must not depend on the locale of the host */
static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char upper(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return (c >= 'A' && c <= 'Z') || is_digit(c) ? c : '_';
}

size_t identifier_make(const char *key, uint32_t number, char *identifier)
{
	size_t length = 0;

	if (*key == '\0' || is_digit(*key))
		identifier[length++] = '_';
	for (; *key; key++)
		identifier[length++] = upper(*key);
	identifier[length] = '\0';
	if (number > 1)
		length += (size_t)sprintf(identifier + length, "_%u", number);
	return length;
}
