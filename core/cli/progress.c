/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number.h"

void progress_init(struct progress *progress)
{
	*progress = (struct progress){0};
	pthread_mutex_init(&progress->lock, NULL);
	terminal_look(&progress->terminal, STDERR_FILENO);
}

void progress_free(struct progress *progress)
{
	progress_erase(progress);
	for (size_t i = 0; i < progress->count; i++)
		text_free(&progress->lines[i].text);
	free(progress->lines);
	pthread_mutex_destroy(&progress->lock);
}

static struct progress_line *find_line(struct progress *progress, const char *module)
{
	struct progress_line *lines;

	for (size_t i = 0; i < progress->count; i++) {
		if (strcmp(progress->lines[i].module, module) == 0)
			return &progress->lines[i];
	}
	lines = realloc(progress->lines, (progress->count + 1) * sizeof(*lines));
	if (!lines)
		return NULL;
	progress->lines = lines;
	lines += progress->count++;
	*lines = (struct progress_line){0};
	snprintf(lines->module, sizeof(lines->module), "%s", module);
	return lines;
}

static void remove_line(struct progress *progress, struct progress_line *line)
{
	const size_t after = progress->count - 1 - (size_t)(line - progress->lines);

	text_free(&line->text);
	memmove(line, line + 1, after * sizeof(*line));
	progress->count--;
}

static void describe(struct text *text, const struct muster_progress *news)
{
	text_clear(text);
	text_add(text, "  ");
	text_escape(text, news->module);
	text_add(text, "  ");
	number_of(text, news->files, "file", "files");
	text_add(text, ", ");
	number_count(text, news->read);
	text_add(text, " read, ");
	number_of(text, news->entries, "entry", "entries");
	if (news->path) {
		text_add(text, "  ");
		text_escape(text, news->path);
	}
}

/* To the beginning of the first line drawn, and clear from there on. */
static void add_erasure(const struct progress *progress, struct text *text)
{
	if (progress->drawn > 0)
		text_format(text, "\033[%zuA\r\033[J", progress->drawn);
}

static void write_screen(struct text *text)
{
	if (text->length > 0)
		fwrite(text->data, 1, text->length, stderr);
	text_free(text);
}

/* Lines that do not fit on the screen are left out: a terminal cannot go back above its first row. */
static void draw(struct progress *progress)
{
	const size_t most = progress->terminal.rows > 1 ? progress->terminal.rows - 1 : 1;
	const size_t count = progress->count < most ? progress->count : most;
	struct text text = {0};

	add_erasure(progress, &text);
	for (size_t i = 0; i < count; i++) {
		const char *line = text_get(&progress->lines[i].text);
		text_add_bytes(&text, line, text_fitting(line, progress->terminal.columns - 1));
		text_add(&text, "\n");
	}
	progress->drawn = count;
	write_screen(&text);
}

void progress_show(void *data, const struct muster_progress *news)
{
	struct progress *progress = data;
	struct progress_line *line;

	pthread_mutex_lock(&progress->lock);
	line = find_line(progress, news->module);
	if (line && news->finished)
		remove_line(progress, line);
	else if (line)
		describe(&line->text, news);
	draw(progress);
	pthread_mutex_unlock(&progress->lock);
}

void progress_erase(struct progress *progress)
{
	struct text text = {0};

	pthread_mutex_lock(&progress->lock);
	add_erasure(progress, &text);
	progress->drawn = 0;
	write_screen(&text);
	pthread_mutex_unlock(&progress->lock);
}
