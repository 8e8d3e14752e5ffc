/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* For errors.py: a library with a function that has a prototype, and a plug-in by its symbol. */

double native_length(double x, double y);
void gconv(void);

__attribute__((visibility("default"))) double native_length(double x, double y)
{
	return x + y;
}

__attribute__((visibility("default"))) void gconv(void)
{
}
