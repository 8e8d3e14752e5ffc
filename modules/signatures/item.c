/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "item.h"

#include <stdlib.h>
#include <string.h>

const struct muster_field item_fields[] = {
	{"name", MUSTER_TYPE_STRING, "Without its module or library", 0},
	{"kind", MUSTER_TYPE_STRING, "function, method, property, class or type", MUSTER_FIELD_SHOWN},
	{"module", MUSTER_TYPE_STRING, "The module or library it is found in", 0},
	{"prototype", MUSTER_TYPE_STRING, "As a programmer would write it", MUSTER_FIELD_SHOWN | MUSTER_FIELD_PROTOTYPE},
	{"parameters", MUSTER_TYPE_LIST, "In order, without a bound receiver", MUSTER_FIELD_PARAMETERS},
	{"returns", MUSTER_TYPE_STRING, "The type of the result", 0},
	{"return_description", MUSTER_TYPE_STRING, "What the documentation says of the result", 0},
	{"doc", MUSTER_TYPE_STRING, "The first paragraph of its documentation", 0},
	{"decorated", MUSTER_TYPE_LIST, "Decorators, which may change all of this", 0},
	{"async", MUSTER_TYPE_BOOLEAN, "It is a coroutine", 0},
	{"variadic", MUSTER_TYPE_BOOLEAN, "It takes more arguments than it names", 0},
	{"defined_in", MUSTER_TYPE_STRING, "The module it is defined in, where that is another", 0},
	{"symbol_version", MUSTER_TYPE_STRING, "The version of the symbol", 0},
	{"path", MUSTER_TYPE_STRING, "The source it is defined in", 0},
	{"line", MUSTER_TYPE_INTEGER, "Where it begins there", 0},
	{0},
};

/* A value as it is. */
static void copy(struct muster_writer *writer, const char *name, const struct muster_value *value)
{
	const void *bytes;
	size_t size;

	switch (muster_value_type(value)) {
	case MUSTER_TYPE_NIL:
		muster_write_nil(writer, name);
		break;
	case MUSTER_TYPE_STRING:
		muster_write_string(writer, name, muster_value_string(value));
		break;
	case MUSTER_TYPE_INTEGER:
		muster_write_integer(writer, name, muster_value_integer(value));
		break;
	case MUSTER_TYPE_REAL:
		muster_write_real(writer, name, muster_value_real(value));
		break;
	case MUSTER_TYPE_BOOLEAN:
		muster_write_boolean(writer, name, muster_value_boolean(value));
		break;
	case MUSTER_TYPE_BYTES:
		bytes = muster_value_bytes(value, &size);
		muster_write_bytes(writer, name, bytes, size);
		break;
	case MUSTER_TYPE_LIST:
		muster_write_list(writer, name);
		for (size_t i = 0; i < muster_value_count(value); i++)
			copy(writer, NULL, muster_value_at(value, i));
		muster_write_end(writer);
		break;
	case MUSTER_TYPE_MAP:
		muster_write_map(writer, name);
		for (size_t i = 0; i < muster_value_count(value); i++)
			copy(writer, muster_value_key(value, i), muster_value_at(value, i));
		muster_write_end(writer);
		break;
	}
}

/* All parameters have the same members, so that programs need not look which there are. */
static void write_parameter(const struct muster_value *parameter, struct muster_writer *writer)
{
	static const char *const names[] = {"name", "kind", "type", "default", "literal", "required", "description"};
	const struct muster_value *literal = muster_value_get(parameter, "value");

	muster_write_map(writer, NULL);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct muster_value *value = muster_value_get(parameter, names[i]);
		if (value)
			copy(writer, names[i], value);
		else
			muster_write_nil(writer, names[i]);
	}
	if (literal)
		copy(writer, "value", literal);
	muster_write_end(writer);
}

static enum muster_status write_python(const struct item *item, struct muster_writer *writer)
{
	static const char *const same[] = {"kind", "returns", "return_description", "doc", "decorated", "async", "line"};
	const struct call *call = item->python.call;

	muster_write_string(writer, "name", item->python.name);
	muster_write_string(writer, "module", item->python.module);
	muster_write_string(writer, "prototype", item->python.prototype);
	muster_write_string(writer, "defined_in", item->python.defined_in);
	muster_write_string(writer, "path", item->python.path);
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		const struct muster_value *value = muster_value_get(item->python.definition, same[i]);
		if (value)
			copy(writer, same[i], value);
	}
	if (!call->known)
		return MUSTER_OK;
	muster_write_list(writer, "parameters");
	for (size_t i = 0; i < call->count; i++)
		write_parameter(call->parameters[i], writer);
	return muster_write_end(writer);
}

static void write_native_parameters(const struct native_entry *native, struct muster_writer *writer)
{
	muster_write_list(writer, "parameters");
	for (size_t i = 0; i < native->parameter_count; i++) {
		muster_write_map(writer, NULL);
		muster_write_string(writer, "name", native->parameters[i].name);
		muster_write_string(writer, "kind", "positional_only");
		muster_write_string(writer, "type", native->parameters[i].type);
		muster_write_nil(writer, "default");
		muster_write_boolean(writer, "literal", false);
		muster_write_boolean(writer, "required", true);
		muster_write_nil(writer, "description");
		muster_write_string(writer, "definition", native->parameters[i].definition);
		muster_write_end(writer);
	}
	muster_write_end(writer);
}

static enum muster_status write_native(const struct native_entry *native, struct muster_writer *writer)
{
	muster_write_string(writer, "name", native->name);
	muster_write_string(writer, "kind", native->is_type ? "type" : "function");
	muster_write_string(writer, "module", native->library);
	muster_write_string(writer, "prototype", native->declaration);
	muster_write_string(writer, "returns", native->returns);
	muster_write_string(writer, "symbol_version", native->symbol_version);
	muster_write_string(writer, "path", native->source);
	if (native->line)
		muster_write_integer(writer, "line", native->line);
	if (native->is_type)
		return MUSTER_OK;
	write_native_parameters(native, writer);
	return muster_write_boolean(writer, "variadic", native->is_variadic);
}

enum muster_status item_serialize(const void *data, struct muster_writer *writer)
{
	const struct item *item = data;

	return item->native ? write_native(item->native, writer) : write_python(item, writer);
}

static enum muster_parameter_kind kind_of(const char *name)
{
	static const char *const names[] = {"positional_only", "positional_or_keyword", "var_positional", "keyword_only",
										"var_keyword"}; /* as enum muster_parameter_kind */
	size_t kind = 0;

	while (name && kind < 4 && strcmp(names[kind], name) != 0)
		kind++;
	return (enum muster_parameter_kind)kind;
}

static void read_parameter(const struct muster_value *value, struct muster_parameter *parameter)
{
	parameter->name = muster_value_string(muster_value_get(value, "name"));
	parameter->kind = kind_of(muster_value_string(muster_value_get(value, "kind")));
	parameter->type = muster_value_string(muster_value_get(value, "type"));
	parameter->fallback = muster_value_string(muster_value_get(value, "default"));
	parameter->literal = muster_value_boolean(muster_value_get(value, "literal"));
	parameter->required = muster_value_boolean(muster_value_get(value, "required"));
	parameter->description = muster_value_string(muster_value_get(value, "description"));
	parameter->value = muster_value_get(value, "value");
	parameter->definition = muster_value_string(muster_value_get(value, "definition"));
}

static void read_decorators(const struct muster_value *list, struct muster_signature *signature,
							const char **decorators)
{
	signature->decorators = decorators;
	for (size_t i = 0; i < muster_value_count(list); i++) {
		const char *text = muster_value_string(muster_value_at(list, i));
		if (text)
			decorators[signature->decorator_count++] = text;
	}
}

enum muster_status item_deserialize(const struct muster_entry *entry, void *data)
{
	struct muster_signature *signature = &((struct item *)data)->signature;
	const struct muster_value *list = muster_entry_field(entry, "parameters");
	const size_t count = muster_value_count(list);
	const struct muster_value *decorated = muster_entry_field(entry, "decorated");
	struct muster_parameter *parameters = calloc(count + 1, sizeof(*parameters));
	const char **decorators = calloc(muster_value_count(decorated) + 1, sizeof(*decorators));

	if (!parameters || !decorators) {
		free(parameters);
		free(decorators);
		return MUSTER_NO_MEMORY;
	}
	*signature = (struct muster_signature){
		.name = muster_entry_string(entry, "name"),
		.kind = muster_entry_string(entry, "kind"),
		.module = muster_entry_string(entry, "module"),
		.prototype = muster_entry_string(entry, "prototype"),
		.returns = muster_entry_string(entry, "returns"),
		.path = muster_entry_string(entry, "path"),
		.line = (long)muster_entry_integer(entry, "line", 0),
		.doc = muster_entry_string(entry, "doc"),
		.returned = muster_entry_string(entry, "return_description"),
		.known = list != NULL,
		.is_async = muster_entry_boolean(entry, "async", false),
		.is_variadic = muster_entry_boolean(entry, "variadic", false),
		.parameter_count = count,
		.parameters = parameters,
	};
	read_decorators(decorated, signature, decorators);
	for (size_t i = 0; i < count; i++)
		read_parameter(muster_value_at(list, i), &parameters[i]);
	return MUSTER_OK;
}

void item_clear(void *data)
{
	const struct muster_signature *signature = &((struct item *)data)->signature;

	free((void *)signature->parameters);
	free((void *)signature->decorators);
}
