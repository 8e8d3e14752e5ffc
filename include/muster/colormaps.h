/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file colormaps.h
 * What muster_entry_item() answers for an entry of the stock module `colormaps`.
 */
#ifndef MUSTER_COLORMAPS_H
#define MUSTER_COLORMAPS_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/attributes.h>

MUSTER_BEGIN_DECLARATIONS

/** A colour: red, green, blue and opacity, each 0..1, sRGB. Since 0.1. */
struct muster_rgba {
	float r, g, b, a;
};

/** How the colours between stops are to be understood. Since 0.1. */
enum muster_colormap_kind {
	MUSTER_COLORMAP_CONTINUOUS = 0,  /**< interpolated between stops */
	MUSTER_COLORMAP_CATEGORICAL = 1, /**< one colour a stop, nothing between them */
	MUSTER_COLORMAP_MIXED = 2,       /**< interpolated, with steps where two stops share a position */
};

/** One place of a colour map. Since 0.1. */
struct muster_colormap_stop {
	double position; /**< 0..1, never less than that of the stop before */
	struct muster_rgba colour;
};

/** A colour map. All pointers are owned by the registry it came from. Since 0.1. */
struct muster_colormap {
	const char *name;   /**< as the file has it, or the file's stem */
	const char *format; /**< the format it was read from, such as "cpt" */
	const char *path;   /**< the file it was read from */
	enum muster_colormap_kind kind;
	bool cyclic;                                  /**< the end goes on into the beginning */
	bool has_hinge;                               /**< `hinge` is set */
	bool has_background, has_foreground, has_nan; /**< the colour of that name is set */
	double hinge;                                 /**< 0..1: the place that stays put when data stretch either side */
	struct muster_rgba background;                /**< for values below the range */
	struct muster_rgba foreground;                /**< for values above the range */
	struct muster_rgba nan;                       /**< for values that are none */
	size_t stop_count;                            /**< 0 where the colours are not known (computed at run time) */
	const struct muster_colormap_stop *stops;     /**< by position */
	size_t label_count;                           /**< 0, or stop_count */
	const char *const *labels;                    /**< one for each stop, NULL where it has none */
};

/** The colour of @p map at @p t (0..1; outside it the nearest end, for a cyclic map the place one turn on). Categorical
 * maps are cut into stop_count equal parts. Of two stops at one position the second holds from there on. A map without
 * stops is opaque black. Thread-safe. Since 0.1. */
static inline struct muster_rgba muster_colormap_at(const struct muster_colormap *map, double t)
{
	const struct muster_rgba black = {0, 0, 0, 1};
	const struct muster_colormap_stop *low, *high;
	size_t first = 0, last;
	double share;
	struct muster_rgba mixed;

	if (map->stop_count == 0)
		return black;
	if (!(t == t)) /* not a number */
		return map->has_nan ? map->nan : black;
	if (map->cyclic && (t < 0 || t > 1) && t > -1e15 && t < 1e15)
		t -= (double)(long long)t - (t < 0);
	t = t < 0 ? 0 : t > 1 ? 1 : t;
	if (map->kind == MUSTER_COLORMAP_CATEGORICAL) {
		last = (size_t)(t * (double)map->stop_count);
		return map->stops[last < map->stop_count ? last : map->stop_count - 1].colour;
	}
	last = map->stop_count;
	while (first < last) { /* the first stop past t */
		const size_t middle = first + (last - first) / 2;
		if (map->stops[middle].position <= t)
			first = middle + 1;
		else
			last = middle;
	}
	if (first == 0 || first == map->stop_count)
		return map->stops[first == 0 ? 0 : first - 1].colour;
	low = &map->stops[first - 1];
	high = &map->stops[first];
	share = (t - low->position) / (high->position - low->position);
	mixed.r = (float)(low->colour.r + share * (high->colour.r - low->colour.r));
	mixed.g = (float)(low->colour.g + share * (high->colour.g - low->colour.g));
	mixed.b = (float)(low->colour.b + share * (high->colour.b - low->colour.b));
	mixed.a = (float)(low->colour.a + share * (high->colour.a - low->colour.a));
	return mixed;
}

MUSTER_END_DECLARATIONS

#endif
