/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Gradients as cpt-city has them: an SVG image that shows one linearGradient in one rectangle. Stops have an offset (a
 * fraction or percent), a stop-color (`#rgb`, `#rrggbb`, `rgb()`; black where absent) and a stop-opacity, as attributes
 * or in `style`. Nothing is fetched: expat has no handler for external entities, and a document that nests entities or
 * has large ones is refused. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "formats.h"
#include "text.h"
#include "web.h"

/* Longer values of entities are refused, so that a file can not grow much on expansion. */
#define ENTITY_LIMIT 256
/* The longest colour or number that is believed. */
#define VALUE_LIMIT 63
/* Where the root element must have begun. */
#define HEAD_LIMIT 4096

/* A document being read. */
struct reading {
	XML_Parser parser;
	struct builder *builder;
	enum muster_status status;
	bool in_gradient;
	double offset; /* of the stop before: offsets never go back */
};

/* A stop being read. */
struct gradient_stop {
	double offset, opacity;
	struct muster_rgba colour;
	bool wrong; /* a value that is none */
};

static size_t count_of(const char *text, const char *word, size_t enough)
{
	size_t count = 0;

	while (count < enough && (text = strstr(text, word))) {
		text++;
		count++;
	}
	return count;
}

/* Whether the only path, if there is one, is a rectangle: moves and straight lines. */
static bool is_rectangle(const char *path)
{
	const char *shape = path ? strstr(path, " d=\"") : NULL;

	if (!path)
		return true;
	if (!shape)
		return false;
	shape += 4;
	return shape[strspn(shape, "MmHhVvLlZz0123456789.-+, \t\r\n")] == '"';
}

/* Gradients are in many drawings: a colour map's has at least two stops, is shown in one plain shape, and nothing else
 * is drawn. */
static bool sniff(const struct input *input)
{
	static const char *const drawn[] = {"<radialGradient", "<circle", "<ellipse", "<polygon", "<polyline", "<text",
										"<image",          "<use",    "<filter",  "<mask",    "<line "};
	struct slice head = text_of(input).rest;
	const char *root;

	if (!slice_take(&head, '<') || !text_plausible(input) || !(root = strstr(input->data, "<svg")) ||
		root - input->data > HEAD_LIMIT)
		return false;
	if (count_of(root, "<linearGradient", 2) != 1 || count_of(root, "<stop", 2) != 2 ||
		count_of(root, "<path", 2) + count_of(root, "<rect", 2) > 1)
		return false;
	for (size_t i = 0; i < sizeof(drawn) / sizeof(*drawn); i++)
		if (strstr(root, drawn[i]))
			return false;
	return is_rectangle(strstr(root, "<path"));
}

/* The document is given up; `status` is the answer. */
static void stop_reading(struct reading *reading, enum muster_status status, const char *reason)
{
	reading->status =
		builder_trouble(reading->builder, status, (unsigned)XML_GetCurrentLineNumber(reading->parser), "%s", reason);
	XML_StopParser(reading->parser, XML_FALSE);
}

/* A fraction, or percent of one. */
static bool read_share(const char *text, double *share)
{
	char *end;
	const double value = strtod(text, &end);

	if (end == text || !isfinite(value))
		return false;
	*share = *end == '%' ? value / 100 : value;
	*share = *share > 0 ? *share < 1 ? *share : 1 : 0;
	return true;
}

static struct slice slice_of(const char *text)
{
	return (struct slice){text, strlen(text)};
}

static bool read_colour(const char *text, struct muster_rgba *colour)
{
	struct web_call call;
	float *channels[] = {&colour->r, &colour->g, &colour->b};

	if (web_hex(text, colour))
		return true;
	if (strncmp(text, "rgb", 3) != 0 || web_arguments(text, &call) < 3)
		return web_name(slice_of(text), colour);
	for (size_t i = 0; i < 3; i++)
		*channels[i] = (float)(call.value[i] / (call.percent[i] ? 100 : 255));
	colour->a = call.count > 3 ? (float)(call.percent[3] ? call.value[3] / 100 : call.value[3]) : 1;
	return true;
}

static void take_property(struct gradient_stop *stop, struct slice name, struct slice value)
{
	char text[VALUE_LIMIT + 1];

	value = slice_trim(value);
	if (value.length > VALUE_LIMIT) {
		stop->wrong = true;
		return;
	}
	memcpy(text, value.at, value.length);
	text[value.length] = '\0';
	if (slice_is(name, "offset"))
		stop->wrong |= !read_share(text, &stop->offset);
	else if (slice_is(name, "stop-color"))
		stop->wrong |= !read_colour(text, &stop->colour);
	else if (slice_is(name, "stop-opacity"))
		stop->wrong |= !read_share(text, &stop->opacity);
}

/* A style is "name: value; name: value". */
static void take_style(struct gradient_stop *stop, const char *style)
{
	struct slice rest = slice_of(style), part;

	while (slice_part(&rest, ';', &part)) {
		const struct slice name = slice_before(part, ':');

		if (name.length < part.length)
			take_property(stop, slice_trim(name),
						  (struct slice){part.at + name.length + 1, part.length - name.length - 1});
	}
}

static void take_stop(struct reading *reading, const char **attributes)
{
	struct gradient_stop stop = {0, 1, {0, 0, 0, 1}, false};
	const char *style = NULL;

	for (size_t i = 0; attributes[i]; i += 2) {
		const char *name = attributes[i];

		if (strcmp(name, "style") == 0)
			style = attributes[i + 1];
		else if (strcmp(name, "offset") == 0 || strncmp(name, "stop-", 5) == 0)
			take_property(&stop, slice_of(name), slice_of(attributes[i + 1]));
	}
	if (style)
		take_style(&stop, style); /* stronger than attributes */
	if (stop.wrong) {
		stop_reading(reading, MUSTER_DAMAGED, "a stop whose offset, colour or opacity is none");
		return;
	}
	stop.colour.a *= (float)stop.opacity;
	reading->offset = fmax(reading->offset, stop.offset);
	builder_stop(reading->builder, reading->offset, stop.colour);
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	if (strcmp(name, "linearGradient") == 0)
		reading->in_gradient = true;
	else if (reading->in_gradient && strcmp(name, "stop") == 0)
		take_stop(reading, attributes);
}

static void XMLCALL on_end(void *data, const char *name)
{
	struct reading *reading = data;

	if (strcmp(name, "linearGradient") == 0)
		reading->in_gradient = false;
}

/* Entities that hold others grow without bounds; so do large ones that are used often. */
static void XMLCALL on_entity(void *data, const char *name, int is_parameter, const char *value, int length,
							  const char *base, const char *system, const char *public, const char *notation)
{
	(void)name, (void)is_parameter, (void)base, (void)system, (void)public, (void)notation;
	if (value && (length > ENTITY_LIMIT || memchr(value, '&', (size_t)length)))
		stop_reading(data, MUSTER_UNSUPPORTED, "entities that grow");
}

/* expat takes lengths as int: in parts, for files of any size. */
static enum muster_status parse(struct reading *reading, const struct input *input)
{
	const size_t part = 1u << 20;
	size_t done = 0;

	while (reading->status == MUSTER_OK && done < input->size) {
		const size_t length = input->size - done < part ? input->size - done : part;
		const bool last = done + length == input->size;

		if (XML_Parse(reading->parser, input->data + done, (int)length, last) == XML_STATUS_ERROR &&
			reading->status == MUSTER_OK) {
			const enum XML_Error error = XML_GetErrorCode(reading->parser);

			if (error == XML_ERROR_NO_MEMORY)
				return MUSTER_NO_MEMORY;
			stop_reading(reading, MUSTER_DAMAGED, XML_ErrorString(error));
		}
		done += length;
	}
	return reading->status;
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	struct reading reading = {NULL, builder, MUSTER_OK, false, 0};
	enum muster_status status;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	reading.parser = XML_ParserCreate(NULL);
	if (!reading.parser)
		return MUSTER_NO_MEMORY;
	XML_SetUserData(reading.parser, &reading);
	XML_SetElementHandler(reading.parser, on_start, on_end);
	XML_SetEntityDeclHandler(reading.parser, on_entity);
	status = parse(&reading, input);
	XML_ParserFree(reading.parser);
	if (status != MUSTER_OK)
		return status;
	builder->has_range = true;
	builder->range_high = 1;
	return builder_finish(builder);
}

const struct format format_svg = {"svg", sniff, read_map};
