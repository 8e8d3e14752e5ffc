/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A colour map while a reader fills it. Readers know bytes and builders only: nothing of scans or files, so that each
 * is tested (and fuzzed) with a buffer. */
#ifndef MUSTER_COLORMAPS_BUILDER_H
#define MUSTER_COLORMAPS_BUILDER_H

#include <muster/colormaps.h>
#include <muster/status.h>

struct builder {
	struct muster_colormap map;         /* complete after builder_finish(); names and stops owned by the builder */
	struct muster_colormap_stop *stops; /* positions in any range until builder_finish() */
	char **labels;
	size_t capacity;
	bool has_range, any_label;
	bool failed, crowded;         /* an allocation was refused; more stops than are believed */
	double range_low, range_high; /* what 0 and 1 stand for, where the file says so */
	unsigned line;                /* where the trouble is; 0 where lines mean nothing */
	char trouble[160];            /* why reading failed */
};

/* What a reader is handed. */
struct input {
	const char *data; /* followed by a NUL that is not counted */
	size_t size;
	const char *stem; /* the file's name without extension: the map's name where the file has none */
	size_t *resume; /* of the reader: where the next map begins, so that many maps are one pass; 0 at first. NULL: from
					   the start each time */
};

/* A reader of one format. `sniff` looks at the content (a name alone decides nothing) and is cheap; `read` fills the
 * builder for map number `index` of the file (0, 1 …) and answers MUSTER_OK, MUSTER_NOT_FOUND past the last map,
 * MUSTER_DAMAGED or MUSTER_UNSUPPORTED with builder_trouble() said, or MUSTER_NO_MEMORY. */
struct format {
	const char *name;
	bool (*sniff)(const struct input *input);
	enum muster_status (*read)(const struct input *input, size_t index, struct builder *builder);
};

void builder_init(struct builder *builder);
void builder_free(struct builder *builder);

/* The name, copied; `length` bytes of `name`. */
void builder_name(struct builder *builder, const char *name, size_t length);

/* One more stop, in any unit; sorted by builder_finish(), stably, so that two at one position make a step. */
void builder_stop(struct builder *builder, double position, struct muster_rgba colour);

/* The label of the stop added last, copied. */
void builder_label(struct builder *builder, const char *label, size_t length);

/* Says why reading fails and returns `status`. */
enum muster_status builder_trouble(struct builder *builder, enum muster_status status, unsigned line,
								   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Sorts, scales positions to 0..1, clamps colours, finds kind (unless set categorical) and hinge. MUSTER_DAMAGED
 * without a stop or with positions that are no numbers. */
enum muster_status builder_finish(struct builder *builder);

#endif
