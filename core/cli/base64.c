/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base64.h"

void base64_group(char group[4], const unsigned char *data, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned second = size > 1 ? data[1] : 0, third = size > 2 ? data[2] : 0;

	group[0] = digits[data[0] >> 2];
	group[1] = digits[(data[0] & 3u) << 4 | second >> 4];
	group[2] = '=';
	group[3] = '=';
	if (size > 1)
		group[2] = digits[(second & 15u) << 2 | third >> 6];
	if (size > 2)
		group[3] = digits[third & 63u];
}
