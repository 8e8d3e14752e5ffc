/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static bool is_wanted(const struct messages *messages, enum muster_level level)
{
	switch (level) {
	case MUSTER_LEVEL_ERROR:
		return true;
	case MUSTER_LEVEL_WARNING:
		return !messages->quiet;
	case MUSTER_LEVEL_NOTICE:
		return !messages->quiet && (messages->verbose || messages->notices);
	case MUSTER_LEVEL_DETAIL:
		return !messages->quiet && messages->verbose;
	}
	return true;
}

static const char *level_name(enum muster_level level)
{
	switch (level) {
	case MUSTER_LEVEL_WARNING:
		return "warning: ";
	case MUSTER_LEVEL_NOTICE:
		return "note: ";
	case MUSTER_LEVEL_ERROR:
	case MUSTER_LEVEL_DETAIL:
		break;
	}
	return "";
}

void messages_log(void *data, enum muster_level level, const char *message)
{
	struct messages *messages = data;
	struct text text = {0};

	if (!is_wanted(messages, level))
		return;
	if (level == MUSTER_LEVEL_ERROR) {
		if (strncmp(messages->last, message, sizeof(messages->last) - 1) == 0)
			return;
		snprintf(messages->last, sizeof(messages->last), "%s", message);
	}
	text_escape(&text, message);
	progress_erase(messages->progress);
	fprintf(stderr, "muster: %s%s\n", level_name(level), text_get(&text));
	text_free(&text);
}

void messages_error(struct messages *messages, const char *format, ...)
{
	char message[sizeof(messages->last)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	messages_log(messages, MUSTER_LEVEL_ERROR, message);
}
