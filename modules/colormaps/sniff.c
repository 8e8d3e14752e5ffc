/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <strings.h>

#include "formats.h"

/* By how sure their signs are: first those that begin with a title of their own, then those that are known by all of
 * their rows. Rules of GRASS stand before CPT, whose categories they look like, because files of rules have no
 * extension that could decide. */
static const struct candidate {
	const struct format *format;
	const char *extension; /* NULL where it has none of its own */
} candidates[] = {
	{&format_ggr, "ggr"},  {&format_gpl, "gpl"},     {&format_gwyddion, NULL}, {&format_sao, "sao"},
	{&format_svg, NULL},   {&format_paraview, NULL}, {&format_magics, NULL},   {&format_spk, "spk"},
	{&format_ncl, "rgb"},  {&format_ncl, "ncmap"},   {&format_lut_raw, "lut"}, {&format_lut_text, "lut"},
	{&format_grass, NULL}, {&format_cpt, "cpt"},
};

static bool has(const struct candidate *candidate, const char *extension)
{
	return extension && candidate->extension && strcasecmp(extension, candidate->extension) == 0;
}

const struct format *format_choose(const struct input *input, const char *extension)
{
	const struct format *chosen = NULL;

	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++) {
		const struct candidate *candidate = &candidates[i];
		if ((chosen && !has(candidate, extension)) || !candidate->format->sniff(input))
			continue;
		if (has(candidate, extension))
			return candidate->format;
		chosen = candidate->format;
	}
	return chosen;
}

bool format_expected(const char *extension)
{
	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++)
		if (has(&candidates[i], extension))
			return true;
	return false;
}

enum muster_status format_read(const struct format *format, const struct input *input, size_t index,
							   struct builder *builder)
{
	const enum muster_status status = format->read(input, index, builder);

	if (builder->failed)
		return MUSTER_NO_MEMORY;
	if (status != MUSTER_OK)
		return status;
	builder->map.format = format->name;
	if (!builder->map.name || builder->map.name[0] == '\0')
		builder_name(builder, input->stem, strlen(input->stem));
	return builder->failed ? MUSTER_NO_MEMORY : MUSTER_OK;
}
