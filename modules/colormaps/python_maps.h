/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colour maps in Python modules, as matplotlib, colorcet and those after them keep them:
 *     NAME = [[r, g, b], …]                       a list of colours, or of (position, colour)
 *     NAME = {"red": ((x, y0, y1), …), "green": …, "blue": …}
 *     NAME = ListedColormap(colours, name)        shown one by one; LinearSegmentedColormap and its from_list()
 *     TABLE = {"name": any of these, …}           and TABLE["name"] = any of these; helper("name", colours)
 * The names are those in tables and calls; a list that has none there is called after its variable. In a table of
 * colour maps, what is no colours (channels that are functions) is a map that is computed at run time: it has no stops.
 */
#ifndef MUSTER_COLORMAPS_PYTHON_MAPS_H
#define MUSTER_COLORMAPS_PYTHON_MAPS_H

#include "readers/python.h"

#include "builder.h"

struct python_maps {
	struct python_source source; /* what is wrong with it, too */
	struct python_map *maps;
	size_t count, room;
	bool is_cut; /* more was to be looked through than is believed: maps may be missing */
};

/* Whether the text may be such a module. */
bool python_maps_sniff(const struct input *input);

/* Finds the maps. MUSTER_OK, also where there are none; MUSTER_NO_MEMORY, and what python_read() answers. To be freed
 * in any case. */
enum muster_status python_maps_open(struct python_maps *maps, struct python *python, const struct input *input);
void python_maps_free(struct python_maps *maps);

/* As format->read(). */
enum muster_status python_maps_read(const struct python_maps *maps, size_t index, struct builder *builder);

#endif
