/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python_maps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "python_colours.h"
#include "readers/names.h"
#include "text.h"

/* As many maps as one module is believed to have. */
#define MAPS_LIMIT 16384

struct python_map {
	const char *name;
	struct value value; /* a map */
	unsigned line;
};

struct finding {
	struct python_maps *maps;
	struct evaluation evaluation;
	struct names named; /* names of maps that were found */
	struct names used;  /* lists that a map was made of, by their places */
	const char *stem;
	unsigned line;
};

/* ---- what is a map ----------------------------------------------------------------------------------------------- */

static bool is_colours(struct finding *finding, const struct value *value)
{
	return evaluation_take(&finding->evaluation, value->count) &&
		   (value_is_channels(value) || value_colours(value) != COLOURS_NONE);
}

/* Makes a map of colours as they are, and of {"listed": colours}. False where they are none. */
static bool as_map(struct finding *finding, const struct value *value, struct value *map)
{
	const struct value *listed = value->count == 2 ? value_get(value, "listed") : NULL;
	const struct value *colours = listed ? listed : value;
	struct value *held;

	*map = *value;
	if (value->kind == VALUE_MAP)
		return true;
	if (!is_colours(finding, colours))
		return false;
	held = pool_alloc(finding->evaluation.pool, sizeof(*held));
	if (!held)
		return false;
	*held = *colours;
	*map = (struct value){.kind = VALUE_MAP, .is_listed = listed != NULL, .items = held, .count = 1};
	return true;
}

/* ---- what is found ----------------------------------------------------------------------------------------------- */

static bool is_new(struct finding *finding, struct names *names, const char *name)
{
	const char *known;
	bool is_new = false;

	if (names_add(names, name, &known, &is_new) != MUSTER_OK)
		finding->evaluation.pool->failed = true;
	return is_new;
}

/* Whether these colours come up for the first time. */
static bool is_unused(struct finding *finding, const struct value *colours)
{
	char place[32];

	snprintf(place, sizeof(place), "%p", (const void *)colours->items);
	return is_new(finding, &finding->used, place);
}

static bool grow(struct python_maps *maps)
{
	const size_t room = maps->room ? 2 * maps->room : 64;
	struct python_map *rows = maps->count < MAPS_LIMIT ? realloc(maps->maps, room * sizeof(*rows)) : NULL;

	if (!rows)
		return false;
	maps->maps = rows;
	maps->room = room;
	return true;
}

/* Adds a map, unless there is one of that name: of several assignments to one name the first is as good as the last
 * where they say the same, and most do. */
static void add_map(struct finding *finding, const char *name, const struct value *map)
{
	struct python_maps *maps = finding->maps;

	is_unused(finding, &map->items[0]);
	if (!*name || !is_new(finding, &finding->named, name))
		return;
	if (maps->count < maps->room || grow(maps))
		maps->maps[maps->count++] = (struct python_map){name, *map, finding->line};
	else if (maps->count < MAPS_LIMIT)
		finding->evaluation.pool->failed = true;
}

/* The map backwards, as "name_r". */
static void add_reversed(struct finding *finding, const char *name, struct value map)
{
	map.is_reversed = !map.is_reversed;
	add_map(finding, evaluation_joined(&finding->evaluation, name, "_r"), &map);
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

/* Most of what is in a table of maps is maps. */
static bool is_table_of_maps(struct finding *finding, const struct value *table)
{
	size_t count = 0;
	struct value map;

	if (table->kind != VALUE_TABLE || value_is_channels(table) || !evaluation_take(&finding->evaluation, table->count))
		return false;
	for (size_t i = 0; i + 1 < table->count; i += 2)
		count += table->items[i].kind == VALUE_TEXT && as_map(finding, &table->items[i + 1], &map);
	return count >= 2 && 4 * count >= table->count;
}

/* matplotlib's own: all that imports them offers each backwards, too. */
static bool is_offered_reversed(const struct finding *finding, const char *variable)
{
	return strncmp(finding->stem, "_cm", 3) == 0 && (strcmp(variable, "datad") == 0 || strcmp(variable, "cmaps") == 0);
}

static void add_table(struct finding *finding, const char *variable, const struct value *table)
{
	static const struct value unknown = {.kind = VALUE_UNKNOWN};
	const struct value computed = {.kind = VALUE_MAP, .items = &unknown, .count = 1};

	for (size_t i = 0; i + 1 < table->count; i += 2) {
		const char *name = table->items[i].text;
		struct value map;
		if (table->items[i].kind != VALUE_TEXT)
			continue;
		if (!as_map(finding, &table->items[i + 1], &map))
			map = computed;
		add_map(finding, name, &map);
		if (is_offered_reversed(finding, variable))
			add_reversed(finding, name, map);
	}
}

/* ---- variables --------------------------------------------------------------------------------------------------- */

static bool ends_with(const char *name, size_t length, const char *end)
{
	const size_t size = strlen(end);

	return length > size && memcmp(name + length - size, end, size) == 0;
}

/* The name of a map after its variable: _viridis_data is viridis; one that says nothing (cm_data) gives the file's. */
static const char *named_after(struct finding *finding, const char *variable)
{
	static const char *const ends[] = {"_data", "_lut", "_cmap", "_cm", NULL};
	static const char *const plain[] = {"cm",  "cmap", "cmaps",  "colormap", "colourmap", "data",
										"lut", "rgb",  "colors", "colours",  NULL};
	size_t length;

	variable += strspn(variable, "_");
	length = strlen(variable);
	for (const char *const *end = ends; *end; end++)
		if (ends_with(variable, length, *end))
			length -= strlen(*end);
	for (const char *const *word = plain; *word; word++)
		if (strlen(*word) == length && memcmp(*word, variable, length) == 0)
			return finding->stem;
	variable = pool_copy(finding->evaluation.pool, variable, length);
	return variable ? variable : "";
}

static int by_order(const void *left, const void *right)
{
	const struct variable *const *a = left, *const *b = right;

	return (*a)->order < (*b)->order ? -1 : (*a)->order > (*b)->order;
}

/* A list that is a colour map by itself: four colours at least, and in 0..1, since rows of whole numbers and square
 * matrices are anything. */
static bool is_plain_map(const struct value *value)
{
	const enum value_colours colours = value->count >= 4 ? value_colours(value) : COLOURS_NONE;

	return colours == COLOURS_UNIT || colours == COLOURS_PLACED || value_is_channels(value);
}

static void add_variable(struct finding *finding, const struct variable *variable)
{
	struct value map;

	if (!evaluation_take(&finding->evaluation, variable->value.count) ||
		(variable->value.kind != VALUE_MAP && !is_plain_map(&variable->value)) ||
		!as_map(finding, &variable->value, &map))
		return;
	if (is_unused(finding, &map.items[0]))
		add_map(finding, named_after(finding, variable->name), &map);
}

/* What no table and no call has named. */
static void add_variables(struct finding *finding)
{
	struct evaluation *evaluation = &finding->evaluation;
	const struct variable **sorted = pool_alloc(evaluation->pool, (evaluation->count + 1) * sizeof(*sorted));
	size_t count = 0;

	for (size_t i = 0; sorted && i < evaluation->room; i++)
		if (evaluation->variables[i].name)
			sorted[count++] = &evaluation->variables[i];
	if (count > 0)
		qsort((void *)sorted, count, sizeof(*sorted), by_order);
	finding->line = 0;
	for (size_t i = 0; i < count; i++)
		add_variable(finding, sorted[i]);
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* NAME.reverse() */
static void reverse(struct finding *finding, const struct python_expression *call)
{
	const char *dot = call->kind == PYTHON_CALL && call->text ? strrchr(call->text, '.') : NULL;
	const char *name = dot && strcmp(dot, ".reverse") == 0
						   ? pool_copy(finding->evaluation.pool, call->text, (size_t)(dot - call->text))
						   : NULL;
	struct variable *variable = name ? evaluation_find(&finding->evaluation, name) : NULL;

	if (variable)
		variable->value = evaluation_reversed(&finding->evaluation, variable->value);
}

/* TABLE["name"] = value */
static void assign_item(struct finding *finding, const struct python_expression *target, const struct value *value)
{
	struct value map;

	if (target->count == 2 && target->parts[1].kind == PYTHON_TEXT && as_map(finding, value, &map))
		add_map(finding, target->parts[1].text, &map);
}

static void read_statement(struct finding *finding, const struct python_statement *statement)
{
	const struct python_expression *target = statement->target;
	struct value value = evaluate(&finding->evaluation, statement->value);

	finding->line = statement->line;
	if (value.kind == VALUE_MAP && value.text)
		add_map(finding, value.text, &value);
	if (!target) {
		reverse(finding, statement->value);
	} else if (target->kind == PYTHON_NAME) {
		evaluation_set(&finding->evaluation, target->text, value);
		if (is_table_of_maps(finding, &value))
			add_table(finding, target->text, &value);
	} else if (target->kind == PYTHON_SUBSCRIPT) {
		assign_item(finding, target, &value);
	}
}

static enum muster_status find(struct finding *finding)
{
	struct python_source *source = &finding->maps->source;

	evaluation_set(&finding->evaluation, "__file__", (struct value){.kind = VALUE_TEXT, .text = finding->stem});
	for (size_t i = 0; i < source->statement_count && !source->pool.failed; i++)
		read_statement(finding, &source->statements[i]);
	add_variables(finding);
	finding->maps->is_cut = finding->evaluation.is_cut;
	names_clear(&finding->named);
	names_clear(&finding->used);
	return source->pool.failed ? MUSTER_NO_MEMORY : MUSTER_OK;
}

enum muster_status python_maps_open(struct python_maps *maps, struct python *python, const struct input *input)
{
	struct finding finding = {.maps = maps, .evaluation = {.pool = &maps->source.pool}};
	enum muster_status status;

	*maps = (struct python_maps){0};
	status = python_read_statements(python, input->data, input->size, &maps->source);
	if (status != MUSTER_OK)
		return status;
	finding.stem = pool_copy(&maps->source.pool, input->stem, strlen(input->stem));
	return finding.stem ? find(&finding) : MUSTER_NO_MEMORY;
}

void python_maps_free(struct python_maps *maps)
{
	free(maps->maps);
	python_source_free(&maps->source);
}

enum muster_status python_maps_read(const struct python_maps *maps, size_t index, struct builder *builder)
{
	const struct python_map *map = index < maps->count ? &maps->maps[index] : NULL;
	enum muster_status status;

	if (!map)
		return MUSTER_NOT_FOUND;
	builder_name(builder, map->name, strlen(map->name));
	status = python_colours_fill(&map->value, builder);
	builder->map.format = "python";
	builder->line = status == MUSTER_OK ? 0 : map->line;
	return builder->failed ? MUSTER_NO_MEMORY : status;
}

/* ---- sniffing ---------------------------------------------------------------------------------------------------- */

/* Three numbers in brackets at the start of the text. */
static bool is_triple(struct slice text)
{
	double number;

	return (slice_take(&text, '(') || slice_take(&text, '[')) && slice_take_number(&text, &number) &&
		   slice_take(&text, ',') && slice_take_number(&text, &number) && slice_take(&text, ',') &&
		   slice_take_number(&text, &number);
}

bool python_maps_sniff(const struct input *input)
{
	size_t triples = 0;

	if (!text_plausible(input) || !memchr(input->data, '=', input->size))
		return false;
	for (size_t i = 0; i < input->size && triples < 3; i++)
		if (input->data[i] == '(' || input->data[i] == '[')
			triples += is_triple((struct slice){input->data + i, input->size - i});
	return triples == 3;
}
