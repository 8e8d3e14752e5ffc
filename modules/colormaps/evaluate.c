/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "evaluate.h"

#include <math.h>
#include <string.h>

/* Values that a module may take to make or look through, in all: some ten times as many as the largest real one. */
#define STEPS_LIMIT ((size_t)1 << 22)

static const struct value unknown = {.kind = VALUE_UNKNOWN};

bool evaluation_take(struct evaluation *evaluation, size_t count)
{
	if (count > STEPS_LIMIT - evaluation->steps) {
		evaluation->steps = STEPS_LIMIT;
		evaluation->is_cut = true;
		return false;
	}
	evaluation->steps += count;
	return true;
}

/* ---- variables --------------------------------------------------------------------------------------------------- */

static struct variable *place_of(struct variable *variables, size_t room, const char *name)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
	size_t i;

	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001B3);
	for (i = (size_t)hash & (room - 1); variables[i].name && strcmp(variables[i].name, name) != 0;)
		i = (i + 1) & (room - 1);
	return &variables[i];
}

struct variable *evaluation_find(const struct evaluation *evaluation, const char *name)
{
	struct variable *place = evaluation->room ? place_of(evaluation->variables, evaluation->room, name) : NULL;

	return place && place->name ? place : NULL;
}

static bool grow(struct evaluation *evaluation)
{
	const size_t room = evaluation->room ? 2 * evaluation->room : 64;
	struct variable *variables = pool_alloc(evaluation->pool, room * sizeof(*variables));

	if (!variables)
		return false;
	for (size_t i = 0; i < evaluation->room; i++)
		if (evaluation->variables[i].name)
			*place_of(variables, room, evaluation->variables[i].name) = evaluation->variables[i];
	evaluation->variables = variables;
	evaluation->room = room;
	return true;
}

void evaluation_set(struct evaluation *evaluation, const char *name, struct value value)
{
	struct variable *place;

	if (2 * evaluation->count >= evaluation->room && !grow(evaluation))
		return;
	place = place_of(evaluation->variables, evaluation->room, name);
	if (!place->name)
		*place = (struct variable){.name = name, .order = evaluation->count++};
	place->value = value;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* Room for items; NULL where there are too many. */
static struct value *make_items(struct evaluation *evaluation, size_t count)
{
	return evaluation_take(evaluation, count) ? pool_alloc(evaluation->pool, (count + 1) * sizeof(struct value)) : NULL;
}

struct value evaluation_reversed(struct evaluation *evaluation, struct value list)
{
	struct value *items = list.kind == VALUE_LIST ? make_items(evaluation, list.count) : NULL;

	if (!items)
		return unknown;
	for (size_t i = 0; i < list.count; i++)
		items[i] = list.items[list.count - 1 - i];
	list.items = items;
	return list;
}

static struct value joined(struct evaluation *evaluation, const struct value *left, const struct value *right)
{
	struct value *items = make_items(evaluation, left->count + right->count);

	if (!items)
		return unknown;
	if (left->count)
		memcpy(items, left->items, left->count * sizeof(*items));
	if (right->count)
		memcpy(items + left->count, right->items, right->count * sizeof(*items));
	return (struct value){.kind = VALUE_LIST, .items = items, .count = left->count + right->count};
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

static double calculated(const char *operation, double left, double right)
{
	if (strcmp(operation, "Add") == 0)
		return left + right;
	if (strcmp(operation, "Sub") == 0)
		return left - right;
	if (strcmp(operation, "Mult") == 0)
		return left * right;
	if (strcmp(operation, "Div") == 0)
		return right != 0 ? left / right : NAN;
	if (strcmp(operation, "FloorDiv") == 0)
		return right != 0 ? floor(left / right) : NAN;
	return NAN;
}

static struct value number(double value)
{
	return isfinite(value) ? (struct value){.kind = VALUE_NUMBER, .number = value} : unknown;
}

static struct value evaluate_operation(struct evaluation *evaluation, const struct python_expression *expression)
{
	struct value left, right;

	if (!expression->text || expression->count == 0)
		return unknown;
	left = evaluate(evaluation, &expression->parts[0]);
	if (expression->count == 1)
		return left.kind == VALUE_NUMBER && strcmp(expression->text, "USub") == 0 ? number(-left.number) : unknown;
	right = evaluate(evaluation, &expression->parts[1]);
	if (left.kind == VALUE_NUMBER && right.kind == VALUE_NUMBER)
		return number(calculated(expression->text, left.number, right.number));
	if (left.kind == VALUE_LIST && right.kind == VALUE_LIST && strcmp(expression->text, "Add") == 0)
		return joined(evaluation, &left, &right);
	return unknown;
}

/* A bound of a slice, as Python takes it: negative ones count from the end. False where it is no number. */
static bool read_bound(struct evaluation *evaluation, const struct python_expression *bound, size_t count,
					   size_t fallback, size_t *place)
{
	const struct value value = evaluate(evaluation, bound);
	double at = value.number;

	*place = fallback;
	if (bound->kind == PYTHON_OTHER)
		return true;
	at = at < 0 ? at + (double)count : at;
	*place = at <= 0 ? 0 : at >= (double)count ? count : (size_t)at;
	return value.kind == VALUE_NUMBER;
}

static struct value slice(struct evaluation *evaluation, struct value list, const struct python_expression *slice)
{
	const struct value step = evaluate(evaluation, &slice->parts[2]);
	const bool backwards = step.kind == VALUE_NUMBER && step.number == -1;
	size_t from, to;

	if (!read_bound(evaluation, &slice->parts[0], list.count, 0, &from) ||
		!read_bound(evaluation, &slice->parts[1], list.count, list.count, &to))
		return unknown;
	if (backwards && from == 0 && to == list.count)
		return evaluation_reversed(evaluation, list);
	if (slice->parts[2].kind != PYTHON_OTHER)
		return unknown;
	list.items += from;
	list.count = to > from ? to - from : 0;
	return list;
}

static struct value evaluate_subscript(struct evaluation *evaluation, const struct python_expression *expression)
{
	const struct python_expression *key = &expression->parts[1];
	const struct value whole = evaluate(evaluation, &expression->parts[0]);
	struct value at;

	if (key->kind == PYTHON_SLICE)
		return whole.kind == VALUE_LIST ? slice(evaluation, whole, key) : unknown;
	at = evaluate(evaluation, key);
	if (at.kind == VALUE_TEXT && evaluation_take(evaluation, whole.count)) {
		const struct value *found = value_get(&whole, at.text);
		return found ? *found : unknown;
	}
	if (whole.kind != VALUE_LIST || at.kind != VALUE_NUMBER || !(at.number >= 0 && at.number < (double)whole.count))
		return unknown;
	return whole.items[(size_t)at.number];
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

/* A call with its arguments evaluated, once each. */
struct call {
	struct evaluation *evaluation;
	const struct python_expression *expression;
	const struct value *values;
};

/* The argument by its name, or by its place; unknown where it is absent. */
static struct value argument(const struct call *call, const char *name, size_t place)
{
	const struct python_expression *parts = call->expression->parts;

	for (size_t i = 0; i < call->expression->count; i++)
		if (parts[i].kind == PYTHON_KEYWORD && parts[i].text && strcmp(parts[i].text, name) == 0)
			return call->values[i];
	if (place >= call->expression->count || parts[place].kind == PYTHON_KEYWORD)
		return unknown;
	return call->values[place];
}

static struct value make_map(const struct call *call, struct value name, struct value colours, bool is_listed)
{
	struct value *held = make_items(call->evaluation, 1);

	if (!held)
		return unknown;
	*held = colours;
	return (struct value){.kind = VALUE_MAP,
						  .is_listed = is_listed,
						  .text = name.kind == VALUE_TEXT ? name.text : NULL,
						  .items = held,
						  .count = 1};
}

/* LinearSegmentedColormap(name, data, N, gamma) and its from_list: with a gamma the colours are to be computed. */
static struct value make_segmented(const struct call *call, const char *colours)
{
	const struct value gamma = argument(call, "gamma", 3);
	const bool is_computed = gamma.kind == VALUE_NUMBER && gamma.number != 1;

	return make_map(call, argument(call, "name", 0), is_computed ? unknown : argument(call, colours, 1), false);
}

/* dict(red=…, green=…) */
static struct value make_table(const struct call *call)
{
	const struct python_expression *parts = call->expression->parts;
	struct value *items = make_items(call->evaluation, 2 * call->expression->count);
	size_t count = 0;

	for (size_t i = 0; items && i < call->expression->count; i++) {
		if (parts[i].kind != PYTHON_KEYWORD || !parts[i].text)
			continue;
		items[count++] = (struct value){.kind = VALUE_TEXT, .text = parts[i].text};
		items[count++] = call->values[i];
	}
	return items ? (struct value){.kind = VALUE_TABLE, .items = items, .count = count} : unknown;
}

/* A helper of the module's own that is given a name and colours: bokeh_palette("fire", linear_kryw_0_100_c71). */
static struct value make_named(const struct call *call)
{
	const struct value name = argument(call, "name", 0), colours = argument(call, "colors", 1);

	if (name.kind != VALUE_TEXT || !evaluation_take(call->evaluation, colours.count) ||
		(value_colours(&colours) == COLOURS_NONE && !value_is_channels(&colours)))
		return unknown;
	return make_map(call, name, colours, false);
}

/* What a function of that name, without the module it is of, makes of its arguments. */
static struct value result(const struct call *call, const char *name)
{
	const struct value first = argument(call, "", 0);

	if (strcmp(name, "ListedColormap") == 0)
		return make_map(call, argument(call, "name", 1), argument(call, "colors", 0), true);
	if (strcmp(name, "from_list") == 0)
		return make_segmented(call, "colors");
	if (strcmp(name, "LinearSegmentedColormap") == 0)
		return make_segmented(call, "segmentdata");
	if (strcmp(name, "dict") == 0 || strcmp(name, "OrderedDict") == 0)
		return call->expression->count == 1 && first.kind == VALUE_TABLE ? first : make_table(call);
	if (strcmp(name, "len") == 0)
		return first.kind == VALUE_LIST ? number((double)first.count) : unknown;
	if (strcmp(name, "reversed") == 0)
		return evaluation_reversed(call->evaluation, first);
	if (strcmp(name, "list") == 0 || strcmp(name, "tuple") == 0 || strcmp(name, "array") == 0)
		return first;
	return make_named(call);
}

const char *evaluation_joined(struct evaluation *evaluation, const char *left, const char *right)
{
	const size_t length = strlen(left), size = strlen(right);
	char *text = pool_alloc(evaluation->pool, length + size + 1);

	if (!text)
		return "";
	memcpy(text, left, length);
	memcpy(text + length, right, size);
	return text;
}

/* map.reversed(); false where it is something else. */
static bool call_method(struct evaluation *evaluation, const char *object, size_t length, const char *method,
						struct value *value)
{
	const char *name = pool_copy(evaluation->pool, object, length);
	const struct variable *variable = name ? evaluation_find(evaluation, name) : NULL;

	if (!variable || variable->value.kind != VALUE_MAP || strcmp(method, "reversed") != 0)
		return false;
	*value = variable->value;
	value->is_reversed = !value->is_reversed;
	if (value->text)
		value->text = evaluation_joined(evaluation, value->text, "_r");
	return true;
}

static struct value evaluate_call(struct evaluation *evaluation, const struct python_expression *expression)
{
	const char *dot = expression->text ? strrchr(expression->text, '.') : NULL;
	struct value *values = expression->text ? make_items(evaluation, expression->count) : NULL;
	const struct call call = {evaluation, expression, values};
	struct value value;

	if (!values)
		return unknown;
	if (dot && call_method(evaluation, expression->text, (size_t)(dot - expression->text), dot + 1, &value))
		return value;
	for (size_t i = 0; i < expression->count; i++) {
		const struct python_expression *part = &expression->parts[i];
		values[i] = evaluate(evaluation, part->kind == PYTHON_KEYWORD && part->count ? part->parts : part);
	}
	return result(&call, dot ? dot + 1 : expression->text);
}

/* ---- expressions ------------------------------------------------------------------------------------------------- */

static struct value evaluate_parts(struct evaluation *evaluation, const struct python_expression *expression,
								   enum value_kind kind)
{
	struct value *items = make_items(evaluation, expression->count);

	for (size_t i = 0; items && i < expression->count; i++)
		items[i] = evaluate(evaluation, &expression->parts[i]);
	return items ? (struct value){.kind = kind, .items = items, .count = expression->count} : unknown;
}

/* The names of a comprehension for one row of what it runs through. */
static void set_targets(struct evaluation *evaluation, const struct python_expression *target, const struct value *row)
{
	if (target->kind == PYTHON_NAME)
		evaluation_set(evaluation, target->text, *row);
	for (size_t i = 0; target->kind == PYTHON_SEQUENCE && row->kind == VALUE_LIST && i < target->count; i++)
		if (target->parts[i].kind == PYTHON_NAME)
			evaluation_set(evaluation, target->parts[i].text, i < row->count ? row->items[i] : unknown);
}

static struct value evaluate_comprehension(struct evaluation *evaluation, const struct python_expression *expression)
{
	const struct value rows = evaluate(evaluation, &expression->parts[3]);
	struct value *items = rows.kind == VALUE_LIST ? make_items(evaluation, 2 * rows.count) : NULL;

	if (!items)
		return unknown;
	for (size_t i = 0; i < rows.count && !evaluation->pool->failed; i++) {
		set_targets(evaluation, &expression->parts[2], &rows.items[i]);
		items[2 * i] = evaluate(evaluation, &expression->parts[0]);
		items[2 * i + 1] = evaluate(evaluation, &expression->parts[1]);
	}
	return (struct value){.kind = VALUE_TABLE, .items = items, .count = 2 * rows.count};
}

static struct value evaluate_name(const struct evaluation *evaluation, const char *name)
{
	const struct variable *variable = evaluation_find(evaluation, name);

	return variable ? variable->value : unknown;
}

struct value evaluate(struct evaluation *evaluation, const struct python_expression *expression)
{
	if (!evaluation_take(evaluation, 1))
		return unknown;
	switch (expression->kind) {
	case PYTHON_NUMBER:
		return number(expression->number);
	case PYTHON_TEXT:
		return (struct value){.kind = VALUE_TEXT, .text = expression->text};
	case PYTHON_NAME:
		return evaluate_name(evaluation, expression->text);
	case PYTHON_SEQUENCE:
		return evaluate_parts(evaluation, expression, VALUE_LIST);
	case PYTHON_TABLE:
		return evaluate_parts(evaluation, expression, VALUE_TABLE);
	case PYTHON_CALL:
		return evaluate_call(evaluation, expression);
	case PYTHON_SUBSCRIPT:
		return expression->count == 2 ? evaluate_subscript(evaluation, expression) : unknown;
	case PYTHON_OPERATION:
		return evaluate_operation(evaluation, expression);
	case PYTHON_COMPREHENSION:
		return expression->count == 4 ? evaluate_comprehension(evaluation, expression) : unknown;
	case PYTHON_OTHER:
	case PYTHON_KEYWORD:
	case PYTHON_SLICE:
		break;
	}
	return unknown;
}
