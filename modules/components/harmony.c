/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The index has some 2 kB for each image, so that it is parsed piece by piece. */

#include "harmony.h"

#include <errno.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nearby.h"
#include "readers/trouble.h"

enum {
	PIECE_SIZE = 1 << 16,
	TEXT_SIZE = 256,
	LABELS_MAX = 64,
};

/* What is read of an image, or of a channel. */
enum item { ITEM_URL, ITEM_ROW, ITEM_COLUMN, ITEM_SITE, ITEM_PLANE, ITEM_TIME, ITEM_CHANNEL, ITEM_LABEL, ITEMS };

static const char *const items[ITEMS] = {"URL",     "Row",         "Col",       "FieldID",
										 "PlaneID", "TimepointID", "ChannelID", "ChannelName"};
static const char *const components[ITEMS] = {
	[ITEM_SITE] = "site", [ITEM_PLANE] = "z_index", [ITEM_TIME] = "timepoint", [ITEM_CHANNEL] = "channel"};

struct reading {
	XML_Parser parser;
	struct judgement *judgement;
	struct found *found;
	unsigned char owner;
	bool in_image, in_entry;
	enum item item; /* ITEMS: none of them is being read */
	char texts[ITEMS][TEXT_SIZE];
	size_t lengths[ITEMS];
	size_t listed, there; /* images */
	enum muster_status status;
	const char *trouble;
	struct {
		char channel[TEXT_SIZE], label[TEXT_SIZE];
	} labels[LABELS_MAX]; /* of channels, which may have no image */
	size_t label_count;
};

static void stop(struct reading *reading, enum muster_status status, const char *trouble)
{
	reading->status = status;
	reading->trouble = trouble;
	XML_StopParser(reading->parser, XML_FALSE);
}

static void forget(struct reading *reading)
{
	memset(reading->lengths, 0, sizeof(reading->lengths));
	for (size_t i = 0; i < ITEMS; i++)
		reading->texts[i][0] = '\0';
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *const reading = data;

	reading->item = ITEMS;
	if (strcmp(name, "Image") == 0 || strcmp(name, "Entry") == 0) {
		reading->in_image = *name == 'I';
		reading->in_entry = *name == 'E';
		forget(reading);
		for (; reading->in_entry && attributes[0]; attributes += 2) {
			if (strcmp(attributes[0], "ChannelID") == 0 && strlen(attributes[1]) < TEXT_SIZE)
				strcpy(reading->texts[ITEM_CHANNEL], attributes[1]);
		}
		return;
	}
	if (!reading->in_image && !reading->in_entry)
		return;
	for (size_t i = 0; i < ITEMS; i++)
		if (strcmp(name, items[i]) == 0)
			reading->item = (enum item)i;
}

/* Longer texts are cut, and then name no file. */
static void XMLCALL on_text(void *data, const XML_Char *text, int length)
{
	struct reading *const reading = data;
	size_t *used, room;

	if (reading->item == ITEMS)
		return;
	used = &reading->lengths[reading->item];
	room = TEXT_SIZE - 1 - *used;
	if ((size_t)length < room)
		room = (size_t)length;
	memcpy(reading->texts[reading->item] + *used, text, room);
	*used += room;
	reading->texts[reading->item][*used] = '\0';
}

static bool set_text(const struct convention *convention, const char *component, const char *text,
					 struct naming *naming)
{
	const size_t place = convention_component(convention, component);

	if (place == COMPONENTS_MAX || *text == '\0')
		return false;
	naming->texts[place] = text;
	naming->lengths[place] = strlen(text);
	return true;
}

static void say(const struct reading *reading, struct naming *naming)
{
	const struct convention *const convention = reading->found->convention;

	*naming = (struct naming){.is_thumbnail = false};
	if (well_name(reading->texts[ITEM_ROW], strlen(reading->texts[ITEM_ROW]), reading->texts[ITEM_COLUMN],
				  strlen(reading->texts[ITEM_COLUMN]), naming->well))
		set_text(convention, "well", naming->well, naming);
	for (size_t i = 0; i < ITEMS; i++)
		if (components[i])
			set_text(convention, components[i], reading->texts[i], naming);
}

/* An image that is listed and not there makes its values known, so that it is missed. */
static bool add_values(struct found *found, const struct naming *naming)
{
	for (size_t i = 0; i < found->axes.count; i++)
		if (naming->texts[i] && axes_value(&found->axes, i, naming->texts[i], naming->lengths[i]) == VALUE_NONE)
			return false;
	return true;
}

static void keep_label(struct reading *reading)
{
	const char *const channel = reading->texts[ITEM_CHANNEL], *const label = reading->texts[ITEM_LABEL];

	if (*channel == '\0' || *label == '\0' || reading->label_count == LABELS_MAX)
		return;
	for (size_t i = 0; i < reading->label_count; i++)
		if (strcmp(reading->labels[i].channel, channel) == 0)
			return;
	strcpy(reading->labels[reading->label_count].channel, channel);
	strcpy(reading->labels[reading->label_count++].label, label);
}

/* Those of channels that have images. */
static bool add_labels(struct reading *reading)
{
	struct axes *const axes = &reading->found->axes;
	const size_t axis = convention_component(reading->found->convention, "channel");

	for (size_t i = 0; axis < COMPONENTS_MAX && i < reading->label_count; i++)
		for (uint32_t value = 0; value < axes->items[axis].count; value++)
			if (strcmp(axes->items[axis].values[value].text, reading->labels[i].channel) == 0 &&
				!axes_label(axes, axis, value, reading->labels[i].label))
				return false;
	return true;
}

static void add_image(struct reading *reading)
{
	struct judgement *const judgement = reading->judgement;
	const size_t file = nearby_find(judgement->source, reading->texts[ITEM_URL]);
	static const struct naming nothing;
	struct naming naming;
	bool done;

	if (reading->texts[ITEM_URL][0] == '\0')
		return;
	say(reading, &naming);
	reading->listed++;
	if (file < judgement->file_count && judgement->owners[file] == FILE_OPEN) {
		judgement->owners[file] = reading->owner;
		reading->there++;
		done = found_add(reading->found, &naming, &nothing);
	} else {
		done = add_values(reading->found, &naming);
	}
	if (!done)
		stop(reading, MUSTER_NO_MEMORY, NULL);
	keep_label(reading);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
	struct reading *const reading = data;

	reading->item = ITEMS;
	if (reading->in_image && strcmp(name, "Image") == 0) {
		add_image(reading);
		reading->in_image = false;
	} else if (reading->in_entry && strcmp(name, "Entry") == 0) {
		keep_label(reading);
		reading->in_entry = false;
	}
}

/* Nothing that Harmony writes declares any, and what they expand to is not to be borne. */
static void XMLCALL on_entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value, int length,
							  const XML_Char *base, const XML_Char *system, const XML_Char *public,
							  const XML_Char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
	stop(data, MUSTER_DAMAGED, "it declares entities");
}

static bool parse_piece(struct reading *reading, int descriptor, bool *is_last)
{
	void *const piece = XML_GetBuffer(reading->parser, PIECE_SIZE);
	ssize_t got;

	if (!piece) {
		reading->status = MUSTER_NO_MEMORY;
		return false;
	}
	do
		got = read(descriptor, piece, PIECE_SIZE);
	while (got < 0 && errno == EINTR);
	*is_last = got <= 0;
	if (got < 0 || muster_scan_cancelled(reading->judgement->scan)) {
		reading->status = got < 0 ? trouble_of(errno) : MUSTER_CANCELLED;
		if (reading->status == MUSTER_OK)
			reading->status = MUSTER_DAMAGED;
		reading->trouble = "it cannot be read";
		return false;
	}
	if (XML_ParseBuffer(reading->parser, (int)got, *is_last) == XML_STATUS_OK)
		return true;
	if (reading->status == MUSTER_OK) {
		const enum XML_Error error = XML_GetErrorCode(reading->parser);
		reading->status = error == XML_ERROR_NO_MEMORY ? MUSTER_NO_MEMORY : MUSTER_DAMAGED;
		reading->trouble = XML_ErrorString(error);
	}
	return false;
}

static void parse(struct reading *reading, int descriptor)
{
	bool is_last = false;

	reading->parser = XML_ParserCreate(NULL);
	if (!reading->parser) {
		reading->status = MUSTER_NO_MEMORY;
		return;
	}
	XML_SetUserData(reading->parser, reading);
	XML_SetElementHandler(reading->parser, on_start, on_end);
	XML_SetCharacterDataHandler(reading->parser, on_text);
	XML_SetEntityDeclHandler(reading->parser, on_entity);
	while (!is_last && parse_piece(reading, descriptor, &is_last))
		continue;
	if (reading->status == MUSTER_DAMAGED)
		muster_scan_finding(reading->judgement->scan, (unsigned)XML_GetCurrentLineNumber(reading->parser),
							"%s: %s: the names of files are believed instead", reading->found->convention->index,
							reading->trouble);
	XML_ParserFree(reading->parser);
}

/* The images listed are the verdict's, unless the index is damaged or lists nothing that is there. */
static enum muster_status conclude(struct reading *reading)
{
	struct judgement *const judgement = reading->judgement;
	struct found *const found = reading->found;

	if (reading->status == MUSTER_OK && !add_labels(reading))
		reading->status = MUSTER_NO_MEMORY;
	if (reading->status == MUSTER_OK && reading->there > 0) {
		found->set.sure = 1;
		found_say(found, "%s lists %zu images", found->convention->index, reading->listed);
		if (reading->there < reading->listed)
			found_say(found, "%zu of them are not there", reading->listed - reading->there);
		judgement->verdicts[judgement->count++] =
			(struct verdict){.convention = found->convention, .explained = reading->there, .indexed = found};
		return MUSTER_OK;
	}
	for (size_t i = 0; i < judgement->file_count; i++)
		if (judgement->owners[i] == reading->owner)
			judgement->owners[i] = FILE_OPEN;
	found_clear(found);
	free(found);
	return reading->status == MUSTER_DAMAGED ? MUSTER_OK : reading->status;
}

enum muster_status harmony_read(struct judgement *judgement, const struct convention *convention)
{
	struct reading reading = {.judgement = judgement, .owner = (unsigned char)judgement->count, .item = ITEMS};
	int descriptor;
	enum muster_status status;

	if (!convention->index || nearby_find(judgement->source, convention->index) == judgement->file_count)
		return MUSTER_OK;
	status = nearby_open(judgement->scan, judgement->source, convention->index, &descriptor);
	if (status != MUSTER_OK || descriptor < 0)
		return status;
	reading.found = malloc(sizeof(*reading.found));
	if (reading.found) {
		found_begin(reading.found, convention);
		parse(&reading, descriptor);
		status = conclude(&reading);
	}
	close(descriptor);
	return reading.found ? status : MUSTER_NO_MEMORY;
}
