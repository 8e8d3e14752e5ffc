/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the tests of the readers share. COLORMAPS_FIXTURES is the folder of fixtures, from Meson. */
#ifndef MUSTER_TESTS_COLORMAPS_READING_H
#define MUSTER_TESTS_COLORMAPS_READING_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "formats.h"

/* A file in memory of exactly its size, so that a sanitizer sees a read behind it. */
struct bytes {
	char *data;
	size_t size;
};

static inline struct bytes bytes_of(const char *text, size_t size)
{
	struct bytes bytes = {malloc(size + 1), size};

	cr_assert(bytes.data);
	if (size > 0)
		memcpy(bytes.data, text, size);
	bytes.data[size] = '\0';
	return bytes;
}

static inline struct bytes fixture(const char *name)
{
	static char buffer[65536];
	char path[4096];
	FILE *file;
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", COLORMAPS_FIXTURES, name);
	file = fopen(path, "rb");
	cr_assert(file, "no fixture %s", path);
	size = fread(buffer, 1, sizeof(buffer), file);
	cr_assert(size < sizeof(buffer) && !ferror(file));
	fclose(file);
	return bytes_of(buffer, size);
}

/* One map; `builder` is to be freed with builder_free(). */
static inline enum muster_status read_bytes(const struct format *format, const struct bytes *bytes, size_t index,
											struct builder *builder)
{
	const struct input input = {.data = bytes->data, .size = bytes->size, .stem = "stem"};

	builder_init(builder);
	return format->read(&input, index, builder);
}

static inline enum muster_status read_fixture(const struct format *format, const char *name, size_t index,
											  struct builder *builder)
{
	struct bytes bytes = fixture(name);
	const enum muster_status status = read_bytes(format, &bytes, index, builder);

	free(bytes.data);
	return status;
}

static inline enum muster_status read_text(const struct format *format, const char *text, struct builder *builder)
{
	struct bytes bytes = bytes_of(text, strlen(text));
	const enum muster_status status = read_bytes(format, &bytes, 0, builder);

	free(bytes.data);
	return status;
}

/* Reads a fixture that must fail with `status` and say why. */
static inline void fails(const struct format *format, const char *name, enum muster_status status)
{
	struct builder builder;

	cr_expect_eq(read_fixture(format, name, 0, &builder), status, "%s", name);
	cr_expect_neq(builder.trouble[0], '\0', "%s: no reason", name);
	builder_free(&builder);
}

static inline bool sniffs_bytes(const struct format *format, const struct bytes *bytes)
{
	const struct input input = {.data = bytes->data, .size = bytes->size, .stem = "stem"};

	return format->sniff(&input);
}

static inline bool sniffs_text(const struct format *format, const char *text)
{
	struct bytes bytes = bytes_of(text, strlen(text));
	const bool sniffs = sniffs_bytes(format, &bytes);

	free(bytes.data);
	return sniffs;
}

static inline bool sniffs(const struct format *format, const char *name)
{
	struct bytes bytes = fixture(name);
	const bool knows = sniffs_bytes(format, &bytes);

	free(bytes.data);
	return knows;
}

/* That `format` knows the fixture, alone of these, and is chosen among all by content and extension. */
static inline void is_known_only_to(const struct format *format, const char *name)
{
	const struct format *const all[] = {&format_sao, &format_ncl,      &format_spk,   &format_gwyddion,
										&format_svg, &format_paraview, &format_magics};
	struct bytes bytes = fixture(name);
	const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "stem"};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		cr_expect_eq(sniffs_bytes(all[i], &bytes), all[i] == format, "%s and %s", name, all[i]->name);
	cr_expect_eq(format_choose(&input, dot ? dot + 1 : NULL), format, "%s", name);
	free(bytes.data);
}

static inline void has_colour(const struct builder *builder, double t, double r, double g, double b, double a)
{
	const struct muster_rgba c = muster_colormap_at(&builder->map, t);
	const double tolerance = 0.003; /* less than one of 255 */

	cr_expect(fabs(c.r - r) < tolerance && fabs(c.g - g) < tolerance && fabs(c.b - b) < tolerance &&
				  fabs(c.a - a) < tolerance,
			  "at %g: %g %g %g %g, not %g %g %g %g", t, c.r, c.g, c.b, c.a, r, g, b, a);
}

/* That a map read is one a host can use, whatever the file was. */
static inline void is_sound(const struct builder *builder)
{
	double last = 0;

	cr_assert(builder->map.stop_count > 0);
	for (size_t i = 0; i < builder->map.stop_count; i++) {
		const struct muster_colormap_stop *stop = &builder->map.stops[i];
		const float channels[] = {stop->colour.r, stop->colour.g, stop->colour.b, stop->colour.a};

		cr_assert(stop->position >= last && stop->position <= 1);
		last = stop->position;
		for (size_t k = 0; k < 4; k++)
			cr_assert(channels[k] >= 0 && channels[k] <= 1);
	}
}

static inline void survives(const struct format *format, const struct bytes *bytes)
{
	for (size_t index = 0;; index++) {
		struct builder builder;
		enum muster_status status;

		cr_assert(index < 64, "a map without end");
		status = read_bytes(format, bytes, index, &builder);
		if (status == MUSTER_OK)
			is_sound(&builder);
		else
			cr_assert(status == MUSTER_NOT_FOUND || status == MUSTER_DAMAGED || status == MUSTER_UNSUPPORTED);
		builder_free(&builder);
		if (status == MUSTER_NOT_FOUND)
			break;
	}
	sniffs_bytes(format, bytes);
}

/* Every length of the fixture. */
static inline void survives_cuts(const struct format *format, const char *name)
{
	struct bytes whole = fixture(name);

	for (size_t size = 0; size <= whole.size; size++) {
		struct bytes cut = bytes_of(whole.data, size);

		survives(format, &cut);
		free(cut.data);
	}
	free(whole.data);
}

static inline unsigned random_next(unsigned *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A thousand copies with a few bytes each that are any byte. */
static inline void survives_changes(const struct format *format, const char *name)
{
	struct bytes whole = fixture(name);
	unsigned state = 20261122;

	for (int round = 0; round < 1000; round++) {
		struct bytes changed = bytes_of(whole.data, whole.size);

		for (int i = 0; i < 4; i++)
			changed.data[random_next(&state) % changed.size] = (char)random_next(&state);
		survives(format, &changed);
		free(changed.data);
	}
	free(whole.data);
}

/* Bytes of no format at all: not taken, and harmless when read all the same. */
static inline void refuses_noise(const struct format *format)
{
	unsigned state = 7;
	char noise[768];

	for (int round = 0; round < 50; round++) {
		struct bytes bytes;

		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (char)random_next(&state);
		bytes = bytes_of(noise, sizeof(noise));
		cr_expect_not(sniffs_bytes(format, &bytes));
		survives(format, &bytes);
		free(bytes.data);
	}
	cr_expect_not(sniffs_text(format, ""));
}

#endif
