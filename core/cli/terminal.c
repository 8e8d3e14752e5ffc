/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void look_size(struct terminal *terminal, int descriptor)
{
	struct winsize size;

	if (ioctl(descriptor, TIOCGWINSZ, &size) != 0)
		return;
	if (size.ws_col > 0)
		terminal->columns = size.ws_col;
	if (size.ws_row > 0)
		terminal->rows = size.ws_row;
}

static enum terminal_colours look_colours(const char *type)
{
	const char *no = getenv("NO_COLOR"), *depth = getenv("COLORTERM");

	if (no && *no)
		return TERMINAL_PLAIN;
	if (depth && (strcmp(depth, "truecolor") == 0 || strcmp(depth, "24bit") == 0))
		return TERMINAL_TRUE;
	return strstr(type, "256color") ? TERMINAL_256 : TERMINAL_PLAIN;
}

void terminal_look(struct terminal *terminal, int descriptor)
{
	const char *type = getenv("TERM");

	*terminal = (struct terminal){.columns = 80, .rows = 24};
	if (!isatty(descriptor))
		return;
	terminal->present = true;
	terminal->utf8 = setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	look_size(terminal, descriptor);
	if (!type || !*type || strcmp(type, "dumb") == 0)
		return;
	terminal->moves = true;
	terminal->colours = look_colours(type);
}
