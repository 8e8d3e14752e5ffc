/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Answers the property test, which asks often: one process in place of three starts of the command a question.
 *
 * A question is a line: HOW, MODULE, CONFIGURATION and overrides (SECTION.KEY=VALUE), with tabs between them. Each is
 * asked of a context of its own, as by a program that has just started. HOW is `scan` (as muster scan) or `force` (as
 * muster scan --force). The reply is a line for each entry ("E KEY<TAB>FIELD=VALUE..."), for each finding ("F ..."),
 * for what failed ("X ..."), what the registry says of itself ("S ..."), and a line with a dot. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/muster.h>

enum { WORDS_MAX = 64 };

static void put_text(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)text[i];
		if (byte < 0x20 || byte == 0x7f || byte == '\\' || byte == '"')
			printf("\\x%02x", byte);
		else
			putchar(byte);
	}
}

static void put_value(const struct muster_value *value);

static void put_members(const struct muster_value *value)
{
	const bool is_map = muster_value_type(value) == MUSTER_TYPE_MAP;

	putchar(is_map ? '{' : '[');
	for (size_t i = 0; i < muster_value_count(value); i++) {
		if (i > 0)
			fputs(", ", stdout);
		if (is_map)
			printf("%s: ", muster_value_key(value, i));
		put_value(muster_value_at(value, i));
	}
	putchar(is_map ? '}' : ']');
}

static void put_value(const struct muster_value *value)
{
	const char *bytes;
	size_t size;

	switch (muster_value_type(value)) {
	case MUSTER_TYPE_NIL:
		fputs("nil", stdout);
		break;
	case MUSTER_TYPE_STRING:
		putchar('"');
		put_text(muster_value_string(value), strlen(muster_value_string(value)));
		putchar('"');
		break;
	case MUSTER_TYPE_INTEGER:
		printf("%" PRId64, muster_value_integer(value));
		break;
	case MUSTER_TYPE_REAL:
		printf("%a", muster_value_real(value));
		break;
	case MUSTER_TYPE_BOOLEAN:
		fputs(muster_value_boolean(value) ? "yes" : "no", stdout);
		break;
	case MUSTER_TYPE_BYTES:
		bytes = muster_value_bytes(value, &size);
		fputs("b\"", stdout);
		put_text(bytes, size);
		putchar('"');
		break;
	case MUSTER_TYPE_LIST:
	case MUSTER_TYPE_MAP:
		put_members(value);
		break;
	}
}

static void put_entries(const struct muster_registry *registry)
{
	const struct muster_field *const fields = muster_registry_fields(registry);

	for (const struct muster_entry *entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry)) {
		printf("E %s\tidentifier=%s", muster_entry_key(entry), muster_entry_identifier(entry));
		for (const struct muster_field *field = fields; field->name; field++) {
			const struct muster_value *const value = muster_entry_field(entry, field->name);
			if (!value || muster_value_type(value) == MUSTER_TYPE_NIL)
				continue;
			printf("\t%s=", field->name);
			put_value(value);
		}
		putchar('\n');
	}
	if (muster_registry_status(registry) != MUSTER_OK)
		printf("X registry: %s\n", muster_status_text(muster_registry_status(registry)));
}

static void put_state(struct muster *muster, const char *module)
{
	struct muster_state *state;
	const enum muster_status status = muster_examine(muster, module, &state);

	if (status != MUSTER_OK) {
		printf("X examine: %s: %s\n", muster_status_text(status), muster_last_message(muster));
		return;
	}
	for (size_t i = 0; i < state->finding_count; i++) {
		printf("F %s:%u: ", state->findings[i].path, state->findings[i].line);
		put_text(state->findings[i].text, strlen(state->findings[i].text));
		putchar('\n');
	}
	printf("S fresh=%d sources=%zu groups=%zu reason=%s\n", state->fresh, state->sources, state->groups,
		   state->reason ? state->reason : "");
	for (size_t i = 0; i < state->change_count; i++)
		printf("S changed %s: %s\n", state->changes[i].path, state->changes[i].what);
	muster_state_free(state);
}

static void refresh(struct muster *muster, const char *module, unsigned flags)
{
	const char *const modules[] = {module, NULL};
	const struct muster_registry *registry;
	struct muster_outcome *outcomes = NULL;
	size_t count = 0;
	const enum muster_status status = muster_refresh(muster, modules, flags, &outcomes, &count);

	if (status != MUSTER_OK)
		printf("X refresh: %s: %s\n", muster_status_text(status), count > 0 ? outcomes[0].message : "");
	if (count > 0)
		printf("S discovered=%d changed=%zu\n", outcomes[0].discovered, outcomes[0].changed);
	muster_outcomes_free(outcomes, count);
	if (status != MUSTER_OK)
		return;
	if (muster_get(muster, module, &registry) != MUSTER_OK) {
		printf("X get: %s\n", muster_last_message(muster));
		return;
	}
	put_entries(registry);
	muster_registry_release(registry);
	put_state(muster, module);
}

static void put_message(void *unused, enum muster_level level, const char *message)
{
	(void)unused;
	if (level <= MUSTER_LEVEL_WARNING)
		printf("S message: %s\n", message);
}

static void answer(const char *how, const char *module, const char *config, const char *const *overrides)
{
	const struct muster_options options = {
		.size = sizeof(options), .config = config, .overrides = overrides, .log = put_message};
	struct muster *muster;
	const enum muster_status status = muster_open(&muster, &options);

	if (status != MUSTER_OK) {
		printf("X open: %s\n", muster_status_text(status));
		return;
	}
	if (muster_config_errors(muster) > 0)
		printf("X %zu settings are wrong\n", muster_config_errors(muster));
	refresh(muster, module, MUSTER_REFRESH_RETRY | (strcmp(how, "force") == 0 ? (unsigned)MUSTER_REFRESH_FORCE : 0u));
	muster_close(muster);
}

/* Splits the line at its tabs; the number of words. */
static size_t split(char *line, const char *words[WORDS_MAX])
{
	size_t count = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *word = strtok(line, "\t"); word && count + 1 < WORDS_MAX; word = strtok(NULL, "\t"))
		words[count++] = word;
	words[count] = NULL;
	return count;
}

int main(void)
{
	const char *words[WORDS_MAX];
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		if (split(line, words) >= 3)
			answer(words[0], words[1], words[2], words + 3);
		else
			puts("X three words are wanted");
		puts(".");
		fflush(stdout);
	}
	free(line);
	return 0;
}
