/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file components.h
 * What muster_entry_item() answers for an entry of the stock module `components`: the dimensions of image sets, as
 * microscopes spell them in the names of files.
 *
 * There are two kinds of entries, told apart by the field `kind`.
 *
 * **Data sets** (`kind` is "data set"), one for each folder of images in `paths` that a convention explains, and for
 * each OME-Zarr plate. The key is the folder; where several conventions share a folder, the others are called PATH#2
 * and so on.
 *
 * **The enumerations** (`kind` is "enumerations", and so is the key), one entry: what programs may offer as choices,
 * from all conventions and data sets together. Its four lists of strings are fields for muster_enum_open() and
 * `muster enum components --field FIELD`:
 *
 * | field | members |
 * |---|---|
 * | all_components | well, site, channel, z_index, timepoint and whatever else a convention or a data set has |
 * | variable_components | all but the multiprocessing axis |
 * | group_by | the same, and none |
 * | sequential_components | as variable_components |
 *
 * The multiprocessing axis is `multiprocessing_axis` in [components], by default well. The enumerations are there
 * without any data set, since conventions are configuration.
 */
#ifndef MUSTER_COMPONENTS_H
#define MUSTER_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <muster/attributes.h>

MUSTER_BEGIN_DECLARATIONS

/** Names of components, in the order plate, well, site, channel, z_index, timepoint, others by name. Since 0.1. */
struct muster_component_list {
	size_t count;
	const char *const *names;
};

/** What programs may offer as choices. Since 0.1. */
struct muster_component_enumerations {
	const char *multiprocessing_axis; /**< the component that work is divided by */
	struct muster_component_list all;
	struct muster_component_list variable;   /**< what may vary within what is processed together */
	struct muster_component_list group_by;   /**< what images may be grouped by; the last is "none" */
	struct muster_component_list sequential; /**< what may be gone through one after the other */

	/** The operator's choice: `variable` in [components]. */
	struct muster_component_list chosen_variable;
	const char *chosen_group_by; /**< `group_by` in [components]; none of chosen_variable, or NULL */
};

/** One dimension of a data set. Since 0.1. */
struct muster_dimension {
	const char *component;     /**< such as "well" */
	bool varies;               /**< not all images have one and the same */
	size_t count;              /**< of different values */
	size_t value_count;        /**< of those that are listed; the first 4,096 */
	const char *const *values; /**< as the names have them, but wells in capitals; numbers in order */
	/** What people call the values, one for each, where the data set says so; NULL where it does not, for one or for
	 * all. */
	const char *const *labels;
};

/** One value of one component. Since 0.1. */
struct muster_coordinate {
	const char *component;
	const char *value;
};

/** Images that are not there: all that have these values, whatever else they have. Since 0.1. */
struct muster_gap {
	const char *text; /**< for people: "B07 lacks channel 3" */
	size_t coordinate_count;
	const struct muster_coordinate *coordinates;
};

/** A set of images. All pointers are owned by the registry it came from. Since 0.1. */
struct muster_data_set {
	const char *path;       /**< the folder, or the OME-Zarr plate */
	const char *convention; /**< such as "imagexpress": the section [components:NAME] */
	const char *title;      /**< the same for people */
	double sure;            /**< how sure that is: over 0, up to 1 */
	const char *why;        /**< … and why, for people */

	uint64_t images;     /**< those of the set; thumbnails are none */
	uint64_t thumbnails; /**< left out */
	uint64_t beside;     /**< files that belong to the set and are no images of it: metadata, calibration */

	size_t dimension_count;
	const struct muster_dimension *dimensions; /**< plate, well, site, channel, z_index, timepoint, others by name */

	/** Combinations of the values of all dimensions that vary and are independent, without an image. */
	uint64_t missing;
	size_t gap_count;
	const struct muster_gap *gaps; /**< the missing ones, as few as describe them; the first 100 */

	uint64_t unexplained; /**< files that no convention explains */
	size_t unexplained_count;
	const char *const *unexplained_names; /**< the first 100 of them */
};

/** What muster_entry_item() answers: exactly one of these is not NULL. Since 0.1. */
struct muster_components {
	const struct muster_component_enumerations *enumerations;
	const struct muster_data_set *data_set;
};

/** A choice of components that programs offer is sound where what images are grouped by is not variable too: NULL then,
 * or else @p group_by. @p variable ends with NULL; "none" for @p group_by, or NULL, is always sound. Since 0.1. */
static inline const char *muster_components_clash(const char *const *variable, const char *group_by)
{
	if (!variable || !group_by || strcmp(group_by, "none") == 0)
		return NULL;
	for (size_t i = 0; variable[i]; i++) {
		if (strcmp(variable[i], group_by) == 0)
			return group_by;
	}
	return NULL;
}

MUSTER_END_DECLARATIONS

#endif
