/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Look-up tables in bytes: 256 reds, 256 greens, 256 blues (ImageJ; of a file of 970 bytes it reads the first 768), or
 * fewer behind the 32 bytes of NIH Image's header, big-endian: "ICOL", version, colours, start, end, fill. */
#include "formats.h"

#include <string.h>

#define PLANE       256
#define RAW_SIZE    (3 * PLANE)
#define PADDED_SIZE 970
#define HEADER      32

static bool has_header(const struct input *input)
{
	return input->size >= HEADER && memcmp(input->data, "ICOL", 4) == 0;
}

/* A text may happen to be just as long. All 768 bytes of a table would have to be printable for it to be taken for
 * one: no black, no full red. */
static bool is_text(const struct input *input)
{
	for (size_t i = 0; i < input->size; i++) {
		const unsigned char c = (unsigned char)input->data[i];
		if (c < ' ' ? c != '\n' && c != '\r' && c != '\t' : c > '~')
			return false;
	}
	return true;
}

static bool sniff(const struct input *input)
{
	return has_header(input) || ((input->size == RAW_SIZE || input->size == PADDED_SIZE) && !is_text(input));
}

static void add_planes(struct builder *builder, const char *data, size_t count)
{
	const unsigned char *planes = (const unsigned char *)data;

	for (size_t i = 0; i < count; i++)
		builder_stop(builder, (double)i,
					 (struct muster_rgba){(float)planes[i] / 255, (float)planes[count + i] / 255,
										  (float)planes[2 * count + i] / 255, 1});
}

static enum muster_status read_map(const struct input *input, size_t index, struct builder *builder)
{
	const unsigned char *bytes = (const unsigned char *)input->data;
	size_t count = PLANE, skip = 0;

	if (index > 0)
		return MUSTER_NOT_FOUND;
	if (has_header(input)) {
		count = (size_t)bytes[6] << 8 | bytes[7];
		skip = HEADER;
	}
	if (count == 0 || count > PLANE)
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "%zu colours in the header", count);
	if (input->size < skip + 3 * count)
		return builder_trouble(builder, MUSTER_DAMAGED, 0, "%zu bytes, too few for %zu colours", input->size, count);
	add_planes(builder, input->data + skip, count);
	return builder_finish(builder);
}

const struct format format_lut_raw = {"lut", sniff, read_map};
